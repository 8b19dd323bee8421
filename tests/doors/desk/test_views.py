"""How stored facts become words on the desk."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.core.masking.text import MaskedText
from appliance.doors.desk import views, why
from appliance.service.handoff import reasons

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def message(meta: dict[str, Any], **more: Any) -> Any:
    values = {"seq": 1, "kind": "event", "author_kind": "system", "author_name": "", "reply_id": None}
    shown = {
        "text": MaskedText.trusted("x"),
        "displays": {},
        "created_at": AT,
        "delivered_at": None,
        "withdrawn": False,
        "conversation_id": "c",
    }
    return SimpleNamespace(meta=meta, **{**values, **shown, **more})


@pytest.mark.parametrize(
    ("meta", "line", "after"),
    [
        ({"event": "claimed", "agent": "林悦"}, "林悦 接待", "AI 不再发言"),
        ({"event": "given_back", "agent": "林悦"}, "林悦 交回 AI", "由 AI 继续接待"),
        ({"event": "transferred", "agent": "赵敏", "from": "林悦"}, "赵敏 接手", ""),
        ({"event": "transferred", "agent": "", "from": "林悦"}, "林悦 退回排队", ""),
        ({"event": "closed"}, "会话已结束", ""),
        ({"event": "handed_off", "reasons": []}, "AI 已停止 · 转人工", ""),
    ],
)
def test_events_read_as_one_line(meta: dict[str, Any], line: str, after: str) -> None:
    shown = views.line(message(meta), "zh")
    assert (shown.line, shown.after) == (line, after)


def test_an_event_nobody_described_shows_its_own_sentence() -> None:
    assert views.line(message({"event": "something_new"}), "zh").kind == "text"


def test_the_gravest_reason_is_the_one_that_catches_the_eye() -> None:
    stored = [
        {"code": "complaint", "zh": "客户投诉"},
        {"code": "fraud", "zh": "疑似诈骗"},
        {"code": "asks_for_person"},
    ]
    assert why.alarm(stored, "zh") == "疑似盗用"
    assert why.alarm(stored, "en") == "Possible fraud"
    assert why.alarm([{"code": "asks_for_person"}], "zh") == ""
    assert reasons.reasons(stored, "zh") == ["客户投诉", "疑似诈骗", "asks_for_person"]


def test_sources_are_named_once_in_the_readers_language() -> None:
    one = {"title": "手册", "label": "手册 · 第 14 页", "label_en": "手册 · page 14"}
    named = views.sources([one, one, {"title": "章程"}, {}], "zh")
    assert [each.label for each in named] == ["手册 · 第 14 页", "章程"]
    assert views.sources([one], "en") == [views.Cite("手册 · page 14")]
    known = views.sources([one, {"title": "章程", "passage_id": "p"}], "zh", "/desk/c/x/source/3/")
    assert [each.href for each in known] == ["", "/desk/c/x/source/3/1"]


def test_sentences_of_one_reply_follow_each_other() -> None:
    said = [
        message({}, seq=n, kind="text", author_kind="ai", reply_id=reply) for n, reply in enumerate("aabb")
    ]
    assert [one.follows for one in views.lines(said, "zh")] == [False, True, False, True]


def test_what_a_reason_rests_on_in_both_languages() -> None:
    kept = [
        {"code": "angry", "evidence": "angry 0.83 (reading-2)", "rule": "mood", "version": "3"},
        {"code": "asks_for_person", "evidence": "wording", "rule": "asks_for_person", "version": "0"},
        {"code": "people_first"},
    ]
    assert why.rests(kept, "zh") == [
        "按语义：激动 0.83 (reading-2) · 规则“客户情绪”，第 3 版",
        "明说要人工 · 规则“客户要求人工”，出厂规则",
        "",
    ]
    assert why.rests(kept, "en")[0] == (
        "by meaning: angry 0.83 (reading-2) · rule “The visitor's mood”, Version 3"
    )
