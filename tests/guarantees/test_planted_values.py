"""Promise: personal data that masking finds stands in nothing that the house writes, by whatever door it came in.

PLANTED values of every kind (150 in `make test`, 1,000 in `make prove`) go through every door of a running house: chat,
dialogue, agent's reply and note, search boxes, the page for trying, the commands, uploads with their names, broken requests
and tracebacks. Then every byte is searched: the data folder while it runs and afterwards, logs, WAL, vectors, temporary
files, the console; the store and the search file opened with their keys, every column; every transcript opened with its
own key; and a backup. What masking itself does not find in the same text and context is listed, not searched.
"""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.core.backups import container
from appliance.core.backups.verify import unpacked
from appliance.core.masking.engine import Masker
from appliance.core.vault import cipher_file
from appliance.core.vault.seal import read_keyfile
from appliance.core.vault.vault import Vault
from appliance.service.conversations import queries
from appliance.service.conversations.tables import Conversation
from appliance.wiring import Appliance
from tests.browser import PICTURES
from tests.fixtures import small
from tests.house import House
from tests.planted.doors import Doors
from tests.planted.search import Needles
from tests.planted.sentences import Planted, field

PLANTED = int(os.environ.get("PLANTED", "150"))


def tables(path: Path, key: bytes, needles: Needles, name: str) -> list[str]:
    """Every column of every table, the index's own included."""
    connection = cipher_file.connect(path, key)
    found: list[str] = []
    try:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in named:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            whole = b"\0".join(
                part if isinstance(part, bytes) else str(part).encode() for row in rows for part in row
            )
            found += needles.hits(whole, f"{name}: {table}")
    finally:
        connection.close()
    return found


def transcripts(house: House, needles: Needles) -> list[str]:
    """Every message, opened with its conversation's key."""
    opened = Appliance(small.settings(house.folder))
    opened.unseal(opened.secret() or b"")
    try:
        with opened.store.reading() as s:
            ids = s.scalars(select(Conversation.id)).all()
            views = [view for one in ids for view in queries.thread(s, opened.vault, one, limit=100_000)]
        assert len(views) > len(needles.planted)
        said = "\n".join(f"{view.text}\n{dict(view.displays)} {view.meta}" for view in views)
        return needles.hits(said.encode(), "an opened transcript")
    finally:
        opened.stop()


def in_backup(path: Path, vault: Vault, needles: Needles, folder: Path) -> list[str]:
    """The store inside a backup, opened with the backup's key, and its other parts."""
    manifest = container.read(path)
    found: list[str] = []
    for part in manifest.parts:
        if part.name != container.STORE:
            content = container.opened(path, manifest, part, vault.backup_key())
            found += needles.hits(content, f"backup: {part.name}")
    with unpacked(path, manifest, folder) as packed:
        found += tables(packed, vault.backup_key(), needles, "backup")
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a process of the house would put temporary files if it did not know better."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_what_masking_finds_is_found_nowhere(tmp_path: Path, temporary: Path) -> None:
    values = field(PLANTED, seed=3)
    alone = [one for one in values if not one.question]
    house = small.house(tmp_path, LOG_LEVEL="debug")
    with house.running():
        doors = Doors(house, Masker())
        for visit, part in (
            (doors.conversation, values),
            (doors.chat, alone),
            (doors.search, alone),
            (doors.ask, alone),
            (doors.upload, alone),
            (doors.broken, values),
            (doors.tracebacks, values),
        ):
            visit(part)
        needles = Needles([one for one in values if one not in doors.missed])
        found = needles.in_folder(house.folder)
        made = house.command("backup", "make", "--to", str(tmp_path / "backups"))
        assert made.returncode == 0, made.stdout + made.stderr
    found += needles.in_folder(house.folder) + needles.in_folder(temporary)
    found += needles.hits("".join(house.said).encode(), "the console")
    vault = Vault(house.folder)
    vault.unseal(read_keyfile(house.folder / "unseal.key"))
    store = house.folder / "store"
    found += tables(store / "appliance.db", vault.store_key(), needles, "store")
    found += tables(store / "search.db", vault.search_key(), needles, "search")
    (backup,) = (tmp_path / "backups").glob("*.backup")
    found += in_backup(backup, vault, needles, tmp_path)
    vault.seal()
    found += transcripts(house, needles)
    report(values, doors.missed, found)
    assert found == []
    assert len(doors.missed) <= len(values) / 10, "the rest would prove little"
    assert Counter(one.kind for one in values).keys() == {one.kind for one in needles.planted}


def report(values: list[Planted], missed: set[Planted], found: list[str]) -> None:
    """For who wants to read it: how many were planted and missed by kind, and where any was found. No value."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    told = {
        "planted": len(values),
        "missed": dict(Counter(one.kind for one in missed)),
        "found": dict(Counter(found)),
    }
    (PICTURES / "planted.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))
    print(told)


def test_the_search_itself_sees(tmp_path: Path) -> None:
    """Each kind, in each place and form that is searched, is found when it is there."""
    values = [one for one in field(60, seed=4) if len(one.text.encode()) > 5]
    for n, one in enumerate(values):
        needles, file = Needles([one]), tmp_path / str(n)
        file.write_bytes(os.urandom(500) + b"\n" + one.text.encode() + b"\n" + os.urandom(500))
        assert f"{one.kind} in {n}" in needles.in_folder(tmp_path)
        file.unlink()
    assert Needles(values).hits(os.urandom(9_000_000), "noise") == []
    mobile = Needles([Planted("MOBILE", "13812345678", "手机13812345678")])
    number = "13812345678"
    for data in (
        json.dumps({"a": number}).encode(),
        "１３８１２３４５６７８".encode(),
        number.encode("utf-16-le"),
        f"/x?q={number}&y".encode(),
        base64.b64encode(f"我的手机{number}".encode()),
        bytes(4_000_000 - 5) + number.encode(),  # across the pieces in which a file is read
    ):
        assert mobile.hits(data, "it"), data[-40:]
    assert not mobile.hits(b"9913812345678", "it"), "inside a longer number it is not the value"
