"""`appliance contacts`: who is held, what of them, and their erasure by two persons, with its certificate."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import Steps, language, out, say
from appliance.core.kit.counted import many
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound

if TYPE_CHECKING:
    from appliance.core.kit.parts import Parts
    from appliance.governance.compliance.tables import Erasure

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """客户资料：持有、删除、证书 · contacts: holdings, erasure, certificates"""


@app.command()
def find(code: str) -> None:
    """按会话编号查找客户 · Contacts by the code of one of their conversations."""
    found = run("contacts.find", {"code": code})
    if not found:
        raise NotFound(
            f"没有会话号为 {code.upper()} 的客户。", f"No contact has a conversation {code.upper()}."
        )
    for one in found:
        mark = "" if not one["erased_at"] else ("  已删除" if language() == "zh" else "  erased")
        out.print(f"{one['contact']}  {_day(one['last_at'])}  {' '.join(one['codes'])}{mark}", markup=False)


@app.command()
def show(contact: str) -> None:
    """某位客户留存了什么：只计数，不显示内容 · What is held of one contact: counted, never quoted."""
    from appliance.core.masking.show import labels

    held = run("contacts.show", {"contact": contact})
    lang = language()
    say(
        f"会话 {len(held['conversations'])}，消息 {held['messages']}，渠道身份 {held['identities']}",
        f"{many(len(held['conversations']), 'conversation')}, {many(held['messages'], 'message')}, "
        f"{many(held['identities'], 'channel identity', 'channel identities')}",
    )
    for kind, count in held["values"]:
        out.print(f"  {labels(kind, lang)} {count}", markup=False)
    if held["impression"] or held["moods"] or held["summaries"]:
        described = held["impression"]
        say(
            f"坐席写的印象 {int(described)}，情绪判断 {held['moods']}，转接小结 {held['summaries']}",
            f"Impressions written by agents {int(described)}, moods of messages {held['moods']}, handoff summaries {held['summaries']}",
        )
    if held["hold"]:
        say(f"依法保全：{held['hold'][0]}", f"Legal hold: {held['hold'][1]}")
    if held["erased_at"]:
        say(f"已于 {_day(held['erased_at'])} 删除。", f"Erased on {_day(held['erased_at'])}.")


@app.command()
def erase(
    contact: str,
    ground: str = typer.Option(
        ..., help="法定情形 · consent, purpose, ended, unlawful, other (PIPL 47)", metavar="GROUND"
    ),
    first: str = typer.Option(..., help="申请人的工号（合规专员）· login of who asks (compliance officer)"),
    second: str = typer.Option(..., help="审批人的工号 · login of who allows it"),
    received: str = typer.Option("", help="客户提出的日期 · day the customer asked, 2026-03-03"),
) -> None:
    """删除一位客户的资料：由两位不同职权的人输入口令，给出证书编号
    · Erase a contact. Two persons of different powers give their passwords; prints the certificate's number."""
    from appliance.governance.compliance.grounds import Ground

    if ground not in list(Ground):
        raise BadInput(
            f"没有情形“{ground}”；可选：{'、'.join(Ground)}。",
            f"There is no ground '{ground}'; choose one of: {', '.join(Ground)}.",
        )
    arguments = {
        "contact": contact,
        "ground": ground,
        "received": _date(received),
        "first": [first, _password(first)],
        "second": [second, _password(second)],
    }
    with Steps() as steps:
        done = run("contacts.erase", arguments, steps)
    removed = done["destroyed"]
    say(
        f"✓ 已删除：{removed['conversations']} 个会话、{removed['messages']} 条消息、"
        f"{sum(removed['values'].values())} 个敏感值；证书 {done['number']}。",
        f"✓ erased: {many(removed['conversations'], 'conversation')}, {many(removed['messages'], 'message')}, "
        f"{many(sum(removed['values'].values()), 'value')}; certificate {done['number']}.",
    )
    for each in done["copies"]:
        if each["standing"] != "current":
            say(
                f"! 密钥环副本 {each['path']} 未能重写，最迟 {_day(each['ages_out'])} 失效；请尽快接入或销毁。",
                f"! The keyring copy {each['path']} was not rewritten and ages out by {_day(each['ages_out'])}; "
                "bring it within reach or destroy it.",
            )


@app.command()
def requests() -> None:
    """删除申请：待办在前，期限近的在上 · Requests for erasure: what waits first, the nearest due date on top."""
    found = run("contacts.requests", {})
    if not found:
        say("没有删除申请。", "There are no requests for erasure.")
    for one in found:
        late = "!" if one["late"] else " "
        out.print(
            f"{late} {one['number']}  {one['state']:<10} {_day(one['due_at'])}  {' '.join(one['codes'])}",
            markup=False,
        )


@app.command()
def certificate(
    number: str, to: Path | None = typer.Option(None, "--to", help="写入文件 · file to write")
) -> None:
    """删除证书（带签名的 JSON） · The signed certificate of an erasure, as JSON."""
    text: str = run("contacts.certificate", {"number": number})
    if to is None:
        out.print(text, markup=False, soft_wrap=True)
        return
    if to.exists():
        raise BadInput(f"{to} 已存在，不会覆盖。", f"{to} exists and will not be replaced.")
    to.write_text(text + "\n", "utf-8")
    say(f"✓ 已写入 {to}", f"✓ written to {to}")


@app.command()
def check(
    file: Path,
    public_key: str = typer.Option("", help="核验公钥；省略则用本机的 · key to check with; ours if left out"),
) -> None:
    """核验删除证书的签名，不符则以 1 退出；给出公钥时无需密钥库
    · Check a certificate's signature; exit 1 if it does not hold. With a public key no vault is needed."""
    from appliance.governance.compliance.certificate import holds

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"读不到文件 {file}。", f"The file {file} cannot be read.") from None
    key = public_key or str(run("contacts.public_key", {}))
    if not holds(text, key):
        raise ApplianceError(
            "签名不符：证书被改动，或由别的系统签发。",
            "The signature does not hold: the certificate was changed, or another system signed it.",
        )
    say(f"✓ 签名有效，公钥 {key}", f"✓ the signature holds, public key {key}")


def _day(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d}"


def _date(day: str) -> str:
    if not day:
        return ""
    try:
        return datetime.strptime(day, "%Y-%m-%d").astimezone(UTC).isoformat()
    except ValueError:
        raise BadInput(
            f"日期“{day}”无效，请写成 2026-03-03。", f"'{day}' is no date; write it as 2026-03-03."
        ) from None


def _password(login: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{login} 的密码 / password of {login}: ")
    return sys.stdin.readline().rstrip("\n")


def _find(parts: Parts, arguments: dict[str, Any], report: Any) -> list[dict[str, Any]]:
    from appliance.core.store.session import Store
    from appliance.governance.compliance import holdings

    with parts.get(Store).reading() as s:
        return [
            {
                "contact": one.contact_id,
                "codes": one.codes,
                "last_at": one.last_at.isoformat(),
                "erased_at": one.erased_at.isoformat() if one.erased_at else None,
            }
            for one in holdings.by_code(s, str(arguments["code"]))
        ]


def _show(parts: Parts, arguments: dict[str, Any], report: Any) -> dict[str, Any]:
    from appliance.core.audit.reads import audited_read
    from appliance.core.audit.verbs import Verb
    from appliance.core.kit.actors import SYSTEM
    from appliance.core.store.session import Store
    from appliance.governance.compliance import holdings
    from appliance.governance.compliance.grounds import CAUSES, Cause

    store, contact = parts.get(Store), str(arguments["contact"])
    with store.reading() as s:
        holdings.holdings(s, contact)  # nobody's id is worth no record
    with audited_read(store, Verb.CONTACT_READ, SYSTEM, contact) as s:
        held = holdings.holdings(s, contact)
    return {
        "conversations": [one.code for one in held.conversations],
        "messages": held.messages,
        "identities": sum(count for _, count in held.identities),
        "values": held.values,
        "impression": held.impression,
        "moods": held.moods,
        "summaries": held.summaries,
        "hold": CAUSES[Cause(held.hold.cause)] if held.hold else None,
        "erased_at": held.erased_at.isoformat() if held.erased_at else None,
    }


def _erase(parts: Parts, arguments: dict[str, Any], report: Any) -> dict[str, Any]:
    from appliance.core.backups.two_people import Claim, two
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import Store
    from appliance.governance.compliance import certificate as certificates
    from appliance.governance.compliance import erase as erasing
    from appliance.governance.compliance import requests as asking
    from appliance.governance.compliance.erase import EraseParts
    from appliance.governance.compliance.grounds import GROUNDS, Ground

    store, ground = parts.get(Store), Ground(arguments["ground"])
    received = datetime.fromisoformat(arguments["received"]) if arguments.get("received") else None
    with store.reading() as s:
        asks, allows = two(s, Claim(*arguments["first"]), Claim(*arguments["second"]))
    with store.writing() as s:
        row = asking.ask(
            s,
            str(arguments["contact"]),
            ground,
            reason=MaskedText.trusted(GROUNDS[ground][0]),
            received_at=received,
            by=asks.actor,
            role=asks.role,
        )
        row = asking.approve(s, row.id, by=allows.actor, role=allows.role)
    report({"text": "销毁密钥与索引 · destroying keys and index rows"})
    done: Erasure = erasing.run(parts.get(EraseParts), row.id)
    return certificates.body_of(done.certificate)


def _requests(parts: Parts, arguments: dict[str, Any], report: Any) -> list[dict[str, Any]]:
    from appliance.core.store.session import Store
    from appliance.governance.compliance import requests as asking

    with parts.get(Store).reading() as s:
        return [
            {
                "number": one.row.id,
                "state": one.state,
                "due_at": one.row.due_at.isoformat(),
                "late": one.late,
                "codes": one.codes,
            }
            for one in asking.listed(s)
        ]


def _certificate(parts: Parts, arguments: dict[str, Any], report: Any) -> str:
    from appliance.core.store.session import Store
    from appliance.governance.compliance import requests as asking

    with parts.get(Store).reading() as s:
        found = asking.one(s, str(arguments["number"]))
    if not found.row.certificate:
        raise NotFound("这个申请还没有证书。", "This request has no certificate yet.")
    return json.dumps(json.loads(found.row.certificate), ensure_ascii=False, indent=1)


def _public_key(parts: Parts, arguments: dict[str, Any], report: Any) -> str:
    from appliance.core.vault.vault import Vault
    from appliance.governance.compliance.certificate import public_key

    return public_key(parts.get(Vault))


HANDLERS = {
    "contacts.find": _find,
    "contacts.show": _show,
    "contacts.erase": _erase,
    "contacts.requests": _requests,
    "contacts.certificate": _certificate,
    "contacts.public_key": _public_key,
}
