"""A change of the rule book in words: which rule or topic, which setting, what it was and what it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appliance.doors.web.catalogs import N_, gettext
from appliance.service.handoff.book import RuleBook
from appliance.service.handoff.codes import label
from appliance.service.handoff.difference import Difference
from appliance.service.handoff.knobs import Knob, Some
from appliance.service.handoff.rules.registry import BY_NAME

SCOPES: Final = {"channels": N_("渠道"), "teams": N_("班组"), "topics": N_("业务"), "hours": N_("时段")}
_FIELDS: Final = {
    "on": N_("开关"),
    "at_once": N_("直接转"),
    "zh": N_("名称"),
    "en": N_("英文名称"),
    "examples": N_("例句"),
    "unlike": N_("不算的例句"),
}
_YES, _NO, _ON, _OFF, _NONE = N_("是"), N_("否"), N_("开"), N_("关"), N_("无")
_CASE = N_("例外 %(n)s")
HOURS: Final = {"open": N_("服务时间内"), "closed": N_("服务时间外")}
KINDS: Final = {
    "more": (N_("新增转人工"), "wait"),
    "fewer": (N_("不再转人工"), "alarm"),
    "earlier": (N_("更早转"), "wait"),
    "later": (N_("更晚转"), "alarm"),
    "other": (N_("原因不同"), ""),
}
STATES: Final = {
    "waiting": (N_("排队中"), "wait"),
    "working": (N_("正在回放"), "wait"),
    "done": (N_("已完成"), "next"),
    "failed": (N_("没有完成"), "alarm"),
    "stopped": (N_("已停止"), ""),
}


@dataclass(frozen=True)
class Line:
    """One difference for people. `fewer`: fewer would be handed over."""

    what: str
    key: str
    before: str
    after: str
    fewer: bool


def lines(found: Sequence[Difference], old: RuleBook, new: RuleBook, lang: str) -> list[Line]:
    """Differences in words."""
    return [_line(each, {**old.topics, **new.topics}, lang) for each in found]


def _line(one: Difference, topics: Mapping[str, Any], lang: str) -> Line:
    say, which = gettext(lang), 0 if lang == "zh" else 1
    place, _, key = one.key.rpartition(".")
    if one.rule == "topics":
        before, after = (_value(None, key, value, lang) for value in (one.before, one.after))
        return Line(label(place, lang, topics), say(_FIELDS.get(key, key)), before, after, one.fewer)
    kind = BY_NAME[one.rule]
    knob = next((each for each in kind.knobs if each.key == key), None)
    named = say(SCOPES[key]) if key in SCOPES else knob.label[which] if knob else say(_FIELDS.get(key, key))
    if place.startswith("cases."):
        named = f"{say(_CASE).replace('%(n)s', place.partition('.')[2])} · {named}"
    before, after = (_value(knob, key, value, lang) for value in (one.before, one.after))
    return Line(kind.title[which], named, before, after, one.fewer)


def _value(knob: Knob | None, key: str, value: Any, lang: str) -> str:
    say = gettext(lang)
    if value is None or value == []:
        return say(_NONE)
    if isinstance(value, bool):
        return say((_ON, _OFF)[not value] if key == "on" else (_YES, _NO)[not value])
    if isinstance(value, list | tuple):
        if isinstance(knob, Some):
            value = [knob.of[word][0 if lang == "zh" else 1] for word in value]
        if key in ("examples", "unlike"):
            return f"{len(value)}"
        return ("、" if lang == "zh" else ", ").join(map(str, value))
    return say(HOURS[value]) if key == "hours" and value in HOURS else str(value)
