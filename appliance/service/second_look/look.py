"""One conversation looked at again: a short read, the reading with nothing open, one short write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.entities import actions as entities
from appliance.core.entities import originals
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import Conflict
from appliance.core.masking.engine import Masker
from appliance.core.masking.kinds import WITHHELD
from appliance.core.masking.text import RawText, tokens_in
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions, keys
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of
from appliance.service.second_look.reading import LOOKED_AT, Line, Reading, Suspects, read_again
from appliance.service.second_look.tables import SecondLook


@dataclass(frozen=True)
class LookParts:
    """Made once by wiring. `suspects` is None unless the active model may be trusted with it."""

    store: Store
    vault: Vault
    masker: Masker
    suspects: Suspects | None = None


class Overtaken(Conflict):
    """The conversation changed while it was being read; nothing was written, and it is read again later."""

    def __init__(self) -> None:
        super().__init__("会话在复查时有了变化。", "The conversation changed while it was being looked at.")


def look(parts: LookParts, conversation_id: str) -> Reading | None:
    """Read a conversation again and mask what was missed, in the store, in search and on open pages.

    None when there is nothing to read: it is gone or erased. Doing it twice changes nothing. Raises `Overtaken`.
    """
    with parts.store.reading() as s:
        seen = _read(s, parts.vault, conversation_id)
    if seen is None:
        return None
    conversation, lines, withheld = seen
    reading = read_again(
        parts.masker,
        lines,
        hasher=parts.vault.value_hash,
        withheld=withheld,
        channel=conversation.channel,
        own_names={line.name for line in lines if line.name},
        suspects=parts.suspects,
    )
    with parts.store.writing() as s:
        _write(s, parts.vault, conversation, reading, sum(line.role in LOOKED_AT for line in lines))
    return reading


def _read(
    s: ReadSession, vault: Vault, conversation_id: str
) -> tuple[Conversation, list[Line], dict[str, RawText]] | None:
    conversation = s.get(Conversation, conversation_id)
    if conversation is None or conversation.erased_at is not None:
        return None
    try:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return None
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.kind.in_(("text", "note"))
    )
    lines = [
        Line(
            message_id=m.id,
            role=m.author_kind,
            text=text_of(vault, conversation, m),
            name=m.author_name if m.author_kind == "agent" else "",
            note=m.kind == "note",
            called=frozenset(str(one["name"]) for one in m.meta.get("mentions", ())),
        )
        for m in s.scalars(query.order_by(Message.seq))
    ]
    waiting = {t.token_id for line in lines for t in tokens_in(line.text) if t.kind == WITHHELD}
    return conversation, lines, originals.opened(s, conversation_id, key, waiting)


def _write(s: WriteSession, vault: Vault, read: Conversation, reading: Reading, messages: int) -> None:
    for message_id, (was, masked) in reading.changed.items():
        if not actions.remask_message(s, vault, message_id, masked, actor=SYSTEM, was=was):
            raise Overtaken()
    entities.forget(s, read.id, reading.opened)
    row = s.get(SecondLook, read.id)
    if row is None:
        row = SecondLook(
            conversation_id=read.id,
            seq=0,
            messages=0,
            found={},
            opened=0,
            withheld=0,
            tries=0,
            looked_at=clock.now(),
        )
        s.add(row)
    row.tries = row.tries + 1 if reading.withheld and reading.withheld == row.withheld else 0
    row.seq, row.looked_at, row.messages, row.withheld = (
        read.staff_seq,
        clock.now(),
        messages,
        reading.withheld,
    )
    row.found = dict(Counter(row.found) + Counter(reading.found))
    row.opened += len(reading.opened)
    s.flush()
    if reading.changed or reading.opened:
        chain.append(
            s,
            Verb.CONVERSATION_LOOKED_AGAIN,
            actor=SYSTEM,
            subject=read.id,
            conversation=read.id,
            seq=read.staff_seq,
            found=counted(reading.found),
            opened=len(reading.opened),
            withheld=reading.withheld,
        )


def counted(found: Mapping[str, int]) -> list[str | int | bool | list[object] | None]:
    """`["MOBILE 2", "PERSON 1"]`, as an audit detail."""
    return [f"{kind} {count}" for kind, count in sorted(found.items())]
