"""What somebody should know of a document before it is published: kinds, places and words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

EXCERPT = 160

HOLDING: Final[dict[str, tuple[str, str]]] = {
    "hidden_text": (
        "看不见的文字（与背景同色、被遮盖或设为隐藏），未读入",
        "text that cannot be seen (as pale as its ground, covered or set hidden), left out",
    ),
    "tiny_text": ("小到看不见的文字，未读入", "text too small to be seen, left out"),
    "off_page": ("页面以外的文字，未读入", "text off the page, left out"),
    "hidden_rows": ("隐藏的行，未读入", "hidden rows, left out"),
    "hidden_columns": ("隐藏的列，未读入", "hidden columns, left out"),
    "hidden_sheet": ("隐藏的工作表，未读入", "a hidden sheet, left out"),
    "hidden_slide": ("隐藏的幻灯片，未读入", "a hidden slide, left out"),
    "zero_width": ("看不见的字符，已去掉", "characters that cannot be seen, taken out"),
    "instruction": ("像是写给 AI 的指令", "words that read like instructions to an AI"),
    "tracked_changes": (
        "尚未接受的修订，按接受后的文字读入",
        "changes not yet accepted, read as if they were",
    ),
}
"""Kinds that make a document wait until somebody has looked, with what is said of each."""

NOTES: Final[dict[str, tuple[str, str]]] = {
    "empty_sheet": ("空工作表", "an empty sheet"),
    "unread_page": (
        "这一页无法读取，其余已导入；请单独导出这一页后上传",
        "this page could not be read, the others were; export it by itself and upload it",
    ),
    "picture_page": (
        "这一页是图片，未识别出文字；请核对，必要时上传更清晰的扫描件",
        "this page is a picture in which no text was found; check it, upload a clearer scan if need be",
    ),
    "poor_scan": (
        "扫描不清，识别出的数字不会单独用于作答；请上传更清晰的文件",
        "a poor scan: figures read from it are not sent on their own; upload a clearer file",
    ),
    "pictures": (
        "图片中的文字未读入；请另存为 PDF 上传",
        "text in pictures was not read; save it as PDF and upload that",
    ),
    "speaker_notes": ("演讲者备注未读入", "speaker notes were left out"),
    "mixed_encoding": (
        "文件混用了不同编码，已按行识别；请核对",
        "the file mixes encodings; each line was read by its own, please check",
    ),
    "unread_lines": (
        "这些行的编码无法识别，未读入；请另存为 UTF-8 后上传",
        "the encoding of these lines is unknown, they were left out; save the file as UTF-8",
    ),
    "error_cells": ("单元格显示错误值，未读入", "cells that show an error were left out"),
}
"""Kinds that are only told."""

_BOTH = {**HOLDING, **NOTES}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `excerpt` is at most `EXCERPT` characters of what stands there; empty where nothing does."""

    kind: str
    excerpt: str = ""
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in _BOTH:
            raise ValueError(self.kind)
        if len(self.excerpt) > EXCERPT:
            object.__setattr__(self, "excerpt", self.excerpt[: EXCERPT - 1] + "…")

    def kept(self) -> dict[str, Any]:
        """As it is kept in a document's row: without empty fields."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Finding:
        """From a document's row, or from what a process told."""
        return cls(**{key: kept.get(key) or default for key, default in _EMPTY.items()})

    def said(self, lang: str) -> str:
        """`第 3 页：看不见的文字…，未读入` · `page 3: text that cannot be seen …, left out`; without the excerpt."""
        words, place = self.what(lang), self.place(lang)
        return f"{place}{'：' if lang.startswith('zh') else ': '}{words}" if place else words

    def what(self, lang: str) -> str:
        """What was found, without the place."""
        return _BOTH[self.kind][0 if lang.startswith("zh") else 1]

    def place(self, lang: str) -> str:
        """Where it stands; empty where the whole document is meant."""
        zh = lang.startswith("zh")
        if self.sheet:
            return f"{self.sheet}{' ' + self.cell if self.cell else ''}"
        if self.cell:
            return self.cell
        if self.page:
            return f"第 {self.page} 页" if zh else f"page {self.page}"
        return ""


_EMPTY: Final[dict[str, Any]] = {"kind": "", "excerpt": "", "page": None, "sheet": None, "cell": None}


def waits(findings: Iterable[Finding]) -> bool:
    """Whether somebody must look before the document is published."""
    return any(one.kind in HOLDING for one in findings)


def kept_waits(kept: Sequence[Mapping[str, Any]] | None) -> bool:
    """The same of what a document's row holds."""
    return any(one.get("kind") in HOLDING for one in kept or ())


def report(findings: Sequence[Finding], lang: str, most: int = 3) -> str:
    """One line for the import report, what makes it wait first: `第 3 页：…；…等 5 处` or empty."""
    order = sorted(findings, key=lambda one: one.kind not in HOLDING)
    said = list(dict.fromkeys(one.said(lang) for one in order))
    zh = lang.startswith("zh")
    rest = len(said) - most
    more = "" if rest <= 0 else f"；另有 {rest} 处" if zh else f"; and {rest} more"
    return ("；" if zh else "; ").join(said[:most]) + more
