"""What `--help` says, in the terminal's language: each help is written once, as `中文 · English`, and read by halves."""

from __future__ import annotations

import re
from typing import Any

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"\s*·\s*")
_NOT_OURS = {"install_completion", "show_completion"}  # of a shell's completion for one command alone


def half(said: str, language: str) -> str:
    """Of each paragraph the half in `language`; what is written in one language only stays."""
    return "\n\n".join(_half(" ".join(each.split()), language) for each in re.split(r"\n\s*\n", said.strip()))


def _half(paragraph: str, language: str) -> str:
    for cut in _BETWEEN.finditer(paragraph):
        halves = paragraph[: cut.start()], paragraph[cut.end() :]
        chinese = [bool(_CHINESE.search(each)) for each in halves]
        if chinese[0] != chinese[1]:
            return halves[chinese.index(language == "zh")]
    return paragraph


def spoken(command: Any, language: str) -> None:
    """Make all helps of a command, its options and its sub-commands speak `language`, brackets in them included."""
    for name in ("help", "short_help", "epilog"):
        if said := getattr(command, name, None):
            setattr(command, name, _plain(half(said, language)))
    command.params = [each for each in command.params if each.name not in _NOT_OURS]
    for each in command.params:
        if getattr(each, "help", None):
            each.help = _plain(half(each.help, language))
    below = getattr(command, "commands", None)
    if below is None:
        return
    if not below:
        command.subcommand_metavar = ""  # a group only by its making: nothing follows its options
    for each in below.values():
        spoken(each, language)


def _plain(said: str) -> str:
    """Brackets as they are: laid out, `[start, end]` would be taken for a style and left out."""
    return said.replace("[", r"\[")
