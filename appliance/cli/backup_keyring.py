"""`appliance backup keyring` and `backup copies`: the contacts' keys, copied apart from the data, and where copies lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import language, out, say
from appliance.core.kit.counted import many
from appliance.core.kit.errors import BadInput

if TYPE_CHECKING:
    from appliance.core.kit.parts import Parts

STANDING = {
    "current": ("✓", "最新", "up to date"),
    "behind": ("!", "在位，尚含已删除客户的密钥或已过时", "there, but behind: renew it"),
    "missing": ("!", "不在位", "not there"),
    "another": ("!", "该位置是另一份副本", "another copy lies there"),
    "damaged": ("✗", "已损坏", "damaged"),
    "unwritable": ("✗", "无法重写", "cannot be rewritten"),
}


def keyring(
    to: Path | None = typer.Option(None, "--to", help="写到哪里 · file or folder to write the copy to"),
    from_: Path | None = typer.Option(
        None, "--from", help="由副本取回缺失的密钥 · take missing keys back from a copy"
    ),
) -> None:
    """把客户密钥复制到数据目录之外，或由这样的副本取回
    · Copy the contacts' keys to a place apart from the data, or take them back from such a copy."""
    if (to is None) == (from_ is None):
        raise BadInput("请写明 --to 或 --from 之一。", "Say either --to or --from.")
    if to is not None:
        made = run("backup.keyring", {"to": str(to.absolute())})
        say(
            f"✓ 密钥副本已写到 {made['path']}（{made['keys']} 个密钥），{made['ages_out'][:10]} 前有效；请与数据备份分开保管。",
            f"✓ {many(made['keys'], 'key')} copied to {made['path']}, good until {made['ages_out'][:10]}; "
            "keep it apart from the backups of the data.",
        )
        return
    assert from_ is not None
    count = run("backup.keyring_back", {"from": str(from_.absolute())})
    say(
        f"✓ 取回 {count} 个密钥；已删除的客户不会恢复。",
        f"✓ {many(count, 'key')} taken back; erased contacts stay erased.",
    )


def copies(
    renew: bool = typer.Option(False, "--renew", help="重写所有在位的副本 · rewrite every copy within reach"),
    destroyed: str = typer.Option(
        "", help="登记某份副本已销毁（编号）· a copy that has been destroyed, by its id"
    ),
) -> None:
    """列出登记的密钥副本与状态；仍有副本留着已删除的密钥时以 1 退出
    · Every registered copy of the keyring and how it stands. Exit 1 if one still holds an erased key."""
    found = run("backup.copies", {"renew": renew, "destroyed": destroyed})
    if not found:
        say(
            "没有登记的密钥副本；运行 appliance backup keyring --to …",
            "No copies are registered; run `appliance backup keyring --to …`.",
        )
    for each in found:
        mark, zh, en = STANDING[each["standing"]]
        said = zh if language() == "zh" else en
        out.print(
            f"{mark} {each['id']}  {each['made_at'][:10]} → {each['ages_out'][:10]}  {each['path']}  {said}",
            markup=False,
            soft_wrap=True,
        )
    raise typer.Exit(1 if any(each["standing"] != "current" for each in found) else 0)


def add_to(app: typer.Typer) -> None:
    """The two commands, as parts of `appliance backup`."""
    app.command("keyring")(keyring)
    app.command("copies")(copies)


def _save(parts: Parts, arguments: dict[str, Any], report: Any) -> dict[str, Any]:
    from appliance.core.audit.verbs import Verb
    from appliance.core.settings import Settings
    from appliance.core.vault import copies as register
    from appliance.core.vault.vault import Vault

    made = register.save_copy(parts.get(Vault), Path(arguments["to"]))
    _record(parts, Verb.KEYRING_COPIED, made.id, keys=made.keys, sha256=made.sha256)
    ages_out = made.ages_out(parts.get(Settings).keyring_copy_days).isoformat()
    return {"path": made.path, "keys": made.keys, "ages_out": ages_out}


def _back(parts: Parts, arguments: dict[str, Any], report: Any) -> int:
    from appliance.core.audit.verbs import Verb
    from appliance.core.settings import Settings
    from appliance.core.vault import copies as register
    from appliance.core.vault.vault import Vault

    days = parts.get(Settings).keyring_copy_days
    count = register.take_back(parts.get(Vault), Path(arguments["from"]), days=days)
    _record(parts, Verb.KEYRING_TAKEN_BACK, "keyring", keys=count)
    return count


def _copies(parts: Parts, arguments: dict[str, Any], report: Any) -> list[dict[str, Any]]:
    from appliance.core.audit.verbs import Verb
    from appliance.core.settings import Settings
    from appliance.core.vault import copies as register
    from appliance.core.vault.vault import Vault

    vault, days = parts.get(Vault), parts.get(Settings).keyring_copy_days
    if arguments.get("destroyed"):
        gone = register.strike(vault, str(arguments["destroyed"]).upper())
        _record(parts, Verb.KEYRING_COPY_STRUCK, gone.id)
    seen = register.refresh(vault) if arguments.get("renew") else register.look(vault)
    return [
        {
            "id": each.copy.id,
            "path": each.copy.path,
            "made_at": each.copy.made_at,
            "ages_out": each.copy.ages_out(days).isoformat(),
            "standing": each.standing,
        }
        for each in seen
    ]


def _record(parts: Parts, verb: Any, subject: str, **details: Any) -> None:
    from appliance.core.audit import chain
    from appliance.core.kit.actors import SYSTEM
    from appliance.core.store.session import Store

    with parts.get(Store).writing() as s:
        chain.append(s, verb, actor=SYSTEM, subject=subject, **details)


HANDLERS = {"backup.keyring": _save, "backup.keyring_back": _back, "backup.copies": _copies}
