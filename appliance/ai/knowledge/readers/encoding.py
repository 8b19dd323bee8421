"""Bytes to text: UTF-8, UTF-16, GB18030, and files that mix them line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.limits import damaged

_HAN = re.compile(r"[\u3400-\u9fff]")
_ZEROS = 0.2  # share of zero bytes at which text without a mark is UTF-16


@dataclass(frozen=True)
class Text:
    """`findings` name the lines whose encoding was another, or none."""

    text: str
    findings: list[Finding] = field(default_factory=list)


def decoded(data: bytes) -> Text:
    """The text of a file. Raises `UnreadableDocument` when no line of it is text in any of the encodings."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Text(_strict(data, "utf-16"))
    if zeros := _sixteen(data):
        return Text(_strict(data, zeros))
    try:
        return Text(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    if not any(_surely_utf8(line) for line in lines):
        try:
            return Text(data.decode("gb18030"))
        except UnicodeDecodeError:
            pass
    return _by_line(lines)


def _sixteen(data: bytes) -> str:
    """UTF-16 without a mark, told by where the zero bytes of spaces and line ends lie; empty for anything else."""
    head = data[:4096]
    if b"\x00" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < _ZEROS * len(head) / 2 * 0.1 or min(even, odd) > 0:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise damaged() from error


def _surely_utf8(line: bytes) -> bool:
    """Two Chinese characters or more in valid UTF-8: GB18030 hardly ever looks like that by chance."""
    try:
        return len(_HAN.findall(line.decode("utf-8"))) >= 2
    except UnicodeDecodeError:
        return False


def _by_line(lines: list[bytes]) -> Text:
    out: list[str] = []
    other: list[int] = []
    lost: list[int] = []
    for number, line in enumerate(lines, start=1):
        for encoding in ("utf-8", "gb18030"):
            try:
                out.append(line.decode(encoding))
            except UnicodeDecodeError:
                continue
            if encoding != "utf-8":
                other.append(number)
            break
        else:
            lost.append(number)
    if not "".join(out).strip():
        raise damaged()
    findings = [
        Finding(kind, cell=_lines(numbers))
        for kind, numbers in (("mixed_encoding", other), ("unread_lines", lost))
        if numbers
    ]
    return Text("".join(out), findings)


def _lines(numbers: list[int]) -> str:
    some = ", ".join(str(number) for number in numbers[:6])
    return f"L{some}{'…' if len(numbers) > 6 else ''}"
