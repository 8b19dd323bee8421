"""Chen asks for an original on the page of a conversation, He allows it on the page of requests: over HTTP, with every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import appliance.core.approvals.tables
import appliance.governance.compliance.reveal_tables  # noqa: F401
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit import clock as kit_clock
from appliance.core.masking.engine import Found
from appliance.core.masking.text import RawText
from appliance.core.store.search_index import SearchIndex
from appliance.doors import desk, oversight
from tests.doors.web.stage import Stage

MOBILE, TOKEN = "13812345678", "MOBILE:9f31"
HX = {"HX-Request": "true"}
PEOPLE = [
    ("chen", "compliance_officer"),
    ("fang", "compliance_officer"),
    ("he", "administrator"),
    ("lin", "agent"),
    ("zhou", "team_lead"),
    ("wu", "it_operator"),
]


@pytest.fixture
def time() -> Iterator[kit_clock.Frozen]:
    with kit_clock.frozen(datetime(2026, 11, 3, 6, 0, tzinfo=UTC)) as frozen:
        yield frozen


@pytest.fixture
def stage(tmp_path: Path, time: kit_clock.Frozen) -> Iterator[Stage]:
    made = Stage(tmp_path, oversight.router, desk.router)
    index = SearchIndex(tmp_path / "data" / "store" / "search.db", made.vault.search_key())
    made.parts.provide(SearchIndex, index)
    for login, role in PEOPLE:
        made.person(login, login, role)
    yield made
    index.close()
    made.close()


@pytest.fixture
def mei(stage: Stage) -> str:
    found = Found(TOKEN, "MOBILE", RawText(MOBILE), "138****5678", "Mobile: mobile prefix and length", 0.9)
    return stage.visitor_says(f"手机 ⟦{TOKEN}⟧，请回电", found=[found])


def value(mei: str) -> str:
    return f"/oversight/c/{mei}/values/{TOKEN}"


def verbs(stage: Stage) -> list[str]:
    with stage.store.reading() as s:
        return [row.verb for row in s.query(AuditEvent).order_by(AuditEvent.seq)]


def ask(chen: TestClient, mei: str) -> str:
    answer = chen.post(value(mei), data={"reason": "投诉回访，须核对号码"}, headers=HX)
    assert answer.status_code == 200, answer.text
    found = re.search(r"/oversight/reveals/(\w+)/withdraw", answer.text)
    assert found is not None
    return found[1]


def test_the_page_says_what_found_each_value_and_never_the_value(stage: Stage, mei: str) -> None:
    chen = stage.client("chen")
    page = chen.get(f"/oversight/c/{mei}").text
    for text in (page, chen.get(value(mei)).text, chen.get(value(mei), headers=HX).text):
        assert "138****5678" in text
        assert "手机号段与位数" in text
        assert MOBILE not in text
    assert f'hx-get="{value(mei)}"' in page
    chen.cookies.set("lang", "en")
    assert "mobile prefix and length" in chen.get(value(mei)).text
    assert "<html" not in chen.get(value(mei), headers=HX).text


def test_a_story_of_two_people(stage: Stage, mei: str, time: kit_clock.Frozen) -> None:
    chen, he = stage.client("chen"), stage.client("he")
    one = ask(chen, mei)
    assert "等待另一位合规专员或管理员审批" in chen.get(value(mei)).text
    assert chen.post(f"/oversight/reveals/{one}").status_code == 409
    assert he.get("/approvals/count").text == "1"
    assert chen.get("/approvals/count").text == "", "one's own request is not one's to decide"
    assert "投诉回访，须核对号码" in he.get("/approvals").text
    assert chen.post(f"/approvals/{one}/approve").status_code == 403
    assert he.post(f"/approvals/{one}/approve").headers["location"] == "/approvals"
    assert he.get("/approvals/count").text == ""

    asked = chen.get(value(mei)).text
    assert "he 已批准" in asked
    assert MOBILE not in asked
    seen = chen.post(f"/oversight/reveals/{one}", headers=HX)
    assert MOBILE in seen.text
    assert 'data-seconds="300"' in seen.text
    assert seen.headers["cache-control"] == "no-store"
    assert verbs(stage)[-3:] == ["approval.used", "reveal.opened", "reveal.viewed"]

    time.advance(minutes=4)
    assert 'data-seconds="60"' in chen.post(f"/oversight/reveals/{one}").text
    time.advance(minutes=1)
    over = chen.post(f"/oversight/reveals/{one}", headers=HX)
    assert over.status_code == 409
    assert MOBILE not in over.text + chen.get(value(mei)).text


def test_refused_and_taken_back(stage: Stage, mei: str) -> None:
    chen, fang = stage.client("chen"), stage.client("fang")
    one = ask(chen, mei)
    assert fang.post(f"/approvals/{one}/refuse", headers=HX).status_code == 200
    assert "被 fang 拒绝" in chen.get(value(mei)).text
    two = ask(chen, mei)
    assert chen.post(f"/oversight/reveals/{two}/withdraw", headers=HX).status_code == 200
    assert fang.post(f"/approvals/{two}/approve").status_code == 409
    assert fang.post(f"/approvals/{two}/nonsense").status_code == 404
    assert chen.post(f"/oversight/reveals/{two}").status_code == 409


def test_every_role_on_every_surface_reads_no_original(
    stage: Stage, mei: str, time: kit_clock.Frozen
) -> None:
    """The one exception is the one who asked, on the one address, while it is open."""
    clients = {login: stage.client(login) for login, _ in PEOPLE}
    officers = {"chen", "fang"}

    def look(state: str, one: str, who: set[str]) -> None:
        opened = f"/oversight/reveals/{one}"
        for login in who:
            for method, address in (
                ("GET", "/desk?view=ai"),
                ("GET", f"/desk/c/{mei}"),
                ("GET", f"/desk/c/{mei}/since?after=0"),
                ("GET", "/desk/list?view=ai"),
                ("GET", "/oversight"),
                ("GET", "/oversight?q=" + TOKEN),
                ("GET", f"/oversight/c/{mei}"),
                ("GET", value(mei)),
                ("GET", "/oversight/audit"),
                ("GET", "/approvals"),
                ("POST", opened),
            ):
                answer = clients[login].request(method, address)
                opens = login == "chen" and address == opened and state in ("approved", "viewing")
                assert (MOBILE in answer.text) == opens, (login, method, address, state)
                assert MOBILE not in str(answer.headers)

    look("nothing", "none", officers)
    one = ask(clients["chen"], mei)
    look("asked", one, officers)
    clients["he"].post(f"/approvals/{one}/approve")
    look("approved", one, officers)
    look("viewing", one, {login for login, _ in PEOPLE})
    time.advance(minutes=5)
    look("over", one, officers)


@pytest.mark.parametrize(("login", "role"), PEOPLE)
def test_who_may_come_in(stage: Stage, mei: str, login: str, role: str) -> None:
    decides = role in ("compliance_officer", "administrator")
    officer = role == "compliance_officer"
    client = stage.client(login)
    table = [
        ("GET", "/approvals", decides),
        ("GET", "/approvals/count", decides),
        ("POST", "/approvals/x/approve", decides),
        ("GET", value(mei), officer),
        ("POST", value(mei), officer),
        ("POST", "/oversight/reveals/x", officer),
        ("POST", "/oversight/reveals/x/withdraw", officer),
    ]
    for method, address, allowed in table:
        assert (client.request(method, address).status_code != 403) == allowed, (role, address)


@pytest.mark.parametrize(
    ("address", "data", "status"),
    [
        ("values/MOBILE:9f31", {"reason": ""}, 400),
        ("values/MOBILE:9f31", {"reason": "长" * 501}, 400),
        ("values/MOBILE:nothing", {"reason": "为何"}, 404),
        ("values/" + "x" * 400, {"reason": "为何"}, 404),
    ],
)
def test_bad_input_gets_one_sentence(stage: Stage, mei: str, address: str, data: dict, status: int) -> None:
    answer = stage.client("chen").post(f"/oversight/c/{mei}/{address}", data=data)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "approval.asked" not in verbs(stage)
