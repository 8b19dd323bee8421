"""`appliance backup`: make, list and check backups; restore one, or take the store as it lies, by two persons."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli import backup_keyring, control
from appliance.cli.inside import ask_secret, control_path, run
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit.counted import many
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.settings import Settings, load

if TYPE_CHECKING:
    from appliance.core.backups.container import Manifest
    from appliance.core.backups.restore import Place
    from appliance.core.backups.two_people import Claim
    from appliance.core.kit.parts import Parts
    from appliance.wiring import Appliance

app = typer.Typer(no_args_is_help=True)


backup_keyring.add_to(app)


@app.callback()
def main() -> None:
    """备份与恢复 · backups"""


@app.command()
def make(to: Path | None = typer.Option(None, "--to", help="目标目录 · folder to write it to")) -> None:
    """备份加密存储，服务照常运行 · Write a backup of the store while the service goes on."""
    with Steps() as steps:
        made = run("backup.make", {"to": str(to.resolve()) if to else ""}, steps)
    said, where = _facts(made), made["path"]
    say(f"✓ 备份完成：{where}（{said}）", f"✓ backup made: {where} ({said})")
    say("联系人密钥不在其中；请另行保管密钥副本。", "Contact keys are not part of it; keep their copy apart.")


@app.command("list")
def list_(
    folder: Path | None = typer.Option(None, "--in", help="备份目录 · folder of backups"),
) -> None:
    """列出备份，新的在前；不完整的文件注明原因 · Every backup, newest first; a file that is no whole backup is named with the reason."""
    from appliance.core.backups import shelf

    found = shelf.listed(folder or load().backups_folder)
    if not found:
        say("还没有备份；运行 appliance backup make。", "No backups yet; run `appliance backup make`.")
    for each in found:
        if each.manifest is None:
            assert each.problem is not None
            out.print(f"✗ {each.path.name}  {each.problem.said(language())}", markup=False, soft_wrap=True)
        else:
            facts = _facts(_told(each.path, each.manifest, each.size))
            out.print(f"✓ {each.path.name}  {facts}", markup=False, soft_wrap=True)


@app.command()
def verify(
    file: Path,
    public_key: str = typer.Option(
        "", help="只核对签名与校验值，无需密钥 · signature and hashes only, no secret needed"
    ),
) -> None:
    """逐页核对一份备份；与签名不符则以 1 退出 · Check a backup to its last page; exit 1 if anything is not as signed."""
    path = _existing(file)
    with Steps() as steps:
        if public_key:
            from appliance.core.backups import container
            from appliance.core.backups.verify import check_signed

            manifest = container.read(path, public_key)
            check_signed(path, manifest, steps)
            told = _told(path, manifest, path.stat().st_size)
        else:
            told = run("backup.verify", {"path": str(path)}, steps)
    say(f"✓ 备份完好：{_facts(told)}", f"✓ the backup is whole: {_facts(told)}")
    if not public_key:
        say(f"  公钥 {told['public_key']}", f"  public key {told['public_key']}")


@app.command()
def restore(
    file: Path,
    first: str = typer.Option(..., help="第一人的工号 · login of the first person"),
    second: str = typer.Option(..., help="第二人的工号 · login of the second person"),
    over: bool = typer.Option(
        False, "--over", help="取代现有数据（原数据另存）· in the present store's place, which is set aside"
    ),
) -> None:
    """用一份备份取代现有数据：先停止服务，由两位不同职权的人输入口令
    · Put a backup in the store's place. Stop the service first. Two persons of different powers give their passwords."""
    from appliance.core.backups.restore import restore as put_back
    from appliance.core.store.base import Base

    settings, path = load(), _existing(file)
    appliance = _alone(settings)
    try:
        appliance.vault.unseal(ask_secret(appliance))
        people = _two(first, second)
        with Steps() as steps:
            done = put_back(
                path, place(settings), appliance.vault, people, Base.metadata, over=over, report=steps
            )
        appliance.open_present()  # it opens, and everything that must happen before it is used has happened
    finally:
        appliance.stop()
    facts = done.manifest.facts
    say(
        f"✓ 已恢复到 {_when(facts)} 的备份：审计链第 {facts['chain']['seq']} 条，恢复记录为第 {done.head} 条。",
        f"✓ restored the backup of {_when(facts)}: audit event {facts['chain']['seq']}; "
        f"the restore itself is event {done.head}.",
    )
    if done.set_aside is not None:
        say(
            f"  原数据（至第 {done.before} 条）另存于 {done.set_aside}；查清后请删除。",
            f"  The store that was here (up to event {done.before}) lies in {done.set_aside}; delete it once looked into.",
        )
    if not done.chain_ok:
        say(
            "! 备份中的审计链本身不完整；请运行 appliance audit verify。",
            "! The audit chain inside the backup is broken; run `appliance audit verify`.",
        )


@app.command()
def accept(
    first: str = typer.Option(..., help="第一人的工号 · login of the first person"),
    second: str = typer.Option(..., help="第二人的工号 · login of the second person"),
) -> None:
    """应急：数据比锚点旧时仍照现状接受；须两位不同职权的人，并留下记录
    · Break glass: take a store that is older than its anchor as it lies. Two persons of different powers; recorded."""
    from appliance.core.backups.restore import accept as take

    settings = load()
    appliance = _alone(settings)
    try:
        appliance.vault.unseal(ask_secret(appliance))
        ended, marked = take(place(settings), appliance.vault, _two(first, second))
        appliance.open_present()
    finally:
        appliance.stop()
    say(
        f"✓ 已接受现有数据：审计链止于第 {ended} 条，此前锚定到第 {marked} 条；其间的记录已失去。",
        f"✓ The store is taken as it lies: its chain ended at event {ended}, it had been anchored at {marked}; "
        "what lay between is lost.",
    )


def place(settings: Settings) -> Place:
    """Where a restored store goes, and what must go with the old one."""
    from appliance.core.backups.restore import Place

    return Place(
        settings.store_path,
        settings.data_dir,
        settings.anchor_paths,
        (settings.search_path, settings.vectors_path),
    )


def _alone(settings: Settings) -> Appliance:
    """The appliance with its folder taken and still sealed. Raises `Conflict` while a service runs on it."""
    from appliance.wiring import Appliance

    if control.listening(control_path(settings)):
        raise Conflict(
            "服务正在运行；请先停止它再恢复。", "The service is running; stop it before restoring."
        )
    appliance = Appliance(settings)
    if not appliance.vault.exists():
        raise BadInput(
            "数据目录里没有密钥库；请先放回密钥副本（vault 目录）。",
            "There is no vault in the data folder; first put back the copy of the keys (folder vault).",
        )
    appliance.take_folder()
    return appliance


def _two(first: str, second: str) -> tuple[Claim, Claim]:
    from appliance.core.backups.two_people import Claim

    return Claim(first, _password(first)), Claim(second, _password(second))


def _password(login: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{login} 的密码 / password of {login}: ")
    return sys.stdin.readline().rstrip("\n")


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise BadInput(f"找不到备份文件 {file}。", f"There is no backup file {file}.")
    return file.resolve()


def _told(path: Path, manifest: Manifest, size: int) -> dict[str, Any]:
    return {
        "path": str(path),
        "size": size,
        "facts": dict(manifest.facts),
        "parts": len(manifest.parts),
        "public_key": manifest.public_key,
    }


def _facts(told: dict[str, Any]) -> str:
    facts, size = told["facts"], f"{told['size'] / 2**20:.1f} MB"
    seq, messages = facts["chain"]["seq"], facts["counts"].get("messages", 0)
    if language() == "zh":
        return f"{_when(facts)}，{size}，{messages} 条消息，审计链第 {seq} 条，版本 {facts['revision']}"
    return f"{_when(facts)}, {size}, {many(messages, 'message')}, audit event {seq}, revision {facts['revision']}"


def _when(facts: Any) -> str:
    return f"{datetime.fromisoformat(facts['made_at']).astimezone():%Y-%m-%d %H:%M:%S}"


def _make(parts: Parts, arguments: dict[str, Any], report: control.Report) -> dict[str, Any]:
    from appliance.core.backups.make import make as make_one
    from appliance.core.kit.actors import SYSTEM
    from appliance.core.store.session import Store
    from appliance.core.vault.vault import Vault
    from appliance.wiring import BACKED_UP

    settings, to = parts.get(Settings), arguments.get("to")
    made = make_one(
        parts.get(Store),
        parts.get(Vault),
        Path(to) if to else settings.backups_folder,
        actor=SYSTEM,
        data_dir=settings.data_dir,
        files=BACKED_UP,
        keep=None if to else settings.backups_kept,
        report=report,
    )
    return _told(made.path, made.manifest, made.size)


def _verify(parts: Parts, arguments: dict[str, Any], report: control.Report) -> dict[str, Any]:
    from appliance.core.backups.verify import verify as check
    from appliance.core.vault.vault import Vault

    path = Path(arguments["path"])
    scratch = parts.get(Settings).backups_folder
    return _told(path, check(path, parts.get(Vault), scratch, report), path.stat().st_size)


HANDLERS = {"backup.make": _make, "backup.verify": _verify}
