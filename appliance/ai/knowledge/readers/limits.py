"""Cheap checks before any parser touches a file: size, real type, encryption, macros, zip ratio, entities."""

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
# The name of the stream that holds an encrypted package, [MS-OFFCRYPTO] 1.3.3.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OFFICE = {
    ".docx": ("word/document.xml", "Word (.docx)"),
    ".xlsx": ("xl/workbook.xml", "Excel (.xlsx)"),
    ".pptx": ("ppt/presentation.xml", "PowerPoint (.pptx)"),
}
_PICTURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
}
_TEXTS = {".md", ".txt", ".csv", ".html"}
_ENTITIES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_PIECE = 1 << 20


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
    """Raise when the content is not what the file's ending says, is encrypted, holds macros or entities, or unpacks
    to far too much."""
    with path.open("rb") as file:
        head = file.read(1024)
    is_one = _kind(path, head)
    if suffix in _OFFICE and head.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise UnreadableDocument(
                "文件设有打开密码，请取消密码后另存再上传。",
                "The file is encrypted with a password; remove it, save the file and upload it again.",
            )
        raise UnreadableDocument(
            f"文件是旧版 Office 格式，请另存为 {suffix} 后上传。",
            f"The file is in the old Office format; save it as {suffix} and upload that.",
        )
    if suffix == ".pdf" and b"%PDF-" not in head:
        raise _wrong_type("PDF", is_one)
    if suffix in _PICTURES and not head.startswith(_PICTURES[suffix]):
        raise _wrong_type(f"{suffix[1:].upper()}", is_one)
    if suffix in _OFFICE:
        if not head.startswith(b"PK"):
            raise _wrong_type(_OFFICE[suffix][1], is_one)
        _check_office(path, suffix)
    if suffix in _TEXTS and (is_one or _is_binary(head)):
        raise _wrong_type("text", is_one)
    if suffix == ".html" and b"<!ENTITY" in path.read_bytes().upper():
        raise _entities()


def _is_binary(head: bytes) -> bool:
    """Zero bytes in what is not UTF-16: there every other byte is zero, or none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return False
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) > 0


def _kind(path: Path, head: bytes) -> str:
    """The ending that the content asks for, where it can be told by its first bytes; else empty."""
    if head.startswith(b"%PDF-"):
        return ".pdf"
    for suffix, marks in _PICTURES.items():
        if head.startswith(marks):
            return suffix
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            return ""
        return next((suffix for suffix, (entry, _) in _OFFICE.items() if entry in names), ".zip")
    if head.startswith(_OLE):
        return ".doc / .xls / .ppt"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    return ""


def _check_office(path: Path, suffix: str) -> None:
    entry, expected = _OFFICE[suffix]
    try:
        with zipfile.ZipFile(path) as archive:
            check_zip(archive)
            names = set(archive.namelist())
            if entry not in names:
                raise _wrong_type(expected, _kind(path, b"PK\x03\x04"))
            if any(name.rsplit("/", 1)[-1] == "vbaProject.bin" for name in names):
                raise macros(suffix)
            for name in names:
                if name.endswith((".xml", ".rels")):
                    _check_entities(archive, name)
    except UnreadableDocument:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged() from error


def _check_entities(archive: zipfile.ZipFile, name: str) -> None:
    """No part of an office file may declare a document type (ECMA-376 part 2, 8.1.2): that is how files are drawn in
    and memory is blown up."""
    before = b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            if any(word in before + piece for word in _ENTITIES):
                raise _entities()
            before = piece[-32:]


def check_zip(archive: zipfile.ZipFile) -> None:
    """Raise when the archive says that it unpacks to far too much, or to far too many files."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    bomb = unpacked > 1_000_000 and unpacked / packed > MAX_ZIP_RATIO
    if bomb or unpacked > MAX_UNPACKED_BYTES or len(entries) > MAX_ZIP_ENTRIES:
        raise UnreadableDocument(
            "文件解压后异常庞大，出于安全已拒绝，请重新另存后上传。",
            "The file unpacks to a suspicious size and was refused; save it anew and upload it again.",
        )


def _wrong_type(expected: str, found: str) -> UnreadableDocument:
    if found:
        return UnreadableDocument(
            f"文件内容与扩展名不符：内容是 {found}，请改正扩展名后上传。",
            f"The content does not match the file's ending: it is {found}; correct the ending and upload it again.",
        )
    return UnreadableDocument(
        f"文件内容与扩展名不符（应为 {expected}），请以正确格式另存后上传。",
        f"The content does not match the file's ending (expected {expected}); save it in that format.",
    )


def _entities() -> UnreadableDocument:
    return UnreadableDocument(
        "文件里有外部实体声明，出于安全已拒绝，请用 Office 或浏览器重新另存后上传。",
        "The file declares entities and was refused for safety; save it anew with Office or a browser.",
    )


def macros(suffix: str) -> UnreadableDocument:
    """The sentence for a file with macros."""
    return UnreadableDocument(
        f"文件带有宏，出于安全未导入，请另存为不含宏的 {suffix} 后上传。",
        f"The file holds macros and was not imported; save it as {suffix} without macros and upload that.",
    )


def damaged() -> UnreadableDocument:
    """The sentence for a file that no parser can open."""
    return UnreadableDocument(
        "文件已损坏，无法读取，请重新导出后上传。",
        "The file is damaged and cannot be read; export it again and upload it.",
    )


def incomplete() -> UnreadableDocument:
    """The sentence for a file whose end is missing."""
    return UnreadableDocument(
        "文件不完整（结尾缺失），请重新下载或导出后上传。",
        "The file is incomplete, its end is missing; fetch or export it again and upload it.",
    )


def no_text(*, scanned: bool = False) -> UnreadableDocument:
    """The sentence for a file in which nothing can be read."""
    if scanned:
        return UnreadableDocument(
            "文件只有图片，且未能从中识别出文字；请上传更清晰的扫描件，或可复制文字的版本。",
            "The file holds pictures only, and no text was found in them; upload a clearer scan, or one with text.",
        )
    return UnreadableDocument(
        "文件里没有文字，请检查后重新上传。", "The file holds no text; check it and upload it again."
    )
