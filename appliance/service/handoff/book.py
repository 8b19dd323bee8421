"""The rule book: every rule's settings, where and when they differ, and the list of sensitive topics. A value, no store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appliance.service.handoff import knobs, scope, topics
from appliance.service.handoff.knobs import wrong
from appliance.service.handoff.rules.registry import AS_SHIPPED_OFF, BY_NAME, KINDS
from appliance.service.handoff.scope import Scope
from appliance.service.handoff.topics import Topic

MOST_CASES: Final = 12


@dataclass(frozen=True)
class Setting:
    """A rule switched on or off, with the values of its knobs."""

    on: bool
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Ruling:
    """A rule's setting everywhere, and the cases in which it is another; the first case that fits counts."""

    everywhere: Setting
    cases: tuple[tuple[Scope, Setting], ...] = ()

    @property
    def used(self) -> bool:
        """Whether it is on anywhere."""
        return self.everywhere.on or any(setting.on for _, setting in self.cases)


@dataclass(frozen=True)
class RuleBook:
    """One version of it. `version` is the number it holds under, "0" as shipped, "draft" for one that nobody has approved."""

    version: str
    rules: Mapping[str, Ruling]
    topics: Mapping[str, Topic]

    def content(self) -> dict[str, Any]:
        """As it is stored and written into a file; `book` reads it."""
        return {
            "rules": {name: _kept(ruling) for name, ruling in self.rules.items()},
            "topics": {code: topic.kept() for code, topic in self.topics.items()},
        }


def book(version: str, content: Any) -> RuleBook:
    """A rule book as stored or written in a file; what is not named is as shipped. Raises `BadInput`, naming rule and key."""
    if not isinstance(content, Mapping):
        raise wrong("rules", "rules", "应为一张表", "is to be a table")
    for key in content:
        if key not in ("rules", "topics"):
            raise wrong(
                "rules",
                str(key),
                "不认识；规则写在 rules.<名称>，业务主题写在 topics.<代码>",
                "is not known; rules stand under rules.<name>, topics under topics.<code>",
            )
    given = content.get("rules", {})
    if not isinstance(given, Mapping):
        raise wrong("rules", "rules", "应为一张表", "is to be a table")
    for name in given:
        if name not in BY_NAME:
            known = ", ".join(BY_NAME)
            raise wrong(str(name), "name", f"没有这条规则；有：{known}", f"names no rule; there are: {known}")
    listed = topics.checked(content.get("topics", {}))
    rules = {kind.name: _ruling(kind.name, given.get(kind.name, {})) for kind in KINDS}
    return RuleBook(version, rules, listed)


def _ruling(name: str, given: Any) -> Ruling:
    if not isinstance(given, Mapping):
        raise wrong(name, "rules", "应为一张表", "is to be a table")
    everywhere = _setting(name, given, on=name not in AS_SHIPPED_OFF)
    cases = given.get("cases", [])
    if isinstance(cases, str) or not isinstance(cases, Sequence) or len(cases) > MOST_CASES:
        raise wrong(
            name,
            "cases",
            f"应为列表，最多 {MOST_CASES} 个例外",
            f"takes a list of at most {MOST_CASES} cases",
        )
    made = []
    for case in cases:
        if not isinstance(case, Mapping):
            raise wrong(name, "cases", "每个例外应为一张表", "takes tables")
        rest = {key: value for key, value in case.items() if key not in scope.KEYS}
        made.append(
            (scope.checked(case, name), _setting(name, {**everywhere.values, **rest}, on=everywhere.on))
        )
    return Ruling(everywhere, tuple(made))


def _setting(name: str, given: Mapping[str, Any], *, on: bool) -> Setting:
    wanted = given.get("on", on)
    if not isinstance(wanted, bool):
        raise wrong(name, "on", "应为 true 或 false", "takes true or false")
    values = {key: value for key, value in given.items() if key not in ("on", "cases")}
    return Setting(wanted, knobs.checked(BY_NAME[name].knobs, values, name))


def _kept(ruling: Ruling) -> dict[str, Any]:
    made: dict[str, Any] = {"on": ruling.everywhere.on, **ruling.everywhere.values}
    if ruling.cases:
        made["cases"] = [{**where.kept(), "on": each.on, **each.values} for where, each in ruling.cases]
    return made


SHIPPED: Final = book("0", {})
