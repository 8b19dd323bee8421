"""Where and when a rule is set otherwise: by channel, team, topic and hour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from appliance.service.handoff.knobs import wrong

if TYPE_CHECKING:
    from appliance.service.handoff.rule import Facts

KEYS: Final = ("channels", "teams", "topics", "hours")
_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
WORDS: Final = ("open", "closed")
MOST: Final = 20


@dataclass(frozen=True)
class Scope:
    """What is not named does not matter. `teams` are names; `topics` codes of what the message is read to be about; `hours`
    are "open" or "closed" (the team's service hours), or a span of every day in the bank's own time, over midnight too
    ("22:00-07:00")."""

    channels: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    hours: str = ""

    def fits(self, facts: Facts, topics_of: Callable[[], frozenset[str]]) -> bool:
        """Whether a message lies within; `topics_of` is asked only where topics are named."""
        return (
            (not self.channels or facts.channel in self.channels)
            and (not self.teams or facts.team in self.teams)
            and self._on_time(facts)
            and (not self.topics or bool(topics_of() & set(self.topics)))
        )

    def _on_time(self, facts: Facts) -> bool:
        if not self.hours:
            return True
        if self.hours in WORDS:
            return facts.open == (self.hours == "open")
        found = _SPAN.fullmatch(self.hours)
        if found is None or facts.at is None:
            return False
        begin, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        minute = facts.at.hour * 60 + facts.at.minute
        return begin <= minute < end if begin < end else minute >= begin or minute < end

    def kept(self) -> dict[str, Any]:
        """As it is stored: only what is named."""
        made: dict[str, Any] = {key: list(getattr(self, key)) for key in KEYS[:3] if getattr(self, key)}
        return {**made, "hours": self.hours} if self.hours else made


def checked(given: Mapping[str, Any], rule: str) -> Scope:
    """A scope as stored or written in a file. Raises `BadInput` when a part cannot be used, or none is named."""
    listed: dict[str, tuple[str, ...]] = {}
    for key in KEYS[:3]:
        words = given.get(key, [])
        if (
            not isinstance(words, list | tuple)
            or len(words) > MOST
            or not all(isinstance(one, str) and 0 < len(one.strip()) <= 80 for one in words)
        ):
            raise wrong(rule, key, f"应为名称列表，最多 {MOST} 个", f"takes a list of at most {MOST} names")
        listed[key] = tuple(dict.fromkeys(one.strip() for one in words))
    hours = given.get("hours", "")
    if not isinstance(hours, str) or not (hours in ("", *WORDS) or _SPAN.fullmatch(hours)):
        raise wrong(
            rule,
            "hours",
            "应为 open、closed 或 22:00-07:00 这样的时段",
            "takes open, closed or a span such as 22:00-07:00",
        )
    scope = Scope(**listed, hours=hours)
    if scope == Scope():
        raise wrong(
            rule,
            "cases",
            "每个例外都要写明渠道、班组、业务或时段",
            "takes cases that name a channel, team, topic or hours",
        )
    return scope
