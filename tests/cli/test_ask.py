"""What `appliance ask` prints and writes."""

from __future__ import annotations

import json

import pytest
from rich.console import Console

from appliance.ai.answering.answer import Answer, Check
from appliance.ai.knowledge.hits import Hit, Source
from appliance.cli.ask import answer_to_dict, handoff_to_dict, read_rows, render
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from appliance.service.handoff.rule import Reason

SOURCE = Source("d1", "2026 年服务收费标准", sheet="信用卡费率", cell="A5:D5", external_id="tariff-2026")
HIT = Hit(
    "passage",
    "p1",
    None,
    "项目=金卡主卡年费; 收费标准=¥200",
    "年费",
    "zh",
    0.9,
    0.9,
    1.0,
    SOURCE.title,
    SOURCE,
)
ANSWER = Answer(
    MaskedText.trusted("金卡主卡年费：收费标准 ¥200。"),
    "quote",
    "zh",
    [SOURCE],
    checks=[Check("scope", True), Check("engine ready", False, "engine not ready")],
    seconds={"embed_and_retrieve": 0.0411, "total": 0.0502},
    used=(HIT,),
)


def shown(lang: str) -> str:
    console = Console(width=100, record=True, file=None, quiet=False)
    with console.capture() as captured:
        for part in render(answer_to_dict(ANSWER), lang):
            console.print(part)
    return captured.get()


def test_the_terminal_shows_answer_rung_source_checks_and_time() -> None:
    text = shown("zh")
    for part in ("金卡主卡年费：收费标准 ¥200。", "quote", "信用卡费率 A5:D5", "engine not ready", "41 ms"):
        assert part in text


def test_the_terminal_speaks_english() -> None:
    assert "Source" in shown("en")
    assert "sheet 信用卡费率" in shown("en")


def test_an_answer_is_json() -> None:
    line = json.loads(json.dumps({"qid": "1", **answer_to_dict(ANSWER)}, ensure_ascii=False))
    assert line["rung"] == "quote"
    assert line["sources"][0]["document"] == "tariff-2026"
    assert (line["sources"][0]["sheet"], line["sources"][0]["cell"]) == ("信用卡费率", "A5:D5")
    assert line["checks"][1] == {"name": "engine ready", "ok": False, "detail": "engine not ready"}


def test_a_question_for_a_person_is_a_handoff() -> None:
    line = handoff_to_dict(Reason("asks_for_person", "客户要求人工服务", "The customer asks for a person"))
    assert (line["rung"], line["handoff"], line["sources"]) == ("handoff", "asks_for_person", [])


def test_rows_are_read_in_order_and_empty_lines_skipped() -> None:
    rows = read_rows(
        '{"qid": 1, "query": "年费"}\n\n{"qid": 2, "query": "那利率呢", "history": ["首套房贷"]}\n'
    )
    assert [row["qid"] for row in rows] == [1, 2]


@pytest.mark.parametrize("bad", ["nonsense", '{"qid": 1}', '["a"]', '{"query": "年费"}'])
def test_a_bad_line_is_named(bad: str) -> None:
    with pytest.raises(BadInput, match="Line 2"):
        read_rows('{"qid": 1, "query": "年费"}\n' + bad)
