"""Showing one original to one compliance officer, for five minutes, because a second person agreed.

    ask       an officer names a token of a conversation and a reason
    (approve) another officer or an administrator, in `core/approvals`
    view      the audit event is committed first; then the value is opened, each time anew

The five minutes begin with the first look. Nothing is kept open in memory: after them the value cannot be asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from appliance.core.approvals import actions as approvals
from appliance.core.approvals import kinds
from appliance.core.approvals import queries as requests
from appliance.core.approvals.errors import AlreadyAsked
from appliance.core.approvals.kinds import REVEAL, Kind
from appliance.core.approvals.states import OPEN, State
from appliance.core.approvals.tables import Approval
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities.tables import Entity
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import Conflict, NotFound, RateLimited
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault.vault import Vault
from appliance.governance.compliance.reveal_tables import RevealGrant, RevealView
from appliance.service.conversations import own_words

SHOWN_FOR: Final = timedelta(minutes=5)
MOST_VIEWS: Final = 30
"""Looks of one person within `SHOWN_FOR`; one more is refused and raises the alarm in the trail."""


@dataclass(frozen=True)
class Standing:
    """Where the newest request for a token stands. `until`: when it, or the open view, ends. `viewing`: open now."""

    request: Approval
    state: State
    until: datetime
    viewing: bool


@dataclass(frozen=True)
class Revealed:
    """One look. `value` is raw: it goes to the one who asked and nowhere else."""

    value: RawText
    kind: str
    token_id: str
    conversation_id: str
    until: datetime

    @property
    def seconds(self) -> int:
        """How long it may still be shown; 0 when the time is over."""
        return max(0, int((self.until - clock.now()).total_seconds()))


def ask(
    s: WriteSession,
    conversation_id: str,
    token_id: str,
    *,
    by: Actor,
    role: str,
    reason: MaskedText,
    kind: Kind = REVEAL,
) -> Approval:
    """Ask to see the value behind a token. Raises `NotFound`, `AlreadyAsked`, `WrongRole`, `BadInput` (no reason)."""
    entity = s.get(Entity, (conversation_id, token_id))
    if entity is None:
        raise NotFound("这个会话里没有这个值。", "There is no such value in this conversation.")
    before = standing(s, conversation_id, token_id, by.id, kind)
    if before is not None and (before.state in OPEN or before.viewing):
        raise AlreadyAsked
    return approvals.ask(
        s,
        kind,
        by=by,
        role=role,
        subject=entity.message_id,
        reason=reason,
        conversation=conversation_id,
        token_id=token_id,
        entity=entity.kind,
    )


def standing(
    s: ReadSession, conversation_id: str, token_id: str, agent_id: str, kind: Kind = REVEAL
) -> Standing | None:
    """The newest request of this person for this token; None when there was none."""
    for request in requests.of_conversation(s, kind, conversation_id, agent_id):
        if request.detail.get("token_id") == token_id:
            return _standing(s, request)
    return None


def view(
    store: Store,
    vault: Vault,
    approval_id: str,
    *,
    by: Actor,
    kind: Kind = REVEAL,
    may: Callable[[WriteSession, Approval], None] | None = None,
) -> Revealed:
    """One look at the value. The first one spends the approval and starts the five minutes. `may` looks, in the same
    transaction, whether this person still may.

    Raises `NotFound` for anybody but the one who asked, `NotNow` without an approval, `Conflict` once the time is over,
    `RateLimited` after 30 looks in five minutes, `KeyForgotten` for an erased contact.
    """
    with store.writing() as s:
        request = _own(s, approval_id, by, kind)
        if may is not None:
            may(s, request)
        grant, too_many = None, _count(s, by) >= MOST_VIEWS
        if too_many:
            _alarm(s, request, by)
        else:
            grant = _grant(s, request, by)
            _note(s, Verb.REVEAL_VIEWED, request, by)
            s.add(RevealView(agent_id=by.id, approval_id=approval_id, at=clock.now()))
            s.flush()
    if grant is None:
        raise RateLimited(
            f"5 分钟内查看原文已达 {MOST_VIEWS} 次，已记入审计并暂停；请稍后再试。",
            f"{MOST_VIEWS} originals were viewed within 5 minutes; this is on record, and more must wait.",
        )
    token_id, conversation_id = str(request.detail["token_id"]), str(request.conversation_id)
    with store.reading() as s:
        value = own_words.original(s, vault, conversation_id, token_id)
    return Revealed(value, str(request.detail["entity"]), token_id, conversation_id, grant)


def _own(s: ReadSession, approval_id: str, by: Actor, kind: Kind) -> Approval:
    request = requests.approval(s, approval_id)
    if request.kind != kind.name or request.asked_by != by.id or "token_id" not in request.detail:
        raise NotFound("没有这个申请。", "There is no such request.")
    return request


def _grant(s: WriteSession, request: Approval, by: Actor) -> datetime:
    """Until when this request may be looked at; opened now if it was not."""
    now = clock.now()
    grant = s.get(RevealGrant, request.id)
    if grant is None:
        approvals.use(s, request.id, kinds.named(request.kind), by=by, subject=request.subject)
        grant = RevealGrant(approval_id=request.id, agent_id=by.id, opened_at=now, expires_at=now + SHOWN_FOR)
        s.add(grant)
        _note(s, Verb.REVEAL_OPENED, request, by)
    elif now >= grant.expires_at:
        raise Conflict(
            "5 分钟查看时间已到；如仍需要，请重新申请。",
            "The five minutes are over; ask anew if it is still needed.",
        )
    return grant.expires_at


def _note(s: WriteSession, verb: Verb, request: Approval, by: Actor) -> None:
    chain.append(
        s,
        verb,
        actor=by,
        subject=request.id,
        conversation=request.conversation_id,
        entity=str(request.detail["entity"]),
        approved_by=request.decided_by,
    )


def _count(s: ReadSession, by: Actor) -> int:
    since = clock.now() - SHOWN_FOR
    query = select(func.count()).where(RevealView.agent_id == by.id, RevealView.at > since)
    return s.scalar(query) or 0


def _alarm(s: WriteSession, request: Approval, by: Actor) -> None:
    chain.append(
        s,
        Verb.REVEAL_ALARM,
        actor=by,
        subject=request.id,
        conversation=request.conversation_id,
        views=MOST_VIEWS,
    )


def _standing(s: ReadSession, request: Approval) -> Standing:
    grant = s.get(RevealGrant, request.id)
    state = requests.state_of(request)
    if grant is None:
        return Standing(request, state, request.expires_at, viewing=False)
    return Standing(request, state, grant.expires_at, viewing=clock.now() < grant.expires_at)
