"""He brings a set of questions in, has it asked, and sees question by question what a change of the knowledge did."""

from __future__ import annotations

import io
import itertools
import json
import re
from typing import Any

import openpyxl

from appliance.ai.answering.golden import jobs as golden
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge import jobs, queries
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from tests.doors.admin.test_publishing_pages import stage  # noqa: F401
from tests.doors.web.stage import Stage
from tests.factories.knowledge import one_person

HX = {"HX-Request": "true"}
QUESTIONS = [
    {"qid": "gold", "query": "金卡年费多少", "facts": ["二百元"]},
    {"qid": "park", "query": "停车收费吗", "facts": ["免费"]},
    {"qid": "none", "query": "比特币能买吗"},
]


def work(stage: Stage) -> None:  # noqa: F811
    registry = Registry()
    jobs.register(registry, stage.parts.get(KnowledgeBase))
    golden.register(registry, stage.store, stage.parts.get(Answerer), ScriptedModel([]))
    Runner(stage.store, registry).run_until_idle()


def brought(he: Any, filename: str, data: bytes, **form: str) -> Any:
    return he.post("/admin/knowledge/sets", data={"base": "main", **form}, files={"file": (filename, data)})


def jsonl(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def published(stage: Stage, he: Any, question: str, answer: str, changes: str = "") -> str:  # noqa: F811
    """A pair, published; its id."""
    he.post("/admin/knowledge/pairs", data={"question": question, "answer": answer, "changes": changes})
    work(stage)
    with stage.store.reading() as s:
        return next(row.id for row in queries.qa_pairs(s) if row.question == question)


def asked(stage: Stage, he: Any, place: str) -> str:  # noqa: F811
    """Have the set asked; its page afterwards."""
    assert he.post(f"{place}/run").status_code == 303
    assert he.post(f"{place}/run").status_code == 409
    assert "every 1s" in he.get(place).text
    assert "every 1s" in he.get(f"{place}/progress", headers=HX).text
    work(stage)
    assert he.get(f"{place}/progress", headers=HX).headers["HX-Redirect"] == place
    return str(he.get(place).text)


def test_a_set_is_asked_and_compared_with_the_run_before(stage: Stage) -> None:  # noqa: F811
    one_person(stage.store)
    he = stage.client("he")
    assert "还没有题集" in he.get("/admin/knowledge/sets").text
    pair = published(stage, he, "金卡年费多少", "金卡年费二百元。")
    published(stage, he, "停车收费吗", "首两小时免费。")
    place = brought(he, "常问.jsonl", jsonl(*QUESTIONS)).headers["location"]
    assert "还没有测过" in he.get(place).text
    page = asked(stage, he, place)
    assert "答对 3 / 3" in page
    published(stage, he, "金卡年费多少", "金卡年费三百元。", changes=pair)
    page = asked(stage, he, place)
    assert "答对 2 / 3" in page
    assert "上次 3 / 3" in page
    worse = he.get(f"{place}?view=worse").text
    assert "金卡年费多少" in worse
    assert "缺：二百元" in worse
    assert "停车收费" not in worse.partition('class="asked-set"')[2].partition("</ul>")[0]
    listed = he.get("/admin/knowledge/sets").text
    assert "−1" in listed
    run = re.findall(r"\?run=(\w+)\"", page)[-1]
    assert "答对 3 / 3" in he.get(f"{place}?run={run}").text, "an earlier run is still there"
    tried = he.get(f"{place}/asked/0", headers=HX).text
    assert "逐级检查" in tried
    assert "金卡年费三百元" in tried
    assert he.get(f"{place}/asked/9").status_code == 404
    assert he.get("/admin/knowledge/sets/nothing").status_code == 404
    assert stage.client("su").get(place).status_code == 403


def test_a_set_from_excel_and_files_that_are_none(stage: Stage) -> None:  # noqa: F811
    he = stage.client("he")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("编号", "问题", "来源", "要点"), ("1", "金卡年费多少", "a.md", "二百元|首年免")):
        book.active.append(row)
    book.save(out)
    page = he.get(brought(he, "题.xlsx", out.getvalue(), name="卡类", golden="1").headers["location"]).text
    assert "卡类" in page
    assert "黄金题集" in page
    assert "二百元、首年免" in page
    for name, data in (("a.jsonl", b"{"), ("a.jsonl", jsonl({"qid": "1"})), ("", b""), ("a.exe", b"MZ")):
        answer = brought(he, name, data)
        assert answer.status_code in (400, 415), (name, answer.status_code)
    assert not list((stage.settings.data_dir / "uploads").glob(".set-*"))


def test_the_pages_in_both_languages_without_inline_code(stage: Stage) -> None:  # noqa: F811
    he = stage.client("he")
    place = brought(he, "set.jsonl", jsonl({"qid": "1", "query": "fees?"})).headers["location"]
    asked(stage, he, place)
    addresses = ("/admin/knowledge/sets", place, f"{place}?view=better", f"{place}/asked/0")
    for lang, address in itertools.product(("zh", "en"), addresses):
        he.cookies.set("lang", lang)
        page = he.get(address)
        assert page.status_code == 200, address
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|hx-on|javascript:", page.text)
        if lang == "en":
            body = page.text.partition('class="page"')[2]
            for known in ("中文", "何清", "主知识库"):
                body = body.replace(known, "")
            assert not re.findall(r"[一-鿿]{2,}", body), address
