"""Files as they were given to one import: archives opened, each file in them on its own, no name twice.

A zip is only unpacked here, within limits that are counted while it unpacks, whatever its own list says; what is in it is
read like any other file.
"""

from __future__ import annotations

import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.limits import MAX_UNPACKED_BYTES, check_size, check_zip, damaged
from appliance.ai.knowledge.readers.registry import ZIP
from appliance.core.kit.errors import ApplianceError, BadInput, StorageFull, TooLarge

MOST_FILES = 500
_MOST_LISTED_BYTES = 2_000_000
_LONGEST_NAME = 120
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1  # general purpose bits 11 and 0, APPNOTE.TXT 4.4.4
_PIECE = 1 << 20
_ARCHIVES = {".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"}


@dataclass(frozen=True)
class One:
    """A file to import: `name` for the report (`资料.zip/费率.xlsx`), `filename` for the document, and where it lies.

    `error` instead of a path when it cannot be taken.
    """

    name: str
    filename: str
    path: Path | None
    error: ApplianceError | None = None


def each(files: Iterable[tuple[str, Path]], folder: Path, limit_bytes: int) -> Iterator[One]:
    """The files one by one, those of archives unpacked into `folder`; each has its own limit of bytes.

    Of two files of one name the second is refused: as a later version it would quietly take the place of the first.
    Raises `StorageFull` when there is no room to unpack.
    """
    taken: dict[str, str] = {}
    for number, (filename, path) in enumerate(files):
        inside = (
            _unpacked(filename, path, folder / str(number), limit_bytes)
            if filename.lower().endswith(ZIP)
            else iter([One(filename, filename, path)])
        )
        for one in inside:
            key = unicodedata.normalize("NFC", one.filename).casefold()
            if one.error is None and key in taken:
                yield One(one.name, one.filename, None, _same_name(taken[key]))
                continue
            if one.error is None:
                taken[key] = one.name
            yield one


def _unpacked(filename: str, path: Path, folder: Path, limit_bytes: int) -> Iterator[One]:
    try:
        check_size(path, limit_bytes)
        _check_list(path)
        with zipfile.ZipFile(path) as archive:
            check_zip(archive)
            entries = [
                entry for entry in archive.infolist() if not entry.is_dir() and not _ours(_name(entry))
            ]
            if not entries:
                raise UnreadableDocument("压缩包是空的。", "The archive is empty.")
            if len(entries) > MOST_FILES:
                raise UnreadableDocument(
                    f"压缩包里有 {len(entries)} 个文件，超过上限 {MOST_FILES} 个，请分成几个上传。",
                    f"The archive holds {len(entries)} files, the limit is {MOST_FILES}; split it and upload the parts.",
                )
            left = MAX_UNPACKED_BYTES
            for number, entry in enumerate(entries):
                one = _one(archive, entry, filename, folder / str(number), min(limit_bytes, left))
                if one.path is not None:
                    left -= one.path.stat().st_size
                yield one
    except ApplianceError as error:
        yield One(filename, filename, None, error)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise StorageFull from error
        yield One(filename, filename, None, damaged())


def _one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, of: str, folder: Path, limit: int) -> One:
    inner = _name(entry)
    # Only the last part of a path counts, so nothing can be written outside the folder.
    filename = "".join(c for c in PurePosixPath(inner).name if c.isprintable())[-_LONGEST_NAME:] or "_"
    name = f"{of}/{inner}"
    try:
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableDocument(
                "压缩包里的这个文件设有密码，请去掉密码后重新压缩上传。",
                "This file in the archive is encrypted; remove the password and upload it anew.",
            )
        if PurePosixPath(filename).suffix.lower() in _ARCHIVES:
            raise UnreadableDocument(
                "压缩包里又有压缩包，请解开后上传其中的文件。",
                "This is an archive within an archive; unpack it and upload its files.",
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / filename
        _write(archive, entry, path, limit)
        return One(name, filename, path)
    except ApplianceError as error:
        return One(name, filename, None, error)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError):
        return One(name, filename, None, damaged())


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limit: int) -> None:
    written = 0
    try:
        with archive.open(entry) as source, path.open("wb") as target:
            path.chmod(0o600)
            while piece := source.read(_PIECE):
                written += len(piece)
                if written > limit:
                    raise TooLarge(
                        f"解压后超过上限 {limit / 1e6:.0f} MB，请拆分后上传。",
                        f"Unpacked it is larger than the limit of {limit / 1e6:.0f} MB; split it and upload the parts.",
                    )
                target.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name; zips made on a Chinese Windows carry GB18030 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").lstrip("/")


def _ours(name: str) -> bool:
    """What systems put into archives by themselves."""
    parts = PurePosixPath(name).parts
    last = parts[-1] if parts else ""
    return (
        not last
        or parts[0] == "__MACOSX"
        or last.startswith((".", "~$"))
        or last in ("Thumbs.db", "desktop.ini")
    )


def _check_list(path: Path) -> None:
    """Refuse an archive whose list of entries alone would fill the memory (APPNOTE.TXT 4.3.16)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise damaged()
    (size,) = struct.unpack_from("<I", tail, at + 12)
    if size > _MOST_LISTED_BYTES:
        raise UnreadableDocument(
            "压缩包里的文件过多，出于安全已拒绝，请分成几个上传。",
            "The archive lists too many files and was refused; split it and upload the parts.",
        )


def _same_name(first: str) -> BadInput:
    return BadInput(
        f"与本次导入的“{first}”同名，请改名后再导入。",
        f"“{first}” in this import has the same name; rename this file and import it again.",
    )
