"""A fragment is made once for equal values; a reader's own never gets into one; it is not kept for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jinja2 import DictLoader, UndefinedError

from appliance.core.kit import clock
from appliance.core.masking.text import MaskedText
from appliance.core.settings import Settings
from appliance.doors.web import render
from appliance.doors.web.fragments import KEPT, LONGEST, Fragments
from appliance.doors.web.render import Renderer


@dataclass(frozen=True)
class Row:
    code: str
    preview: MaskedText
    displays: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    unread: int = 0


def row(**other: Any) -> Row:
    return Row(**{"code": "A7K2", "preview": MaskedText.trusted("您好"), **other})


class Counted:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"<b>{self.made}</b>"


@pytest.mark.parametrize(
    ("name", "lang", "given", "makes"),
    [
        ("row", "zh", {"row": row(), "here": False}, 0),
        ("row", "en", {"row": row(), "here": False}, 1),
        ("tab", "zh", {"row": row(), "here": False}, 1),
        ("row", "zh", {"row": row(), "here": True}, 1),
        ("row", "zh", {"row": row(unread=1), "here": False}, 1),
        ("row", "zh", {"row": row(preview=MaskedText.trusted("您好！")), "here": False}, 1),
        ("row", "zh", {"row": row(displays={"MOBILE:1": "138****5678"}), "here": False}, 1),
        ("row", "zh", {"row": row(displays={"MOBILE:1": "#a91c"}), "here": False}, 1),
        ("row", "zh", {"row": row(tags=["投诉"]), "here": False}, 1),
        ("row", "zh", {"row": row(tags=["投", "诉"]), "here": False}, 1),
    ],
)
def test_equal_values_make_one_fragment(name: str, lang: str, given: dict[str, Any], makes: int) -> None:
    fragments, first, then = Fragments(), Counted(), Counted()
    for other in (row(displays={"MOBILE:1": "—"}), row(tags=["投诉", ""]), row()):
        fragments.get("row", "zh", {"row": other, "here": False}, first)
    fragments.get(name, lang, given, then)
    assert (first.made, then.made) == (3, makes)


def test_the_next_day_makes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments, make, at = Fragments(), Counted(), datetime(2026, 11, 26, 4, tzinfo=UTC)
    for now in (at, at + timedelta(hours=1), at + timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        fragments.get("row", "zh", {"row": row()}, make)
    assert make.made == 2


def test_it_is_kept_a_minute_at_most_and_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments, make = Fragments(), Counted()
    for number in range(KEPT + 5):
        fragments.get("row", "zh", {"row": row(unread=number)}, make)
    assert len(fragments) == KEPT
    later = clock.monotonic() + LONGEST + 1
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    fragments.get("row", "zh", {"row": row(unread=KEPT)}, make)
    assert make.made == KEPT + 6
    assert len(fragments) == 1


@pytest.fixture
def rendered() -> Iterator[Callable[[str], str]]:
    """What a page says for a reader, with one fragment in it."""
    made = Renderer(Settings())
    environment = made.environments["zh"]
    token = render._now.set(render._Reading(object(), "zh", None))  # type: ignore[arg-type]

    def text(fragment: str) -> str:
        environment.loader = DictLoader({"page": "{{ kept('part', words=words) }}", "part": fragment})
        return environment.get_template("page").render(words="<i>", agent="林悦")

    yield text
    render._now.reset(token)


def test_what_is_put_into_it_is_escaped(rendered: Callable[[str], str]) -> None:
    assert rendered("<b>{{ words }}</b>") == "<b>&lt;i&gt;</b>"


@pytest.mark.parametrize("own", ["{{ agent }}", "{{ request.url }}"])
def test_it_knows_no_reader(rendered: Callable[[str], str], own: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(own)


def test_it_holds_nobodys_token(rendered: Callable[[str], str]) -> None:
    with pytest.raises(RuntimeError, match="the token of one"):
        rendered("{{ csrf_token() }}")
