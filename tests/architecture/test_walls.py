"""Who may import whom, how long a file may be, and that the lists that must agree do agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400


def test_the_walls_stand() -> None:
    """The floors and rooms of pyproject's `[tool.importlinter]`."""
    command = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout[-4000:]


def test_no_file_has_grown_a_second_idea() -> None:
    """Over 400 lines somebody added "just one more"; migrations are lists and may be long."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("appliance", "tests", "deploy", "models")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long, f"which second idea moved in? {long}"


def test_every_room_opens_with_its_promise() -> None:
    empty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "appliance").rglob("__init__.py")
        if not re.match(r'r?"""\S', path.read_text("utf-8"))
    ]
    assert not empty


def _pins(text: str) -> set[str]:
    return set(re.findall(r"^[a-z][\w.\[\]-]*==\S+", text, re.MULTILINE))


def test_pins_of_the_package_are_those_of_the_locks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    built_with = {"hatchling==1.33.0", "editables==0.6"}
    product = _pins((ROOT / "requirements.in").read_text("utf-8"))
    assert set(project["dependencies"]) == product - built_with
    tools = _pins((ROOT / "requirements-dev.in").read_text("utf-8"))
    assert set(project["optional-dependencies"]["dev"]) == {
        pin for pin in tools if not pin.startswith("uv==")
    }
    for name, pins in (("requirements.lock", product), ("requirements-dev.lock", product | tools)):
        lock = (ROOT / name).read_text("utf-8").lower()
        for pin in pins:
            plain = re.sub(r"\[.*\]", "", pin)
            assert re.search(rf"^{re.escape(plain)}\b", re.sub(r"\[[^\]]*\]", "", lock), re.MULTILINE), (
                name,
                pin,
            )


def test_locks_hold_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[a-z][\w.-]*(?:\[[^\]]*\])?==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-zA-Z].*==", text, re.MULTILINE))
        assert "://" not in text


def test_migrations_form_one_line() -> None:
    versions = ROOT / "appliance" / "core" / "store" / "migrations" / "versions"
    before = [
        re.search(r'^down_revision: str \| None = (?:"(\d+)"|None)$', path.read_text("utf-8"), re.MULTILINE)
        for path in sorted(versions.glob("[0-9]*.py"))
    ]
    numbers = [path.name[:4] for path in sorted(versions.glob("[0-9]*.py"))]
    assert [found[1] for found in before if found] == [None, *numbers[:-1]]
    assert len(set(numbers)) == len(numbers)
