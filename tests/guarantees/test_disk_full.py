"""Promise: on a full disk a message is refused with one sentence, never half taken; reading goes on; room again, all is well."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from appliance.core.store.session import Store
from appliance.main import build_app
from appliance.wiring import Appliance
from tests.fixtures import small
from tests.house import House

LONG = "这是一条很长的消息。" * 300


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    folder = small.data(tmp_path)
    opened = Appliance(small.settings(folder, intake_per_minute="6000"))
    opened.unseal(opened.secret() or b"")
    yield opened
    opened.stop()


def most_pages(store: Store, pages: int) -> None:
    """The database file may not grow beyond `pages`: SQLite then says what it says on a full disk."""
    with store.connection() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def write(client: TestClient, token: str, client_id: str, text: str = LONG) -> httpx.Response:
    return client.post(
        "/widget/api/messages",
        headers={"Authorization": f"Bearer {token}"},
        json={"client_id": client_id, "text": text},
    )


def read(client: TestClient, token: str) -> list[str]:
    answer = client.get("/widget/api/messages", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return [one["client_id"] for one in answer.json()["messages"] if one["who"] == "visitor"]


def test_a_full_store_refuses_and_recovers(appliance: Appliance) -> None:
    client = TestClient(build_app(appliance))
    token = client.post("/widget/api/session", json={}).json()["token"]
    ids = [str(uuid.UUID(int=number)) for number in range(400)]
    acknowledged = [ids[0]]
    assert write(client, token, ids[0]).status_code == 200
    most_pages(appliance.store, 1)  # no page more than there are
    refused = ""
    for each in ids[1:]:
        answer = write(client, token, each)
        if answer.status_code != 200:
            refused = each
            break
        acknowledged.append(each)
    assert answer.status_code == 507, answer.text
    assert answer.json()["error"] == "StorageFull"
    assert answer.json()["zh"].count("。") == 1
    assert read(client, token) == acknowledged, "reading goes on, and nothing half taken is in it"
    assert client.get("/healthz").status_code == 200
    assert client.post("/sign-in", data={"login": "linyue", "password": "x"}).status_code in {401, 507}
    most_pages(appliance.store, 2**30)
    assert write(client, token, refused).status_code == 200, "the same message again is taken"
    assert read(client, token) == [*acknowledged, refused]


# --- a data folder on a small disk of its own, where this machine lets us mount one ---

MOUNT = 'mount -t tmpfs -o size=24m,mode=700 none "$0" && cp -a "$1/." "$0/" && shift && exec "$@"'


def can_mount() -> bool:
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return False
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


def inside(house: House, command: str) -> None:
    """Run a shell command where the house sees its disk."""
    assert house.process is not None
    entered = ["nsenter", "-t", str(house.process.pid), "-U", "-m", "--preserve-credentials"]
    subprocess.run([*entered, "sh", "-c", command], check=False, capture_output=True)


@pytest.mark.skipif(not can_mount(), reason="no right to mount a small disk here")
def test_a_full_disk_under_a_whole_house(tmp_path: Path) -> None:
    house = small.house(tmp_path, BALLAST_MB="4")
    plenty = tmp_path / "plenty"
    shutil.copytree(house.folder, plenty)
    wrap = ["unshare", "-rm", "sh", "-c", MOUNT, str(house.folder), str(plenty)]
    with house.running(wrap=wrap):
        mei = house.visitor()
        first = str(uuid.uuid4())
        assert mei.write("年费多少", first).status_code == 200
        ballast = Path(f"/proc/{house.process.pid}/root{house.folder}/store/ballast")  # type: ignore[union-attr]
        assert ballast.stat().st_size == 4 << 20
        inside(house, f"cat /dev/zero > '{house.folder}/filler'")
        acknowledged, full = [first], None
        for _ in range(200):
            one = str(uuid.uuid4())
            answer = mei.write(LONG, one)
            if answer.status_code != 200:
                full = answer
                break
            acknowledged.append(one)
        assert full is not None
        assert full.status_code == 507, full.text + "".join(house.said)
        strangers = [house.visitor().write("我是新来的") for _ in range(40)]
        assert {one.status_code for one in strangers} <= {200, 507}, {one.text for one in strangers}
        seen = [one["client_id"] for one in mei.messages()["messages"] if one["who"] == "visitor"]
        assert seen == acknowledged
        assert httpx.get(f"{house.url}/healthz").status_code == 200
        assert not ballast.exists(), "given up, so that what must be written can be"
        assert house.staff("wuwei").get("/operations").status_code == 200, (
            "signing in is on the record, and works"
        )
        assert mei.write("还是不行吗").status_code == 507
        inside(house, f"rm '{house.folder}/filler'")
        last = str(uuid.uuid4())
        assert mei.write("现在可以了吗", last).status_code == 200
        seen = [one["client_id"] for one in mei.messages()["messages"] if one["who"] == "visitor"]
        assert seen == [*acknowledged, last]
        assert house.visitor().write("新来的也可以").status_code == 200
        assert ballast.exists(), "kept again"
        if os.environ.get("SHOW_LOG"):
            inside(house, f"cp '{house.folder}/logs/appliance.log' /tmp/edge_full.log")
