"""Every help speaks the terminal's language, the whole of it, and nothing written in brackets is lost."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
import typer

from appliance.cli import COMMANDS, app
from appliance.cli.helps import half

CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"[a-z]+ [a-z]+ [a-z]+")


def everything(language: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Every command and option by its path, with what is said of it."""
    monkeypatch.setenv("LOCALE", language)
    monkeypatch.setattr(sys, "argv", ["appliance", "x"])  # of a list alone no command would be imported
    root: Any = typer.main.get_command(app)
    said: dict[str, str] = {}

    def walk(path: str, command: Any) -> None:
        said[path] = command.help or ""
        for one in command.params:
            if one.name != "help" and getattr(one, "help", None):
                said[f"{path} {one.name}"] = one.help
            assert one.name != "install_completion"
        for name, each in getattr(command, "commands", {}).items():
            walk(f"{path} {name}", each)

    for name in COMMANDS:
        walk(name, root.get_command(None, name))
    return said


def test_every_help_is_there_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    said = everything("zh", monkeypatch)
    assert len(said) > 100
    assert [path for path, text in said.items() if not CHINESE.search(text)] == []
    assert [path for path, text in said.items() if " · " in text and ENGLISH.search(text)] == []


def test_every_help_is_there_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    said = everything("en", monkeypatch)
    assert [path for path, text in said.items() if not text or CHINESE.search(text)] == []


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ("问题 · the question", "问题", "the question"),
        ("打印规则（TOML）· print the rules", "打印规则（TOML）", "print the rules"),
        ("which rule · 由哪条规则发现", "由哪条规则发现", "which rule"),
        ("列出 · list\n\n加 --all\n· with --all", "列出\n\n加 --all", "list\n\nwith --all"),
        ("visitor | staff", "visitor | staff", "visitor | staff"),
    ],
)
def test_a_help_is_read_by_halves(said: str, zh: str, en: str) -> None:
    assert half(said, "zh") == zh
    assert half(said, "en") == en


def test_what_stands_in_brackets_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCALE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["appliance", "mask", "detect", "--help"])
    with pytest.raises(SystemExit):
        app(prog_name="appliance")
    assert '"spans": [[start, end, kind, score], …]' in capsys.readouterr().out
