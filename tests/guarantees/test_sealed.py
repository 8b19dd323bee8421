"""Promise: while sealed nothing is served and no key is in memory; unsealed again, everything is there."""

from __future__ import annotations

import gc
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from appliance.cli import control
from appliance.core.kit.errors import SealedError, Unavailable
from appliance.core.store.session import Store
from appliance.core.vault.seal import make_keyfile
from appliance.core.vault.vault import Vault
from appliance.wiring import Appliance
from tests.core.vault.test_full_disk import no_file_longer_than
from tests.fixtures import small
from tests.house import House, Visitor

KEYS: list[Callable[[Vault], object]] = [
    Vault.store_key,
    Vault.search_key,
    Vault.audit_key,
    Vault.hand_over,
    Vault.new_contact,
    lambda vault: vault.contact_key("01ARZ3NDEKTSV4RRFFQ69G5FAV", create=True),
    lambda vault: vault.value_hash("MOBILE", "1"),
]


def words(visitor: Visitor) -> list[str]:
    return [one["segments"][0]["text"] for one in visitor.messages()["messages"] if one["who"] == "visitor"]


def test_seal_and_unseal_under_open_windows(tmp_path: Path) -> None:
    with small.house(tmp_path).running() as house:
        mei = house.visitor()
        assert mei.write("封存之前").status_code == 200
        heard: list[str] = []
        listening = threading.Event()

        def listen() -> None:
            with mei.client.stream("GET", "/widget/api/stream", timeout=60) as feed:
                for line in feed.iter_lines():
                    if line.startswith("event:"):
                        heard.append(line.split(":", 1)[1].strip())
                        listening.set()

        window = threading.Thread(target=listen, daemon=True)
        window.start()
        assert listening.wait(30)

        assert house.command("seal").stdout == "已封存。\n"
        window.join(30)
        assert not window.is_alive()
        assert heard[-1] == "bye"

        with httpx.Client(base_url=house.url) as anybody:
            assert anybody.get("/healthz").status_code == 200
            ready = anybody.get("/readyz").json()
            assert (ready["open"], ready["sealed"], ready["model"]) == (False, True, "off")
            for path in ("/sign-in", "/desk", "/oversight", "/widget/frame", "/sample", "/nothing"):
                page = anybody.get(path)
                assert page.status_code == 503, path
                assert "系统已封存" in page.text
            for answer in (
                anybody.get("/widget/api/messages", headers=mei.client.headers),
                anybody.post("/widget/api/session", json={}),
                mei.write("封存之中"),
            ):
                assert answer.status_code == 503
                assert answer.json()["error"] == "SealedError"
                assert "appliance" not in answer.text, "a customer is told nothing of the machine's inside"
        socket = house.folder / "run" / "control.sock"
        with pytest.raises(control.RemoteError, match="unseal"):
            control.call(socket, "people.list", {})
        control.call(socket, "vault.seal", {})  # sealing what is sealed is no error
        with pytest.raises(control.RemoteError, match="key is wrong"):
            control.call(socket, "vault.unseal", {"secret": "00" * 32})
        assert httpx.get(f"{house.url}/readyz").status_code == 503
        while (again := house.command("unseal")).returncode == 3:  # the wait after a wrong key: one second
            assert "请等待" in again.stderr
        assert again.stdout == "已解封。\n", again

        assert words(mei) == ["封存之前"]
        assert mei.write("解封之后").status_code == 200
        assert words(mei) == ["封存之前", "解封之后"]
        assert control.call(socket, "audit.verify", {})["ok"]


def test_a_house_with_a_passphrase_waits_sealed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    house = House(tmp_path, SEAL="passphrase")
    passphrase = f"pass-{uuid.uuid4()}\n"
    assert house.command("init", stdin=passphrase).returncode == 0
    with house.running():
        assert "已封存" in "".join(house.said)
        assert httpx.get(f"{house.url}/sign-in").status_code == 503
        opened = house.command("unseal", stdin=passphrase)
        assert opened.returncode == 0, opened
        assert httpx.get(f"{house.url}/sign-in").status_code == 200


def test_a_key_of_another_vault_ends_the_start(tmp_path: Path) -> None:
    house = small.house(tmp_path)
    make_keyfile(tmp_path / "other.key")
    house.settings["KEY_FILE"] = str(tmp_path / "other.key")
    ended = house.command("serve")
    assert ended.returncode == 3
    assert ended.stderr.startswith("解封密钥不正确")
    assert len(ended.stderr.splitlines()) == 1


OURS = 2  # references: the list's, and the one under which it is counted


def holders(number: int, held: list[bytes]) -> int:
    """How many hold this key besides our own list of them. Counted, not looked for: the collector does not know of those that hold
    nothing but such keys, once it has passed by."""
    return sys.getrefcount(held[number]) - OURS


@pytest.fixture
def opened(tmp_path: Path) -> Appliance:
    appliance = Appliance(small.settings(small.data(tmp_path)))
    appliance.unseal(appliance.secret() or b"")
    return appliance


def test_no_key_can_be_had_and_none_is_held(opened: Appliance) -> None:
    vault, store = opened.vault, opened.store
    vault.contact_key(vault.new_contact())
    held = [vault.hand_over(), vault.store_key(), vault.search_key(), vault.audit_key()]
    assert all(holders(number, held) for number in range(len(held))), "while open somebody holds each key"
    opened.seal()
    assert vault.sealed
    for ask in KEYS:
        with pytest.raises(SealedError):
            ask(vault)
    with pytest.raises(Unavailable), store.writing():
        pass
    del store
    gc.collect()
    assert [holders(number, held) for number in range(len(held))] == [0] * len(held)
    opened.stop()


def test_a_store_kept_by_somebody_does_not_read_on(opened: Appliance) -> None:
    from sqlalchemy import text

    store = opened.store
    opened.seal()
    with pytest.raises(Unavailable), store.reading() as s:
        s.execute(text("SELECT count(*) FROM sqlite_master"))
    opened.stop()


def test_sealing_waits_for_nobody_and_needs_no_room(opened: Appliance) -> None:
    """A job that will not end and a full disk: the keys are gone all the same, before anything is waited for."""
    found: list[bool] = []

    class Busy:
        def start(self) -> None: ...

        def stop(self) -> None:
            found.append(opened.vault.sealed and not opened.parts.has(Store))

    opened.worker = Busy()
    store = opened.store
    with no_file_longer_than(0):
        opened.seal()
    assert found == [True]
    assert store.audit_key is None, "what was under way cannot act any more"
    opened.stop()
