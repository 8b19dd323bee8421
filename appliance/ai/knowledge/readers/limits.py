"""Cheap checks before any parser touches a file: size, real type, zip ratio."""

import zipfile
from pathlib import Path

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.core.kit.errors import TooLarge

MAX_PAGES = 1500
MAX_ROWS = 20_000
# An office file is XML in a zip; text rarely compresses beyond 1:50, a bomb does so by thousands.
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_ZIP_RATIO = 120
MAX_ZIP_ENTRIES = 5000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REQUIRED_ENTRY = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_NAMES = {".docx": "Word (.docx)", ".xlsx": "Excel (.xlsx)"}


def check_size(path: Path, limit_bytes: int) -> None:
    """Raise `TooLarge` when the file exceeds the limit, `UnreadableDocument` when it is empty or missing."""
    if not path.is_file():
        raise UnreadableDocument(f"找不到文件“{path.name}”。", f"There is no file “{path.name}”.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocument(
            "文件是空的，请检查后重新上传。", "The file is empty; check it and upload it again."
        )
    if size > limit_bytes:
        mb, limit = size / 1e6, limit_bytes / 1e6
        raise TooLarge(
            f"文件有 {mb:.0f} MB，超过上限 {limit:.0f} MB，请拆分后上传。",
            f"The file has {mb:.0f} MB, the limit is {limit:.0f} MB; split it and upload the parts.",
        )


def check_kind(path: Path, suffix: str) -> None:
    """Raise when the content is not what the file's ending says, is encrypted, or unpacks to far too much."""
    with path.open("rb") as file:
        head = file.read(1024)
    if suffix == ".pdf" and b"%PDF-" not in head:
        raise _wrong_type("PDF")
    if suffix in _REQUIRED_ENTRY:
        if head.startswith(_OLE):
            raise UnreadableDocument(
                "文件已加密或为旧版 Office 格式，请取消密码并另存为 .docx / .xlsx 后上传。",
                "The file is encrypted or in the old Office format; "
                "remove the password and save it as .docx / .xlsx.",
            )
        if not head.startswith(b"PK"):
            raise _wrong_type(_NAMES[suffix])
        _check_zip(path, suffix)
    if suffix in {".md", ".txt"} and b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong_type("text")


def _check_zip(path: Path, suffix: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise damaged() from error
    if _REQUIRED_ENTRY[suffix] not in {entry.filename for entry in entries}:
        raise _wrong_type(_NAMES[suffix])
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    bomb = unpacked > 1_000_000 and unpacked / packed > MAX_ZIP_RATIO
    if bomb or unpacked > MAX_UNPACKED_BYTES or len(entries) > MAX_ZIP_ENTRIES:
        raise UnreadableDocument(
            "文件解压后异常庞大，出于安全已拒绝，请重新另存后上传。",
            "The file unpacks to a suspicious size and was refused; save it anew and upload it again.",
        )


def _wrong_type(expected: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件内容与扩展名不符（应为 {expected}），请以正确格式另存后上传。",
        f"The content does not match the file's ending (expected {expected}); save it in that format.",
    )


def damaged() -> UnreadableDocument:
    """The sentence for a file that no parser can open."""
    return UnreadableDocument(
        "文件已损坏，无法读取，请重新导出后上传。",
        "The file is damaged and cannot be read; export it again and upload it.",
    )
