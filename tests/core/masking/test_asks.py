"""The learned reader of questions: it opens a scene in words no rule lists, adds only, and says so."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from appliance.core.masking import asks, asks_weights, reasons, views
from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.recognizers.asked.scene import InScene
from appliance.core.masking.text import RawText

ASKED = [
    ("写名字那道白条边上印的三个小字", "CVV"),
    ("您取款时候手指头按的", "PASSWORD"),
    ("卡片还能刷到什么时候", "EXPIRY"),
    ("Sure, what did the text show?", "OTP"),
    ("取密呢", "PASSWORD"),
    ("动码报我", "OTP"),
    ("您在柜台那会儿定的那六位", "PASSWORD"),
]
PLAIN = [
    "您这趟总共刷了多少呢",
    "分多少个月还合适",
    "等了多久啦",
    "您买了几份",
    "How many pages is the form?",
    "密码输错几回啦",
    "我帮您看了一下,额度已恢复",
    "好的,马上给您处理",
]


def lower(text):
    return views.lower(views.flat(text))


@pytest.mark.parametrize(("said", "kind"), ASKED)
def test_reads_a_question_in_its_own_words(said, kind):
    assert asks.secrets(lower(said))[:1] == (kind,)


@pytest.mark.parametrize("said", PLAIN)
def test_an_amount_a_count_or_a_courtesy_asks_for_no_secret(said):
    assert asks.secrets(lower(said)) == ()


LISTED = [
    ("先验证码后密码", ["OTP", "PASSWORD"]),
    ("转账金额、卡背三位和动态码", ["PLAIN", "CVV", "OTP"]),
    ("后三再加动码，一起发", ["CVV", "OTP"]),
    ("好的，您稍等", []),
]


@pytest.mark.parametrize(("said", "kinds"), LISTED)
def test_knows_the_order_of_what_is_asked_for(said, kinds):
    assert asks.listed(lower(said)) == kinds


def test_what_it_opens_is_masked_and_explained(masker):
    said, context = "我瞧 是 8 2 6 呀", [Turn("agent", "付房费那边说背面号不对")]
    assert [f.kind for f in masker.detect(RawText(said), context)] == ["CVV"]
    (found,) = InScene().find(Analysis(said, state=read(context)))
    assert found.rule == "InScene: question read by model: CVV"
    assert reasons.reason(found.rule, "zh") == ("InScene", "问题由模型判读：安全码")


def test_a_visitors_own_words_and_those_of_nobody_known_open_nothing():
    for role in ("visitor", ""):
        assert read([Turn(role, "您取款时候手指头按的")]).modelled == frozenset()


def test_takes_nothing_from_the_rules(masker, monkeypatch):
    """Whatever the rules find in the other author's dialogues is found just so with the reader."""
    lines = (Path(__file__).parent / "sets" / "dev2.jsonl").read_text("utf-8").splitlines()
    talks = [each for each in map(json.loads, lines) if each.get("context")]

    def spans(talk):
        context = [Turn(turn["role"], turn["text"]) for turn in talk["context"]]
        return {(f.start, f.end, f.kind) for f in masker.detect(RawText(talk["text"]), context)}

    helped = [spans(talk) for talk in talks]
    monkeypatch.setattr(asks, "secrets", lambda _: ())
    for talk, with_reader in zip(talks, helped, strict=True):
        assert spans(talk) <= with_reader, talk["text"]


def test_the_weights_fit_the_reader_and_stay_small():
    file = files("appliance.core.masking") / "learned" / "questions.npz"
    assert len(file.read_bytes()) < 1_000_000
    with file.open("rb") as opened:
        kept = np.load(opened)
        assert kept["weights"].shape == (asks_weights.SLOTS, len(asks.KINDS))
        assert kept["weights"].dtype == np.int8


@pytest.mark.parametrize("text", ["", "a", "\ud83d\ude00", "\x00\x03", "\ud800", "验" * 5000])
def test_reads_any_text(text):
    assert len(asks.chances(text)) == len(asks.KINDS)
