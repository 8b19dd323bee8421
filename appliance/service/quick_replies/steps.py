"""What a macro does after its words: a closed list of steps, each with one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appliance.core.accounts.tables import Agent, Team
from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking.engine import Masked
from appliance.core.store.session import ReadSession
from appliance.service.conversations import closings, marks

LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "reply": ("回复访客", "Reply"),
    "tag": ("加标签", "Tag"),
    "note": ("写备注", "Note"),
    "transfer": ("转交", "Pass on"),
    "snooze": ("稍后处理", "Put aside"),
    "give_back": ("交回 AI", "Back to the AI"),
    "close": ("结束会话", "Close"),
}
ENDINGS: Final = ("transfer", "snooze", "give_back", "close")
"""Steps after which the conversation is no longer before the agent: one of them at most, and last."""
LONGEST_NOTE: Final = 1000
MOST: Final = 8


@dataclass(frozen=True)
class Step:
    """`do` is one of `LABELS` (reply is the words before the steps).

    `value` is the tag, the note's words, to whom ("queue", "team:" and its id, or an agent's id), until when
    (`marks.LATER`) or the reason of closing; empty for give_back."""

    do: str
    value: str = ""


Worded = tuple[Step, Masked | None]
"""A step and its words, masked with no transaction open; None where it has none."""


def read(stored: Sequence[Mapping[str, Any]] | None) -> list[Step]:
    """Steps as a row keeps them."""
    return [Step(str(one.get("do", "")), str(one.get("value", ""))) for one in stored or ()]


def kept(steps: Sequence[Step]) -> list[dict[str, str]]:
    """Steps as a row keeps them."""
    return [{"do": one.do, "value": one.value} for one in steps]


def check(s: ReadSession, steps: Sequence[Step]) -> None:
    """Whether these can be a macro's steps. Raises `BadInput` for a step, value or order that cannot be, `NotFound` for an
    agent, team or time that is not there."""
    if len(steps) > MOST or any(one.do not in LABELS or one.do == "reply" for one in steps):
        raise BadInput(
            f"一键操作最多 {MOST} 步：标签、备注，最后是转交、稍后、交回或结束之一。",
            f"A macro has {MOST} steps at most: tags, a note, and last one of pass on, put aside, give back or close.",
        )
    if any(one.do in ENDINGS for one in steps[:-1]):
        raise BadInput(
            "转交、稍后、交回、结束只能有一个，并放在最后。",
            "Pass on, put aside, give back and close: one of them only, and last.",
        )
    for one in steps:
        _check_value(s, one)


def _check_value(s: ReadSession, step: Step) -> None:
    value = step.value
    if step.do == "tag" and not 1 <= len(value) <= marks.LONGEST_TAG:
        raise BadInput(
            f"标签为 1 到 {marks.LONGEST_TAG} 个字。", f"A tag has 1 to {marks.LONGEST_TAG} characters."
        )
    if step.do == "note" and not 1 <= len(value) <= LONGEST_NOTE:
        raise BadInput(f"备注至多 {LONGEST_NOTE} 字。", f"A note has at most {LONGEST_NOTE} characters.")
    if step.do == "close":
        closings.check(value)
    if step.do == "snooze":
        marks.later(value, clock.now())
    if step.do == "transfer" and value != "queue":
        table = Team if value.startswith("team:") else Agent
        if s.get(table, value.removeprefix("team:")) is None:
            raise NotFound("没有这位人员或这个班组。", "There is no such person or team.")
