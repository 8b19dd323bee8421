"""`appliance unseal`: give the running service its keys back."""

from __future__ import annotations

import getpass
import sys

import typer

from appliance.cli import control
from appliance.cli.inside import control_path
from appliance.cli.terminal import say
from appliance.core.kit.errors import BadInput
from appliance.core.settings import load
from appliance.wiring import Appliance

app = typer.Typer()


@app.callback(invoke_without_command=True)
def unseal() -> None:
    """Unseal by key file when SEAL=keyfile, else by the passphrase typed here (or piped in)."""
    settings = load()
    path = control_path(settings)
    if not control.listening(path):
        raise BadInput("没有正在运行的服务。", "No service is running on this data folder.")
    secret = Appliance(settings).secret()
    if secret is None:
        typed = (
            getpass.getpass("解封口令 / passphrase: ")
            if sys.stdin.isatty()
            else sys.stdin.readline().rstrip("\n")
        )
        secret = typed.encode()
    control.call(path, "vault.unseal", {"secret": secret.hex()})
    say("已解封。", "Unsealed.")
