"""The real vLLM with the starter model: what it adds, and that nothing is lost when it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.house import House

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("engine"), ENGINE="auto").running() as running:
        yield running


def answered(answer: dict[str, Any]) -> bool:
    return not answer["thinking"] and any(m["who"] == "ai" for m in answer["messages"])


def reply(house: House, question: str, lang: str) -> dict[str, Any]:
    """The AI's whole reply to one question of a new visitor: its words, and its first message's sources."""
    visitor = house.visitor(lang)
    visitor.write(question).raise_for_status()
    found = [m for m in visitor.until(answered)["messages"] if m["who"] == "ai"]
    words = " ".join("".join(part["text"] for part in m["segments"]) for m in found)
    return {"words": words, "sources": found[0]["sources"]}


def rung(house: House, question: str) -> dict[str, Any]:
    """The same path in the terminal, with the rung that gave the answer."""
    import json

    asked = house.command("ask", "--jsonl", stdin=json.dumps({"qid": "q", "query": question}) + "\n")
    assert asked.returncode == 0, asked.stderr
    found: dict[str, Any] = json.loads(asked.stdout)
    return found


def test_while_the_engine_warms_up_approved_answers_and_people_are_there(house: House) -> None:
    assert "挂失" in reply(house, "信用卡丢了怎么挂失", "zh")["words"]
    visitor = house.visitor()
    visitor.ask_for_person().raise_for_status()
    assert visitor.messages()["state"] == "queued"


def test_an_english_question_is_answered_by_generation_from_a_cited_passage(house: House) -> None:
    house.until_model("ready")
    found = rung(house, "What is the minimum down payment for a first home?")
    assert found["rung"] == "generated"
    assert "15%" in found["answer"]
    assert found["sources"]
    said = reply(house, "What is the minimum down payment for a first home?", "en")
    assert "15%" in said["words"]
    assert "page" in said["sources"][0]


def test_a_chinese_question_is_never_left_to_a_model_that_writes_none(house: House) -> None:
    house.until_model("ready")
    assert rung(house, "房贷提前还款要付违约金吗")["rung"] == "approved"
    assert rung(house, "抵押登记一般要办多久")["rung"] in {"approved", "quote"}


def test_what_is_not_published_is_not_answered(house: House) -> None:
    house.until_model("ready")
    for question in ("What is my current credit card balance?", "你们卖比特币吗", "隔壁银行的存款利率是多少"):
        assert rung(house, question)["rung"] in {"handoff", "clarify"}, question


def test_the_engine_is_killed_and_comes_back_and_visitors_are_served_meanwhile(house: House) -> None:
    house.until_model("ready")
    assert house.process is not None
    engine = [
        p
        for p in psutil.Process(house.process.pid).children(recursive=True)
        if "vllm" in " ".join(p.cmdline())
    ]
    assert engine, "no vLLM process below the appliance"
    for process in engine:
        process.kill()
    house.until_model("restarting")
    assert reply(house, "How much does a replacement debit card cost?", "en")["words"]
    assert "挂失" in reply(house, "信用卡丢了怎么挂失", "zh")["words"]
    house.until_model("ready")
