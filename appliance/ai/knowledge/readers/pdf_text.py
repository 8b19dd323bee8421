"""The text layer of a PDF page, line by line with its place, and what of it nobody can see.

A character counts as hidden when the page as drawn shows no difference of brightness where it stands (white on white,
covered by a box, transparent, clipped), when it is under a point and a half high, or when it lies off the page. pdfium's
own words: fpdf_text.h, fpdfview.h.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from appliance.ai.knowledge.readers.block import Box, Line, around, as_box
from appliance.ai.knowledge.readers.findings import Finding

_SCALE = 10_000  # pdfium gives whole numbers for places on a device
_DOTS_PER_POINT = 1.5
_MOST_DOTS = 2200
_CONTRAST = 20  # of 255
_AROUND = 2  # dots
_TINY_POINTS = 1.5
_SHORTEST = 3  # hidden characters in a row; single thin ones may drown in the drawing
_LAYER = 0.8  # share of invisible characters that makes a page a scan with a text layer
_INVISIBLE = 3  # text rendering mode, ISO 32000-1 table 106


@dataclass
class PageText:
    """`lines` can be seen; `hidden` is what cannot, as (character, centre in shares of the page)."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    hidden: list[tuple[str, float, float]] = field(default_factory=list)
    layer: bool = False
    """The text is an invisible layer over a picture: it may say anything, so the picture is read instead."""

    upright: bool = True
    """Most of it reads from left to right as the page is shown; tables that lie on their side are not taken apart."""

    @property
    def length(self) -> int:
        return sum(len(line.text.strip()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    box: Box
    why: str


def text_of(page: Any, drawn: Any, number: int) -> PageText:
    """The text of one pdfium page; `drawn` is its picture in grey, as `drawing` makes it."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    try:
        out = PageText()
        invisible = seen = 0
        for chars, of_layer in _lines(textpage, page, drawn, pdfium):
            invisible += of_layer
            seen += sum(1 for char in chars if not char.text.isspace())
            _take(out, chars, number)
        out.layer = seen > 0 and invisible >= _LAYER * seen
        out.upright = _upright(textpage, page.get_rotation(), pdfium)
        return out
    finally:
        textpage.close()


def _upright(textpage: Any, rotation: int, pdfium: Any) -> bool:
    count = textpage.count_chars()
    turned = 0
    sample = range(0, count, max(1, count // 100))
    for index in sample:
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage.raw, index))
        # Which way round pdfium counts does not matter for whole quarters.
        turned += not any(abs((angle + sign * rotation + 180) % 360 - 180) < 20 for sign in (1, -1))
    return turned <= len(sample) / 2


def drawing(page: Any) -> Any:
    """The page in grey, as an array of rows; small enough for any size of paper."""
    width, height = page.get_size()
    scale = min(_DOTS_PER_POINT, _MOST_DOTS / max(width, height, 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    picture = bitmap.to_numpy()
    return picture[:, :, 0] if picture.ndim == 3 else picture


def _take(out: PageText, chars: list[_Char], number: int) -> None:
    """One line: what can be seen of it, and each hidden run in it."""
    visible: list[_Char] = []
    for run in _runs(chars):
        why = run[0].why
        letters = [char for char in run if not char.text.isspace()]
        if not why or (
            len(letters) < _SHORTEST and len(letters) < len("".join(c.text for c in chars).split())
        ):
            visible += run
            continue
        out.findings.append(Finding(why, "".join(char.text for char in run).strip(), page=number))
        for char in letters:
            left, top, right, bottom = char.box
            out.hidden.append((char.text, (left + right) / 2, (top + bottom) / 2))
    text = "".join(char.text for char in visible)
    if text.strip() or not chars:
        boxes = [char.box for char in visible if not char.text.isspace()]
        box = around(boxes)
        out.lines.append(Line(text, as_box(box) if box else None))


def _runs(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Characters hidden alike stand together; a space belongs to the run before it."""
    run: list[_Char] = []
    for char in chars:
        if run and not char.text.isspace() and char.why != run[0].why:
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _lines(textpage: Any, page: Any, drawn: Any, pdfium: Any) -> Iterator[tuple[list[_Char], int]]:
    """Each line's characters, and how many of them are drawn in the invisible mode."""
    raw = textpage.raw
    loose = pdfium.FS_RECTF()
    chars: list[_Char] = []
    of_layer = 0
    high = ""
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (0x0D, 0x0A):
            if code == 0x0A:
                yield chars, of_layer
                chars, of_layer = [], 0
            continue
        if code == 0 or code > 0x10FFFF:
            continue
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        text = chr(code)
        if 0xDC00 <= code < 0xE000:
            text = (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            high = ""
        if text.isspace() or not pdfium.FPDFText_GetLooseCharBox(raw, index, loose):
            chars.append(_Char(text, (0.0, 0.0, 0.0, 0.0), chars[-1].why if chars else ""))
            continue
        thing = pdfium.FPDFText_GetTextObject(raw, index)
        of_layer += bool(thing) and pdfium.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE
        box = _on_page(page, (loose.left, loose.top, loose.right, loose.bottom), pdfium)
        size = max(abs(loose.top - loose.bottom), abs(loose.right - loose.left))
        chars.append(_Char(text, box, _why(raw, index, page, box, size, drawn, pdfium)))
    if chars:
        yield chars, of_layer


def _why(raw: Any, index: int, page: Any, box: Box, size: float, drawn: Any, pdfium: Any) -> str:
    """Why nobody can see it; empty when one can."""
    middle, height = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not (-0.005 <= middle <= 1.005 and -0.005 <= height <= 1.005):
        return "off_page"
    if size < _TINY_POINTS:
        return "tiny_text"
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
        return ""
    tight = _on_page(page, (left.value, top.value, right.value, bottom.value), pdfium)
    rows, columns = drawn.shape
    # With a little of what is around: an underline or a bullet is ink all over.
    x0, x1 = int(tight[0] * columns) - _AROUND, int(tight[2] * columns) + 1 + _AROUND
    y0, y1 = int(tight[1] * rows) - _AROUND, int(tight[3] * rows) + 1 + _AROUND
    part = drawn[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    if part.size == 0 or int(part.max()) - int(part.min()) >= _CONTRAST:
        return ""
    return "hidden_text" if _same_as_ground(raw, index, int(part.mean()), pdfium) else ""


def _same_as_ground(raw: Any, index: int, ground: int, pdfium: Any) -> bool:
    """Whether a character of which nothing is drawn is meant to be unseen. Its font may also just be missing here, when
    the file does not bring it along: then its colour decides (0 black to 255 white)."""
    thing = pdfium.FPDFText_GetTextObject(raw, index)
    font = pdfium.FPDFTextObj_GetFont(thing) if thing else None
    if font and pdfium.FPDFFont_GetIsEmbedded(font) == 1:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(raw, index, red, green, blue, alpha):
        return False
    own = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
    return alpha.value < _CONTRAST or abs(own - ground) < _CONTRAST


def _on_page(page: Any, points: Box, pdfium: Any) -> Box:
    """A box in the page's own units (left, top, right, bottom) as shares from its upper left corner, turned as shown."""
    x, y = ctypes.c_int(), ctypes.c_int()
    places = []
    for across, up in ((points[0], points[1]), (points[2], points[3])):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, _SCALE, _SCALE, 0, across, up, x, y)
        places.append((x.value / _SCALE, y.value / _SCALE))
    (ax, ay), (bx, by) = places
    return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
