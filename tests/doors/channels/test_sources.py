"""Mei opens what an answer rests on: that passage in the version of that time, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from appliance.ai.knowledge.tables import Document, KnowledgeBaseRow, Passage, QaPair
from appliance.core.kit.clock import now
from appliance.doors import desk
from appliance.doors.channels.web_widget import routes as widget
from appliance.doors.channels.web_widget import token
from appliance.service.conversations.tables import Conversation, Message
from tests.doors.web.stage import Stage

QUESTION, ANSWER = "提前还款要违约金吗", "满一年不收违约金。"
BOX = [0.1, 0.2, 0.9, 0.25]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, widget.router, desk.router)
    made.person("linyue", "林悦")
    made.person("su", "苏宁", "team_lead")
    made.person("chen", "陈合规", "compliance_officer")
    made.mei = token.issue(made.vault)  # type: ignore[attr-defined]
    yield made
    made.close()


def keep(stage: Stage, *rows: Any) -> None:
    with stage.store.writing() as s:
        for row in rows:
            s.add(row)
            s.flush()


def set_(stage: Stage, table: Any, id_: str, **values: Any) -> None:
    with stage.store.writing() as s:
        key = table.name if table is KnowledgeBaseRow else table.id
        s.execute(update(table).where(key == id_).values(**values))


def document(id_: str, number: int = 1, **more: Any) -> Document:
    values = {
        "title": "住房贷款手册",
        "filename": "a.pdf",
        "media_type": "application/pdf",
        "sha256": "0",
        "state": "published",
        "line": "d1",
        "created_by": "x",
        "created_at": now(),
        "published_at": now(),
    }
    return Document(id=id_, number=number, **{**values, **more})


def passage(id_: str, ordinal: int, text: str, **more: Any) -> Passage:
    return Passage(id=id_, document_id="d1", ordinal=ordinal, text=text, lang="zh", **{"page": 14, **more})


def answered(stage: Stage, *sources: dict[str, Any]) -> tuple[str, list[str]]:
    """Mei asks and is answered from these: the conversation, and the links that her window shows."""
    mei = stage.mei  # type: ignore[attr-defined]
    conversation = stage.visitor_says(QUESTION, visitor=mei.partition(".")[0])
    named = [{"label": f"手册 {n}", "label_en": f"Manual {n}", **one} for n, one in enumerate(sources)]
    stage.ai_says(conversation, ANSWER, "quote", named)
    seen = stage.client(Authorization=f"Bearer {mei}").get("/widget/api/messages").json()["messages"][-1]
    assert seen["sources"] == [f"手册 {n}" for n in range(len(sources))]
    return conversation, seen["links"]


def manual(stage: Stage) -> None:
    keep(
        stage,
        document("d1"),
        passage("p1", 0, "申请须提前三十天。", box=[0.1, 0.1, 0.9, 0.15]),
        passage("p2", 1, ANSWER, box=BOX),
        passage("p3", 2, "第十五页的话。", page=15),
    )


def marked(page: str) -> list[str]:
    return re.findall(r"<mark>([^<]*)</mark>", page)


def test_a_link_shows_the_passage_marked_among_its_neighbours(stage: Stage) -> None:
    manual(stage)
    _, (link, none) = answered(stage, {"passage_id": "p2"}, {"title": "旧时的出处"})
    assert none == ""
    page = stage.client().get(link)
    assert page.status_code == 200
    assert marked(page.text) == [ANSWER]
    assert "申请须提前三十天" in page.text
    assert "第十五页的话" not in page.text
    assert "第 14 页" in page.text
    assert QUESTION not in page.text, "nothing of the conversation"
    assert '<rect class="mark" x="21.0" y="59.4" width="168.0"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page.text)
    english = stage.client().get(link.replace("lang=zh", "lang=en")).text
    assert "What the AI" in english
    assert "page 14" in english.lower()


def test_a_row_of_a_table_is_shown_as_a_row(stage: Stage) -> None:
    keep(
        stage,
        document("d1"),
        passage("p1", 0, "期限=1年; 年利率=1.50%", kind="row", sheet="利率", cell="A2:B2", page=None),
        passage("p2", 1, "期限=3年; 年利率=2.60%; 起点=", kind="row", sheet="利率", cell="A3:C3", page=None),
    )
    _, (link,) = answered(stage, {"passage_id": "p2"})
    page = stage.client().get(link).text
    assert re.findall(r'<th scope="col">([^<]*)', page) == ["期限", "年利率", "起点"]
    assert marked(page) == ["3年", "2.60%", ""]
    assert "1.50%" in page
    assert "利率 A3:C3" in page


def test_an_approved_answer_shows_question_and_words_and_what_it_was_made_from(stage: Stage) -> None:
    manual(stage)
    pair = QaPair(
        id="q1",
        question="提前还贷收费吗",
        answer=ANSWER,
        phrasings=[],
        lang="zh",
        state="published",
        line="q1",
        created_by="x",
        created_at=now(),
        published_at=now(),
        source_document_id="d1",
        source_passages=["p2"],
    )
    keep(stage, pair)
    _, (link,) = answered(stage, {"qa_id": "q1"})
    page = stage.client().get(link).text
    assert "提前还贷收费吗" in page
    assert marked(page) == [ANSWER, ANSWER], "its words, and the passage"
    assert "住房贷款手册 · 第 14 页" in page
    set_(stage, Document, "d1", state="withdrawn")
    assert marked(stage.client().get(link).text) == [ANSWER], "the pair alone"


def test_an_old_answer_shows_its_own_version_and_says_so(stage: Stage) -> None:
    manual(stage)
    _, (link,) = answered(stage, {"passage_id": "p2"})
    keep(stage, document("d2", 2))
    set_(stage, Document, "d1", state="withdrawn", replaced_by="d2")
    page = stage.client().get(link).text
    assert marked(page) == [ANSWER]
    assert "第 1 版，现已由新版接替" in page

    set_(stage, Document, "d1", replaced_by=None)
    page = stage.client().get(link).text
    assert "已撤回" in page
    assert marked(page) == [ANSWER], "what was said"
    assert "申请须提前" not in page, "and no more of what was taken back"

    set_(stage, Document, "d1", state="published", valid_until=now() - timedelta(days=1))
    assert "有效期已过" in stage.client().get(link).text


@pytest.mark.parametrize("broken", ["mark", "number", "message", "short"])
def test_a_link_that_was_not_given_opens_nothing(stage: Stage, broken: str) -> None:
    manual(stage)
    _, (link, other) = answered(stage, {"passage_id": "p2"}, {"passage_id": "p1"})
    said = link.removeprefix("/widget/source/").partition("?")[0]
    message, number, mark = said.split(".")
    assert mark not in other
    wrong = {
        "mark": f"{message}.{number}.{mark[::-1]}",
        "number": f"{message}.1.{mark}",
        "message": f"{message[::-1]}.{number}.{mark}",
        "short": f"{message}.{number}.{mark[:-1]}",
    }[broken]
    answer = stage.client().get(f"/widget/source/{wrong}")
    assert answer.status_code == 404
    assert ANSWER not in answer.text


def test_what_is_not_for_visitors_any_more_opens_nothing(stage: Stage) -> None:
    manual(stage)
    conversation, (link,) = answered(stage, {"passage_id": "p2"})
    visitor = stage.client()
    for table, id_, bad, good in (
        (Conversation, conversation, {"erased_at": now()}, {"erased_at": None}),
        (KnowledgeBaseRow, "main", {"audience": "staff"}, {"audience": "visitor"}),
        (Message, link.split("/")[-1].partition(".")[0], {"withdrawn": True}, {"withdrawn": False}),
        (Document, "d1", {"published_at": None}, {"published_at": now()}),
    ):
        set_(stage, table, id_, **bad)
        assert visitor.get(link).status_code == 404, table
        set_(stage, table, id_, **good)
        assert visitor.get(link).status_code == 200, table


def test_the_agent_sees_the_same_passage_in_the_conversation(stage: Stage) -> None:
    manual(stage)
    conversation, _ = answered(stage, {"passage_id": "p2"})
    agent, lead = stage.client("linyue"), stage.client("su")
    page = agent.get(f"/desk/c/{conversation}").text
    found = re.search(r'href="(/desk/c/\w+/source/\d+/0)" hx-get="\1"', page)
    assert found is not None
    drawer = agent.get(found[1], headers={"HX-Request": "true"}).text
    assert marked(drawer) == [ANSWER]
    assert "<html" not in drawer
    assert "/admin/knowledge" not in drawer, "an agent has no business there"
    assert "/admin/knowledge/documents/d1" in lead.get(found[1], headers={"HX-Request": "true"}).text
    assert marked(agent.get(found[1]).text) == [ANSWER], "a page of its own without scripts"
    assert agent.get(found[1][:-1] + "7").status_code == 404
    assert stage.client("chen").get(found[1]).status_code == 403
