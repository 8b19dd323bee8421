"""A short impression of a contact: written by rules from what is known, and by an agent who knows better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.masking.engine import Masked
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault import envelope
from appliance.core.vault.vault import Vault
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import closings, marks, writing
from appliance.service.conversations.events import Marked
from appliance.service.conversations.tables import Conversation
from appliance.service.impressions.moods import Point
from appliance.service.impressions.tables import Impression
from appliance.service.impressions.words import opened, written

LONGEST: Final = 300
LATELY: Final = timedelta(days=90)
_LOOK_BACK: Final = 20
_MATTERS: Final = frozenset({"sensitive", "own_topics"})
"""Handoff rules whose reasons say what it is about; all others say how it went."""
_UNHAPPY: Final = frozenset({"dissatisfied", "angry"})
ENDED: Final = {
    "resolved": ("已解决", "resolved"),
    "no_answer": ("访客未再回复", "the visitor did not answer"),
    "referred": ("已转其他渠道", "referred elsewhere"),
    "duplicate": ("重复会话", "a duplicate"),
    "spam": ("无效来访", "spam"),
    "other": ("以其他原因结束", "closed for another reason"),
}
TIERS: Final = (("", ""), ("重要客户", "An important customer"), ("贵宾客户", "A VIP"))


@dataclass(frozen=True)
class Kept:
    """An agent's own words of a contact."""

    text: str
    by_name: str


@dataclass(frozen=True)
class Facts:
    """What rules go by. `visit` counts the visits of the last 90 days, this one included; `about` what they were about, the most
    frequent first; `last_agent` and `last_end` are of the visit before; `turned` says how the mood went in this one: "",
    "worse", "unhappy" or "better"."""

    visit: int
    about: Sequence[str]
    last_agent: str
    last_end: str
    tier: int
    turned: str


def facts(s: ReadSession, conversation_id: str, moods: Sequence[Point], lang: str) -> Facts:
    """Gather them. Raises `NoConversation` through its caller only: the conversation must be there."""
    here = s.get_one(Conversation, conversation_id)
    rows = s.scalars(
        select(Conversation)
        .where(Conversation.contact_id == here.contact_id, Conversation.merged_into.is_(None))
        .order_by(Conversation.created_at.desc())
        .limit(_LOOK_BACK)
    ).all()
    since = clock.now() - LATELY
    lately = [one for one in rows if one.last_message_at >= since]
    words = Counter[str]()
    for tags in marks.tags_of(s, [one.id for one in lately]).values():
        words.update(tags)
    for one in lately:
        words.update(
            str(why.get(lang, "")) for why in one.handoff_reason or [] if why.get("rule") in _MATTERS
        )
    before = next((one for one in rows if one.id != here.id and one.created_at < here.created_at), None)
    end = closings.last(s, before.id) if before is not None else None
    contact = s.get(Contact, here.contact_id)
    return Facts(
        visit=max(1, len(lately)),
        about=[word for word, _ in words.most_common(3) if word],
        last_agent=before.agent_name if before is not None else "",
        last_end=end.reason if end is not None else "",
        tier=contact.tier if contact is not None else 0,
        turned=turned([one for one in moods if one.conversation_id == conversation_id]),
    )


def turned(moods: Sequence[Point]) -> str:
    """How the mood went: the last two turns against those before, and whether the last one was read as getting worse."""
    unhappy = [one.mood in _UNHAPPY for one in moods]
    if not unhappy:
        return ""
    late, early = unhappy[-2:], unhappy[:-2]
    if any(late):
        turned_now = not any(early) and not all(unhappy)
        return "worse" if turned_now or moods[-1].felt.escalating else "unhappy"
    return "better" if any(early) else ""


def by_rules(found: Facts, lang: str) -> str:
    """One to three short sentences; never more than is known."""
    zh = lang.startswith("zh")
    which = 0 if zh else 1
    out = []
    if TIERS[min(found.tier, 2)][which]:
        out.append(TIERS[min(found.tier, 2)][which] + ("。" if zh else "."))
    about = ("、" if zh else ", ").join(found.about)
    if found.visit > 1:
        often = f"近 90 天第 {found.visit} 次来访" if zh else f"Visit {found.visit} in 90 days"
        out.append(
            often + ((f"，多为{about}。" if zh else f", mostly {about}.") if about else ("。" if zh else "."))
        )
    elif about:
        out.append(f"这次的事由：{about}。" if zh else f"About: {about}.")
    if found.last_end:
        end = ENDED.get(found.last_end, ENDED["other"])[which]
        by = found.last_agent
        if zh:
            out.append(f"上次由{by}接待，{end}。" if by else f"上次由 AI 接待，{end}。")
        else:
            out.append(f"Last time with {by or 'the AI'}: {end}.")
    advice = {
        "worse": (
            "语气转为不满，宜先致歉，再给明确时限。",
            "The tone has turned; apologise first, then give a clear time.",
        ),
        "unhappy": (
            "一直不满，先听完再办，不要让对方重复。",
            "Unhappy throughout; hear them out and let nothing be said twice.",
        ),
        "better": ("语气已缓和。", "The tone has eased."),
    }
    if found.turned in advice:
        out.append(advice[found.turned][which])
    if not out:
        out.append("首次来访，暂无更多信息。" if zh else "A first visit; nothing more is known yet.")
    return ("" if zh else " ").join(out)


def kept(s: ReadSession, vault: Vault, contact_id: str) -> Kept | None:
    """What an agent has written of a contact, if anybody has and it can still be opened."""
    row = s.get(Impression, contact_id)
    of = s.get(Conversation, row.conversation_id) if row is not None else None
    if row is None or of is None:
        return None
    text = opened(vault, of, row.body_sealed, _place(contact_id))
    return None if text is None else Kept(text, row.by_name)


def keep(
    s: WriteSession, vault: Vault, conversation_id: str, words: Masked, actor: Actor, *, lead: bool = False
) -> None:
    """Keep an agent's words of the contact, personal data in its partial form; empty ones give the word back to the rules.

    Raises `NotYours` for who neither has the conversation nor leads, `BadInput` for too many words, `NoConversation`,
    `AlreadyErased`.
    """
    conversation = writing.load(s, conversation_id)
    too_long = BadInput(f"印象至多 {LONGEST} 字。", f"An impression has at most {LONGEST} characters.")
    text = written(conversation, words, actor, lead=lead, most=LONGEST, too_long=too_long)
    row = s.get(Impression, conversation.contact_id)
    if row is not None:
        s.delete(row)
        s.flush()
    if text:
        sealed = envelope.seal(
            writing.key_of(vault, conversation), text.encode(), bound_to=_place(conversation.contact_id)
        )
        s.add(
            Impression(
                contact_id=conversation.contact_id,
                conversation_id=conversation_id,
                body_sealed=sealed,
                by_id=actor.id,
                by_name=actor.name,
                changed_at=clock.now(),
            )
        )
    s.flush()
    chain.append(
        s,
        Verb.CONTACT_DESCRIBED,
        actor=actor,
        subject=conversation.contact_id,
        conversation=conversation_id,
        length=len(text),
        entities=sorted({one.kind for one in words.entities}),
    )
    emit(s, Marked(conversation_id))


def move(s: WriteSession, vault: Vault, conversation_id: str, old: str, new: str) -> None:
    """A conversation has become another contact's: the words kept of its contact there, if any, go along. Of two impressions the
    one written last stays."""
    row, there = s.get(Impression, old), s.get(Impression, new)
    if row is None or row.conversation_id != conversation_id:
        return
    s.delete(row)
    s.flush()
    if there is not None:
        if there.changed_at > row.changed_at:
            return
        s.delete(there)
        s.flush()
    key = writing.key_of(vault, s.get_one(Conversation, conversation_id))
    words = envelope.open_(key, row.body_sealed, bound_to=_place(old))
    s.add(
        Impression(
            contact_id=new,
            conversation_id=conversation_id,
            body_sealed=envelope.seal(key, words, bound_to=_place(new)),
            by_id=row.by_id,
            by_name=row.by_name,
            changed_at=row.changed_at,
        )
    )
    s.flush()


def _place(contact_id: str) -> str:
    return f"impressions/body/{contact_id}"
