"""Which reader opens which ending: the whole list, by hand."""

from collections.abc import Callable
from pathlib import Path

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Reading
from appliance.ai.knowledge.readers.docx import read_docx
from appliance.ai.knowledge.readers.pdf import read_pdf
from appliance.ai.knowledge.readers.plain import read_markdown, read_text
from appliance.ai.knowledge.readers.xlsx import read_xlsx

READERS: dict[str, Callable[[Path], Reading]] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".md": read_markdown,
    ".txt": read_text,
}

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".txt": "text/plain",
}


def suffix_of(filename: str) -> str:
    """The ending that decides the reader; raises `UnreadableDocument` for one that nobody reads."""
    suffix = Path(filename).suffix.lower()
    suffix = ".md" if suffix == ".markdown" else suffix
    if suffix not in READERS:
        known = " ".join(READERS)
        raise UnreadableDocument(
            f"不支持“{suffix or filename}”类型的文件，请上传 {known}。",
            f"Files of type “{suffix or filename}” are not supported; upload one of {known}.",
        )
    return suffix
