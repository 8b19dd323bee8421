"""What the visitor's window shows: plain segments, never markup, so nothing in a message can be executed."""

from __future__ import annotations

from typing import Any

from appliance.core.masking.show import Segment, labels, segments
from appliance.core.vault.vault import Vault
from appliance.doors.channels.web_widget import cites
from appliance.service.conversations.views import MessageView


def message(vault: Vault, view: MessageView, lang: str) -> dict[str, Any]:
    """One message as the widget's JSON: `seq` is the visitor's gapless number, `segments` text and tokens.

    `links` are the addresses of its `sources`, one each, "" for a source that cannot be opened.
    """
    meta = view.meta or {}
    sources = meta.get("sources", [])
    return {
        "seq": view.visitor_seq,
        "who": view.author_kind,
        "name": view.author_name if view.author_kind == "agent" else "",
        "segments": [_segment(part, lang) for part in segments(view.text, view.displays)],
        "reply_id": view.reply_id,
        "client_id": view.client_id,
        "sources": [source["label_en" if lang == "en" else "label"] for source in sources],
        "links": [cites.link(vault, view.id, at, source, lang) for at, source in enumerate(sources)],
        "options": meta.get("options", []),
        "file": {"size": meta["file"]["size"]} if "file" in meta else None,
        "warn": bool(meta.get("warn")),
    }


def _segment(part: Segment, lang: str) -> dict[str, str]:
    if part.kind == "text":
        return {"kind": "text", "text": part.text}
    # Visitors know what they wrote: the partial value is enough, and only what is gone needs a name.
    gone = "removed" if lang == "en" else "已删除"
    return {"kind": "token", "text": f"{labels(part.entity, lang)} {gone}" if part.dropped else part.text}


HEADLINES = {
    "ai": ("AI 在答，随时可转人工", "AI is answering; a person is one tap away"),
    "queued": ("正在转接人工，前面还有 %d 位", "A person is coming; %d ahead of you"),
    "human": ("%s 正在为您服务", "%s is with you"),
    "closed": ("本次会话已结束，可继续留言", "This conversation has ended; write to reopen it"),
}


_WAITING = {
    "next": ("正在转接人工，您是下一位", "A person is coming; you are next"),
    "some": ("，约需 %d 分钟", ", about %d min"),
    "long": ("，约需 1 小时以上", ", more than an hour"),
    "unknown": ("，等待时间暂无法估计", ", wait not known yet"),
}


def headline(state: str, lang: str, *, place: int = 0, minutes: int | None = None, agent: str = "") -> str:
    """The one line under the bank's name that says what is happening; who waits reads their place and for how long."""
    if state not in HEADLINES:
        return ""
    which = 1 if lang == "en" else 0
    words = HEADLINES[state][which]
    if state == "queued":
        where = _WAITING["next"][which] if place <= 1 else words % (place - 1)
        if minutes is None:
            return where + _WAITING["unknown"][which]
        return where + (_WAITING["long"][which] if minutes > 60 else _WAITING["some"][which] % minutes)
    if state == "human":
        return words % (agent or ("An agent" if lang == "en" else "人工客服"))
    return words
