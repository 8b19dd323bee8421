"""Which elements of a page a browser would not show: by attribute, by style of their own, by a rule of the page's styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_ALWAYS = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![-\w])opacity\s*:\s*0(?:\.0\d*)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*0*(?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|$|!)|font-size\s*:\s*1px|text-indent\s*:\s*-\d{3,}"
    r"|(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$|!).{0,200}overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden.{0,200}(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$|!)|transform\s*:\s*scale\(\s*0\s*\)"
    r"|(?<![-\w])color\s*:\s*transparent",
    re.IGNORECASE | re.DOTALL,
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = re.compile(
    r"^\s*(?:white|snow|ghostwhite|#f{3}|#f[a-f\d]f[a-f\d]f[a-f\d]"
    r"|rgba?\(\s*25\d\s*,\s*25\d\s*,\s*25\d\s*(?:,\s*[\d.]+\s*)?\)|hsla?\([^)]*100%\s*(?:,[^)]*)?\))\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{1,2000})\}")
_MOST_RULES = 2000
_MOST_HIT = 20_000


class Hidden:
    """The styles of one page, read once."""

    def __init__(self, soup: Any) -> None:
        self._soup = soup
        self._styles: dict[int, str] = {}
        hits = 0
        for sheet in soup.find_all("style")[:50]:
            words = re.sub(r"/\*.*?\*/", "", sheet.get_text(), flags=re.DOTALL)
            for selector, body in _RULE.findall(words)[:_MOST_RULES]:
                if not (_ALWAYS.search(body) or _COLOUR.search(body) or _GROUND.search(body)):
                    continue
                try:
                    found = soup.select(selector.strip(), limit=5000)
                except Exception:  # noqa: BLE001, S112  selectors that only browsers know
                    continue
                hits += len(found)
                if hits > _MOST_HIT:
                    return
                for element in found:
                    self._styles[id(element)] = f"{self._styles.get(id(element), '')};{body}"

    def elements(self) -> list[Any]:
        """Outermost hidden elements, in the order of the page."""
        return list(self._inside(self._soup.body or self._soup, on_colour=False, depth=0))

    def _inside(self, parent: Any, *, on_colour: bool, depth: int) -> Iterator[Any]:
        if depth > 300:
            return
        for child in parent.children:
            if isinstance(child, str) or child.name is None:
                continue
            style = f"{self._styles.get(id(child), '')};{child.get('style') or ''}"
            ground = _GROUND.findall(style)
            colour_here = bool(child.get("bgcolor")) or any(not _plain_ground(one) for one in ground)
            white_here = bool(ground) and not colour_here
            coloured = colour_here or (on_colour and not white_here)
            if self._hides(child, style, coloured):
                yield child
            else:
                yield from self._inside(child, on_colour=coloured, depth=depth + 1)

    def _hides(self, element: Any, style: str, coloured: bool) -> bool:
        if element.has_attr("hidden") or _ALWAYS.search(style):
            return True
        colours = _COLOUR.findall(style)
        if element.name == "font" and element.get("color"):
            colours.append(str(element["color"]))
        return bool(colours) and _WHITE.match(colours[-1]) is not None and not coloured


def _plain_ground(value: str) -> bool:
    return _WHITE.match(value) is not None or value.strip().lower() in (
        "none",
        "transparent",
        "inherit",
        "initial",
        "unset",
    )
