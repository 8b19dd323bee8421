"""The drill: what a backup brings back is what was there; two persons, on the record; and nothing else is a way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.cli.backup import place
from appliance.cli.demo import PASSWORD
from appliance.core.accounts import actions as accounts
from appliance.core.accounts import queries as people
from appliance.core.audit import queries as audit
from appliance.core.audit.rollback import RolledBack
from appliance.core.audit.verify import verify as walk
from appliance.core.backups.make import make
from appliance.core.backups.restore import Restored, accept, restore
from appliance.core.backups.two_people import Claim
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import Conflict, NotPermitted
from appliance.core.store.base import Base
from appliance.core.vault.vault import Vault
from appliance.wiring import BACKED_UP, Appliance
from tests.core.backups import staged
from tests.fixtures import small


def backup(house: Appliance, folder: Path) -> Path:
    return make(house.store, house.vault, folder, actor=SYSTEM, data_dir=house.data_dir, files=BACKED_UP).path


def put_back(path: Path, folder: Path, two: tuple[Claim, Claim] = staged.TWO, over: bool = True) -> Restored:
    vault = Vault(folder)
    vault.unseal((folder / "unseal.key").read_bytes())
    try:
        return restore(path, place(staged.settings(folder)), vault, two, Base.metadata, over=over)
    finally:
        vault.seal()


def test_the_drill(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as house:
        staged.say(house, "mei", "白金卡年费多少", "我的手机 13800138000", "年费能减免吗")
        (folder / "uploads").mkdir(exist_ok=True)
        (folder / "uploads" / "01ABC.md").write_text("# 白金卡")
        before = staged.state(house)
        path = backup(house, tmp_path / "elsewhere")
        staged.say(house, "bo", "年费怎么又扣了")
        later = staged.head(house)
    # Another machine: the keys come from their own copy, everything else from the backup.
    new = tmp_path / "new" / "data"
    new.mkdir(parents=True, mode=0o700)
    shutil.copytree(folder / "vault", new / "vault")
    shutil.copy(folder / "unseal.key", new / "unseal.key")
    done = put_back(path, new, over=False)
    assert (done.before, done.set_aside, done.chain_ok) == (0, None, True)
    assert (new / "uploads" / "01ABC.md").read_text() == "# 白金卡"
    with staged.opened(new) as restored:
        found = staged.state(restored)
        assert found["search"] == before["search"]
        assert len(found["search"]) == 2
        counts = {name: n for name, n in found["counts"].items() if name != "audit_event"}
        assert counts == {name: n for name, n in before["counts"].items() if name != "audit_event"}
        with restored.store.reading() as s:
            event = s.get(audit.AuditEvent, before["chain"]["seq"])
            assert event is not None
            assert event.hash == before["chain"]["hash"]
            record = s.get(audit.AuditEvent, done.head)
            assert record is not None
            assert record.verb == "store.restored"
            assert record.seq == before["chain"]["seq"] + 1
            assert record.actor_name == "何清"
            assert (record.details["first_role"], record.details["second_role"]) == (
                "administrator",
                "compliance_officer",
            )
            checked = walk(s, restored.vault.audit_key(), new / "audit" / "anchor.log")
            assert checked.ok, checked.why
    # The same over the store that has gone on: what is rolled back is on the record.
    done = put_back(path, folder)
    assert done.set_aside is not None
    assert (done.set_aside / "appliance.db").exists()
    assert done.before >= later
    with staged.opened(folder) as house:
        assert staged.state(house)["search"] == before["search"]
        with house.store.reading() as s:
            record = s.get(audit.AuditEvent, done.head)
            assert record is not None
            assert record.details["before"] == done.before
            assert record.details["judged_by"] == "present"
            checked = walk(s, house.vault.audit_key(), folder / "audit" / "anchor.log")
            assert checked.ok, checked.why
        staged.say(house, "bo", "又来了")


def test_an_older_file_put_back_is_refused_and_restore_or_two_persons_go_on(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as house:
        staged.say(house, "mei", "年费")
        path = backup(house, tmp_path / "b")
    yesterday = staged.copy_store(folder, tmp_path / "yesterday")
    with staged.opened(folder) as house:
        for number in range(15):  # longer than what the restore will lead to
            staged.say(house, "mei", f"又问 {number}")
    today = staged.copy_store(folder, tmp_path / "today")
    shutil.copy(yesterday, folder / "store" / "appliance.db")
    with pytest.raises(RolledBack, match="older file was put back") as refused, staged.opened(folder):
        pytest.fail("it opened")
    assert "backup restore" in refused.value.zh
    assert "backup accept" in refused.value.zh
    put_back(path, folder)
    with staged.opened(folder) as house:
        ended = staged.head(house)
    shutil.copy(today, folder / "store" / "appliance.db")
    with pytest.raises(RolledBack, match="not the store that was here"), staged.opened(folder):
        pytest.fail("the store from before the restore opened")
    vault = Vault(folder)
    vault.unseal((folder / "unseal.key").read_bytes())
    lay, marked = accept(place(staged.settings(folder)), vault, staged.TWO)
    vault.seal()
    assert marked == ended
    with staged.opened(folder) as house, house.store.reading() as s:
        record = s.get(audit.AuditEvent, lay + 1)
        assert record is not None
        assert (record.verb, record.details["marked"]) == ("store.accepted", marked)
        checked = walk(s, house.vault.audit_key(), folder / "audit" / "anchor.log")
        assert checked.ok, checked.why


def test_without_its_anchor_a_store_is_refused(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    (folder / "audit" / "anchor.log").unlink()
    with pytest.raises(RolledBack, match="missing"), staged.opened(folder):
        pytest.fail("it opened")


def test_a_second_anchor_finds_what_the_first_was_made_to_forget(tmp_path: Path) -> None:
    folder, second = small.data(tmp_path), tmp_path / "other disk" / "anchor.log"
    own = folder / "audit" / "anchor.log"
    with staged.opened(folder, anchor_path=str(second)):
        pass
    before, mark = staged.copy_store(folder, tmp_path / "old"), own.read_bytes()
    with staged.opened(folder, anchor_path=str(second)) as house:
        staged.say(house, "mei", "年费")
    shutil.copy(before, folder / "store" / "appliance.db")
    own.write_bytes(mark)
    with pytest.raises(RolledBack), staged.opened(folder, anchor_path=str(second)):
        pytest.fail("it opened")


WRONG = Claim("chenzheng", "wrong password")


@pytest.mark.parametrize(
    "two",
    [
        (staged.TWO[0], WRONG),
        (WRONG, staged.TWO[1]),
        (staged.TWO[0], staged.TWO[0]),
        (staged.TWO[0], Claim("nobody", PASSWORD)),
        (staged.TWO[0], Claim("linyue", PASSWORD)),
        (Claim("zhaoning", PASSWORD), Claim("linyue", PASSWORD)),
    ],
    ids=["wrong second", "wrong first", "one person twice", "nobody", "an agent", "two agents"],
)
def test_it_takes_two_persons_of_two_powers(tmp_path: Path, two: tuple[Claim, Claim]) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as house:
        path = backup(house, tmp_path / "b")
        staged.say(house, "mei", "年费")
    files = {each: each.read_bytes() for each in (folder / "store").iterdir() if each.is_file()}
    mark = (folder / "audit" / "anchor.log").read_bytes()
    with pytest.raises(NotPermitted):
        put_back(path, folder, two)
    assert (folder / "audit" / "anchor.log").read_bytes() == mark
    assert {each: each.read_bytes() for each in (folder / "store").iterdir() if each.is_file()} == files
    with staged.opened(folder) as house:
        assert len(staged.state(house)["search"]) == 1


def test_whoever_was_dismissed_since_the_backup_cannot_bring_the_old_days_back(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as house:
        path = backup(house, tmp_path / "b")
        with house.store.writing() as s:
            officer = people.by_login(s, "chenzheng")
            assert officer is not None
            accounts.disable(s, officer.id, SYSTEM)
    with pytest.raises(NotPermitted):
        put_back(path, folder)
    put_back(path, folder, (staged.TWO[0], Claim("wuwei", PASSWORD)))


def test_it_is_never_put_over_a_store_unasked(tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with staged.opened(folder) as house:
        path = backup(house, tmp_path / "b")
    with pytest.raises(Conflict, match="--over"):
        put_back(path, folder, over=False)
