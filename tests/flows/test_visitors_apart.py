"""Visitors served by a process of their own: everything that people notice is as with one process, and it comes back when it falls."""

from __future__ import annotations

import contextlib
import queue
import re
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.fixtures import small
from tests.house import House, Visitor

PATIENCE = 60.0  # seconds; only a hang is that slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = small.house(tmp_path_factory.mktemp("apart"), VISITORS_PORT="0")
    with made.running():
        yield made


@contextlib.contextmanager
def listening(client: httpx.Client, path: str) -> Iterator[Callable[[Callable[[str], bool]], None]]:
    """An open feed; what is given waits until it says a line that fits. Feeds are told by commits alone: nobody asks anew."""
    lines: queue.Queue[str] = queue.Queue()
    with client.stream("GET", path, timeout=httpx.Timeout(PATIENCE, read=None)) as feed:

        def listen() -> None:
            with contextlib.suppress(httpx.HTTPError, httpx.StreamError):
                for line in feed.iter_lines():
                    lines.put(line)

        def until(fits: Callable[[str], bool]) -> None:
            while not fits(lines.get(timeout=PATIENCE)):
                pass

        reader = threading.Thread(target=listen, daemon=True)
        reader.start()
        until(lambda line: line == "event: hello")
        yield until


def said(seen: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["who"], "".join(part["text"] for part in one["segments"])) for one in seen["messages"]]


def visitors_process(house: House) -> psutil.Process:
    assert house.process is not None
    return next(
        each
        for each in psutil.Process(house.process.pid).children()
        if "appliance.cli.visitors" in each.cmdline()
    )


def state(house: House) -> str:
    return str(httpx.get(f"{house.url}/readyz", timeout=PATIENCE).json()["visitors"])


def served(house: House) -> Visitor:
    """A visitor of now. Who connects while the process starts anew waits."""
    return Visitor(house.visitors_url)


def test_each_address_has_its_own_doors(house: House) -> None:
    for path in (
        "/desk",
        "/sign-in",
        "/oversight",
        "/operations",
        "/admin/channels",
        "/live",
        "/password",
        "/",
    ):
        assert httpx.get(house.visitors_url + path).status_code == 404, path
    for path in (
        "/widget/frame",
        "/widget/loader.js",
        "/widget/api/messages",
        "/widget/api/stream",
        "/sample",
    ):
        assert httpx.get(house.url + path).status_code == 404, path
        assert httpx.get(house.visitors_url + path).status_code in (200, 401), path
    assert httpx.post(house.url + "/widget/api/session", json={}).status_code == 404
    for address in (house.url, house.visitors_url):
        assert httpx.get(address + "/healthz").status_code == 200
    assert httpx.get(house.visitors_url + "/readyz").json() == {"open": True, "sealed": False}
    page = httpx.get(house.visitors_url + "/widget/frame")
    for needed in set(re.findall(r'(?:src|href)="(/[^"]+)"', page.text)):
        assert httpx.get(house.visitors_url + needed).status_code == 200, needed
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


def test_what_the_bank_puts_into_its_pages_names_the_visitors_address(house: House) -> None:
    admin = house.staff("heqing")
    page = admin.get("/admin/channels").text
    assert f"{house.visitors_url}/widget/loader.js" in page
    assert f"{house.url}/widget/" not in page
    preview = admin.get("/admin/channels/main/preview?colour=%23114488")
    assert preview.status_code == 200
    style = re.search(r'href="(/widget/style/[0-9a-f]{6}\.css)"', preview.text)
    assert style is not None
    assert admin.get(style.group(1)).status_code == 200, "the preview's colour comes from the staff's address"


def test_a_conversation_is_live_on_both_sides_and_no_ai_follows_the_claim(house: House) -> None:
    mei, lin = house.visitor(), house.staff("linyue")
    mei.write("年费多少")
    first = mei.until(lambda seen: any(one["who"] == "ai" for one in seen["messages"]))
    assert said(first)[0] == ("visitor", "年费多少")

    with listening(lin, "/live") as desk:
        mei.ask_for_person()
        desk(lambda line: '"HandedOff"' in line)
        listed = lin.get("/desk/list?view=waiting").text
        found = re.search(r'id="row-([0-9A-Z]{26})"', listed)
        assert found is not None, listed
        here = f"/desk/c/{found.group(1)}"
        with listening(mei.client, "/widget/api/stream") as window:
            assert lin.post(f"{here}/claim").status_code < 400
            window(lambda line: line.startswith("data:"))
        assert mei.messages()["state"] == "human"

        words = "您还在吗，我等着"
        mei.write(words)
        desk(lambda line: '"MessageReceived"' in line and found.group(1) in line)
        assert words in lin.get(here).text

        with listening(mei.client, "/widget/api/stream") as window:
            answer = {"text": "在的，马上为您核对", "client_id": str(uuid.uuid4())}
            assert lin.post(f"{here}/messages", data=answer).status_code < 400
            window(lambda line: line.startswith("data:"))
        seen = said(mei.messages())
    assert ("agent", "在的，马上为您核对") in seen
    after = seen[seen.index(("visitor", words)) :]
    assert [who for who, _ in after if who == "ai"] == []


def test_what_was_just_answered_is_there_when_the_same_question_is_taken(tmp_path: Path) -> None:
    """The process that takes messages is told what the other one has answered, from the sample bank's approved pairs."""
    words = "金卡年费多少？"
    with House(tmp_path, VISITORS_PORT="0").running() as bank:
        first = bank.visitor()
        first.write(words)
        answered = first.until(lambda seen: any(one["who"] == "ai" for one in seen["messages"]))
        mei = bank.visitor()
        taken = mei.write(words, after=0).json()["now"]
        assert said(taken) == said(answered)
        assert taken["messages"][-1]["sources"] == answered["messages"][-1]["sources"]
        assert not taken["thinking"]
        assert said(mei.messages()) == said(answered)


def test_a_claim_in_one_process_beats_the_answer_asked_for_in_the_other(house: House) -> None:
    """As often as not the claim comes while the AI is at it: then its words come before the claim, or not at all."""
    lin = house.staff("zhaoning")
    for n in range(6):
        mei = house.visitor()
        with listening(lin, "/live") as desk:
            mei.write(f"年费多少 {n}")
            here = ""

            def ours(line: str) -> bool:
                nonlocal here
                found = re.search(r'"id": "([0-9A-Z]{26})", "kind": "MessageReceived"', line)
                here = f"/desk/c/{found.group(1)}" if found else ""
                return bool(here)

            desk(ours)
        assert lin.post(f"{here}/claim").status_code < 400
        at_claim = said(mei.messages())
        lin.post(f"{here}/messages", data={"text": "我来了", "client_id": str(uuid.uuid4())})
        mei.write("好的")
        seen = said(mei.until(lambda seen: ("agent", "我来了") in said(seen)))
        assert [one for one in seen[len(at_claim) :] if one[0] == "ai"] == []
        lin.post(f"{here}/close", data={"reason": "done"})


def test_sealing_closes_both_and_unsealing_opens_both(house: House) -> None:
    mei = house.visitor()
    assert mei.write("封存之前").status_code == 200
    with listening(mei.client, "/widget/api/stream") as window:
        assert house.command("seal").returncode == 0
        window(lambda line: line == "event: bye")
    assert state(house) == "sealed"
    for address in (house.url, house.visitors_url):
        assert httpx.get(f"{address}/readyz").status_code == 503
    assert mei.write("封存之中").json()["error"] == "SealedError"
    assert httpx.get(f"{house.visitors_url}/widget/frame").status_code == 503

    assert house.command("unseal").returncode == 0
    assert state(house) == "ready"
    assert mei.write("解封之后").status_code == 200
    assert [text for who, text in said(mei.messages()) if who == "visitor"] == ["封存之前", "解封之后"]
    assert house.staff("linyue").get("/desk").status_code == 200


def test_one_that_does_not_hear_the_seal_is_ended_with_its_keys(house: House) -> None:
    deaf = visitors_process(house)
    deaf.send_signal(signal.SIGSTOP)
    assert house.command("seal").returncode == 0
    deaf.wait(PATIENCE)
    assert house.command("unseal").returncode == 0
    assert served(house).write("又开了").status_code == 200


def test_a_rotation_of_the_keys_reaches_the_other_process(house: House) -> None:
    mei = house.visitor()
    mei.write("轮换之前")
    rotated = house.command("vault", "rotate", "--contacts")
    assert rotated.returncode == 0, rotated.stderr
    assert mei.write("轮换之后").status_code == 200
    assert house.visitor().write("轮换之后才来").status_code == 200
    assert [text for who, text in said(mei.messages()) if who == "visitor"] == ["轮换之前", "轮换之后"]


def test_killed_it_comes_back_and_nothing_acknowledged_is_lost(house: House) -> None:
    mei, acknowledged, quits = house.visitor(), [], threading.Event()
    going = threading.Semaphore(0)

    def write() -> None:
        waiting, count = str(uuid.uuid4()), 0
        while not quits.is_set():
            try:
                answer = mei.write(f"第 {count} 条", waiting)
            except httpx.HTTPError:
                continue  # it fell while it had ours in hand: the same once more, as the window does
            if answer.status_code == 200:
                acknowledged.append(f"第 {count} 条")
                waiting, count = str(uuid.uuid4()), count + 1
                going.release()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    for _ in range(3):
        for _ in range(3):
            assert going.acquire(timeout=PATIENCE)
        visitors_process(house).kill()
        while going.acquire(blocking=False):
            pass
        assert going.acquire(timeout=PATIENCE), "it is not back"
        assert house.staff("linyue").get("/desk").status_code == 200, "staff notice nothing"
    quits.set()
    writer.join(PATIENCE)
    seen = [text for who, text in said(mei.messages()) if who == "visitor"]
    assert seen == acknowledged, "each once, in order"
    operator = house.staff("wuwei")
    assert "访客入口" in operator.get("/operations").text
    assert "访客入口" in house.command("doctor", "--no-data").stdout


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
def test_who_comes_through_the_banks_proxy_is_counted_by_their_own_address(
    tmp_path: Path, trusted: str
) -> None:
    """Else a proxy's whole public would share what one address may send; believed from anybody, it would limit nobody."""
    limits = {"INTAKE_PER_MINUTE": "1", "TRUSTED_PROXIES": trusted}
    with House(tmp_path, VISITORS_PORT="0", **limits).running() as house:

        def asked(address: str) -> int:
            link = f"{house.visitors_url}/widget/source/none"
            return httpx.get(link, headers={"X-Forwarded-For": address}, timeout=PATIENCE).status_code

        first = [asked("198.51.100.7") for _ in range(30)]
        other = asked("198.51.100.8")
    assert 429 in first
    assert (other != 429) is bool(trusted)


def test_it_does_not_outlive_the_service(tmp_path: Path) -> None:
    house = small.house(tmp_path, VISITORS_PORT="0").start()
    assert house.process is not None
    left = visitors_process(house)
    psutil.Process(house.process.pid).kill()  # itself alone, not what it has started
    house.process.wait(PATIENCE)
    left.wait(PATIENCE)
    with house.running() as again:
        assert served(again).write("又开了").status_code == 200
    assert house.process.returncode == 0


def test_a_port_that_is_taken_is_said_by_its_name(tmp_path: Path) -> None:
    house = small.house(tmp_path, VISITORS_PORT="0", PORT="0")
    with house.running():
        taken = house.visitors_url.rpartition(":")[2]
        second = small.house(tmp_path / "second", VISITORS_PORT=taken).command("serve")
    assert second.returncode == 2
    assert "VISITORS_PORT" in second.stderr
