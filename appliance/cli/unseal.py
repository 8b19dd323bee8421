"""`appliance unseal`: give the running service its keys back."""

from __future__ import annotations

import sys
from typing import Any

import typer

from appliance.cli import control, custody
from appliance.cli.inside import control_path
from appliance.cli.terminal import err, language, say
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.settings import load
from appliance.core.vault.vault import Vault
from appliance.wiring import Appliance

app = typer.Typer()


@app.callback(invoke_without_command=True)
def unseal(
    abort: bool = typer.Option(False, "--abort", help="放弃已录入的份额 · forget the shares given so far"),
) -> None:
    """By the key file, the passphrase typed here (or piped in), or shares: each custodian may call this in turn."""
    settings = load()
    path = control_path(settings)
    if not control.listening(path):
        raise BadInput("没有正在运行的服务。", "No service is running on this data folder.")
    vault = Vault(settings.data_dir)
    if abort:
        if control.call(path, "vault.shares.abandon", {}):
            say("已放弃。", "Forgotten.")
        else:
            say("没有待用的份额。", "There were no shares.")
        return
    if vault.method == "shares":
        _by_shares(lambda command, **given: control.call(path, command, given))
        return
    secret = Appliance(settings).secret()
    if secret is None:
        secret = custody.passphrase()
    control.call(path, "vault.unseal", {"secret": secret.hex()})
    say("已解封。", "Unsealed.")


def _by_shares(call: Any) -> None:
    found = call("vault.shares.progress")
    while not found["open"]:
        say(
            f"已录入 {found['have']}/{found['need']} 份。",
            f"{found['have']} of {found['need']} shares given.",
        )
        typed = custody.share(found["have"], found["need"])
        if typed is None:
            say(
                f"还需 {found['need'] - found['have']} 份；15 分钟内可由其他保管人用 appliance unseal 继续。",
                f"{found['need'] - found['have']} more needed; other custodians may go on with "
                "`appliance unseal` within 15 minutes.",
            )
            return
        try:
            found = call("vault.shares.offer", share=typed)
        except ApplianceError as problem:
            if not sys.stdin.isatty():
                raise
            err.print(problem.said(language()), style="red", markup=False, soft_wrap=True)
            found = call("vault.shares.progress")
    say("已解封。", "Unsealed.")
