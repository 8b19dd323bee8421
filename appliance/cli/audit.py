"""`appliance audit verify`: walk the whole chain and name the first broken row."""

from __future__ import annotations

from typing import Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import say
from appliance.core.audit.verify import verify as walk
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify() -> None:
    """Exit 0 when every row is as it was written, 1 with the first broken row otherwise."""
    found = run("audit.verify", {})
    if found["ok"]:
        say(
            f"审计链完整：{found['count']} 行，链头 {found['head'][:16]}。",
            f"The audit chain is whole: {found['count']} rows, head {found['head'][:16]}.",
        )
        return
    raise ApplianceError(
        f"{found['zh']}请保留现场并通知合规部门。",
        f"{found['en']} Keep everything as it is and tell compliance.",
    )


@app.callback()
def main() -> None:
    """核验审计链 · verify the audit chain"""


def _verify(parts: Parts, arguments: dict[str, Any], report: Any) -> dict[str, Any]:
    store, vault = parts.get(Store), parts.get(Vault)
    anchor = parts.get(Settings).data_dir / "audit" / "anchor.log"
    with store.reading() as s:
        found = walk(s, vault.audit_key(), anchor)
    return {
        "ok": found.ok,
        "count": found.count,
        "head": found.head,
        "first_bad": found.first_bad,
        "zh": found.why_zh,
        "en": found.why_en,
    }


HANDLERS = {"audit.verify": _verify}
