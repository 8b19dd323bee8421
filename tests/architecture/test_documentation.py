"""What the house does is written where a reader looks for it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import appliance
from appliance.core.audit.verbs import Verb
from appliance.core.events.event import Event
from appliance.core.settings import NAMES, describe

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "appliance" / "README.md"
GUARANTEES = ROOT / "appliance" / "GUARANTEES.md"


@pytest.mark.parametrize(("name", "default", "sentence"), describe(), ids=list(NAMES))
def test_every_setting_has_a_sentence(name: str, default: str, sentence: str) -> None:
    assert re.fullmatch(r"\S.{8,}\.", sentence), f"{name} needs one sentence that ends with a full stop"


@pytest.mark.parametrize("verb", list(Verb), ids=str)
def test_every_audit_verb_is_in_the_tour(verb: Verb) -> None:
    assert f"`{verb.value}`" in TOUR.read_text("utf-8"), (
        f"the table of verbs in appliance/README.md lacks {verb}"
    )


def test_every_room_is_in_the_tour() -> None:
    """In its floor's lines of the first picture."""
    picture = TOUR.read_text("utf-8").split("```")[1]
    for floor in ("doors", "governance", "service", "ai", "core"):
        lines = re.search(rf"^{floor}/.*(?:\n +.*)*", picture, re.MULTILINE)
        assert lines is not None, floor
        rooms = {found.parent.name for found in (ROOT / "appliance" / floor).glob("*/__init__.py")}
        assert rooms <= set(re.findall(r"\w+", lines.group())), floor


def _events() -> list[type[Event]]:
    for found in pkgutil.walk_packages(appliance.__path__, "appliance."):
        if found.name.endswith(".events"):
            importlib.import_module(found.name)
    return sorted(
        (kind for kind in Event.__subclasses__() if kind.__module__.startswith("appliance.")),
        key=lambda kind: kind.__name__,
    )


def test_every_event_is_in_the_tour_and_says_when_it_happens() -> None:
    events = _events()
    assert events
    tour = TOUR.read_text("utf-8")
    assert not [kind.__name__ for kind in events if f"`{kind.__name__}`" not in tour]
    assert not [kind.__name__ for kind in events if not (inspect.getdoc(kind) or "").strip()]


def test_every_guarantee_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", GUARANTEES.read_text("utf-8"))
    assert named
    for path, function in named:
        assert (ROOT / path).is_file(), f"GUARANTEES.md names {path}"
        if function:
            assert f"def {function}(" in (ROOT / path).read_text("utf-8"), f"{path} has no {function}"


def test_every_make_target_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    assert targets == set(re.findall(r"^([a-z]+):.*## \S", text, re.MULTILINE))


def test_no_path_of_one_machine_is_written_down() -> None:
    """Documents and recipes work wherever the folder lies."""
    files = [
        *ROOT.glob("*.md"),
        ROOT / "Makefile",
        *(ROOT / "deploy").rglob("*.py"),
        *(ROOT / "appliance").rglob("*.py"),
    ]
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")
    assert not [str(file.relative_to(ROOT)) for file in files if pattern.search(file.read_text("utf-8"))]
