"""Which reader opens which ending: the whole list, by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Reading
from appliance.ai.knowledge.readers.csv import read_csv
from appliance.ai.knowledge.readers.docx import read_docx
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.html import read_html
from appliance.ai.knowledge.readers.limits import macros
from appliance.ai.knowledge.readers.pdf import read_pdf
from appliance.ai.knowledge.readers.pictures import read_picture
from appliance.ai.knowledge.readers.plain import read_markdown, read_text
from appliance.ai.knowledge.readers.pptx import read_pptx
from appliance.ai.knowledge.readers.xlsx import read_xlsx

READERS: dict[str, Callable[[Given], Reading]] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".pptx": read_pptx,
    ".html": read_html,
    ".md": read_markdown,
    ".csv": read_csv,
    ".txt": read_text,
    ".png": read_picture,
    ".jpg": read_picture,
    ".tif": read_picture,
}

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".html": "text/html",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".tif": "image/tiff",
}

ZIP = ".zip"
"""Not read itself: what is in it is, file by file (`archive.py`)."""

_SAME = {
    ".markdown": ".md",
    ".htm": ".html",
    ".xhtml": ".html",
    ".jpeg": ".jpg",
    ".tiff": ".tif",
    ".tsv": ".csv",
}
_MACROS = {
    ".docm": ".docx",
    ".xlsm": ".xlsx",
    ".pptm": ".pptx",
    ".dotm": ".docx",
    ".xltm": ".xlsx",
    ".potm": ".pptx",
}
_SAVE_AS = {
    ".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".wps": ".docx", ".odt": ".docx", ".pages": ".docx",
    ".xls": ".xlsx", ".xlsb": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx", ".numbers": ".xlsx",
    ".ppt": ".pptx", ".pps": ".pptx", ".dps": ".pptx", ".odp": ".pptx", ".key": ".pptx",
    ".ofd": ".pdf", ".caj": ".pdf", ".bmp": ".png", ".webp": ".png", ".heic": ".jpg", ".gif": ".png",
    ".rar": ".zip", ".7z": ".zip", ".tar": ".zip", ".gz": ".zip",
}  # fmt: skip

ACCEPTED = (*READERS, *_SAME, ZIP)
"""Every ending that may be uploaded."""


def suffix_of(filename: str) -> str:
    """The ending that decides the reader; raises `UnreadableDocument` for one that nobody reads."""
    suffix = Path(filename).suffix.lower()
    suffix = _SAME.get(suffix, suffix)
    if suffix in READERS:
        return suffix
    if suffix in _MACROS:
        raise macros(_MACROS[suffix])
    if suffix in _SAVE_AS:
        better = _SAVE_AS[suffix]
        raise UnreadableDocument(
            f"不支持“{suffix}”类型的文件，请另存为 {better} 后上传。",
            f"Files of type “{suffix}” are not supported; save it as {better} and upload that.",
        )
    known = " ".join((*READERS, ZIP))
    raise UnreadableDocument(
        f"不支持“{suffix or filename}”类型的文件，请上传 {known}。",
        f"Files of type “{suffix or filename}” are not supported; upload one of {known}.",
    )
