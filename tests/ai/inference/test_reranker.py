"""A re-ranker of a customer's: a real ONNX graph, made here byte by byte, run by the real runtime; and what may not be loaded."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from appliance.ai.bundles import make
from appliance.ai.bundles.errors import BundleProblem
from appliance.ai.bundles.manifest import decode
from appliance.ai.inference import choose
from appliance.ai.inference.reranker import MODEL, TOKENIZER, OnnxReranker
from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.knowledge.second_look import reranked
from appliance.core.masking.text import MaskedText
from appliance.core.settings import load


def _number(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    held = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | 2) + _number(len(held)) + held


def _tensor(name: str, kind: int, sizes: list[int | str]) -> bytes:
    shape = b"".join(_field(1, _field(1 if isinstance(size, int) else 2, size)) for size in sizes)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _node(op: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    said = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(4, op)
    return said + b"".join(_field(5, one) for one in attributes)


def _graph() -> bytes:
    """logit = sum of the ids of question and text, minus 3."""
    integer = lambda name, value: _field(1, name) + _field(3, value) + _field(20, 2)  # noqa: E731
    axes = _field(1, 1) + _field(2, 7) + _field(8, "axes") + _field(9, struct.pack("<q", 1))
    three = _field(1, 1) + _field(2, 1) + _field(8, "three") + _field(9, struct.pack("<f", 3.0))
    graph = (
        _field(1, _node("Cast", ["input_ids"], "numbers", integer("to", 1)))
        + _field(1, _node("ReduceSum", ["numbers", "axes"], "sum", integer("keepdims", 1)))
        + _field(1, _node("Sub", ["sum", "three"], "logits"))
        + _field(2, "tiny")
        + _field(5, axes)
        + _field(5, three)
        + _field(11, _tensor("input_ids", 7, ["pairs", "tokens"]))
        + _field(12, _tensor("logits", 1, ["pairs", 1]))
    )
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tiny-1"
    made.mkdir()
    (made / MODEL).write_bytes(_graph())
    words = Tokenizer(WordLevel({"[UNK]": 0, "fee": 1, "annual": 5}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    words.save(str(made / TOKENIZER))
    return made


def _hit(text: str, score: float) -> Hit:
    return Hit("passage", text, None, text, "", "en", score, 0.9, 1.0, "", Source(None, ""))


def test_a_real_graph_reads_question_and_text_together(folder: Path) -> None:
    reranker = OnnxReranker(folder, "tiny-1")
    scores = reranker.scores(MaskedText.trusted("fee ⟦MOBILE:0a⟧"), ["annual fee", "hours"])
    assert scores[0] == pytest.approx(1 / (1 + 2.718281828 ** -(1 + 5 + 1 - 3)), abs=1e-4)
    assert scores[1] == pytest.approx(1 / (1 + 2.718281828**2), abs=1e-4)
    assert reranker.scores(MaskedText.trusted("fee"), []) == []


def test_hits_come_in_the_order_of_the_second_look(folder: Path) -> None:
    hits = [_hit("hours", 0.9), _hit("annual fee", 0.6), *(_hit(f"other {n}", 0.5) for n in range(20))]
    order = reranked(OnnxReranker(folder, "tiny-1"), MaskedText.trusted("fee"), hits)
    assert order[0].text == "annual fee"
    assert len(order) == len(hits)
    assert [hit.score for hit in order] == sorted((hit.score for hit in order), reverse=True)


def test_one_that_fails_changes_nothing(tmp_path: Path) -> None:
    hits = [_hit("a", 0.9), _hit("b", 0.6)]
    assert reranked(OnnxReranker(tmp_path, "gone"), MaskedText.trusted("a"), hits) == hits


def test_a_bundle_of_it_says_what_it_is_and_must_be_signed(folder: Path, tmp_path: Path) -> None:
    made = make.make(
        folder, name="tiny", title="Tiny", version=1, languages=("zh",), context_tokens=512, licence="MIT"
    )
    assert decode(made.encode()).format == "onnx"
    settings = load(data_dir=str(tmp_path / "data"), model_shelf=str(tmp_path), reranker="tiny-1")
    with pytest.raises(BundleProblem):
        choose.reranker(settings)
    assert choose.reranker(load(data_dir=str(tmp_path / "data"))) is None
