"""What helps agents answer: quick replies with variables, a draft by the AI, knowledge beside the thread, proposals."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

import appliance.ai.knowledge.tables
import appliance.service.quick_replies.tables  # noqa: F401
from appliance.ai.answering.answer import Answer
from appliance.ai.answering.ladder import Answerer
from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.audit.tables import AuditEvent
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import MaskedText
from appliance.doors.desk import helping
from appliance.service.conversations import queries
from appliance.service.quick_replies.variables import fill, unknown
from tests.doors.desk.test_acts import FindsNumbers
from tests.doors.web.stage import Stage


@pytest.fixture
def lead(stage: Stage) -> Any:
    stage.person("hezong", "何组长", "team_lead")
    return stage.client("hezong")


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("{访客}您好，我是{客服}。", "王*明您好，我是林悦。"),
        ("Dear { contact }, {agent} here ({code})", "Dear 王*明, 林悦 here (7F3K)"),
        ("没有变量", "没有变量"),
        ("{利率}是多少", "{利率}是多少"),
        ("{{访客}}", "{王*明}"),
    ],
)
def test_variables_are_filled_in(body: str, filled: str) -> None:
    assert fill(body, {"contact": "王*明", "agent": "林悦", "code": "7F3K"}) == filled


def test_a_slip_in_a_variable_is_named() -> None:
    assert unknown("{访客}的{利率}和{ rate }") == ["利率", "rate"]


def keep(client: Any, name: str, body: str, **more: str) -> Any:
    return client.post("/desk/replies", data={"name": name, "body": body, **more})


def suggested(client: Any, conversation: str, q: str = "", what: str = "replies") -> list[str]:
    found = client.get(f"/desk/c/{conversation}/suggest/{what}", params={"q": q}).json()
    return [one["text"] for one in found]


def test_own_replies_are_ones_own_and_shared_ones_a_leads(stage: Stage, waiting: str, lead: Any) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    assert keep(lin, "/年费", "{访客}您好，我是{客服}，正在核对年费。").status_code == 303
    assert keep(lin, "年费", "又一条").status_code == 409
    assert keep(lin, "共享", "大家用", shared="1").status_code == 403
    assert keep(lead, "稍等", "请稍等一分钟。", shared="1").status_code == 303
    assert suggested(lin, waiting, "年") == ["尊敬的客户您好，我是林悦，正在核对年费。"]
    assert suggested(lin, waiting) == ["尊敬的客户您好，我是林悦，正在核对年费。", "请稍等一分钟。"]
    assert suggested(zhao, waiting) == ["请稍等一分钟。"]
    assert suggested(zhao, waiting, "林", "people") == ["@林悦 "]
    shared = lead.get("/desk/replies").text.partition("edit=")[2][:26]
    for client, code in ((zhao, 404), (lin, 404), (lead, 303)):
        assert client.post(f"/desk/replies/{shared}/remove").status_code == code
    assert suggested(zhao, waiting) == []


@pytest.mark.parametrize(
    ("name", "body"),
    [("", "话"), ("名", " "), ("长" * 25, "话"), ("利率", "{利率}是多少"), ("号", "13812345678")],
)
def test_what_cannot_be_a_quick_reply_is_said(stage: Stage, name: str, body: str) -> None:
    stage.parts.withdraw(Masker)
    stage.parts.provide(Masker, FindsNumbers())
    assert keep(stage.client("linyue"), name, body).status_code == 400


class Scripted:
    """Answers one thing and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def answer(self, question: MaskedText, **more: Any) -> Answer:
        self.asked.append((str(question), [str(text) for _, text in more["history"]]))
        source = Source("d", "退费流程", page=4, passage_id="p1")
        return Answer(
            MaskedText.trusted("可为 ⟦MOBILE:9f31⟧ 申请退回。"), "generated", "zh", sources=[source]
        )


def test_a_draft_answers_the_last_words_names_its_source_and_is_not_sent(
    stage: Stage, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping.bases, "for_channel", lambda *_: ["main"])
    script = Scripted()
    stage.parts.provide(Answerer, script)
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    with stage.store.reading() as s:
        before = queries.conversation(s, waiting).staff_seq
    page = lin.post(f"/desk/c/{waiting}/draft").text
    assert "可为 手机 138****5678 申请退回。" in page
    assert "退费流程 · 第 4 页" in page
    assert f'href="/desk/c/{waiting}/passage?passage=p1"' in page
    question, history = script.asked[0]
    assert question == "都说了三遍了，到底能不能退？"
    assert history[-1] == "白金卡年费为每年 3,600 元。"
    with stage.store.reading() as s:
        assert queries.conversation(s, waiting).staff_seq == before
        assert [e.details["rung"] for e in s.scalars(select(AuditEvent)) if e.verb == "draft.offered"] == [
            "generated"
        ]


def test_the_knowledge_beside_the_thread(stage: Stage, waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping.bases, "for_channel", lambda *_: ["main"])
    asked: list[Any] = []

    def search(question: MaskedText, k: int, **more: Any) -> Any:
        asked.append((str(question), more["audience"]))
        source = Source("d", "信用卡费率表", sheet="年费", cell="B7", passage_id="p1")
        text = "白金卡年费每年 3,600 元"
        hit = Hit("passage", "p1", None, text, "", "zh", 0.9, 0.9, 1.0, "信用卡费率表", source)
        return SimpleNamespace(hits=[hit] if "年费" in str(question) else [])

    stage.parts.provide(KnowledgeBase, SimpleNamespace(search=search))
    lin = stage.client("linyue")
    address = f"/desk/c/{waiting}/knowledge"
    assert "查找已发布的资料和问答" in lin.get(address).text
    page = lin.get(address, params={"q": "年费"}).text
    assert "白金卡年费每年 3,600 元" in page
    assert f"/desk/c/{waiting}/passage?passage=p1" in page
    assert "没有找到" in lin.get(address, params={"q": "天气"}).text
    assert asked == [("年费", "staff"), ("天气", "staff")]


def test_an_answer_is_proposed_with_one_press(
    stage: Stage, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = stage.client("linyue")
    lin.post(f"/desk/c/{waiting}/claim")
    lin.post(f"/desk/c/{waiting}/messages", data={"text": "刷满 18 笔可退。", "client_id": "a"})
    with stage.store.reading() as s:
        answer = queries.thread(s, stage.vault, waiting)[-1]
    assert f"/desk/c/{waiting}/propose/{answer.seq}" in lin.get(f"/desk/c/{waiting}").text
    stage.parts.provide(KnowledgeBase, SimpleNamespace(store=stage.store))
    proposed: list[tuple[str, str]] = []
    monkeypatch.setattr(
        helping,
        "propose_from_answer",
        lambda _k, _v, conversation, message, *, actor: proposed.append((message, actor.name)),
    )
    assert "待审核的问答" in lin.post(f"/desk/c/{waiting}/propose/{answer.seq}").text
    assert proposed == [(answer.id, "林悦")]
