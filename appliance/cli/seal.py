"""`appliance seal`: lock the running service at once."""

from __future__ import annotations

import typer

from appliance.cli import control
from appliance.cli.inside import control_path
from appliance.cli.terminal import say
from appliance.core.kit.errors import BadInput
from appliance.core.settings import load

app = typer.Typer()


@app.callback(invoke_without_command=True)
def seal() -> None:
    """Close the store and drop every key; pages answer 503 until `appliance unseal`."""
    path = control_path(load())
    if not control.listening(path):
        raise BadInput("没有正在运行的服务。", "No service is running on this data folder.")
    control.call(path, "vault.seal", {})
    say("已封存。", "Sealed.")
