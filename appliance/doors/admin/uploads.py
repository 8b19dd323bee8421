"""Files from a form to disk, piece by piece: an upload is never whole in memory, and never leaves the data folder."""

from __future__ import annotations

import errno
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile

from appliance.core.kit.errors import BadInput, StorageFull
from appliance.core.kit.ids import new_id

MOST_FILES = 20
LONGEST_NAME = 120  # characters before the ending


@dataclass
class Upload:
    """One file that has arrived. `filename` is a plain name, without folders or control characters."""

    path: Path
    filename: str


def plain_name(given: str) -> str:
    """What a browser calls a file, as a name that can be stored and shown."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable()).strip().lstrip(".")
    stem, dot, ending = clean.rpartition(".")
    return (stem or ending)[:LONGEST_NAME] + (f"{dot}{ending[:12]}" if stem else "")


@asynccontextmanager
async def received(request: Request, folder: Path) -> AsyncIterator[list[Upload]]:
    """The files of a multipart form, in a folder of their own that is gone afterwards.

    Raises `BadInput` for a form without files, `TooLarge` (from the limit on bodies) and `StorageFull`.
    """
    place = folder / f".incoming-{new_id()}"
    place.mkdir(mode=0o700, parents=True)
    try:
        if request.headers.get("x-csrf-token"):
            uploads = await _streamed(request, place)
        else:
            # A plain form: its token had to be read, and with it the form.
            uploads = await _spooled(request, place)
        if not uploads:
            raise BadInput("请先选择要上传的文件。", "Choose the files to upload first.")
        yield uploads
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from error
        raise
    finally:
        await run_in_threadpool(shutil.rmtree, place, ignore_errors=True)


def _malformed() -> BadInput:
    return BadInput(
        "上传的内容不完整，请重新选择文件上传。", "The upload is incomplete; choose the files and try again."
    )


def _too_many() -> BadInput:
    return BadInput(
        f"一次最多上传 {MOST_FILES} 个文件，请分批上传。",
        f"At most {MOST_FILES} files at once; upload them in batches.",
    )


async def _streamed(request: Request, place: Path) -> list[Upload]:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise _malformed()
    taker = _Taker(place)
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": taker.begin,
            "on_header_field": taker.header_name,
            "on_header_value": taker.header_value,
            "on_header_end": taker.header_end,
            "on_headers_finished": taker.headers_done,
            "on_part_data": taker.data,
            "on_part_end": taker.end,
            "on_end": taker.finished,
        },
    )
    try:
        async for piece in request.stream():
            parser.write(piece)
        parser.finalize()
    except FormParserError:
        raise _malformed() from None
    finally:
        taker.close()
    if not taker.complete:
        raise _malformed()
    return taker.uploads


async def _spooled(request: Request, place: Path) -> list[Upload]:
    form = await request.form()
    uploads: list[Upload] = []
    for _, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            if len(uploads) == MOST_FILES:
                raise _too_many()
            upload = Upload(place / str(len(uploads)), plain_name(value.filename))
            with upload.path.open("wb") as file:
                await run_in_threadpool(shutil.copyfileobj, value.file, file)
            uploads.append(upload)
    return uploads


@dataclass
class _Taker:
    """Receives the parser's calls; writes the bytes of parts that are files, drops those of other fields."""

    place: Path
    uploads: list[Upload] = field(default_factory=list)
    complete: bool = False
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _file: BinaryIO | None = None

    def begin(self) -> None:
        self._disposition = b""

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if bytes(self._name).lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def headers_done(self) -> None:
        name = next(self._filenames(), "")
        if not name:
            return
        if len(self.uploads) == MOST_FILES:
            raise _too_many()
        upload = Upload(self.place / str(len(self.uploads)), plain_name(name))
        self._file = upload.path.open("wb")
        self.uploads.append(upload)

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def end(self) -> None:
        self.close()

    def finished(self) -> None:
        self.complete = True

    def close(self) -> None:
        """Let go of the file being written, if any."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _filenames(self) -> Iterator[str]:
        _, options = parse_options_header(self._disposition)
        given = options.get(b"filename")
        if given:
            yield given.decode("utf-8", "replace")
