"""Approved pairs: found by each phrasing, replaced by id, withdrawn, imported in bulk."""

import threading
from pathlib import Path

import pytest

from appliance.ai.knowledge import batch, pairs, queries
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import BadInput
from appliance.core.masking.text import MaskedText
from tests.factories.knowledge import pair

LOST = {
    "id": "q1",
    "question": "如何挂失信用卡？",
    "answer": "请拨打客服热线。",
    "phrasings": ["卡丢了怎么办", "挂失"],
}


def best(knowledge: KnowledgeBase, question: str):
    hits = knowledge.search(MaskedText.trusted(question), k=3).hits
    return hits[0] if hits else None


def test_each_phrasing_finds_the_pair(knowledge: KnowledgeBase) -> None:
    other = {"id": "q2", "question": "年费多少？", "answer": "二百元。"}
    done = batch.import_qa_pairs(knowledge, [LOST, other], actor=SYSTEM, publish=True)
    assert (done.added, done.unchanged) == (2, 0)
    for phrasing in (LOST["question"], *LOST["phrasings"]):
        hit = best(knowledge, phrasing)
        assert (hit.kind, hit.id, hit.text, hit.question) == (
            "qa",
            "q1",
            "请拨打客服热线。",
            "如何挂失信用卡？",
        )
        assert hit.dense == pytest.approx(1, abs=1e-3)
        assert hit.phrasings == ("卡丢了怎么办", "挂失")
    assert hit.source.label("zh") == "已审定问答"


def test_a_pair_names_its_source_document(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "指南.md").write_text("# 挂失\n挂失免费。", "utf-8")
    document_id = import_document(
        knowledge, tmp_path / "指南.md", title="信用卡指南", external_id="guide", actor=SYSTEM, publish=True
    )
    batch.import_qa_pairs(knowledge, [{**LOST, "source": "guide"}], actor=SYSTEM, publish=True)
    hit = best(knowledge, "卡丢了怎么办")
    assert (hit.source.document_id, hit.source.external_id, hit.source.label()) == (
        document_id,
        "guide",
        "信用卡指南",
    )
    (tmp_path / "指南.md").write_text("# 挂失\n挂失免费，终身有效。", "utf-8")
    newer = import_document(
        knowledge, tmp_path / "指南.md", title="信用卡指南", external_id="guide", actor=SYSTEM, publish=True
    )
    assert best(knowledge, "卡丢了怎么办").source.document_id == newer


def test_the_same_id_replaces_and_the_same_pair_does_nothing(knowledge: KnowledgeBase) -> None:
    batch.import_qa_pairs(knowledge, [LOST], actor=SYSTEM, publish=True)
    version = knowledge.version
    assert batch.import_qa_pairs(knowledge, [LOST], actor=SYSTEM, publish=True).unchanged == 1
    assert knowledge.version == version
    assert (
        batch.import_qa_pairs(knowledge, [{**LOST, "answer": "请到网点。"}], actor=SYSTEM, publish=True).added
        == 1
    )
    assert knowledge.version > version
    assert best(knowledge, "挂失").text == "请到网点。"
    with knowledge.store.reading() as s:
        assert [pair.answer for pair in queries.qa_pairs(s, states=["withdrawn"])] == ["请拨打客服热线。"]


def test_withdrawn_is_gone_at_once(knowledge: KnowledgeBase) -> None:
    batch.import_qa_pairs(knowledge, [LOST], actor=SYSTEM, publish=True)
    with knowledge.store.writing() as s:
        (pair,) = queries.qa_pairs(s)
        pairs.withdraw_qa_pair(s, pair.id, actor=SYSTEM)
    assert best(knowledge, "挂失") is None
    knowledge.refresh()
    assert knowledge.vectors.of("main").ids() == set()


def test_the_keeper_notices_what_others_publish(knowledge: KnowledgeBase) -> None:
    knowledge.start()
    noticed = threading.Event()
    vectors = knowledge.vectors.of("main")
    seen = vectors.put

    def put(ids, vectors) -> None:
        seen(ids, vectors)
        noticed.set()

    vectors.put = put
    knowledge.prepare = lambda *_: None  # as another process publishes
    pair(knowledge, "年费多少？", "二百元。")
    assert noticed.wait(20)
    assert best(knowledge, "年费多少").text == "二百元。"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([LOST, {"id": "q2", "question": "年费？"}], "Row 2 lacks “answer”"),
        ([{"id": "q2", "question": " ", "answer": "x"}], "Row 1 lacks “question”"),
        ([{**LOST, "phrasings": "挂失"}], "Row 1 lacks “phrasings”"),
        ([{**LOST, "question": "问" * 501}], "at most 500"),
    ],
)
def test_bad_rows_are_named_and_nothing_is_written(
    knowledge: KnowledgeBase, rows: list[dict], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        batch.import_qa_pairs(knowledge, rows, actor=SYSTEM, publish=True)
    with knowledge.store.reading() as s:
        assert queries.qa_pairs(s) == []


def test_texts_keep_their_ids(knowledge: KnowledgeBase) -> None:
    rows = [
        {"id": "t1", "text": "贷款期限最长三十年。", "title": "房贷"},
        {"id": "t2", "text": "金卡年费二百元。"},
    ]
    assert batch.import_texts(knowledge, rows, actor=SYSTEM, publish=True).added == 2
    assert batch.import_texts(knowledge, rows, actor=SYSTEM, publish=True).unchanged == 2
    assert best(knowledge, "房贷最长多少年").id == "t1"


def questions(knowledge: KnowledgeBase, state: str = "published") -> set[str]:
    with knowledge.store.reading() as s:
        return {pair.question for pair in queries.qa_pairs(s, states=[state])}


def test_texts_of_one_id_all_stay_and_are_replaced_together(knowledge: KnowledgeBase) -> None:
    """An intent with its wordings, as bought collections hold it: one line each, all under the intent's id."""
    rows = [
        {"id": "lost", "text": "卡丢了怎么办"},
        {"id": "fee", "text": "年费多少"},
        {"id": "lost", "text": "信用卡找不到"},
        {"id": "lost", "text": "卡丢了怎么办"},
        {"id": "fee", "text": "要不要年费", "title": "费用"},
    ]
    done = batch.import_texts(knowledge, rows, actor=SYSTEM, publish=True)
    assert (done.added, done.unchanged) == (4, 1), "one says again what was said"
    for row in rows:
        hit = best(knowledge, row["text"])
        assert (hit.id, hit.text) == (row["id"], row["text"])
    again = batch.import_texts(knowledge, list(reversed(rows)), actor=SYSTEM, publish=True)
    assert (again.added, again.unchanged) == (0, 5)
    with knowledge.store.reading() as s:
        assert queries.counts(s) == {"documents": 2, "passages": 4, "qa_pairs": 0}
    changed = [{"id": "lost", "text": "卡被偷了"}, {"id": "lost", "text": "信用卡找不到"}]
    assert batch.import_texts(knowledge, changed, actor=SYSTEM, publish=True).added == 2
    with knowledge.store.reading() as s:
        assert queries.counts(s)["passages"] == 4
    assert best(knowledge, "卡丢了怎么办").text != "卡丢了怎么办"


def test_pairs_of_one_id_all_stay_and_each_goes_on(knowledge: KnowledgeBase) -> None:
    rows = [
        {"id": "lost", "question": "卡丢了怎么办", "answer": "拨打热线。"},
        {"id": "lost", "question": "信用卡找不到", "answer": "拨打热线。"},
        {"id": "lost", "question": "信用卡找不到", "answer": "拨打热线。"},
    ]
    done = batch.import_qa_pairs(knowledge, rows, actor=SYSTEM, publish=True)
    assert (done.added, done.unchanged) == (2, 1), "one says again what was said"
    assert questions(knowledge) == {"卡丢了怎么办", "信用卡找不到"}
    assert {best(knowledge, row["question"]).id for row in rows} == {"lost"}
    again = batch.import_qa_pairs(knowledge, list(reversed(rows)), actor=SYSTEM, publish=True)
    assert (again.added, again.unchanged) == (0, 3)
    answered = {"id": "lost", "question": "信用卡找不到", "answer": "请到网点。"}
    reworded = {"id": "lost", "question": "卡被偷了", "answer": "拨打热线。"}
    more = {"id": "lost", "question": "卡不见了", "answer": "拨打热线。"}
    done = batch.import_qa_pairs(knowledge, [reworded, answered, more], actor=SYSTEM, publish=True)
    assert done.added == 3
    assert questions(knowledge) == {"卡被偷了", "信用卡找不到", "卡不见了"}
    assert questions(knowledge, "withdrawn") == {"卡丢了怎么办", "信用卡找不到"}
    assert best(knowledge, "信用卡找不到").text == "请到网点。"
    one = batch.import_qa_pairs(knowledge, [more], actor=SYSTEM, publish=True)
    assert (one.added, one.unchanged) == (0, 1)
    assert len(questions(knowledge)) == 3, "what is not named again stays"


@pytest.mark.parametrize(
    ("content", "words"), [("{}\nnot json", "Line 2"), ("[1]", "Line 1"), ("", "no rows")]
)
def test_bad_jsonl_is_named(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "a.jsonl").write_text(content, "utf-8")
    with pytest.raises(UnreadableDocument, match=words):
        batch.read_jsonl(tmp_path / "a.jsonl")
