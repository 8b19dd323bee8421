"""`appliance audit verify`: walk the whole chain and name the first broken row."""

from __future__ import annotations

from typing import Any

import typer

from appliance.cli.inside import run, unopened
from appliance.cli.terminal import say
from appliance.core.audit.rollback import RolledBack
from appliance.core.audit.verify import Verified
from appliance.core.audit.verify import verify as walk
from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings, load
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify() -> None:
    """逐行核验审计链：完好为 0，否则指出第一处断裂并以 1 退出
    · Exit 0 when every row is as it was written, 1 with the first broken row otherwise."""
    try:
        found = run("audit.verify", {})
    except RolledBack:  # a start refuses this store; what its chain says comes first
        found = _unopened()
        if found is None or found["ok"]:
            raise
    if found["ok"]:
        say(
            f"审计链完整：{found['count']} 行，链头 {found['head'][:16]}。",
            f"The audit chain is whole: {many(found['count'], 'row')}, head {found['head'][:16]}.",
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
        return _told(walk(s, vault.audit_key(), anchor))


def _unopened() -> dict[str, Any] | None:
    """The walk over a store that stays closed to everybody else; None if nobody is there to unseal it, or the file is no
    store at all."""
    settings = load()
    try:
        with unopened(settings) as appliance:
            key = appliance.vault.audit_key()
            with open_store(settings.store_path, appliance.vault.store_key()) as store, store.reading() as s:
                return _told(walk(s, key, settings.anchor_paths[0]))
    except ApplianceError:
        return None


def _told(found: Verified) -> dict[str, Any]:
    return {
        "ok": found.ok,
        "count": found.count,
        "head": found.head,
        "first_bad": found.first_bad,
        "zh": found.why_zh,
        "en": found.why_en,
    }


HANDLERS = {"audit.verify": _verify}
