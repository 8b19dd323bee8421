"""Who audits in Chinese reads Chinese: every detail that the code records has its name."""

from __future__ import annotations

import ast
from pathlib import Path

from appliance.doors.oversight.details import CHINESE, named

ROOT = Path(__file__).resolve().parents[3]
NOT_DETAILS = {"actor", "subject", "conversation"}


def recorded() -> set[str]:
    """The names of all details that are written out where an event is appended."""
    found: set[str] = set()
    for path in (ROOT / "appliance").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "append"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "chain"
            ):
                found |= {each.arg for each in node.keywords if each.arg}
    return found - NOT_DETAILS


def test_every_detail_has_a_name() -> None:
    assert len(recorded()) > 50
    assert recorded() - set(CHINESE) == set()


def test_a_detail_is_named_in_the_readers_language() -> None:
    assert named("second_role", "zh") == "第二人角色"
    assert named("second_role", "en") == "second role"
    assert named("of_tomorrow", "zh") == "of_tomorrow"
