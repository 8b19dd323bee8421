"""The file of an import: a copy under the document's id, on disk before its row says so, and kept until the import has ended."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.ai.knowledge.readers.registry import suffix_of
from appliance.core.kit.errors import StorageFull

if TYPE_CHECKING:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase


def path_of(knowledge: KnowledgeBase, document_id: str, filename: str) -> Path:
    """Where it lies. The ending stays: some parsers refuse a file without it."""
    return knowledge.uploads / f"{document_id}{suffix_of(filename)}"


def keep(path: Path, kept: Path) -> None:
    """Copy it to `kept`, whole or not at all. Raises `StorageFull`."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = kept.with_suffix(".part")
    try:
        shutil.copyfile(path, partial)
        partial.chmod(0o600)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(kept)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StorageFull from error


def sha256(path: Path) -> str:
    """By its content: the same file again is no new version."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
