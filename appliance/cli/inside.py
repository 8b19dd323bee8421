"""Where a command runs: inside the running service if there is one, else in this process with the folder taken."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.cli import control
from appliance.core.kit.errors import BadInput, SealedError
from appliance.core.settings import Settings, load

if TYPE_CHECKING:
    from appliance.wiring import Appliance


def control_path(settings: Settings) -> Path:
    """The socket of the service that holds this data folder."""
    return settings.data_dir.resolve() / "run" / "control.sock"


def no_vault(settings: Settings) -> BadInput:
    """What to say where no vault is; whoever has tried the demo here most likely means the demo's folder."""
    demo = Path(".demo")
    if (demo / "vault").exists() and settings.data_dir.resolve() != demo.resolve():
        return BadInput(
            f"数据目录 {settings.data_dir} 里还没有密钥库；演示数据在 {demo}，请加上 DATA_DIR={demo}。",
            f"There is no vault in the data folder {settings.data_dir}; "
            f"the demo's is {demo}: put DATA_DIR={demo} in front.",
        )
    return BadInput(
        "数据目录里还没有密钥库；请先运行 appliance init。",
        "There is no vault in the data folder yet; run `appliance init` first.",
    )


@contextlib.contextmanager
def opened(settings: Settings, secret: bytes | None = None) -> Iterator[Appliance]:
    """The appliance in this process: folder taken, unsealed by `secret` or what is asked for, closed afterwards."""
    from appliance.wiring import Appliance

    appliance = Appliance(settings)
    if not appliance.vault.exists():
        raise no_vault(settings)
    appliance.take_folder()
    try:
        appliance.unseal(ask_secret(appliance) if secret is None else secret)
        yield appliance
    finally:
        appliance.stop()


@contextlib.contextmanager
def unopened(settings: Settings) -> Iterator[Appliance]:
    """Folder taken and vault unsealed by what the settings name, the store left closed: to look into one that a start
    refuses. Raises `SealedError` when a person would have to give the secret."""
    from appliance.wiring import Appliance

    appliance = Appliance(settings)
    secret = appliance.secret()
    if secret is None:
        raise SealedError
    appliance.take_folder()
    try:
        appliance.vault.unseal(secret)
        yield appliance
    finally:
        appliance.stop()


def ask_secret(appliance: Appliance) -> bytes:
    """The unseal secret from the settings, or typed by the person at the terminal."""
    secret = appliance.secret()
    if secret is not None:
        return secret
    import sys

    from appliance.cli.custody import present_secret

    if not sys.stdin.isatty() and appliance.vault.method == "passphrase":
        raise BadInput(
            "需要解封口令：设置 PASSPHRASE_FILE，或在终端里运行。",
            "A passphrase is needed: set PASSPHRASE_FILE or run this in a terminal.",
        )
    return present_secret(appliance.vault, appliance.settings)


def run(
    command: str,
    arguments: dict[str, Any],
    report: control.Report = lambda step: None,
    *,
    secret: bytes | None = None,
) -> Any:
    """Run `command` where the keys are and return its result. `secret` spares asking for it once more."""
    from appliance.cli.handlers import handlers

    settings = load()
    path = control_path(settings)
    if control.listening(path):
        return control.call(path, command, arguments, report)
    with opened(settings, secret) as appliance:
        return handlers(appliance)[command](arguments, report)
