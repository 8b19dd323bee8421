"""A pattern that looks at the characters first finds exactly what it would find without."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.masking import views
from appliance.core.masking.quick import Quick, View, needs
from appliance.core.masking.recognizers import registry

SETS = Path(__file__).with_name("sets")
NEEDED = [
    (r"(?:微信|wechat)号?\d{5}", [{"微", "w"}, {"any digit"}]),
    (r"a?b*(?:cd)+", [{"c"}, {"d"}]),
    (r"(?:甲|乙丙|)x", [{"x"}]),
    (r"(?<=密)码(?!吗)", [{"密"}, {"码"}]),
    (r"[0-9]{3}", [set("0123456789")]),
    (r"[^a]+\s.\w", []),
    (r"(?i:Swift)7", [{"7"}]),
    (r"(x)(?:a|b)\1", [{"x"}, {"a", "b"}]),
    (r"(x)?(?(1)y|z)", []),
    (r"[一-龥]", []),
]


@pytest.mark.parametrize(("pattern", "expected"), NEEDED)
def test_what_a_pattern_needs(pattern, expected):
    assert sorted(map(sorted, needs(re.compile(pattern)))) == sorted(map(sorted, expected))


def test_a_pattern_for_any_case_needs_nothing():
    assert needs(re.compile("swift", re.IGNORECASE)) == ()


def quick_patterns():
    package = registry.__package__
    for name, module in sorted(sys.modules.items()):
        if name.startswith(f"{package}."):
            yield from _within(f"{name.removeprefix(package)}", vars(module).values())


def _within(name, values):
    for value in values:
        if isinstance(value, Quick):
            yield name, value
        elif type(value) is tuple:
            yield from _within(name, value)
        elif type(value) is dict and not any(isinstance(key, str) and key.startswith("__") for key in value):
            yield from _within(name, value.values())


QUICK = list(quick_patterns())


def test_most_patterns_of_the_recognizers_are_quick():
    assert len(QUICK) > 100
    assert len({name for name, _ in QUICK}) > 25


def check(texts):
    for text in texts:
        view = View(text)
        for name, quick in QUICK:
            plain = [(m.span(), m.groups()) for m in re.compile(quick.pattern, quick.flags).finditer(text)]
            assert [(m.span(), m.groups()) for m in quick.finditer(view)] == plain, (name, quick.pattern)
            assert bool(quick.search(view)) == bool(plain)


def test_nothing_is_missed_in_labelled_texts():
    lines = [line for file in ("dev2", "voices") for line in (SETS / f"{file}.jsonl").open(encoding="utf-8")]
    check(views.lower(views.digits(views.flat(json.loads(line)["text"]))) for line in lines[::3])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789 ٣一二三.，,:：@-/axqQ码密卡号王年月微信wechat验证是我的", max_size=40))
def test_nothing_is_missed_in_any_text(text):
    check([text])


def test_a_view_is_its_text():
    view = View("手机٣13")
    assert (view, view[1:3], len(view), view.characters >= {"手", "机", "any digit"}) == (
        "手机٣13",
        "机٣",
        5,
        True,
    )
    assert "any digit" not in View("手机").characters
