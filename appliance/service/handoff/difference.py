"""What one rule book says otherwise than another, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.service.handoff.book import RuleBook, Ruling, Setting


@dataclass(frozen=True)
class Difference:
    """One setting before and after; None where there was, or is, none. `rule` is a rule's name or "topics", `key` a knob,
    "on", a topic's code and field ("fraud.on"), or a case ("cases.2.turns"). `fewer`: a rule, a topic or a case is switched
    off, so that fewer are handed over."""

    rule: str
    key: str
    before: Any
    after: Any
    fewer: bool = False


def differences(old: RuleBook, new: RuleBook) -> list[Difference]:
    """In the order of the rules, topics last."""
    found: list[Difference] = []
    for name, ruling in new.rules.items():
        before, after = _flat(old.rules[name]), _flat(ruling)
        found += _between(name, before, after)
    topics = [
        {f"{code}.{key}": value for code, topic in each.topics.items() for key, value in topic.kept().items()}
        for each in (old, new)
    ]
    return found + _between("topics", *topics)


def _between(rule: str, before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    return [
        Difference(
            rule,
            key,
            before.get(key),
            after.get(key),
            fewer=key.rpartition(".")[2] == "on" and before.get(key) is True and not after.get(key),
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _flat(ruling: Ruling) -> dict[str, Any]:
    made = _of(ruling.everywhere)
    for at, (scope, setting) in enumerate(ruling.cases, 1):
        made |= {f"cases.{at}.{key}": value for key, value in {**scope.kept(), **_of(setting)}.items()}
    return made


def _of(setting: Setting) -> dict[str, Any]:
    return {"on": setting.on, **setting.values}
