"""Read what a file says, mask it, keep it beside the file: a job that the act of receiving asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.read import read
from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit.errors import NotFound, TooLarge
from appliance.core.masking.engine import Found, Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import Store, WriteSession
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.attachments import in_memory
from appliance.service.conversations import attachments, queries
from appliance.service.conversations.events import FileReceived
from appliance.service.conversations.tables import Attachment

KIND: Final = "attachments.read"
ATTEMPTS: Final = 3
LONGEST: Final = 20_000
"""Characters that are read of one file."""
PIECE: Final = 1_500
"""Characters that masking looks at in one go."""


@dataclass(frozen=True)
class ReadParts:
    """What reading needs; wiring makes one."""

    store: Store
    vault: Vault
    masker: Masker


def on_file_received(s: WriteSession, event: FileReceived) -> None:
    """`within`: ask for the reading of it."""
    key = f"{KIND}:{event.file_id}"
    enqueue(s, KIND, {"file_id": event.file_id}, key=key, lane=KIND, max_attempts=ATTEMPTS)


def register(registry: Registry, parts: ReadParts) -> None:
    """Give the runner the handler."""

    def handle(job: JobContext) -> None:
        file_id = str(job.payload["file_id"])
        try:
            read_file(parts, file_id)
        except Exception:
            if job.attempt >= ATTEMPTS:  # the desk is not to wait for its words any longer
                with parts.store.writing() as s:
                    attachments.keep_text(s, parts.vault, file_id, "unreadable", None)
            raise

    registry.add(KIND, handle)


def read_file(parts: ReadParts, file_id: str) -> None:
    """Read one file, if it is there and has not been read. Slow, with no transaction open."""
    in_memory.sweep()
    with parts.store.reading() as s:
        row = s.scalars(select(Attachment).where(Attachment.id == file_id)).first()
        if row is None or row.standing != "waiting":
            return
        suffix, channel = row.suffix, queries.channel_of(s, row.conversation_id)
        try:
            content = attachments.content(s, parts.vault, row.conversation_id, file_id)
        except (NotFound, KeyForgotten):
            return  # erased meanwhile
    standing: attachments.Standing = "read"
    try:
        with in_memory.held(content, suffix) as path:
            said = [block.text for block in read(path).blocks]
    except (UnreadableDocument, TooLarge):
        standing, said = "unreadable", []
    text = "\n".join(line for line in said if line.strip())[:LONGEST]
    if standing == "read" and not text:
        standing = "empty"
    masked = masked_whole(parts, text, channel) if text else None
    with parts.store.writing() as s:
        attachments.keep_text(s, parts.vault, file_id, standing, masked)


def masked_whole(parts: ReadParts, text: str, channel: str) -> Masked:
    """A long text masked piece by piece, cut between lines."""
    done = [
        parts.masker.mask(RawText(piece), hasher=parts.vault.value_hash, channel=channel)
        for piece in pieces(text)
    ]
    found: list[Found] = [each for one in done for each in one.entities]
    dropped = [kind for one in done for kind in one.dropped]
    return Masked(MaskedText.trusted("\n".join(str(one.text) for one in done)), found, dropped)


def pieces(text: str, longest: int = PIECE) -> Sequence[str]:
    """Whole lines together, up to `longest` characters; a longer line is cut."""
    out: list[str] = []
    for line in text.splitlines():
        for at in range(0, max(1, len(line)), longest):
            part = line[at : at + longest]
            if out and len(out[-1]) + len(part) < longest:
                out[-1] += "\n" + part
            else:
                out.append(part)
    return out
