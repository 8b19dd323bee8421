"""He has pairs made of a document, reviews them beside their passages, and Su allows them; a pair keeps its history."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from appliance.ai.knowledge import queries, tasks
from appliance.ai.knowledge.tables import KnowledgeTask, QaPair
from tests.doors.admin.test_publishing_pages import stage, upload, version, work  # noqa: F401
from tests.doors.web.stage import Stage

HX = {"HX-Request": "true"}
RATES = "# 存款利率\n\n| 期限 | 年利率 |\n|---|---|\n| 一年 | 1.50% |\n| 三年 | 2.60% |\n\n# 挂失\n挂失手续费十元。\n"


def drafts(stage: Stage) -> list[QaPair]:  # noqa: F811
    with stage.store.reading() as s:
        return queries.qa_pairs(s, states=("draft",))


def made(stage: Stage, he: Any, text: str = RATES) -> str:  # noqa: F811
    """A document with the drafts made of it."""
    document = version(stage, he, text)
    assert he.post(f"/admin/knowledge/documents/{document}/pairs").status_code == 303
    work(stage)
    return document


def boxes(page: str) -> list[str]:
    return re.findall(r'type="checkbox" name="pair" value="(\w+)"', page)


def test_drafts_are_made_watched_reviewed_and_published_by_two(stage: Stage) -> None:  # noqa: F811
    he, su = stage.client("he"), stage.client("su")
    document = version(stage, he, RATES)
    place = f"/admin/knowledge/documents/{document}/pairs"
    assert "生成问答草稿" in he.get(f"/admin/knowledge/documents/{document}").text
    assert "every 1s" in he.post(place, headers=HX).text
    assert he.post(place).status_code == 409, "one at a time"
    work(stage)
    panel = he.get(place, headers=HX).text
    assert "every 1s" not in panel
    assert "已生成 3 条草稿" in panel
    found = re.search(r'href="(/admin/knowledge/pairs/review[^"]*)" ?id="review"', panel)
    assert found is not None
    assert "有 3 条问答草稿待核对" in he.get("/admin/knowledge").text

    review = he.get(found[1].replace("&amp;", "&")).text
    ids = boxes(review)
    assert len(ids) == 3
    for said in (
        "<blockquote>期限=一年; 年利率=1.50%</blockquote>",
        "<blockquote>挂失手续费十元。</blockquote>",
    ):
        assert said in review, "what it was made from stands beside it"
    form = {"base": "main", "source": document}
    assert he.post("/admin/knowledge/pairs/review", data=form).status_code == 400, "nothing is ticked"
    he.post("/admin/knowledge/pairs/review", data={**form, "act": "reject", "pair": ids[2:]})
    assert len(drafts(stage)) == 2
    answer = he.post("/admin/knowledge/pairs/review", data={**form, "act": "publish", "every": "1"})
    request = answer.headers["location"]
    assert request.startswith("/admin/publications/")
    assert boxes(he.get(f"/admin/knowledge/pairs/review?source={document}").text) == [], "they wait for Su"
    assert su.post(f"{request}/approve").status_code == 303
    with stage.store.reading() as s:
        assert len(queries.qa_pairs(s)) == 2

    he.post(place)
    work(stage)
    again = he.get(place, headers=HX).text
    assert "已生成 1 条草稿" in again, "the rejected one is offered again"
    assert "2 条库中已有" in again


def test_a_pair_keeps_its_words_dates_and_history(stage: Stage) -> None:  # noqa: F811
    he, su = stage.client("he"), stage.client("su")
    made(stage, he)
    first = next(row for row in drafts(stage) if "一年" in row.question)
    assert su.post(f"/admin/knowledge/pairs/{first.id}/review").status_code == 303
    assert "苏宁" in he.get(f"/admin/knowledge/pairs/{first.id}").text
    place = he.post(f"/admin/knowledge/pairs/{first.id}/ask", data={"reason": "新"}).headers["location"]
    su.post(f"{place}/approve")
    words = {"question": first.question, "answer": "一年期为 1.75%。", "until": "2031-01-01T00:00"}
    where = he.post(f"/admin/knowledge/pairs/{first.id}", data=words).headers["location"]
    page = he.get(where).text
    assert "第 2 版" in page
    assert "与第 1 版比较" in page
    assert "2031-01-01 00:00" in page
    assert "期限=一年" in page, "its source stays beside it"
    assert "将替换现行版本" in he.get("/admin/knowledge/pairs/review").text
    with stage.store.reading() as s:
        assert [row.answer for row in queries.qa_pairs(s)] == [first.answer], "the old one answers on"
    bad = he.post(f"/admin/knowledge/pairs/{first.id}", data={**words, "answer": " "})
    assert bad.status_code == 400
    assert he.get("/admin/knowledge/pairs/nothing").status_code == 404
    assert su.post(f"/admin/knowledge/pairs/{first.id}", data=words).status_code == 403
    edited = he.post(where, data={**words, "answer": "1.80%。"}, headers=HX).text
    assert "已保存" in edited
    assert "1.80%" in edited


def test_work_that_failed_says_why_and_can_be_begun_again(stage: Stage) -> None:  # noqa: F811
    he = stage.client("he")
    document = version(stage, he, RATES)
    he.post(f"/admin/knowledge/documents/{document}/pairs")
    he.post(f"/admin/knowledge/documents/{document}/withdraw")
    work(stage)
    with stage.store.reading() as s:
        task = tasks.newest(s, "pairs", document)
    assert task is not None
    assert task.state == "failed"
    assert "没有可用的内容" in (task.error or "")
    assert he.post(f"/admin/knowledge/documents/{document}/pairs").status_code == 409
    with pytest.raises(RuntimeError), tasks.doing(stage.store, _begun(stage, document), last=True):
        raise RuntimeError
    with stage.store.reading() as s:
        task = tasks.newest(s, "pairs", document)
    assert task is not None
    assert "再试一次" in (task.error or ""), "not under way for ever"


def _begun(stage: Stage, document: str) -> str:  # noqa: F811
    from appliance.core.kit.actors import SYSTEM

    with stage.store.writing() as s:
        made_: KnowledgeTask = tasks.begin(s, "pairs", document, base="main", by=SYSTEM)
        return made_.id


def test_the_pages_in_both_languages_without_inline_code(stage: Stage) -> None:  # noqa: F811
    he = stage.client("he")
    document = made(stage, he, "# Fees\n\n| Card | Fee |\n|---|---|\n| Gold | 200 |\n| Blue | 0 |\n")
    pair = drafts(stage)[0].id
    addresses = (
        f"/admin/knowledge/pairs/review?source={document}",
        f"/admin/knowledge/pairs/{pair}",
        f"/admin/knowledge/documents/{document}",
        "/admin/knowledge/pairs/review?base=main&after=30",
    )
    for lang, address in itertools.product(("zh", "en"), addresses):
        he.cookies.set("lang", lang)
        page = he.get(address)
        assert page.status_code == 200, address
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page.text)
        if lang == "en":
            body = page.text.partition('class="page"')[2]
            for known in ("中文", "何清", "年费.md", "年费", "主知识库"):
                body = body.replace(known, "")
            assert not re.findall(r"[一-鿿]{2,}", body), address
