"""`appliance knowledge pairs …`: made of a document, taken from a table, checked against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.cli.knowledge import HANDLERS
from appliance.core.kit.errors import NotFound
from appliance.core.kit.parts import Parts
from tests.ai.knowledge.test_commands import parts  # noqa: F401 - a fixture
from tests.factories.knowledge import pair

GUIDE = "# 信用卡\n\n## 挂失\n\n拨打热线即可挂失。\n\n| 项目 | 收费 |\n|---|---|\n| 挂失 | 40元 |\n| 补卡 | 15元 |\n"


def do(parts: Parts, name: str, **arguments: Any) -> Any:  # noqa: F811
    return HANDLERS[name](parts, {"base": "main", **arguments}, lambda step: None)


@pytest.fixture
def guide(parts: Parts, tmp_path: Path) -> str:  # noqa: F811
    (tmp_path / "guide.md").write_text(GUIDE, "utf-8")
    do(parts, "knowledge.import", paths=[str(tmp_path / "guide.md")], publish=True)
    return "guide.md"


def test_pairs_are_made_as_drafts_with_their_source(parts: Parts, guide: str) -> None:  # noqa: F811
    assert do(parts, "knowledge.pairs.make", document=guide) == {"made": 3, "known": 0, "held": 0}
    store = parts.get(KnowledgeBase).store
    with store.reading() as s:
        made = queries.qa_pairs(s, states=("draft",))
        source = queries.document_by_external_id(s, guide)
        assert source is not None
        assert {(each.origin, each.source_document_id) for each in made} == {("generated", source.id)}
        assert {each.answer for each in made} >= {"拨打热线即可挂失。"}
        assert queries.counts(s)["qa_pairs"] == 0, "nothing is published by being made"
    assert do(parts, "knowledge.pairs.make", document=guide) == {"made": 0, "known": 3, "held": 0}


def test_an_unknown_document_is_named(parts: Parts) -> None:  # noqa: F811
    with pytest.raises(NotFound, match=r"nothing\.pdf.*knowledge list"):
        do(parts, "knowledge.pairs.make", document="nothing.pdf")


def test_a_table_becomes_pairs(parts: Parts, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "qa.csv").write_text(
        "编号,问题,答案\nK1,怎么挂失？,拨打热线。\nK2,怎么补卡？,到网点办理。\n", "utf-8"
    )
    done = do(parts, "knowledge.import", paths=[str(tmp_path / "qa.csv")], publish=True, pairs=True)
    assert [line["ok"] for line in done["lines"]] == [True]
    with parts.get(KnowledgeBase).store.reading() as s:
        assert {each.external_id for each in queries.qa_pairs(s)} == {"K1", "K2"}


def test_pairs_that_contradict_are_told(parts: Parts) -> None:  # noqa: F811
    knowledge = parts.get(KnowledgeBase)
    pair(knowledge, "大额转账限额多少？", "每日 50 万元。")
    pair(knowledge, "大额转账的限额是多少？", "每日 20 万元。")
    pair(knowledge, "怎么查开户行？", "在手机银行查。")
    found = do(parts, "knowledge.pairs.check")
    assert found["pairs"] == 3
    (one,) = found["conflicts"]
    assert one["kind"] == "contradiction"
    assert {one["first"], one["second"]} == {"大额转账限额多少？", "大额转账的限额是多少？"}
    assert set(one["differing"]) == {"50 万元", "20 万元"}
