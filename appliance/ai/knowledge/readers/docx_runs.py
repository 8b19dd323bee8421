"""The words of one Word paragraph, run by run: what is shown, what is hidden, what a change would take out or put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TINY_HALF_POINTS = 3
_GONE = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent"}
_PUT_IN = {f"{_W}ins", f"{_W}moveTo"}
_PALE = {"FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC", "FBFBFB", "FAFAFA"}
_BREAKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


@dataclass
class RunText:
    """`text` is what a reader sees once all changes are accepted, white space made even."""

    text: str = ""
    hidden: list[str] = field(default_factory=list)
    tiny: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)


def runs_of(paragraph: Any, styles: Mapping[str, Any]) -> RunText:
    """Read one paragraph element; `styles` by their id."""
    out = RunText()
    shown: list[str] = []
    runs: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{_W}r"):
        above = [ancestor for ancestor in run.iterancestors() if ancestor is not paragraph]
        tags = []
        for ancestor in above:
            if ancestor is paragraph.getparent():
                break
            tags.append(ancestor.tag)
        if any(tag == f"{_W}txbxContent" or tag.endswith("}Fallback") for tag in tags):
            continue
        text = _text(run)
        if any(tag in _GONE for tag in tags):
            gone = "".join(part.text or "" for part in run.iter(f"{_W}delText", f"{_W}t"))
            if gone.strip():
                out.changes.append(f"−{gone.strip()}")
            continue
        if any(tag in _PUT_IN for tag in tags) and text.strip():
            out.changes.append(f"+{text.strip()}")
        out.footnotes += [ref.get(f"{_W}id", "") for ref in run.iter(f"{_W}footnoteReference")]
        runs.append((_why(run, paragraph, styles) if text.strip() else "", text))
    for why, text in runs:
        {"": shown, "hidden": out.hidden, "tiny": out.tiny}[why].append(text)
    out.hidden, out.tiny = _together(out.hidden), _together(out.tiny)
    out.text = " ".join("".join(shown).split())
    return out


def _together(texts: list[str]) -> list[str]:
    whole = " ".join("".join(texts).split())
    return [whole] if whole else []


def _text(run: Any) -> str:
    parts = []
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        else:
            parts.append(_BREAKS.get(child.tag, ""))
    return "".join(parts)


def _why(run: Any, paragraph: Any, styles: Mapping[str, Any]) -> str:
    """`hidden`, `tiny` or nothing, by the run's own properties and those of its styles."""
    properties = [run.find(f"{_W}rPr"), *_of_styles(run, paragraph, styles)]
    known = [one for one in properties if one is not None]
    if _first(known, "vanish", on=True) or _first(known, "webHidden", on=True):
        return "hidden"
    size = _first(known, "sz")
    if size is not None and size.isdigit() and int(size) <= _TINY_HALF_POINTS:
        return "tiny"
    color = _first(known[:1] if properties[0] is not None else [], "color")
    if color is not None and color.upper() in _PALE and not _on_colour(run, paragraph, known):
        return "hidden"
    return ""


def _first(properties: list[Any], name: str, *, on: bool = False) -> str | None:
    """The value of a property where it is set first; with `on`, "1" for a switch that is on, else None."""
    for one in properties:
        found = one.find(f"{_W}{name}")
        if found is not None:
            value = str(found.get(f"{_W}val", "1" if on else ""))
            if on:
                return None if value in ("0", "false", "off") else "1"
            return value
    return None


def _of_styles(run: Any, paragraph: Any, styles: Mapping[str, Any]) -> list[Any]:
    out = []
    for name in (_style_of(run.find(f"{_W}rPr"), "rStyle"), _style_of(paragraph.find(f"{_W}pPr"), "pStyle")):
        style = styles.get(name or "")
        for _ in range(9):
            if style is None:
                break
            out.append(style.element.find(f"{_W}rPr"))
            style = getattr(style, "base_style", None)
    return out


def _style_of(properties: Any, name: str) -> str | None:
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return str(found.get(f"{_W}val")) if found is not None else None


def _on_colour(run: Any, paragraph: Any, properties: list[Any]) -> bool:
    """Whether pale words stand on a ground that is not: shading of run, paragraph or cell, or a table with a style."""
    if _first(properties, "highlight") not in (None, "none", "white"):
        return True
    places = [*properties, paragraph.find(f"{_W}pPr")]
    for ancestor in paragraph.iterancestors():
        if ancestor.tag == f"{_W}tc":
            places.append(ancestor.find(f"{_W}tcPr"))
        elif ancestor.tag == f"{_W}tbl":
            own = ancestor.find(f"{_W}tblPr")
            places.append(own)
            if _style_of(own, "tblStyle") not in (None, "TableGrid", "TableNormal", "a3", "a1"):
                return True
        elif ancestor.tag == f"{_W}txbxContent":
            return True  # a box may be filled
    for place in places:
        shading = place.find(f"{_W}shd") if place is not None else None
        if shading is not None and str(shading.get(f"{_W}fill", "auto")).upper() not in {"AUTO", *_PALE}:
            return True
    return False
