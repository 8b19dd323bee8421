"""A small bank with a few conversations, opened in this process, for backups and what happens to its files."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.cli.demo import PASSWORD
from appliance.core.audit import queries as audit
from appliance.core.backups.make import facts_of
from appliance.core.backups.two_people import Claim
from appliance.core.masking.text import RawText
from appliance.core.settings import Settings
from appliance.core.store.search_index import SearchIndex
from appliance.core.vault import cipher_file
from appliance.doors.channels.adapter import InboundMessage
from appliance.doors.channels.inbound import Entrance
from appliance.service.conversations.search import catch_up
from appliance.wiring import Appliance
from tests.fixtures import small

TWO = (Claim("heqing", PASSWORD), Claim("chenzheng", PASSWORD))


@contextlib.contextmanager
def opened(folder: Path, **more: str) -> Iterator[Appliance]:
    """The appliance over a data folder, without its worker."""
    appliance = Appliance(small.settings(folder, **more))
    appliance.take_folder()
    try:
        appliance.unseal(appliance.secret() or b"")
        yield appliance
    finally:
        appliance.stop()


def say(appliance: Appliance, visitor: str, *texts: str) -> None:
    """A visitor writes."""
    entrance = appliance.parts.get(Entrance)
    for number, text in enumerate(texts):
        entrance.receive(
            InboundMessage("web_widget", visitor, f"{visitor}-{text}-{number:04}", RawText(text), "zh")
        )


def state(appliance: Appliance, query: str = "年费") -> dict[str, Any]:
    """What must be equal after a restore: counts by table, head of the chain, what a search finds."""
    index = appliance.parts.get(SearchIndex)
    catch_up(appliance.store, appliance.vault, index)
    db = cipher_file.connect(appliance.settings.store_path, appliance.vault.store_key())
    found = {**facts_of(db), "search": [hit.message_id for hit in index.search(query)]}
    db.close()
    return found


def head(appliance: Appliance) -> int:
    """The number of the last audit event."""
    with appliance.store.reading() as s:
        last = audit.head(s)
    assert last is not None
    return last.seq


def settings(folder: Path) -> Settings:
    """Its settings."""
    return small.settings(folder)


def copy_store(folder: Path, to: Path) -> Path:
    """The store's file of a stopped appliance as somebody with the disk copies it."""
    to.mkdir(exist_ok=True)
    return Path(shutil.copy(folder / "store" / "appliance.db", to))
