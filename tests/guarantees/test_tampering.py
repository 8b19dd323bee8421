"""Promise: whatever is done to the files of a closed or crashed appliance is found, and named, by start or doctor."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.audit.anchor import Anchoring
from appliance.core.audit.checkup import look
from appliance.core.audit.rollback import RolledBack
from appliance.core.store import pages
from appliance.core.store.inspection import inspect
from appliance.core.store.pages import SIZE
from appliance.core.vault import cipher_file
from appliance.core.vault.vault import Vault
from tests.core.backups import staged
from tests.fixtures import small

FLIPS = int(os.environ.get("FLIPS", "20"))
REPLAYS = int(os.environ.get("REPLAYS", "6"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few conversations; each test harms a copy."""
    made = small.data(tmp_path_factory.mktemp("written"))
    with staged.opened(made) as house:
        for visitor in range(12):
            staged.say(house, f"v{visitor}", "白金卡年费多少", "我的手机 13800138000", "能减免吗")
    return made


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "data"))


def key_of(folder: Path) -> bytes:
    vault = Vault(folder)
    vault.unseal((folder / "unseal.key").read_bytes())
    try:
        return vault.store_key()
    finally:
        vault.seal()


def doctor(folder: Path) -> list[str]:
    """What `appliance doctor` says is wrong, in English."""
    vault = Vault(folder)
    vault.unseal((folder / "unseal.key").read_bytes())
    try:
        return [line.en for line in look(staged.settings(folder), vault) if line.good is False]
    finally:
        vault.seal()


def start(folder: Path) -> None:
    with staged.opened(folder):
        pass


def database(folder: Path) -> Path:
    return folder / "store" / "appliance.db"


def page(path: Path, number: int) -> bytes:
    with path.open("rb") as file:
        return os.pread(file.fileno(), SIZE, (number - 1) * SIZE)


def put(path: Path, number: int, content: bytes) -> None:
    with path.open("r+b") as file:
        os.pwrite(file.fileno(), content, (number - 1) * SIZE)


def test_nothing_is_said_of_a_whole_appliance(folder: Path) -> None:
    assert doctor(folder) == []
    start(folder)
    assert doctor(folder) == []


def test_one_flipped_bit_in_any_page_is_found_and_the_page_named(folder: Path) -> None:
    key, path = key_of(folder), database(folder)
    chance, count = random.Random(3), path.stat().st_size // SIZE
    for _ in range(FLIPS):
        number, bit = chance.randint(1, count), chance.randrange(SIZE * 8)
        whole = page(path, number)
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        put(path, number, bytes(changed))
        said = [each.en for each in inspect(path, key)]
        # The first 16 bytes of the file are the salt of every page's HMAC.
        named = f"page {number} failed" if not (number == 1 and bit < 128) else "pages failed"
        assert any(named in each for each in said), (number, bit, said)
        put(path, number, whole)
    assert inspect(path, key) == []


def test_two_swapped_pages_are_both_named(folder: Path) -> None:
    path = database(folder)
    first, second = page(path, 7), page(path, 9)
    put(path, 7, second)
    put(path, 9, first)
    said = "\n".join(doctor(folder))
    assert "page 7 failed" in said
    assert "page 9 failed" in said
    with pytest.raises(RolledBack, match="page 7, 9 is not"):
        start(folder)


def test_a_file_cut_short_is_named(folder: Path) -> None:
    path = database(folder)
    count = path.stat().st_size // SIZE
    os.truncate(path, count * SIZE - 100)
    assert any(f"page {count} failed" in each for each in doctor(folder))
    with pytest.raises(RolledBack, match=f"page {count} is not"):
        start(folder)


def test_yesterdays_file_is_refused_and_said_to_be_older(folder: Path, tmp_path: Path) -> None:
    old = staged.copy_store(folder, tmp_path / "yesterday")
    with staged.opened(folder) as house:
        staged.say(house, "mei", "年费")
    shutil.copy(old, database(folder))
    with pytest.raises(RolledBack):
        start(folder)
    assert any("rolled back: its chain ends at event" in each for each in doctor(folder))


def test_an_old_page_put_back_while_it_is_closed_is_named(folder: Path, tmp_path: Path) -> None:
    """The one that neither SQLCipher nor, on many pages, structure and chain can find."""
    path = database(folder)
    old = staged.copy_store(folder, tmp_path / "yesterday")
    with staged.opened(folder) as house:
        for visitor in range(12):
            staged.say(house, f"v{visitor}", "再问一句")
    changed = [
        number
        for number in range(1, old.stat().st_size // SIZE + 1)
        if page(old, number) != page(path, number)
    ]
    assert len(changed) > 10
    for number in random.Random(5).sample(changed, min(REPLAYS, len(changed))):
        now = page(path, number)
        put(path, number, page(old, number))
        assert pages.broken(path, key_of(folder)) == [], "SQLCipher takes it for whole"
        with pytest.raises(RolledBack, match=f"page {number} is not what it was"):
            start(folder)
        said = doctor(folder)
        assert f"page {number} is not" in said[0]
        put(path, number, now)
    start(folder)


def test_neither_can_the_list_of_pages_be_forged_or_lost(folder: Path) -> None:
    listed = folder / "audit" / "pages.list"
    whole = listed.read_bytes()
    for content in (whole[:-1], whole[:16] + bytes(16) + whole[32:], b"", None):
        listed.unlink() if content is None else listed.write_bytes(content)
        with pytest.raises(RolledBack, match=r"pages\.list"):
            start(folder)
    listed.write_bytes(whole)
    start(folder)


# --- after a crash: the write-ahead log holds what was committed last ---


@pytest.fixture(scope="module")
def killed(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as kill -9 leaves it, with commits that are only in the log and were anchored."""
    folder, copy = (tmp_path_factory.mktemp("killed") / name for name in ("data", "crashed"))
    shutil.copytree(written, folder)
    with staged.opened(folder) as house:
        for number in range(5):
            staged.say(house, "mei", f"年费{number}")
        house.parts.get(Anchoring).now()
        # A process that was killed leaves its sockets, too, but a file's copy cannot be had of one.
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.sock"))
    assert (copy / "store" / "appliance.db-wal").stat().st_size > 20 * SIZE
    return copy


@pytest.fixture
def crashed(killed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(killed, tmp_path / "crashed"))


def test_a_crash_alone_is_nothing_wrong(crashed: Path) -> None:
    start(crashed)
    assert doctor(crashed) == []


def cut(wal: Path) -> None:
    os.truncate(wal, wal.stat().st_size // 2)


def cut_at_a_frame(wal: Path) -> None:
    frames = (wal.stat().st_size - 32) // (24 + SIZE)
    os.truncate(wal, 32 + frames // 2 * (24 + SIZE))


def flip(wal: Path) -> None:
    at = 32 + 10 * (24 + SIZE) + 500
    with wal.open("r+b") as file:
        byte = os.pread(file.fileno(), 1, at)
        os.pwrite(file.fileno(), bytes([byte[0] ^ 4]), at)


@pytest.mark.parametrize("harm", [cut, cut_at_a_frame, flip, Path.unlink])
def test_a_log_that_was_cut_or_changed_is_refused(crashed: Path, harm: Callable[[Path], None]) -> None:
    harm(crashed / "store" / "appliance.db-wal")
    with pytest.raises(RolledBack, match="its WAL was cut"):
        start(crashed)
    assert any("was anchored at" in each for each in doctor(crashed))


def test_a_changed_frame_is_named(crashed: Path) -> None:
    flip(crashed / "store" / "appliance.db-wal")
    assert any("appliance.db-wal: frame 11 (page" in each for each in doctor(crashed))


def test_our_page_check_is_that_of_sqlcipher(folder: Path) -> None:
    key, path = key_of(folder), database(folder)
    for number in (1, 2, 30):
        whole = page(path, number)
        put(path, number, whole[:300] + bytes([whole[300] ^ 1]) + whole[301:])
        db = cipher_file.driver.connect(str(path))
        db.execute("PRAGMA cipher_log_level = NONE")
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        theirs = [line for (line,) in db.execute("PRAGMA cipher_integrity_check").fetchall()]
        db.close()
        assert [f"HMAC verification failed for page {n}" for n in pages.broken(path, key)] == theirs
        put(path, number, whole)
