"""The index: what it holds, what it must never hold, and how it comes back after damage."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from llama_index.core import Settings
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery

from appliance.ai.knowledge import batch
from appliance.ai.knowledge.errors import IndexInUse
from appliance.ai.knowledge.fusion import Candidate, fuse
from appliance.ai.knowledge.index import chroma
from appliance.ai.knowledge.index.bm25 import Bm25, Vocabulary, terms
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.index.vector_store import OurVectorStore
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.text import MaskedText
from tests.factories.knowledge import one_person

ROWS = [
    {"id": "t1", "text": "贷款期限最长三十年，海岳独有的琥珀石榴条款。", "title": "房贷"},
    {"id": "t2", "text": "金卡年费二百元。"},
    {"id": "t3", "text": "The annual fee of the gold card is waived."},
]


def unit(*numbers: float) -> np.ndarray:
    vector = np.zeros(384, np.float32)
    vector[: len(numbers)] = numbers
    return vector / np.linalg.norm(vector)


@pytest.fixture(params=["exact", "graph"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path):
    made = ChromaVectors(tmp_path / "v", 384, exact_up_to=50_000 if request.param == "exact" else 0)
    made.open()
    yield made
    made.close()


def test_vector_store_contract(vectors: ChromaVectors) -> None:
    store = OurVectorStore(vectors.of("main"))
    nodes = [
        TextNode(id_=id_, text="secret", embedding=unit(*at).tolist())
        for id_, at in {"p:a": (1, 0), "p:b": (0, 1), "p:c": (1, 1)}.items()
    ]
    assert store.add(nodes) == ["p:a", "p:b", "p:c"]
    found = store.query(VectorStoreQuery(query_embedding=unit(1, 0.1).tolist(), similarity_top_k=2))
    assert found.ids == ["p:a", "p:c"]
    assert found.similarities == pytest.approx([0.995, 0.774], abs=1e-3)
    assert found.nodes is None
    among = store.query(
        VectorStoreQuery(query_embedding=unit(1, 0).tolist(), similarity_top_k=9, node_ids=["p:b", "p:x"])
    )
    assert among.ids == ["p:b"]
    store.add([TextNode(id_="p:b", text="", embedding=unit(1, 0).tolist())])
    assert vectors.of("main").nearest(unit(1, 0), 3)[1][0] in {"p:a", "p:b"}
    store.delete_nodes(["p:a", "p:unknown"])
    assert vectors.of("main").ids() == {"p:b", "p:c"}
    store.clear()
    assert store.query(VectorStoreQuery(query_embedding=unit(1, 0).tolist(), similarity_top_k=2)).ids == []


def test_vectors_outlive_the_process(tmp_path: Path) -> None:
    first = ChromaVectors(tmp_path / "v", 384)
    first.open()
    first.of("main").put(["p:a"], unit(3, 4)[None])
    first.close()
    second = ChromaVectors(tmp_path / "v", 384)
    second.open()
    assert second.of("main").nearest(unit(3, 4), 1)[0] == ("p:a", pytest.approx(1, abs=1e-5))
    second.close()


def test_only_one_may_open_the_folder(tmp_path: Path) -> None:
    first = ChromaVectors(tmp_path / "v", 384)
    first.open()
    code = (
        "import sys; from pathlib import Path; from appliance.ai.knowledge.index.chroma import ChromaVectors\n"
        "from appliance.ai.knowledge.errors import IndexInUse\n"
        "try: ChromaVectors(Path(sys.argv[1]), 384, patience=0).open()\n"
        "except IndexInUse as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "v")], capture_output=True, text=True, check=True
    )
    assert "another process" in said.stdout
    second = ChromaVectors(tmp_path / "v", 384, patience=0)
    with pytest.raises(IndexInUse):
        second.open()
    first.close()
    second.open()
    second.close()


def test_who_goes_in_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that its killed parent had just begun holds the lock until it is a program of its own."""
    (tmp_path / "v").mkdir()
    held = os.open(tmp_path / "v" / "in-use.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    # In this module alone: a thread of another one that sleeps meanwhile lets nothing go.
    monkeypatch.setattr(
        chroma, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: os.close(held))
    )
    later = ChromaVectors(tmp_path / "v", 384)
    later.open()
    assert later.is_open
    later.close()


def test_no_text_and_no_metadata_in_the_vector_folder(knowledge: KnowledgeBase) -> None:
    batch.import_texts(knowledge, ROWS, actor=SYSTEM, publish=True)
    batch.import_qa_pairs(
        knowledge,
        [{"id": "q1", "question": "翡翠问题？", "answer": "翡翠答案。"}],
        actor=SYSTEM,
        publish=True,
    )
    assert len(knowledge.vectors.of("main").ids()) == 4
    folder = knowledge.vectors.folder
    knowledge.close()
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(content) > 10_000
    for word in ("琥珀石榴", "贷款期限", "金卡年费", "翡翠答案", "annual fee", "waived"):
        assert word.encode() not in content
        assert word.encode("utf-16-le") not in content
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["missing", "garbage", "emptied"])
def test_a_damaged_folder_heals_from_the_store(store, embedder, data_dir: Path, damage: str) -> None:
    folder = data_dir / "vectors"
    one_person(store)
    before = KnowledgeBase(store, ChromaVectors(folder, 384), embedder)
    before.load()
    batch.import_texts(before, ROWS, actor=SYSTEM, publish=True)
    before.close()
    if damage == "missing":
        shutil.rmtree(folder)
    for path in folder.rglob("*"):
        if path.is_file() and damage != "missing":
            path.write_bytes(b"garbage" * 900 if damage == "garbage" else b"")
    asked = embedder.asked
    after = KnowledgeBase(store, ChromaVectors(folder, 384), embedder)
    # Before the vectors are back the words answer, and the result says so.
    found = after.search(MaskedText.trusted("金卡年费"))
    assert found.text_only
    assert found.hits[0].id == "t2"
    assert found.hits[0].dense > 0.3  # held against the question all the same
    assert not after.ready
    after.load()
    assert after.ready
    found = after.search(MaskedText.trusted("金卡年费"))
    assert not found.text_only
    assert found.hits[0].dense > 0.3
    assert embedder.asked == asked
    after.close()


def test_reindex_makes_every_vector_again(knowledge: KnowledgeBase) -> None:
    batch.import_texts(knowledge, ROWS, actor=SYSTEM, publish=True)
    held = knowledge.vectors.of("main").ids()
    knowledge.vectors.of("main").drop(list(held)[:1])
    knowledge.vectors.of("main").put(["p:stranger"], unit(1)[None])
    assert knowledge.reindex() == 3
    assert knowledge.vectors.of("main").ids() == held
    assert knowledge.ready


def test_a_folder_lost_while_running_is_replaced(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.import_texts(knowledge, ROWS[:2], actor=SYSTEM, publish=True)

    def broken(*_: object, **__: object) -> None:
        raise OSError("no such table")

    monkeypatch.setattr(knowledge.vectors.of("main")._collection, "upsert", broken)
    with pytest.raises(OSError, match="no such table"):
        batch.import_texts(knowledge, ROWS[2:], actor=SYSTEM, publish=True)
    assert knowledge.search(MaskedText.trusted("金卡年费")).hits[0].id == "t2"
    knowledge.refresh()
    assert knowledge.ready
    assert len(knowledge.vectors.of("main").ids()) == 3


def test_llama_index_has_no_hosted_default(knowledge: KnowledgeBase) -> None:
    from appliance.ai.knowledge import pipeline

    pipeline.run("x", [], lambda texts: np.empty((0, 384), np.float32))
    assert type(Settings.llm).__name__ == "MockLLM"
    assert type(Settings.embed_model).__name__ == "OurEmbedding"


def test_terms_fold_width_and_case() -> None:
    assert terms("ＡＴＭ取款3.5%") == ["atm", "取", "款", "取款", "3.5"]


def test_bm25_prefers_rare_and_complete_words() -> None:
    vocabulary = Vocabulary()
    index = Bm25(
        vocabulary, [vocabulary.count(text) for text in ("金卡年费二百元", "金卡额度", "网点营业时间")]
    )
    scores = index.scores("金卡年费")
    assert list(np.argsort(-scores)) == [0, 1, 2]
    assert scores[2] == 0
    vocabulary.count("后来的词")
    assert index.scores("后来的词").tolist() == [0, 0, 0]
    assert Bm25(vocabulary, []).scores("金卡").tolist() == []


def _seen(dense: float, bm25: float, lang: str = "zh", *, pair: bool = False) -> Candidate:
    return Candidate(dense, None, bm25, bm25 / 10, lang, pair)


def test_words_weigh_by_how_much_of_the_question_the_base_knows() -> None:
    by_meaning, by_words = _seen(0.9, 0.0, "en"), _seen(0.88, 5.0, "en")
    knows = fuse({"a": by_meaning, "b": by_words}, lang="zh", known=1.0, dense_known=True)
    assert knows["b"] > knows["a"]
    foreign = fuse({"a": by_meaning, "b": by_words}, lang="zh", known=0.02, dense_known=True)
    assert foreign["a"] > foreign["b"], "one shared name must not outweigh the meaning"
    words = fuse({"a": _seen(0.0, 1), "b": _seen(0.0, 5)}, lang="zh", known=0.02, dense_known=False)
    assert words["b"] > words["a"], "without vectors words are all there is"
    assert fuse({}, lang="zh", known=1.0, dense_known=True) == {}


def test_of_two_passages_that_say_as_much_the_longer_goes_first_unless_the_words_are_foreign_to_both() -> (
    None
):
    short, long = _seen(0.9, 4.0)._replace(length=90), _seen(0.9, 4.0)._replace(length=240)
    both = {"short": short, "long": long}
    scores = fuse(both, lang="zh", known=1.0, dense_known=True)
    assert scores["long"] > scores["short"]
    across = fuse(both, lang="zh", known=0.0, dense_known=True)
    assert across["long"] == across["short"], "across languages a length says nothing"
    nearer = fuse(both | {"short": short._replace(dense=0.96)}, lang="zh", known=0.5, dense_known=True)
    assert nearer["short"] > nearer["long"], "meaning goes before length"
    wordings = {"short": short._replace(length=9), "long": long._replace(length=60)}
    few = fuse(wordings, lang="zh", known=1.0, dense_known=True)
    assert few["long"] == few["short"], "a question in many words is no better than one in few"
    beside = fuse(both | {"pair": _seen(0.9, 4.0, pair=True)}, lang="zh", known=1.0, dense_known=True)
    assert beside["long"] == beside["short"], "where pairs compete their passages' lengths are left alone"


def test_a_pair_goes_first_only_when_it_asks_nearly_the_same() -> None:
    passage = _seen(0.90, 4.0)
    for dense, first in ((0.92, "passage"), (0.975, "pair")):
        scores = fuse(
            {"passage": passage, "pair": _seen(dense, 5.0, pair=True)},
            lang="zh",
            known=1.0,
            dense_known=True,
        )
        assert max(scores, key=scores.__getitem__) == first, dense


def test_an_english_question_finds_chinese_text_by_meaning(knowledge: KnowledgeBase) -> None:
    batch.import_texts(knowledge, ROWS, actor=SYSTEM, publish=True)
    hits = knowledge.search(MaskedText.trusted("annual fee gold card")).hits
    assert hits[0].id == "t3"
    assert {hit.id for hit in hits} == {"t1", "t2", "t3"}
