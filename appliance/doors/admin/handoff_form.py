"""What the form of the rule book says, taken into a draft: fields are named `<rule>.<knob>`, `<rule>.c<n>.<knob>` for a case,
`t.<code>.<field>` for a topic. A part that is not on the screen stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from starlette.datastructures import FormData

from appliance.core.kit.errors import BadInput
from appliance.service.handoff.book import MOST_CASES
from appliance.service.handoff.knobs import Knob, Some
from appliance.service.handoff.rules.registry import KINDS, Kind
from appliance.service.handoff.topics import KNOWN

_WORDS: Final = re.compile(r"[\s,，、;；]+")
_NAMES: Final = re.compile(r"\s*[,，、;；]\s*")  # a team's name may hold spaces
FIRST_CASE: Final = {"hours": "closed"}
"""Where a new case applies until it is said otherwise."""

Masked = Callable[[str], str]
"""Takes personal data out of an example."""


def edited(content: Mapping[str, Any], fields: FormData, masked: Masked) -> dict[str, Any]:
    """The content with the form's choices in it, not yet checked."""
    made = deepcopy(dict(content))
    rules, topics = made.setdefault("rules", {}), made.setdefault("topics", {})
    for kind in KINDS:
        if f"{kind.name}.here" in fields:
            rules[kind.name] = _rule(kind, fields)
    for code in list(topics):
        if f"t.{code}.here" in fields:
            if fields.get("drop-topic") == code and code not in KNOWN:
                del topics[code]
            else:
                topics[code] = _topic(topics[code], f"t.{code}", fields, masked)
    if str(fields.get("t.new.zh", "")).strip():
        code = str(fields.get("t.new.code", "")).strip() or _free(topics)
        if code in topics:
            raise BadInput(f"代码 {code} 已有，请换一个。", f"The code {code} is taken; choose another.")
        topics[code] = _topic({}, "t.new", fields, masked)
    return made


def masked_examples(content: Mapping[str, Any], now: Mapping[str, Any], masked: Masked) -> dict[str, Any]:
    """A checked content with personal data taken out of its examples; those that hold `now` stay as they are."""
    made = deepcopy(dict(content))
    for code, topic in made["topics"].items():
        _mask(topic, now["topics"].get(code, {}), masked)
    return made


def _rule(kind: Kind, fields: FormData) -> dict[str, Any]:
    made = _setting(kind.knobs, kind.name, fields)
    cases = []
    numbers = [n for n in str(fields.get(f"{kind.name}.cases", "")).split() if n.isdigit()]
    for n in numbers[:MOST_CASES]:
        if fields.get("drop-case") == f"{kind.name}.{n}":
            continue
        at = f"{kind.name}.c{n}"
        scope: dict[str, Any] = {
            key: words
            for key in ("channels", "teams", "topics")
            if (words := _words(str(fields.get(f"{at}.{key}", "")), _NAMES if key == "teams" else _WORDS))
        }
        if hours := str(fields.get(f"{at}.hours", "")).strip():
            scope["hours"] = hours
        cases.append({**scope, **_setting(kind.knobs, at, fields)})
    if fields.get("add-case") == kind.name:
        cases.append({**made, **FIRST_CASE})
    if cases:
        made["cases"] = cases
    return made


def _setting(knobs: tuple[Knob, ...], at: str, fields: FormData) -> dict[str, Any]:
    made: dict[str, Any] = {"on": f"{at}.on" in fields}
    for knob in knobs:
        name = f"{at}.{knob.key}"
        if isinstance(knob, Some):
            made[knob.key] = [str(each) for each in fields.getlist(name)]
        else:
            made[knob.key] = knob.typed(str(fields.get(name, "")))
    return made


def _topic(before: Mapping[str, Any], at: str, fields: FormData, masked: Masked) -> dict[str, Any]:
    made: dict[str, Any] = {"on": f"{at}.on" in fields, "at_once": f"{at}.at_once" in fields}
    for key in ("zh", "en"):
        if f"{at}.{key}" in fields:
            made[key] = str(fields[f"{at}.{key}"]).strip()
    for key in ("examples", "unlike"):
        lines = str(fields.get(f"{at}.{key}", "")).splitlines()
        made[key] = [line.strip() for line in lines if line.strip()]
    _mask(made, before, masked)
    return made


def _mask(topic: dict[str, Any], before: Mapping[str, Any], masked: Masked) -> None:
    for key in ("examples", "unlike"):
        known = set(before.get(key, ()))
        topic[key] = [line if line in known else masked(line) for line in topic.get(key, ())]


def _words(typed: str, between: re.Pattern[str]) -> list[str]:
    return [word for word in between.split(typed.strip()) if word]


def _free(topics: Mapping[str, Any]) -> str:
    return next(code for n in range(1, 1000) if (code := f"own_{n}") not in topics)
