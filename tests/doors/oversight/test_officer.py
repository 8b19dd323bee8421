"""Officer Chen reads along: everything masked, every read recorded first, nothing changed alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.core.audit import queries as audit
from appliance.core.audit.marks import write as write_anchor
from appliance.core.audit.salted import salted
from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verbs import Verb
from appliance.core.masking.engine import Masker
from appliance.core.store.search_index import SearchIndex
from appliance.core.vault.vault import Vault
from appliance.doors import oversight
from appliance.doors.oversight import approvals, routes, values
from appliance.service.conversations import queries as conversations
from tests.doors.oversight.writing import written
from tests.doors.web.stage import Stage

MOBILE = "13812345678"
IDENTITY = "11010519491231002X"


@pytest.fixture
def stage(tmp_path: Path, masker: Masker) -> Iterator[Stage]:
    made = Stage(tmp_path, oversight.router)
    made.parts.provide(Masker, masker)
    index = SearchIndex(tmp_path / "data" / "store" / "search.db", made.vault.search_key())
    made.parts.provide(SearchIndex, index)
    made.person("chen", "陈合规", "compliance_officer")
    for login, role in OTHERS:
        made.person(login, login, role)
    yield made
    index.close()
    made.close()


OTHERS = [("lin", "agent"), ("zhou", "team_lead"), ("he", "administrator"), ("wu", "it_operator")]


def says(stage: Stage, text: str, visitor: str = "mei") -> str:
    return written(stage, text, visitor).conversation_id


def newest(stage: Stage) -> AuditEvent:
    with stage.store.reading() as s:
        found = audit.head(s)
    assert found is not None
    return found


def rows(html: str) -> str:
    return html.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_raw_number_finds_its_token_and_leaves_no_trace(stage: Stage) -> None:
    mine = says(stage, f"我的手机号是{MOBILE}，身份证{IDENTITY}，年费怎么又扣了")
    says(stage, "提前还款要违约金吗", "other")
    chen = stage.client("chen")

    sent = chen.post("/oversight/search", data={"q": MOBILE})
    assert sent.status_code == 303
    assert MOBILE not in sent.headers["location"]
    page = chen.get(sent.headers["location"])

    assert page.status_code == 200
    assert f"/oversight/c/{mine}" in rows(page.text)
    assert "138****5678" in rows(page.text)
    assert "违约金" not in rows(page.text)
    assert MOBILE not in page.text
    assert IDENTITY not in page.text
    event = newest(stage)
    assert event.verb == Verb.TRANSCRIPT_SEARCHED
    assert event.details["hits"] == 1
    # The trail knows that she was looked for by this number, and only as long as she is not erased.
    vault = stage.parts.get(Vault)
    with stage.store.reading() as s:
        contact = conversations.conversation(s, mine).contact_id
    token = f"⟦MOBILE:{vault.value_hash('MOBILE', MOBILE)}⟧"
    assert event.details["query"] == [salted(vault, contact, token)]
    vault.forget_contact(contact)
    assert salted(vault, contact, token) == ""
    with stage.store.reading() as s:
        assert all(MOBILE not in str(one.details) + one.subject for one in s.scalars(select(AuditEvent)))


def test_words_are_found_and_a_typed_number_in_the_address_is_masked_too(stage: Stage) -> None:
    says(stage, f"年费问题，电话{MOBILE}")
    chen = stage.client("chen")
    assert "138****5678" in rows(chen.get("/oversight", params={"q": "年费"}).text)
    page = chen.get("/oversight", params={"q": MOBILE}).text
    assert "138****5678" in rows(page)
    assert MOBILE not in page


def test_without_words_the_newest_come_first_and_pages_follow(stage: Stage) -> None:
    for number in range(45):
        says(stage, f"第{number}个问题", f"visitor {number}")
    chen = stage.client("chen")
    first = chen.get("/oversight").text
    assert rows(first).index("第44个问题") < rows(first).index("第43个问题")
    assert "第0个问题" not in rows(first)
    older = re.search(r'href="(/oversight\?before=\d+)"', first)
    assert older is not None
    assert "第0个问题" in rows(chen.get(older[1]).text)


def test_the_state_filters_words_and_lists(stage: Stage) -> None:
    waiting = says(stage, "请帮我查年费", "a")
    says(stage, "年费是多少", "b")
    stage.ask_for_person(waiting)
    chen = stage.client("chen")
    for params in ({"state": "queued"}, {"state": "queued", "q": "年费"}):
        found = rows(chen.get("/oversight", params=params).text)
        assert "请帮我查年费" in found
        assert "年费是多少" not in found


def test_opening_a_conversation_is_recorded_before_it_is_shown(stage: Stage) -> None:
    mine = says(stage, f"我的手机号是{MOBILE}")
    stage.ai_says(
        mine, "白金卡年费为 3,600 元。", "approved", [{"document_id": None, "title": "费率表", "page": 3}]
    )
    stage.ask_for_person(mine)
    page = stage.client("chen").get(f"/oversight/c/{mine}").text
    assert "138****5678" in page
    assert MOBILE not in page
    assert "费率表 · 第 3 页" in page
    assert "AI 已停止" in page
    assert "查看会话记录" in page.partition('class="trail"')[2], (
        "the read itself stands in the trail it shows"
    )
    event = newest(stage)
    assert (event.verb, event.conversation_id, event.actor_name) == (Verb.TRANSCRIPT_READ, mine, "陈合规")


def test_nothing_is_read_when_it_cannot_be_recorded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = says(stage, "这句话不能白白给人看")
    chen = stage.client("chen")
    stage.store.audit_key = None
    for address in ("/oversight", f"/oversight/c/{mine}", "/oversight/audit"):
        answer = chen.get(address)
        assert answer.status_code == 503
        assert "白白给人看" not in answer.text


def test_the_mark_is_true(stage: Stage) -> None:
    mine = says(stage, "第一句")
    chen = stage.client("chen")
    assert "已重算，与审计链一致" in rows(chen.get("/oversight").text)

    with stage.store.connection() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_unchanged")
        connection.exec_driver_sql(
            "UPDATE audit_event SET actor_name = '别人' WHERE verb = 'message.received'"
        )

    found = rows(chen.get("/oversight").text)
    assert "与审计链不符" in found
    assert "已重算，与审计链一致" not in found
    assert "与审计链不符" in chen.get(f"/oversight/c/{mine}").text
    assert "与审计链不符" in rows(chen.get("/oversight/audit", params={"verb": "message.received"}).text)
    verdict = chen.post("/oversight/audit/verify", headers={"HX-Request": "true"}).text
    assert "被改动或调换" in verdict
    assert "立即上报" in verdict
    assert newest(stage).details["ok"] is False


def test_walking_the_chain_says_how_far_it_holds_and_is_recorded(stage: Stage) -> None:
    says(stage, "你好")
    with stage.store.reading() as s:
        head = audit.head(s)
    assert head is not None
    write_anchor(stage.settings.data_dir / "audit" / "anchor.log", head.seq, head.hash)
    chen = stage.client("chen")
    answer = chen.post("/oversight/audit/verify", headers={"HX-Request": "true"})
    assert "审计链完整" in answer.text
    assert "<html" not in answer.text
    event = newest(stage)
    assert (event.verb, event.details["ok"], event.details["first_bad"]) == (Verb.AUDIT_VERIFIED, True, None)
    assert "审计链完整" in chen.post("/oversight/audit/verify").text, (
        "a browser without scripts gets a whole page"
    )
    left = [path.name for path in (stage.settings.data_dir / "audit").iterdir()]
    assert left == ["anchor.log"]


def test_a_store_put_back_from_an_older_copy_is_named(stage: Stage) -> None:
    write_anchor(stage.settings.data_dir / "audit" / "anchor.log", 9_999, "a" * 64)
    answer = stage.client("chen").post("/oversight/audit/verify", headers={"HX-Request": "true"}).text
    assert "9999" in answer
    assert "回滚" in answer


def test_the_trail_filters_by_act_and_by_conversation(stage: Stage) -> None:
    mine, other = says(stage, "甲", "a"), says(stage, "乙", "b")
    chen = stage.client("chen")
    found = rows(chen.get("/oversight/audit", params={"verb": "conversation.opened"}).text)
    assert found.count("会话开始") == 2
    assert "收到消息" not in found
    one = rows(chen.get("/oversight/audit", params={"conversation": mine}).text)
    assert mine[-8:] in one
    assert other[-8:] not in one
    before = newest(stage).seq
    assert f">{before:,}<" not in rows(chen.get("/oversight/audit", params={"before": before}).text)


@pytest.mark.parametrize(("login", "role"), OTHERS)
def test_others_stay_outside_and_the_attempt_is_recorded(stage: Stage, login: str, role: str) -> None:
    mine = says(stage, "不给别人看")
    client = stage.client(login)
    for method, address in (
        ("GET", "/oversight"),
        ("GET", f"/oversight/c/{mine}"),
        ("GET", "/oversight/audit"),
        ("POST", "/oversight/search"),
        ("POST", "/oversight/audit/verify"),
    ):
        answer = client.request(method, address)
        assert answer.status_code == 403, (role, address)
        assert "不给别人看" not in answer.text
        event = newest(stage)
        assert (event.verb, event.actor_name, event.subject) == (Verb.PERMISSION_DENIED, login, address)
    assert stage.client().get("/oversight").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/oversight?state=nonsense", 400),
        ("/oversight?before=yesterday", 400),
        ("/oversight?before=-1", 400),
        ("/oversight?q=" + "长" * 300, 400),
        ("/oversight?q=%22%20OR%20NEAR(", 200),
        ("/oversight?q=%F0%9F%92%B3", 200),
        ("/oversight?q=" + "%E2%9F%A6MOBILE:nobody%E2%9F%A7", 200),
        ("/oversight/c/nobody", 404),
        ("/oversight/c/" + "x" * 900, 404),
        ("/oversight/audit?verb=everything.deleted", 400),
        ("/oversight/audit?before=1e9", 400),
        ("/oversight/audit?conversation=" + "0" * 26, 200),
        ("/oversight/audit?conversation=13812345678", 400),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bad_input_gets_one_sentence(stage: Stage, address: str, status: int, lang: str) -> None:
    chen = stage.client("chen")
    chen.cookies.set("lang", lang)
    answer = chen.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_what_can_be_written_here_asks_a_second_person_or_answers_one() -> None:
    writes = {
        (route.path, method)
        for part in (routes, values, approvals)
        for route in part.router.routes
        for method in route.methods  # type: ignore[attr-defined]
        if method not in ("GET", "HEAD")
    }
    assert {path for path, _ in writes} == {
        "/oversight/search",
        "/oversight/audit/verify",
        "/oversight/c/{conversation_id}/values/{token_id}",
        "/oversight/reveals/{approval_id}",
        "/oversight/reveals/{approval_id}/withdraw",
        "/approvals/{approval_id}/{step}",
    }


def test_what_is_typed_into_an_address_is_no_part_of_the_record(stage: Stage) -> None:
    says(stage, "年费多少")
    chen, lin = stage.client("chen"), stage.client("lin")
    for client, address in (
        (chen, "/oversight?before=13812345678"),
        (chen, "/oversight/audit?before=13812345678"),
        (chen, "/oversight/audit?conversation=13812345678"),
        (chen, "/oversight/c/13812345678"),
        (lin, "/oversight/c/13812345678"),
        (lin, "/oversight?q=13812345678"),
    ):
        client.get(address)
    with stage.store.reading() as s:
        rows = [f"{e.subject} {e.details} {e.conversation_id}" for e in s.scalars(select(AuditEvent))]
    assert len(rows) > 4
    assert not [row for row in rows if "13812345678" in row]
