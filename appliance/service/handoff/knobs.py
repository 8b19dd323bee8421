"""What an administrator may set of a rule: numbers with limits, choices, switches. Each says its own bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from appliance.core.kit.errors import BadInput

Words = tuple[str, str]
"""One thing in Chinese and English."""


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`, whole unless `step` is smaller than one."""

    key: str
    default: float
    low: float
    high: float
    label: Words
    step: float = 1
    kind: ClassVar[str] = "number"

    def checked(self, value: Any) -> float | int | None:
        """The value as it is kept; None when it cannot be one."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not self.low <= value <= self.high or (self.step >= 1 and value != int(value)):
            return None
        return int(value) if self.step >= 1 else round(float(value), 3)

    def typed(self, text: str) -> Any:
        """What somebody typed, as a number if it is one."""
        try:
            return float(text.strip()) if self.step < 1 else int(text.strip())
        except ValueError:
            return text

    @property
    def wanted(self) -> Words:
        """What may stand here."""
        whole = self.step >= 1
        return (
            f"应为 {self.low:g} 到 {self.high:g} 的{'整数' if whole else '数'}",
            f"takes a {'whole ' if whole else ''}number from {self.low:g} to {self.high:g}",
        )


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    key: str
    default: bool
    label: Words
    kind: ClassVar[str] = "switch"

    def checked(self, value: Any) -> bool | None:
        """The value; None when it is neither yes nor no."""
        return value if isinstance(value, bool) else None

    def typed(self, text: str) -> Any:
        """A box that was ticked."""
        return text == "1"

    @property
    def wanted(self) -> Words:
        """What may stand here."""
        return "应为 true 或 false", "takes true or false"


@dataclass(frozen=True)
class Some:
    """Any of several words."""

    key: str
    default: tuple[str, ...]
    label: Words
    of: Mapping[str, Words]
    kind: ClassVar[str] = "some"

    def checked(self, value: Any) -> list[str] | None:
        """The chosen words in the order of the list; None when one is not in it."""
        if not isinstance(value, list | tuple) or not all(
            isinstance(one, str) and one in self.of for one in value
        ):
            return None
        return [word for word in self.of if word in value]

    @property
    def wanted(self) -> Words:
        """What may stand here."""
        listed = ", ".join(self.of)
        return f"只能取以下各项：{listed}", f"takes a list of these: {listed}"


Knob = Number | Switch | Some
Values = Mapping[str, Any]


def filled(knobs: Sequence[Knob], given: Values | None = None) -> dict[str, Any]:
    """Every knob's value: what was given, else what it was made with."""
    values = given or {}
    return {
        knob.key: values.get(knob.key, list(knob.default) if isinstance(knob, Some) else knob.default)
        for knob in knobs
    }


def checked(knobs: Sequence[Knob], given: Values, rule: str) -> dict[str, Any]:
    """`filled`, each value within its bounds. Raises `BadInput` that names rule and key."""
    known = {knob.key: knob for knob in knobs}
    made = filled(knobs)
    for key, value in given.items():
        if key not in known:
            raise wrong(rule, key, "不是这条规则的设置项", "is no setting of this rule")
        kept = known[key].checked(value)
        if kept is None:
            raise wrong(rule, key, *known[key].wanted)
        made[key] = kept
    return made


def wrong(rule: str, key: str, zh: str, en: str) -> BadInput:
    """What cannot be used, by rule (or topic) and key."""
    return BadInput(f"规则 {rule[:40]} 的 {key[:40]} {zh}。", f"In rule {rule[:40]} the key {key[:40]} {en}.")
