"""He drafts a change and sees what it would do, Chen looks at recent messages and approves: the masking pages over HTTP."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from appliance.ai.knowledge.tables import Document, Passage
from appliance.core.audit.tables import AuditEvent
from appliance.core.entities.watch import PolicyWatch
from appliance.core.kit.clock import now
from appliance.core.masking.engine import Masker
from appliance.core.masking.policy import SHIPPED, Way
from appliance.core.masking.text import RawText
from appliance.doors import admin, oversight
from tests.doors.web.stage import Stage

HX = {"HX-Request": "true"}
MOBILE = "13900005555"  # none of the made-up examples on the page
PEOPLE = [
    ("he", "administrator"),
    ("hua", "administrator"),
    ("chen", "compliance_officer"),
    ("lin", "agent"),
    ("zhou", "team_lead"),
    ("wu", "it_operator"),
]


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


@pytest.fixture
def stage(tmp_path: Path, masker: Masker) -> Iterator[Stage]:
    made = Stage(tmp_path, admin.router, oversight.router)
    masker.adopt(SHIPPED)
    made.parts.provide(Masker, masker)
    made.parts.provide(PolicyWatch, PolicyWatch(made.store, masker.adopt))
    for login, role in PEOPLE:
        made.person(login, login, role)
    yield made
    made.close()


def says(stage: Stage, text: str) -> str:
    found = stage.parts.get(Masker).mask(RawText(text), hasher=stage.vault.value_hash)
    return stage.visitor_says(str(found.text), found=found.entities)


def draft_in(page: str) -> str:
    found = re.search(r'name="draft" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def drafted(he: TestClient, scope: str = "default", start: str = "", **ways: str) -> str:
    """The page with a draft on it."""
    fields = {f"way-{kind}": way for kind, way in ways.items()}
    start = start or draft_in(he.get("/admin/masking").text)
    answer = he.post("/admin/masking/draft", data={"draft": start, "scope": scope, **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def proposed(he: TestClient, page: str, reason: str = "内审意见") -> str:
    """Submit the draft of a page; gives the version's id."""
    answer = he.post("/admin/masking/propose", data={"draft": draft_in(page), "reason": reason})
    assert answer.headers["location"] == "/admin/masking", answer.text
    found = re.search(r"/admin/masking/versions/(\w+)/withdraw", he.get("/admin/masking").text)
    assert found is not None
    return found[1]


def messages(page: str) -> str:
    """The part of a page that shows stored messages."""
    return page.partition("最近的消息会怎样显示")[2].partition("样例句子")[0]


def verbs(stage: Stage) -> list[str]:
    with stage.store.reading() as s:
        return [row.verb for row in s.query(AuditEvent).order_by(AuditEvent.seq)]


def test_a_change_from_draft_to_every_surface_and_back(stage: Stage) -> None:
    mei = says(stage, f"我叫王小明，手机{MOBILE}，在济南")
    he, chen = stage.client("he"), stage.client("chen")
    page = drafted(he, MOBILE="hash", LOCATION="redact")
    assert "草稿：2 处更改" in page
    assert "最近 1 条消息中 1 条会不同" in page
    assert "原句由审批的合规专员查看" in page
    assert "王**" not in messages(page), "an administrator reads no message"
    assert re.search(r"我在<span class=\"tok\">地点 ■■■</span>出差", page), "samples show what is masked anew"
    one = proposed(he, page)
    assert stage.store.policies is SHIPPED

    seen = chen.get("/admin/masking").text
    assert "内审意见" in seen
    assert "手机 139****5555" in messages(seen)
    assert re.search(r"手机 #[0-9a-z]{6}<", messages(seen)), "before and after, by the officer"
    assert "masking.previewed" in verbs(stage)
    assert MOBILE not in seen
    answer = chen.post(f"/admin/masking/versions/{one}/approve", headers=HX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/admin/masking")

    assert stage.store.policies.of().way("MOBILE") is Way.HASH
    shown = chen.get(f"/oversight/c/{mei}").text
    assert "139****5555" not in shown
    assert re.search(r"手机 #[0-9a-z]{6}", shown)
    assert "济南" not in str(
        stage.parts.get(Masker).mask(RawText("我在济南"), hasher=stage.vault.value_hash).text
    )

    back = he.post("/admin/masking/back/policy/0", data={"reason": "恢复"})
    assert back.headers["location"] == "/admin/masking"
    two = re.search(r"versions/(\w+)/withdraw", he.get("/admin/masking").text)
    assert two is not None
    chen.post(f"/admin/masking/versions/{two[1]}/approve")
    assert "139****5555" in chen.get(f"/oversight/c/{mei}").text
    history = he.get("/admin/masking/history").text
    assert "第 2 版" in history
    assert "已被替换" in history
    assert "chen 批准" in history


def test_one_scope_after_the_other_in_one_draft(stage: Stage) -> None:
    he = stage.client("he")
    page = drafted(he, PERSON="token")
    page = drafted(he, "channel:web_widget", draft_in(page), PERSON="redact", MOBILE="")
    page = drafted(he, "base:main", draft_in(page), MOBILE="hash")
    kept = json.loads(draft_in(page))
    assert kept["default"]["PERSON"] == "token"
    assert kept["channels"] == {"web_widget": {"PERSON": "redact"}}
    assert kept["bases"] == {"main": {"MOBILE": "hash"}}
    page = drafted(he, "channel:web_widget", draft_in(page), PERSON="")
    assert json.loads(draft_in(page))["channels"] == {}


def test_what_shows_more_says_so(stage: Stage) -> None:
    page = drafted(stage.client("he"), EMAIL="leave")
    assert "放宽" in page
    assert "邮箱wang.xm@example.com" in page, "a made-up sentence shows what would stay readable"


def test_two_people_or_nothing(stage: Stage) -> None:
    he, hua, chen = stage.client("he"), stage.client("hua"), stage.client("chen")
    one = proposed(he, drafted(he, MOBILE="hash"))
    assert he.post(f"/admin/masking/versions/{one}/approve").status_code == 403
    assert hua.post(f"/admin/masking/versions/{one}/approve").status_code == 403, "an officer decides"
    assert chen.post(f"/approvals/{_request(stage)}/approve").status_code == 400, "on its own page"
    assert hua.post(f"/admin/masking/versions/{one}/withdraw").status_code == 403
    assert hua.post(
        "/admin/masking/propose", data={"draft": draft_in(drafted(hua)), "reason": "x"}
    ).status_code in (
        400,
        409,
    )
    assert chen.post(f"/admin/masking/versions/{one}/refuse").status_code == 303
    assert stage.store.policies.of().way("MOBILE") is Way.PARTIAL
    assert "已拒绝" in he.get("/admin/masking/history").text


def _request(stage: Stage) -> str:
    from appliance.core.approvals.tables import Approval

    with stage.store.reading() as s:
        return s.query(Approval).one().id


def test_a_reason_is_masked_before_it_is_kept(stage: Stage) -> None:
    he, chen = stage.client("he"), stage.client("chen")
    proposed(he, drafted(he, MOBILE="hash"), reason=f"客户{MOBILE}投诉")
    for page in (chen.get("/admin/masking"), chen.get("/approvals"), he.get("/admin/masking/history")):
        assert MOBILE not in page.text
        assert "手机 ***" in page.text


def test_public_numbers_by_two_people_from_text_and_from_the_knowledge(stage: Stage) -> None:
    with stage.store.writing() as s:
        s.add(
            Document(
                id="d1", title="网点", filename="网点.xlsx",
                line="d1", media_type="x", sha256="0" * 64, state="published",
                created_by="x", created_at=now(),
            )
        )  # fmt: skip
        s.flush()
        said = "网点：青岛崂山支行；地址：松涛路 66 号；电话：0532-8000-1102"
        s.add(Passage(id="p1", document_id="d1", ordinal=0, text=said, lang="zh"))
    he, hua = stage.client("he"), stage.client("hua")
    page = he.get("/admin/masking/public").text
    assert 'value="0532-8000-1102&#9;青岛崂山支行"' in page
    form = {
        "add": "0532-8555-6677, 总行\n海岳银行",
        "found": "0532-8000-1102\t青岛崂山支行",
        "remove": "95588",
    }
    page = he.post("/admin/masking/public/draft", data=form).text
    assert "总行的电话是0532-8555-6677" in page, "a sentence with the entry in it, before and after"
    assert he.post("/admin/masking/public/propose", data={**form, "reason": "新网点"}).status_code == 303
    masker = stage.parts.get(Masker)

    def masked(text: str) -> str:
        return str(masker.mask(RawText(text), hasher=stage.vault.value_hash).text)

    assert "⟦LANDLINE:" in masked("总行电话0532-85556677")
    one = re.search(r"versions/(\w+)/approve", hua.get("/admin/masking/public").text)
    assert one is not None
    assert (
        hua.post(f"/admin/masking/versions/{one[1]}/approve").headers["location"] == "/admin/masking/public"
    )
    assert masked("总行电话0532-85556677") == "总行电话0532-85556677"
    assert masked("崂山支行电话 0532 8000 1102") == "崂山支行电话 0532 8000 1102"
    listed = he.get("/admin/masking/public", params={"q": "0532-8"}).text
    assert "青岛崂山支行" in listed
    assert ">95588<" not in listed


BAD: list[tuple[str, dict[str, Any], int]] = [
    ("draft", {"draft": "{", "scope": "default"}, 400),
    ("draft", {"draft": "[]", "scope": "default"}, 400),
    ("draft", {"draft": '{"default": {"OTP": "keep"}}', "scope": "default"}, 400),
    ("draft", {"draft": '{"channels": {"web": 3}}', "scope": "default"}, 400),
    ("draft", {"draft": "{}", "scope": "planet:mars"}, 400),
    ("draft", {"draft": "{}", "scope": "channel:"}, 400),
    ("draft", {"draft": "{}", "scope": "default", "way-MOBILE": "aloud"}, 400),
    ("propose", {"draft": "{}", "reason": "x"}, 400),
    ("propose", {"draft": '{"default": {"MOBILE": "hash"}}', "reason": ""}, 400),
    ("propose", {"draft": '{"default": {"MOBILE": "hash"}}', "reason": "长" * 501}, 400),
    ("propose", {"draft": "x" * 300_000, "reason": "x"}, 400),
    ("public/draft", {"add": "11010519491231002X"}, 400),
    ("public/draft", {}, 400),
    ("public/propose", {"add": "海岳银行", "reason": " "}, 400),
    ("back/policy/9", {"reason": "x"}, 404),
    ("back/nothing/1", {"reason": "x"}, 404),
    ("versions/none/approve", {}, 403),
    ("versions/none/withdraw", {}, 404),
]


@pytest.mark.parametrize(("address", "data", "status"), BAD)
def test_bad_input_gets_one_sentence_and_keeps_nothing(
    stage: Stage, address: str, data: dict[str, Any], status: int
) -> None:
    answer = stage.client("he").post(f"/admin/masking/{address}", data=data)
    assert answer.status_code in (status, 404 if status == 403 else status)
    assert "Traceback" not in answer.text
    assert "approval.asked" not in verbs(stage)


def test_who_may_come_in(stage: Stage) -> None:
    changes, reads = {"he", "hua"}, {"he", "hua", "chen"}
    table = [
        ("GET", "/admin/masking", reads),
        ("GET", "/admin/masking/public", reads),
        ("GET", "/admin/masking/history", reads),
        ("POST", "/admin/masking/draft", changes),
        ("POST", "/admin/masking/propose", changes),
        ("POST", "/admin/masking/public/draft", changes),
        ("POST", "/admin/masking/public/propose", changes),
        ("POST", "/admin/masking/back/policy/0", changes),
        ("POST", "/admin/masking/versions/x/withdraw", changes),
        ("POST", "/admin/masking/versions/x/approve", reads),
        ("POST", "/admin/masking/versions/x/refuse", reads),
    ]
    for login, role in PEOPLE:
        client = stage.client(login)
        for method, address, allowed in table:
            came_in = client.request(method, address).status_code != 403
            assert came_in == (login in allowed), (role, address)
