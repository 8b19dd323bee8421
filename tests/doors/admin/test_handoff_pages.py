"""He tunes the rules, tries them on past conversations and asks; Chen approves: the handoff pages over HTTP."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from appliance.core.audit.tables import AuditEvent
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.kit.actors import AI
from appliance.core.masking.engine import Masked
from appliance.core.masking.text import MaskedText, RawText
from appliance.doors import admin, oversight
from appliance.service.conversations import actions
from appliance.service.handoff import replay_jobs, versions
from appliance.service.handoff.decide import Decide
from appliance.service.handoff.rule import Reason
from tests.doors.web.stage import PlainMasker, Stage

HX = {"HX-Request": "true"}
PEOPLE = [
    ("he", "administrator"),
    ("hua", "administrator"),
    ("chen", "compliance_officer"),
    ("zhou", "team_lead"),
]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, admin.router, oversight.router)
    for login, role in [*PEOPLE, ("lin", "agent"), ("wu", "it_operator")]:
        made.person(login, login, role)
    yield made
    made.close()


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the page's form as it stands."""
    form = page.partition('id="rules"')[2].partition("</form>")[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            given = html.unescape(value[1]) if value else ""
            known = fields.get(name[1])
            fields[name[1]] = (
                [*known, given] if isinstance(known, list) else [known, given] if known else given
            )
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        fields[name] = html.unescape(text)
    return fields


def drafted(he: TestClient, page: str, **changed: Any) -> str:
    """The page with a draft on it; a field that is None is not sent."""
    fields = {**form_of(page), **{name.replace("__", "."): value for name, value in changed.items()}}
    answer = he.post("/admin/handoff/draft", data={k: v for k, v in fields.items() if v is not None})
    assert answer.status_code == 200, answer.text
    return answer.text


def draft_in(page: str) -> dict[str, Any]:
    return json.loads(form_of(page)["draft"])


def asked(he: TestClient, page: str) -> str:
    answer = he.post("/admin/handoff/propose", data={"draft": form_of(page)["draft"], "reason": "投诉太多"})
    assert answer.headers["location"] == "/admin/handoff", answer.text
    found = re.search(r"versions/(\w+)/withdraw", he.get("/admin/handoff").text)
    assert found is not None
    return found[1]


def verbs(stage: Stage) -> list[str]:
    with stage.store.reading() as s:
        return [row.verb for row in s.query(AuditEvent).order_by(AuditEvent.seq)]


def test_an_untouched_form_changes_nothing(stage: Stage) -> None:
    he = stage.client("he")
    for part in ("rules", "topics"):
        page = drafted(he, he.get(f"/admin/handoff?part={part}").text)
        assert 'id="pending"' not in page, page.partition('id="pending"')[2][:800]


def test_from_draft_to_the_next_turn_and_back(stage: Stage) -> None:
    he, chen = stage.client("he"), stage.client("chen")
    page = drafted(he, he.get("/admin/handoff").text, unresolved__turns="3", mood__on=None)
    assert "草稿：2 处更改" in page
    assert re.search(
        r"几轮没有解决</b><span class=\"quiet\">轮数</span><span class=\"num\">5 → <b>3</b>", page
    )
    assert "其中 1 处会让一部分客户不再转到人工" in page
    one = asked(he, page)
    seen = chen.get("/admin/handoff").text
    assert "投诉太多" in seen
    assert 'name="unresolved.turns" value="3"' in seen
    assert he.post(f"/admin/handoff/versions/{one}/approve", headers=HX).status_code == 403
    approved = chen.post(f"/admin/handoff/versions/{one}/approve", headers=HX)
    assert (approved.status_code, approved.headers["hx-redirect"]) == (204, "/admin/handoff")
    with stage.store.reading() as s:
        now = versions.current(s)
    assert (now.version, now.rules["mood"].used) == ("1", False)
    assert "handoff.rules_changed" in verbs(stage)
    assert "turns = 3" in he.get("/admin/handoff/file").text

    assert he.post("/admin/handoff/back/0", data={"reason": "恢复"}).status_code == 303
    two = re.search(r"versions/(\w+)/withdraw", he.get("/admin/handoff").text)
    assert two is not None
    stage.client("hua").post(f"/admin/handoff/versions/{two[1]}/approve")
    history = he.get("/admin/handoff/history").text
    for words in ("第 2 版", "已被替换", "chen 批准", "hua 批准", "投诉太多"):
        assert words in history


def test_cases_come_and_go(stage: Stage) -> None:
    he = stage.client("he")
    page = drafted(he, he.get("/admin/handoff").text, **{"add-case": "unresolved"})
    assert draft_in(page)["rules"]["unresolved"]["cases"] == [{"hours": "closed", "on": True, "turns": 5}]
    page = drafted(
        he,
        page,
        unresolved__c0__channels="web_widget loopback",
        unresolved__c0__hours="22:00-07:00",
        unresolved__c0__turns="2",
        unresolved__c0__teams="贵宾 客服、信贷",
    )
    (case,) = draft_in(page)["rules"]["unresolved"]["cases"]
    assert case["channels"] == ["web_widget", "loopback"]
    assert case["teams"] == ["贵宾 客服", "信贷"]
    assert (case["hours"], case["turns"]) == ("22:00-07:00", 2)
    page = drafted(he, page, **{"drop-case": "unresolved.0"})
    assert "cases" not in draft_in(page)["rules"]["unresolved"]


def test_topics_of_the_banks_own(stage: Stage) -> None:
    he = stage.client("he")
    new = {"t__new__zh": "养老金", "t__new__examples": "养老金没到账\n退休工资还没发"}
    page = drafted(he, he.get("/admin/handoff?part=topics").text, **new)
    assert draft_in(page)["topics"]["own_1"]["examples"] == ["养老金没到账", "退休工资还没发"]
    assert "养老金" in page
    page = drafted(he, page, t__complaint__examples="柜员凶我", t__fraud__at_once=None)
    kept = draft_in(page)["topics"]
    assert (kept["complaint"]["examples"], kept["fraud"]["at_once"]) == (["柜员凶我"], False)
    page = drafted(he, page, to="rules")
    assert draft_in(page)["topics"]["own_1"]["zh"] == "养老金", "a draft goes along to the other part"
    page = drafted(he, drafted(he, page, to="topics"), **{"drop-topic": "own_1"})
    assert "own_1" not in draft_in(page)["topics"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"unresolved__turns": "abc"}, ("unresolved", "turns")),
        ({"unresolved__turns": "99"}, ("unresolved", "2 到 12")),
        ({"mood__moods": "glad"}, ("mood", "moods")),
        ({"draft": "{"}, ("草稿已损坏",)),
        ({"draft": '{"rules": {"nothing": {}}}'}, ("nothing",)),
    ],
)
def test_what_cannot_be_set_is_told(stage: Stage, changed: dict[str, Any], words: tuple[str, ...]) -> None:
    he = stage.client("he")
    fields = {**form_of(he.get("/admin/handoff").text)}
    fields |= {name.replace("__", "."): value for name, value in changed.items()}
    answer = he.post("/admin/handoff/draft", data=fields, headers=HX)
    assert answer.status_code == 400
    for word in words:
        assert word in html.unescape(answer.text)


def test_who_may_do_what(stage: Stage) -> None:
    table = {"he": 200, "chen": 200, "zhou": 200, "lin": 403, "wu": 403}
    assert {who: stage.client(who).get("/admin/handoff").status_code for who in table} == table
    draft = {"draft": form_of(stage.client("he").get("/admin/handoff").text)["draft"], "reason": "x"}
    for who in ("chen", "zhou"):
        assert stage.client(who).post("/admin/handoff/propose", data=draft).status_code == 403
        page = stage.client(who).get("/admin/handoff").text
        assert 'name="add-case"' not in page
    assert stage.client("he").post("/admin/handoff/propose", data=draft).status_code == 400, "nothing changed"


def replayed(stage: Stage) -> None:
    """Do the job that a page has asked for."""
    registry = Registry()
    replay_jobs.register(registry, stage.store, stage.vault, Decide())
    with stage.store.reading() as s:
        job = s.query(Job).filter_by(kind=replay_jobs.KIND).order_by(Job.created_at.desc()).first()
    assert job is not None
    registry.get(replay_jobs.KIND)(JobContext(stage.store, job.id, job.payload, 1))


def test_a_draft_is_tried_on_past_conversations(stage: Stage) -> None:
    li = stage.visitor_says("转人工", "li")
    why = Reason("asks_for_person", "客户要求人工服务", "x", "wording", "asks_for_person", "0")
    with stage.store.writing() as s:
        actions.hand_off(s, li, actor=AI, reasons=[why])
    mei = stage.visitor_says("年费多少", "mei")
    stage.ai_says(mei, "三千六", "approved", [])
    he, chen = stage.client("he"), stage.client("chen")
    page = drafted(he, he.get("/admin/handoff").text, asks_for_person__on=None)
    today = clock.now().astimezone(clock.zone()).date().isoformat()
    begun = he.post("/admin/handoff/replays", data={"draft": form_of(page)["draft"], "since": today})
    place = begun.headers["location"]
    assert verbs(stage)[-1] == "handoff.replayed", "on record before anything is read"
    assert 'hx-trigger="every 1s"' in he.get(place).text
    assert "排队中" in he.get(f"{place}/progress", headers=HX).text
    listed = he.get("/admin/handoff/replays", headers=HX).text
    assert "every 1s" in listed
    assert "<html" not in listed
    again = he.post(
        "/admin/handoff/replays", data={"draft": form_of(page)["draft"], "since": today}, headers=HX
    )
    assert again.status_code == 409
    replayed(stage)
    assert he.get(f"{place}/progress", headers=HX).headers["hx-redirect"] == place
    assert "every 1s" not in he.get("/admin/handoff/replays", headers=HX).text
    shown = he.get(place).text
    assert "不再转人工" in shown
    assert "明说要人工" in shown
    assert f"/oversight/c/{li}" not in shown, "administrators read no transcript"
    assert f"/oversight/c/{li}" in chen.get(place).text
    assert mei not in shown
    assert (
        "转人工规则" in he.get("/admin/handoff/replays").text
        or "出厂规则" in he.get("/admin/handoff/replays").text
    )


def test_a_file_is_tried_and_a_replay_stopped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def masked(_: Any, raw: RawText, **__: Any) -> Masked:
        return Masked(MaskedText.trusted(raw.expose().replace("13812345678", "⟦MOBILE:x⟧")), [], [])

    monkeypatch.setattr(PlainMasker, "mask", masked)
    li = stage.visitor_says("转人工", "li")
    why = Reason("asks_for_person", "客户要求人工服务", "x", "wording", "asks_for_person", "0")
    with stage.store.writing() as s:
        actions.hand_off(s, li, actor=AI, reasons=[why])
    he = stage.client("he")
    text = he.get("/admin/handoff/file").text
    text = text.replace("[rules.asks_for_person]\non = true", "[rules.asks_for_person]\non = false")
    text = text.replace("examples = []", 'examples = ["我13812345678的卡被盗刷"]', 1)
    today = clock.now().astimezone(clock.zone()).date().isoformat()

    def sent(body: bytes, name: str = "rules.toml") -> Any:
        return he.post("/admin/handoff/replays/file", data={"since": today}, files={"file": (name, body)})

    for body, name, words in (
        (b"\xff\xfe", "rules.toml", "UTF-8"),
        (b"[rules", "r.toml", "r.toml"),
        (b'{"rules": {"nothing": {}}}', "r.json", "nothing"),
        (b"#" * 500_000, "r.toml", "400 KB"),
    ):
        refused = sent(body, name)
        assert (refused.status_code, words in html.unescape(refused.text)) == (400, True), refused.text
    assert he.post("/admin/handoff/replays/file", data={"since": today}).status_code == 400

    place = sent(text.encode()).headers["location"]
    with stage.store.reading() as s:
        kept = replay_jobs.by_id(s, place.rpartition("/")[2])
    said = json.dumps(kept.content)
    assert "MOBILE:x" in said
    assert "13812345678" not in said, "an example is masked before it is kept"
    assert he.post(f"{place}/stop", headers=HX).headers["hx-redirect"] == place
    shown = he.get(place).text
    assert "回放已停止" in shown
    assert he.post(f"{place}/stop", headers=HX).status_code == 409
    replayed(stage)
    assert "回放已停止" in he.get(place).text, "the job leaves alone what was stopped"

    again = sent(text.encode()).headers["location"]
    with stage.store.reading() as s:
        job = s.query(Job).filter_by(kind=replay_jobs.KIND).order_by(Job.created_at.desc()).first()
    registry, decide = Registry(), Decide()
    assert job is not None

    def stopped_meanwhile(*_: Any) -> Any:
        assert he.post(f"{again}/stop", headers=HX).status_code == 204
        return unstopped(*_)

    unstopped = replay_jobs.run
    monkeypatch.setattr(replay_jobs, "run", stopped_meanwhile)
    replay_jobs.register(registry, stage.store, stage.vault, decide)
    registry.get(replay_jobs.KIND)(JobContext(stage.store, job.id, job.payload, 3))
    monkeypatch.setattr(replay_jobs, "run", unstopped)
    assert "回放已停止" in he.get(again).text, "neither done nor failed"

    third = sent(text.encode()).headers["location"]
    replayed(stage)
    assert "不再转人工" in he.get(third).text


@pytest.mark.parametrize("since", ["", "2026-02-30", "2999-01-01"])
def test_a_day_that_cannot_be_is_told(stage: Stage, since: str) -> None:
    he = stage.client("he")
    draft = form_of(he.get("/admin/handoff").text)["draft"]
    answer = he.post("/admin/handoff/replays", data={"draft": draft, "since": since}, headers=HX)
    assert answer.status_code == 400
