"""Keeping and taking away quick replies. Shared ones are a lead's; that is checked where permissions are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.store.session import WriteSession
from appliance.service.quick_replies import variables
from appliance.service.quick_replies.steps import Worded, check, kept
from appliance.service.quick_replies.tables import QuickReply

LONGEST_NAME: Final = 24
LONGEST: Final = 1000
MOST: Final = 200
"""For each owner."""


def keep(
    s: WriteSession,
    name: str,
    body: Masked,
    *,
    actor: Actor,
    shared: bool,
    reply_id: str | None = None,
    then: Sequence[Worded] = (),
) -> str:
    """Keep a quick reply, or change one; gives its id. `then` are the steps of a macro, each with its words where it has any.

    Raises `BadInput` for an empty or long one, an unknown variable, a step that cannot be or personal data in it; `Conflict`
    for a name that is taken; `NotFound` for one that is not there or somebody else's.
    """
    name, text = "".join(name.split()).lstrip("/"), str(body.text).strip()
    steps = [one for one, _ in then]
    _check(name, text, [body, *(words for _, words in then if words is not None)], bare=not steps)
    for one in steps:
        _known_variables(one.value if one.do == "note" else "")
    check(s, steps)
    owner = None if shared else actor.id
    row = _own(s, reply_id, actor, shared=shared) if reply_id else None
    twin = select(QuickReply.id).where(
        QuickReply.owner_id.is_(None) if shared else QuickReply.owner_id == owner
    )
    if s.scalar(twin.where(QuickReply.name == name, QuickReply.id != (reply_id or "")).limit(1)) is not None:
        raise Conflict(
            f"已经有一条叫“{name}”的话术，请换个名称。", f"There is a quick reply called “{name}” already."
        )
    if row is None:
        count = select(func.count()).select_from(QuickReply)
        mine = count.where(QuickReply.owner_id.is_(None) if shared else QuickReply.owner_id == owner)
        if (s.scalar(mine) or 0) >= MOST:
            raise Conflict(
                f"最多 {MOST} 条话术，请先删去不用的。", f"{MOST} quick replies at most; remove some first."
            )
        row = QuickReply(
            id=new_id(), owner_id=owner, name=name, body=text, changed_by=actor.id, changed_at=clock.now()
        )
        s.add(row)
    row.steps = kept(steps)
    row.name, row.body, row.changed_by, row.changed_at = name, text, actor.id, clock.now()
    s.flush()
    chain.append(
        s,
        Verb.QUICK_REPLY_CHANGED,
        actor=actor,
        subject=row.id,
        shared=shared,
        removed=False,
        steps=[one.do for one in steps],
    )
    return row.id


def remove(s: WriteSession, reply_id: str, *, actor: Actor, lead: bool) -> None:
    """Take one away: one's own, or as a lead a shared one. Raises `NotFound`."""
    row = s.get(QuickReply, reply_id)
    if row is None or (row.owner_id != actor.id and not (lead and row.owner_id is None)):
        raise _gone()
    shared = row.owner_id is None
    s.delete(row)
    s.flush()
    chain.append(s, Verb.QUICK_REPLY_CHANGED, actor=actor, subject=reply_id, shared=shared, removed=True)


def _own(s: WriteSession, reply_id: str, actor: Actor, *, shared: bool) -> QuickReply:
    row = s.get(QuickReply, reply_id)
    if row is None or row.owner_id != (None if shared else actor.id):
        raise _gone()
    return row


def _check(name: str, text: str, written: Sequence[Masked], *, bare: bool) -> None:
    if not name or len(name) > LONGEST_NAME or (bare and not text) or len(text) > LONGEST:
        raise BadInput(
            f"请写名称（至多 {LONGEST_NAME} 字）和内容（至多 {LONGEST} 字）。",
            f"Give a name (up to {LONGEST_NAME} characters) and words (up to {LONGEST}).",
        )
    if any(one.entities or one.dropped for one in written):
        raise BadInput(
            "话术里不能有个人信息；称呼访客请用变量 {访客}。",
            "A quick reply must not hold personal data; use the variable {contact} for the visitor.",
        )
    _known_variables(text)


def _known_variables(text: str) -> None:
    if wrong := variables.unknown(text):
        raise BadInput(
            f"没有变量 {{{wrong[0]}}}；可用的有 {{访客}}、{{客服}}、{{会话}}。",
            f"There is no variable {{{wrong[0]}}}; use {{contact}}, {{agent}} or {{code}}.",
        )


def _gone() -> NotFound:
    return NotFound(
        "没有这条话术，或它不归您管。", "There is no such quick reply, or it is not yours to change."
    )
