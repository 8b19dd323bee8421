"""What a person needs when a conversation is handed over: what was asked, what was answered from where, what was tried. By rules,
from what the transcript keeps anyway; a model or an agent may say it in words (`told`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from appliance.core.masking.text import MaskedText
from appliance.service.conversations.views import MessageView

ASKED: Final = 3
"""Questions shown: the first, and the newest ones."""


@dataclass(frozen=True)
class Summary:
    """`asked`: the visitor's words. `answers`: how often the AI answered, by rung; `sources` what that rested on, as labels in
    both languages. `agents`: who wrote before, and how often. `unanswered`: what nobody has dealt with. `handed`: whether a
    person was asked for."""

    asked: list[MessageView]
    answers: dict[str, int]
    sources: list[tuple[str, str]]
    agents: dict[str, int]
    unanswered: int
    handed: bool
    more: int = field(default=0)
    """Questions that are not shown."""
    begins: int = field(default=0)
    """Number of the entry with which the conversation last began anew; 0: with the first."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to sum up."""
        return not (self.handed and self.asked)


def summary(thread: Sequence[MessageView], asked_seq: int, answered_seq: int) -> Summary:
    """Sum up a transcript since it last began: after an end or a reopening the slate is clean."""
    begins = max((m.seq for m in thread if m.meta.get("event") in ("closed", "reopened")), default=0)
    now = [m for m in thread if m.seq > begins]
    said = [m for m in now if m.kind == "text" and m.author_kind == "visitor" and _says(m.text)]
    shown = said if len(said) <= ASKED else [said[0], *said[1 - ASKED :]]
    rungs, sources = Counter[str](), dict[tuple[str, str], None]()
    for reply_id in dict.fromkeys(m.reply_id for m in now if m.author_kind == "ai" and m.reply_id):
        parts = [m for m in now if m.reply_id == reply_id]
        rungs[str(parts[-1].meta.get("rung", ""))] += 1
        for one in (
            source for m in parts for source in m.meta.get("sources", []) if isinstance(source, dict)
        ):
            label = str(one.get("label") or one.get("title") or "")
            sources.setdefault((label, str(one.get("label_en") or label)))
    agents = Counter(m.author_name for m in now if m.author_kind == "agent" and m.kind == "text")
    return Summary(
        asked=shown,
        answers=dict(rungs),
        sources=list(sources)[:4],
        agents=dict(agents),
        unanswered=sum(answered_seq < m.seq <= asked_seq for m in said),
        handed=any(m.meta.get("event") in ("handed_off", "transferred") for m in now),
        more=len(said) - len(shown),
        begins=begins,
    )


def _says(text: MaskedText) -> bool:
    return bool(str(text).strip())
