"""He writes, Su of another team leads the second look: versions, their differences, dates and the way back, on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import gate, queries
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.masking.text import MaskedText
from appliance.doors import admin
from appliance.doors.oversight import approvals
from tests.doors.admin.test_administrator import Letters, newest, upload, work
from tests.doors.web.stage import Stage

FEES = "# 年费\n金卡年费二百元。\n\n# 挂失\n挂失手续费十元。\n"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, admin.router, approvals.router, upload_limit_mb=1)
    vectors = ChromaVectors(tmp_path / "data" / "vectors", Letters.dim)
    knowledge = KnowledgeBase(made.store, vectors, Letters(), tmp_path / "data" / "uploads")
    made.parts.provide(KnowledgeBase, knowledge)
    made.parts.provide(Answerer, Answerer(knowledge, ScriptedModel(["没有。"])))
    for login, name, role in (
        ("he", "何清", "administrator"),
        ("su", "苏宁", "team_lead"),
        ("chen", "陈正", "compliance_officer"),
    ):
        made.person(login, name, role)
    knowledge.load()
    yield made
    knowledge.close()
    made.close()


def version(stage: Stage, client: Any, text: str) -> str:
    """Upload the next version; its id."""
    upload(client, ("年费.md", text.encode()))
    work(stage)
    with stage.store.reading() as s:
        return queries.documents(s)[0].id


def asked(client: Any, document_id: str, reason: str = "新费率") -> str:
    """Ask to publish; the address of the request's page."""
    answer = client.post(f"/admin/knowledge/documents/{document_id}/ask", data={"reason": reason})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def said(stage: Stage) -> list[str]:
    found = stage.parts.get(KnowledgeBase).search(MaskedText.trusted("金卡年费多少"), k=3)
    return [hit.text for hit in found.hits if "金卡" in hit.text]


def test_two_people_two_versions_and_back(stage: Stage) -> None:
    he, su = stage.client("he"), stage.client("su")
    first = version(stage, he, FEES)
    page = he.get(f"/admin/knowledge/documents/{first}").text
    assert "申请发布" in page
    assert "单人发布" not in page
    place = asked(he, first)
    assert said(stage) == []
    waits = he.get(place).text
    assert "撤回申请" in waits
    assert "every 5s" in waits, "who asked sees the decision by itself"
    assert "every 10s" in he.get("/admin/knowledge/documents", headers={"HX-Request": "true"}).text
    assert "every 5s" not in su.get(place).text, "who reads it to decide is left alone"
    assert he.post(f"{place}/approve").status_code == 403
    assert su.get("/admin/publications/count").text == "1"
    assert he.get("/admin/publications/count").text == ""
    shown = su.get(place).text
    assert "批准并发布" in shown
    assert "新文档" in shown
    assert su.post(f"{place}/approve").headers["location"] == place
    assert said(stage) == ["金卡年费二百元。"]

    second = version(stage, he, FEES.replace("二百", "三百"))
    listed = he.get("/admin/knowledge/documents", headers={"HX-Request": "true"}).text
    assert "第 1 版" in listed
    assert "第 2 版" in listed
    place = asked(he, second)
    shown = su.get(place).text
    assert re.search(r"<mark>二</mark>", shown)
    assert re.search(r"<mark>三</mark>", shown)
    assert "另有 1 段没有变化" in su.get(f"/admin/knowledge/documents/{second}/diff").text
    su.post(f"{place}/approve")
    assert said(stage) == ["金卡年费三百元。"]

    place = asked(he, first, "退回")
    assert "申请退回到这一版" not in he.get(f"/admin/knowledge/documents/{second}").text
    su.post(f"{place}/approve")
    assert said(stage) == ["金卡年费二百元。"]
    assert "金卡年费三百元" in he.get(f"/admin/knowledge/documents/{second}").text, (
        "what was said is still shown"
    )


def test_the_officer_decides_from_the_list_of_requests(stage: Stage) -> None:
    he, chen = stage.client("he"), stage.client("chen")
    place = asked(he, version(stage, he, FEES))
    page = chen.get("/approvals").text
    assert place in page
    approval = re.search(r"/approvals/(\w+)/refuse", page)
    assert approval is not None
    assert chen.post(f"/approvals/{approval[1]}/approve").status_code == 400, (
        "it is looked at on its own page"
    )
    assert chen.post(f"/approvals/{approval[1]}/refuse").status_code == 303
    assert "已拒绝" in he.get(place).text
    assert chen.post(f"{place}/approve").status_code == 409


def test_what_a_check_stops_says_why_and_goes_out_over_two_signatures(stage: Stage) -> None:
    knowledge = stage.parts.get(KnowledgeBase)
    refuses = gate.Verdict(False, "题集 3 题变差。", "Three questions got worse.")
    knowledge.before_publish.append(("golden", lambda *_: refuses))
    he, su, chen = stage.client("he"), stage.client("su"), stage.client("chen")
    place = asked(he, version(stage, he, FEES))
    su.post(f"{place}/approve")
    assert "every 1s" in he.get(place).text
    assert "every 1s" in su.get("/admin/publications").text
    work(stage)
    rest = su.get("/admin/publications", headers={"HX-Request": "true"}).text
    assert "被检查拦下" in rest
    assert "<html" not in rest
    assert "every 1s" not in rest
    page = he.get(place).text
    assert "题集 3 题变差" in page
    assert said(stage) == []
    again = he.post(f"{place}/override/ask", data={"reason": "与分行已核对"}).headers["location"]
    assert su.post(f"{again}/approve").status_code == 403, "a team lead does not decide this"
    chen.post(f"{again}/approve")
    work(stage)
    assert said(stage) == ["金卡年费二百元。"]


def test_a_pair_waits_for_the_second_person_too(stage: Stage) -> None:
    he, su = stage.client("he"), stage.client("su")
    answer = he.post("/admin/knowledge/pairs", data={"question": "停车收费吗", "answer": "首两小时免费。"})
    place = answer.headers["location"]
    assert place.startswith("/admin/publications/")
    assert "首两小时免费" in su.get(place).text
    assert "查看申请" in he.get("/admin/knowledge").text
    su.post(f"{place}/approve")
    with stage.store.reading() as s:
        (pair,) = queries.qa_pairs(s)
    changed = {"question": "停车收费吗", "answer": "首小时免费。", "changes": pair.id}
    place = he.post("/admin/knowledge/pairs", data=changed).headers["location"]
    assert "<mark>两</mark>" in su.get(place).text


def test_a_base_of_one_person_says_so_on_every_page(stage: Stage) -> None:
    he = stage.client("he")
    form = {"name": "demo", "title_zh": "演示库", "single_person": "1"}
    assert he.post("/admin/knowledge/bases", data=form).status_code == 303
    assert he.post("/admin/knowledge/bases", data={**form, "name": "Demo"}).status_code == 400
    assert he.post("/admin/knowledge/bases", data=form).status_code == 409
    assert he.post("/admin/knowledge/channels/every", data={"base": ["demo", "main"]}).status_code == 303
    assert newest(stage).verb == "knowledge.channel_set"
    assert he.post("/admin/knowledge/channels/nothing", data={"base": ["demo"]}).status_code == 404
    he.post("/admin/knowledge/documents?base=demo", files=[("file", ("a.md", FEES.encode()))])
    work(stage)
    assert said(stage) == ["金卡年费二百元。"]
    with stage.store.reading() as s:
        document_id = queries.documents(s)[0].id
    for address in (
        "/admin/knowledge",
        "/admin/knowledge?base=demo",
        "/admin/knowledge/bases",
        f"/admin/knowledge/documents/{document_id}",
        "/admin/publications",
    ):
        assert "单人发布" in he.get(address).text, address
    assert (
        "单人发布"
        not in he.get("/admin/knowledge?base=main").text.partition("</nav>")[2].partition("<aside")[0]
    )
    assert he.get("/admin/knowledge?base=nobody").status_code == 404


def test_a_question_is_tried_in_the_base_on_screen(stage: Stage) -> None:
    he = stage.client("he")
    for name, audience in (("cards", "visitor"), ("inside", "staff")):
        he.post("/admin/knowledge/bases", data={"name": name, "audience": audience, "single_person": "1"})
        words = FEES.replace("二百", "三百" if name == "cards" else "四百")
        he.post(f"/admin/knowledge/documents?base={name}", files=[("file", ("a.md", words.encode()))])
    work(stage)
    assert 'name="base" value="cards"' in he.get("/admin/knowledge?base=cards").text

    def tried(base: str) -> str:
        form = {"ask": "金卡年费是几百元", "base": base}
        return str(he.post("/admin/knowledge/try", data=form, headers={"HX-Request": "true"}).text)

    assert "金卡年费三百元" in tried("cards")
    assert "金卡年费四百元" in tried("inside"), "as staff are answered"
    assert "没有依据" in tried("main"), "no channel's list"
    assert "逐级检查" in tried("cards")
    assert "找到的内容" in tried("cards")
    assert he.post("/admin/knowledge/try", data={"ask": "年费", "base": "nobody"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"since": "2030-01-01T08:00", "until": "2031-01-01T00:00"}, 303),
        ({"since": "2030-01-01T08:00", "until": "2029-01-01T00:00"}, 400),
        ({"since": "tomorrow"}, 400),
        ({}, 303),
    ],
)
def test_dates_are_taken_in_the_banks_own_time(stage: Stage, form: dict[str, str], status: int) -> None:
    he = stage.client("he")
    document_id = version(stage, he, FEES)
    answer = he.post(f"/admin/knowledge/documents/{document_id}/dates", data=form)
    assert answer.status_code == status
    if status == 303 and form:
        assert "2030-01-01T08:00" in he.get(f"/admin/knowledge/documents/{document_id}").text
        with stage.store.reading() as s:
            found = queries.document(s, document_id)
        assert found is not None
        assert found.valid_from is not None
        assert found.valid_from.hour == 0, "eight in China is midnight UTC"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_in_both_languages_without_inline_code(stage: Stage, lang: str) -> None:
    he, su = stage.client("he"), stage.client("su")
    first = version(stage, he, "# Fees\nGold card 200.\n")
    he.post(asked(he, first, "new") + "/withdraw")
    second = version(stage, he, "# Fees\nGold card 300.\n")
    place = asked(he, second, "new")
    for client in (he, su):
        client.cookies.set("lang", lang)
        for address in (
            place,
            "/admin/publications",
            f"/admin/knowledge/documents/{second}",
            f"/admin/knowledge/documents/{second}/diff",
            "/admin/knowledge/bases",
        ):
            page = client.get(address)
            if client is su and "bases" in address:
                assert page.status_code == 403
                continue
            assert page.status_code == 200, address
            assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page.text)
            if lang == "en":
                body = page.text.partition('class="page"')[2]
                for known in ("中文", "何清", "苏宁", "主知识库", "年费.md", "年费"):
                    body = body.replace(known, "")
                assert not re.findall(r"[一-鿿]{2,}", body), address
