"""What the desk's templates show, as plain values: rows of the list, the opened conversation, lines of its thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from appliance.core.kit.clock import now
from appliance.core.masking.text import MaskedText
from appliance.doors.desk.why import alarm, rests
from appliance.doors.web.catalogs import N_, gettext
from appliance.service.handoff.reasons import reasons

CHANNELS = {"web_widget": N_("网页"), "web": N_("网页"), "loopback": N_("自测"), "api": N_("接口")}
RUNGS = {
    "approved": N_("已核准答案"),
    "generated": N_("依据资料生成"),
    "quote": N_("原文摘录"),
    "clarify": N_("请访客澄清"),
    "handoff": N_("没有依据，可转人工"),
}
EVENTS = {
    "handed_off": N_("AI 已停止 · 转人工："),
    "claimed": N_("%(name)s 接待"),
    "transferred": N_("%(name)s 接手"),
    "released": N_("%(name)s 退回排队"),
    "merged": N_("会话 %(name)s 已并入，以下是其内容"),
    "moved": N_("已转到 %(name)s 的队列"),
    "given_back": N_("%(name)s 交回 AI"),
    "taken_back": N_("访客不再等候，继续问 AI"),
    "closed": N_("会话已结束"),
    "reopened": N_("会话重新打开"),
    "overdue": N_("已超过应答时限，班长已收到提醒"),
    "out_of_hours": N_("已告知访客现在不是人工服务时间，可留下联系方式"),
    "secret_dropped": N_("访客发来的密码或验证码已删除，没有保存"),
    "remasked": N_("前文已重新脱敏"),
    "erased": N_("内容已按要求删除"),
    "consent_withdrawn": N_("访客撤回了同意"),
    "rated": N_("访客评价"),
}
ENDS = {
    "resolved": N_("已解决"),
    "no_answer": N_("访客未再回复"),
    "referred": N_("已转其他渠道"),
    "duplicate": N_("重复会话"),
    "spam": N_("无效来访"),
    "other": N_("其他原因"),
}
AFTER = {"claimed": N_("AI 不再发言"), "reopened": "", "given_back": N_("由 AI 继续接待")}


@dataclass(frozen=True)
class Counts:
    """The desk's figures, as of now."""

    mine: int
    waiting: int
    ai: int
    online: int
    oldest: datetime | None = None
    team: int = 0
    mentions: int = 0
    human: int = 0
    unread: int = 0

    @property
    def oldest_seconds(self) -> float:
        """How long the one at the front has waited, in seconds."""
        return waited(self.oldest)


@dataclass(frozen=True)
class Presence:
    """The agent's own state and load."""

    state: str
    load: int
    capacity: int


@dataclass(frozen=True)
class Row:
    """One conversation in the list. `mood` is how the visitor felt last, in a word, where that asks for care."""

    id: str
    code: str
    state: str
    at: datetime
    preview: MaskedText | None
    displays: Mapping[str, str]
    facts: list[str]
    hint: str
    prefix: str = ""
    unread: int = 0
    alarm: str = ""
    queued_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    until: datetime | None = None
    mood: str = ""
    mood_tone: str = ""

    @property
    def waited(self) -> float:
        """Seconds in the queue."""
        return waited(self.queued_at)


@dataclass(frozen=True)
class Past:
    """Another conversation of the same visitor. `joins`: whether the two can be merged."""

    id: str
    created_at: datetime
    channel_label: str
    ended: str
    joins: bool = False
    about: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """The conversation in the middle. `mode` says what the reader may do in it: mine, other, ai, queued, closed, erased.

    `full`: why the reader cannot take it, "" where they can. `lead`: may whisper. `until`: put aside until then.
    `tier`, `region` and `known_as` are the contact's (`contacts.tables`).
    """

    id: str
    code: str
    state: str
    mine: bool
    channel_label: str
    agent_name: str
    lang: str
    created_at: datetime
    queued_at: datetime | None
    reasons: list[str]
    alarm: str
    rests: list[str] = field(default_factory=list)
    erased: bool = False
    full: str = ""
    lead: bool = False
    tags: list[str] = field(default_factory=list)
    until: datetime | None = None
    tier: int = 0
    region: str = ""
    known_as: str = ""

    @property
    def mode(self) -> str:
        if self.erased:
            return "erased"
        if self.state == "human":
            return "mine" if self.mine else "other"
        return self.state

    @property
    def waited(self) -> float:
        """Seconds in the queue."""
        return waited(self.queued_at)


@dataclass(frozen=True)
class Cite:
    """A source as it is named under an answer; `href` opens its passage, "" where that is not known."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One entry of the thread."""

    seq: int
    kind: str
    author_kind: str
    author: str
    text: MaskedText
    displays: Mapping[str, str]
    at: datetime
    reply_id: str | None = None
    rung: str = ""
    sources: list[Cite] = field(default_factory=list)
    withdrawn: bool = False
    delivered: bool = False
    follows: bool = False
    line: str = ""
    reasons: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)
    after: str = ""
    alarm: str = ""
    options: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    whisper: str = ""
    calls_me: bool = False
    score: int = 0
    file: Mapping[str, Any] = field(default_factory=dict)


def waited(since: datetime | None) -> float:
    """Seconds from then to now, never negative."""
    return max(0.0, (now() - since).total_seconds()) if since else 0.0


def channel(name: str, lang: str) -> str:
    """The channel's name for people."""
    return gettext(lang)(CHANNELS.get(name, name))


def sources(stored: Iterable[Any] | None, lang: str, place: str = "") -> list[Cite]:
    """The places an answer rests on, each once: 住房贷款手册 · 第 14 页. `place` ~ number is where one is opened."""
    key = "label" if lang == "zh" else "label_en"
    found: dict[str, Cite] = {}
    for number, one in enumerate(stored or ()):
        if isinstance(one, dict) and (label := one.get(key) or one.get("title")):
            known = bool(place and (one.get("passage_id") or one.get("qa_id")))
            found.setdefault(str(label), Cite(str(label), f"{place}{number}" if known else ""))
    return list(found.values())


def line(view: Any, lang: str, before: str | None = None, reader: str = "", lead: bool = False) -> Line:
    """A `MessageView` as the thread shows it; `before` is the reply id of the message above. A whisper's words are for the two
    concerned and for leads: others see that there was one."""
    say = gettext(lang)
    meta = view.meta or {}
    whisper = meta.get("whisper") or {}
    if whisper and reader not in (view.author_id, whisper.get("id")) and not lead:
        said = say(N_("%(name)s 的悄悄话")).replace("%(name)s", view.author_name)
        return Line(
            seq=view.seq,
            kind="event",
            author_kind="system",
            author="",
            text=MaskedText.trusted(""),
            displays={},
            at=view.created_at,
            line=said,
        )
    called = [one for one in meta.get("mentions", ()) if isinstance(one, dict)]
    event = str(meta.get("event", ""))
    why = reasons(meta.get("reasons"), lang) if event == "handed_off" else []
    name = str(
        meta.get("agent")
        or meta.get("from")
        or meta.get("team")
        or meta.get("code")
        or view.author_name
        or ""
    )
    if event == "transferred" and not meta.get("agent"):
        event = "released"
    described = say(EVENTS[event]).replace("%(name)s", name).strip() if event in EVENTS else ""
    if event == "closed" and meta.get("reason") in ENDS:
        described += f" · {say(ENDS[meta['reason']])}"
    if event == "handed_off" and not why:
        described = described.rstrip("：: ")
    return Line(
        seq=view.seq,
        kind=view.kind if described or view.kind != "event" else "text",
        author_kind=view.author_kind,
        author=view.author_name,
        text=view.text,
        displays=view.displays,
        at=view.created_at,
        reply_id=view.reply_id,
        rung=say(RUNGS.get(str(meta.get("rung", "")), "")) if meta.get("rung") else "",
        sources=sources(meta.get("sources"), lang, f"/desk/c/{view.conversation_id}/source/{view.seq}/"),
        withdrawn=bool(getattr(view, "withdrawn", False)),
        delivered=getattr(view, "delivered_at", None) is not None,
        follows=view.reply_id is not None and view.reply_id == before,
        line=described,
        reasons=why,
        rests=[one for one in rests(meta.get("reasons"), lang) if one] if why else [],
        alarm=alarm(meta.get("reasons"), lang) if why else "",
        options=[str(one) for one in meta.get("options") or ()],
        after=say(AFTER.get(event, "")) if AFTER.get(event) else "",
        mentions=[str(one.get("name", "")) for one in called],
        whisper=str(whisper.get("name", "")),
        calls_me=reader in [one.get("id") for one in called] or bool(whisper and whisper.get("id") == reader),
        score=int(meta.get("score") or 0),
        file=meta.get("file") or {},
    )


def lines(messages: Iterable[Any], lang: str, reader: str = "", lead: bool = False) -> list[Line]:
    """A thread in order, as the reader may see it."""
    found: list[Line] = []
    for view in messages:
        found.append(line(view, lang, found[-1].reply_id if found else None, reader, lead))
    return found
