"""What the desk reads: lists, figures and one opened conversation, as the values of `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from appliance.ai.inference.language_model import LanguageModel
from appliance.core.accounts.permissions import Permission, may
from appliance.core.entities import queries as entities
from appliance.core.kit.parts import Parts
from appliance.core.masking import show
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.doors.desk import moods, replies, views, why
from appliance.doors.web.catalogs import N_, gettext
from appliance.doors.web.depends import CurrentAgent
from appliance.governance.compliance.call_back import DETAILS
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import lists, marks, queries, recent
from appliance.service.conversations.filters import Filters, View
from appliance.service.conversations.tables import Conversation
from appliance.service.conversations.views import ConversationRow
from appliance.service.handoff.reasons import reasons
from appliance.service.impressions import moods as felt_last
from appliance.service.impressions.moods import Felt
from appliance.service.routing import capacity, silence
from appliance.service.routing import presence as presences
from appliance.service.routing.errors import AtCapacity

LISTS: tuple[View, ...] = ("mine", "waiting", "team", "ai", "closed", "mentions")
OF_LEADS: tuple[View, ...] = ("human",)  # all that people have, whatever the team
AT_ONCE = 200  # messages of a thread shown at first, and per "earlier"
PAST = 6
_LEAD = Permission("desk.lead")
_PAST = Prepared(
    select(Conversation.__table__)
    .where(
        Conversation.contact_id == bindparam("contact"),
        Conversation.id != bindparam("id"),
        Conversation.merged_into.is_(None),
    )
    .order_by(Conversation.created_at.desc())
    .limit(PAST)
)
_CONTACT = Prepared(select(Contact.__table__).where(Contact.id == bindparam("id")))

ENDED = {"ai": N_("AI 接待中"), "queued": N_("等待人工"), "human": N_("人工接待中")}


@dataclass(frozen=True)
class Met:
    """A piece of personal data that came up, in its partial form."""

    kind: str
    display: str
    token_id: str = ""

    @property
    def reaches(self) -> bool:
        """Whether somebody can be reached by it, so that the agent in charge may ask to see it."""
        return self.kind in DETAILS


def view_named(name: str, *, lead: bool = False) -> View:
    """The list of that name; an unknown one, or one that is not for the reader, is `mine`."""
    return next((one for one in (*LISTS, *(OF_LEADS if lead else ())) if one == name), "mine")


def head(s: ReadSession, agent: CurrentAgent) -> dict[str, Any]:
    """Figures and the agent's own presence, for the top bar."""
    found = lists.counts(s, agent.id)
    load, limits = capacity.load(s, agent.id), silence.limits(s)
    return {
        "counts": views.Counts(
            mine=found.mine,
            waiting=found.waiting,
            ai=found.ai,
            online=presences.online(s, limits),
            oldest=found.oldest_queued_at,
            team=found.team,
            mentions=found.mentions,
            human=found.human,
            unread=found.unread,
        ),
        "presence": views.Presence(
            str(presences.presence_of(s, agent.id, limits).value), load.has, load.capacity
        ),
    }


def rows(
    s: ReadSession,
    vault: Vault,
    view: View,
    agent: CurrentAgent,
    lang: str,
    filters: Filters | None = None,
) -> list[views.Row]:
    """One of the lists; what was put aside stands last in one's own."""
    found = lists.list_for_desk(s, vault, view, agent.id, limit=100, filters=filters)
    tags, asleep = marks.tags_of(s, [one.id for one in found]), marks.asleep(s, found)
    felt = felt_last.newest(s, [one.id for one in found if one.state != "closed"])
    if view == "mine":
        found.sort(key=lambda one: one.id in asleep)
    return [
        _row(one, agent, lang, felt.get(one.id), tags.get(one.id, []), asleep.get(one.id)) for one in found
    ]


def channels(lang: str) -> list[tuple[str, str]]:
    """Channels to choose from, with their names."""
    return [(name, views.channel(name, lang)) for name in views.CHANNELS if name != "web"]


def _row(
    c: ConversationRow,
    agent: CurrentAgent,
    lang: str,
    felt: Felt | None,
    tags: list[str],
    until: datetime | None,
) -> views.Row:
    say = gettext(lang)
    mood, tone = moods.caring(felt, lang)
    facts = [views.channel(c.channel, lang)]
    asked_for = reasons(c.handoff_reason, lang)
    if c.state == "human" and c.agent_id == agent.id:
        facts.append(say(N_("等您回复") if c.last_author_kind == "visitor" else N_("您已回复")))
    elif c.state == "human" and c.agent_name:
        facts.append(c.agent_name)
    elif c.state == "ai":
        facts.append(say(N_("AI 正在回答") if c.awaits_ai else N_("AI 已答")))
    if asked_for and c.state != "ai":
        separator = "、" if lang == "zh" else "; "
        facts.append(say(N_("转人工：")) + ("" if lang == "zh" else " ") + separator.join(asked_for))
    names = {"ai": "AI", "agent": c.agent_name if c.agent_id != agent.id else say(N_("您"))}
    return views.Row(
        id=c.id,
        code=c.code,
        state=c.state,
        at=c.last_message_at,
        preview=c.preview,
        displays=c.displays,
        facts=facts,
        hint=show.plain(c.preview, c.displays, lang)[:60] if c.preview else "",
        prefix=names.get(c.last_author_kind, ""),
        unread=c.unread_visitor if c.state in ("human", "queued") else 0,
        alarm=why.alarm(c.handoff_reason, lang) if c.state != "ai" else "",
        queued_at=c.queued_at,
        tags=tags,
        until=until,
        mood=mood,
        mood_tone=tone,
    )


def opened(s: ReadSession, c: ConversationRow, agent: CurrentAgent, lang: str) -> views.Opened:
    """The conversation as its head and composer show it."""
    load = capacity.load(s, agent.id) if c.state in ("ai", "queued") else None
    contact = s.rows(_CONTACT, id=c.contact_id).first()
    full = AtCapacity(load.name, load.capacity) if load is not None and load.full else None
    return views.Opened(
        id=c.id,
        code=c.code,
        state=c.state,
        mine=c.agent_id == agent.id,
        channel_label=views.channel(c.channel, lang),
        agent_name=c.agent_name,
        lang=c.lang,
        created_at=c.created_at,
        queued_at=c.queued_at,
        reasons=reasons(c.handoff_reason, lang),
        rests=why.rests(c.handoff_reason, lang),
        alarm=why.alarm(c.handoff_reason, lang),
        erased=c.erased_at is not None,
        full=(full.zh if lang == "zh" else full.en) if full is not None else "",
        lead=may(agent.role, _LEAD),
        tags=marks.tags_of(s, [c.id]).get(c.id, []),
        until=marks.asleep(s, [c]).get(c.id),
        tier=contact.tier if contact is not None else 0,
        region=contact.region if contact is not None else "",
        known_as=contact.known_as if contact is not None else "",
    )


def conversation(
    s: ReadSession,
    vault: Vault,
    conversation_id: str,
    agent: CurrentAgent,
    lang: str,
    after: int | None = None,
) -> dict[str, Any]:
    """Everything of one conversation: from `after` on, or its last messages. Raises `NoConversation`."""
    row = queries.conversation(s, conversation_id)
    start = max(0, row.staff_seq - AT_ONCE) if after is None else after
    messages = queries.thread(s, vault, conversation_id, start)
    return {
        "conversation_id": conversation_id,
        "conversation": opened(s, row, agent, lang),
        "unread": row.unread_visitor,
        "named": queries.is_named(s, conversation_id, agent.id),
        "messages": views.lines(messages, lang, agent.id, may(agent.role, _LEAD)),
        "remasked": recent.remasked(s, conversation_id),
        "last_seq": messages[-1].seq if messages else start,
        "first_seq": messages[0].seq if messages else start + 1,
        "ends": views.ENDS,
        "met": met(s, row),
        "past": past(s, row, lang),
        "macros": replies.offered(s, agent, lang),
    }


def before(
    s: ReadSession, vault: Vault, conversation_id: str, seq: int, agent: CurrentAgent, lang: str
) -> dict[str, Any]:
    """The messages right before number `seq`."""
    start = max(0, seq - 1 - AT_ONCE)
    messages = [one for one in queries.thread(s, vault, conversation_id, start, AT_ONCE) if one.seq < seq]
    shown = views.lines(messages, lang, agent.id, may(agent.role, _LEAD))
    return {
        "conversation_id": conversation_id,
        "messages": shown,
        "first_seq": messages[0].seq if messages else 1,
    }


def met(s: ReadSession, row: ConversationRow) -> list[Met]:
    """Personal data that came up, each value once, by kind."""
    found = entities.displays(s, {row.id: row.channel})[row.id]
    return [
        Met(token.partition(":")[0], display, token) for token, display in sorted(found.items()) if display
    ]


def past(s: ReadSession, row: ConversationRow, lang: str) -> list[views.Past]:
    """Other conversations of the same visitor, newest first."""
    say = gettext(lang)
    found = []
    others = s.rows(_PAST, contact=row.contact_id, id=row.id)
    tags = marks.tags_of(s, [one.id for one in others]) if others else {}
    for one in others:
        if one.state == "closed":
            by = (
                say(N_("%(name)s 接待")).replace("%(name)s", one.agent_name)
                if one.agent_name
                else say(N_("AI 接待"))
            )
        else:
            by = say(ENDED[one.state])
        joins = one.channel_key == row.channel_key and one.erased_at is None and row.erased_at is None
        joins = joins and not {one.state, row.state} & {"ai", "queued"}
        found.append(
            views.Past(
                one.id, one.created_at, views.channel(one.channel, lang), by, joins, tags.get(one.id, [])[:2]
            )
        )
    return found


def engine_word(parts: Parts, lang: str) -> str:
    """What agents should know about the model while it is not answering; '' when all is well."""
    if not parts.has(LanguageModel):
        return ""
    status = parts.get(LanguageModel).status()
    say = gettext(lang)
    if status.state in ("starting", "restarting"):
        return say(N_("AI 引擎正在启动：已核准答案、原文摘录和转人工照常工作。"))
    if status.state in ("missing", "failed"):
        return say(N_("AI 引擎不可用：已核准答案、原文摘录和转人工照常工作。"))
    return ""
