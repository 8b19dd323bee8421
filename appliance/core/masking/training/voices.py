"""What the name tagger learns last: the labelled texts of many authors, each also with other people in it.

Templates teach the names; how people speak around them is learned here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

from appliance.core.masking.context import Turn, read
from appliance.core.masking.recognizers._names import TITLES
from appliance.core.masking.training import people, people_abroad
from appliance.core.masking.training.marks import Labelled

SETS: Final = ("dev", "dev2", "dev3", "dev4", "dev5a", "dev5b", "dev6a", "dev6b", "blind", "blind2", "blind3")
_KINDS: Final = frozenset({"PERSON", "ADDRESS", "DOB"})
_TITLED: Final = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,2}}?)(?:{TITLES}|[总工姐哥叔伯姨])")
_PREFIXED: Final = "老小阿大"
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{1,4}")


def voices(folder: Path, without: set[str], r: Random) -> list[Labelled]:
    """Every labelled text of `folder`, and those that name somebody once more with others; texts with doubtful ranges stay out."""
    found = []
    for name in SETS:
        file = folder / f"{name}.jsonl"
        if name not in without and file.is_file():
            lines = map(json.loads, file.read_text("utf-8").splitlines())
            found += [labelled(line) for line in lines if not line.get("ignore")]
    return [*found, *(renamed(text, r) for text in found if any(kind == "PERSON" for *_, kind in text.spans))]


def labelled(line: Mapping[str, Any]) -> Labelled:
    """A line of a labelled set; of a name with its title the name alone, as in the templates."""
    spans = []
    for start, end, kind in line["spans"]:
        if kind not in _KINDS:
            continue
        said = line["text"][start:end]
        titled = _TITLED.fullmatch(said) if kind == "PERSON" and said[0] not in _PREFIXED else None
        spans.append((start, start + titled.end("name") if titled else end, kind))
    turns = [
        Turn(turn.get("role", ""), turn["text"]) if isinstance(turn, Mapping) else Turn("", turn)
        for turn in line.get("context") or ()
    ]
    return Labelled(line["text"], tuple(sorted(spans)), dict(read(turns).wants))


def renamed(text: Labelled, r: Random) -> Labelled:
    """The same words about other people."""
    out, spans, at = "", [], 0
    for start, end, kind in text.spans:
        out += text.text[at:start]
        said = text.text[start:end]
        begin = len(out)
        out += another(said, r) if kind == "PERSON" else said
        spans.append((begin, len(out), kind))
        at = end
    return replace(text, text=out + text.text[at:], spans=tuple(spans))


def another(name: str, r: Random) -> str:
    """A name of the same make; as it was where no such can be made."""
    if _HAN.fullmatch(name):
        if len(name) == 1:
            return people.surname(r)
        if name[0] in _PREFIXED:
            return name[0] + people.surname(r)[:1]
        return people.full(r).replace(" ", "")
    if "·" in name:
        return people.dotted(r)
    parts = name.split()
    if name.isascii() and len(parts) > 1 and all(part[0].isupper() for part in parts):
        return people_abroad.latin_full(r)
    return name
