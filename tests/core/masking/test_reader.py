"""The learned reader of values: it sees secrets in words no rule lists, leaves harmless numbers, costs texts without numbers nothing."""

from __future__ import annotations

import time
from importlib.resources import files
from random import Random

import numpy as np
import pytest

from appliance.core.masking import reader, reader_weights, reasons
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.candidates import MOST, candidates
from appliance.core.masking.context import Turn, read
from appliance.core.masking.engine import Masker
from appliance.core.masking.recognizers import read as by_reader
from appliance.core.masking.recognizers import registry, veto
from appliance.core.masking.surroundings import GROUPS, SLOTS
from appliance.core.masking.text import RawText
from appliance.core.masking.training.named import named
from appliance.core.masking.training.refill import Text, refilled
from appliance.core.masking.training.talks import talks
from appliance.core.masking.training.told import told

STORIES = [
    ("外甥女把我手机拿去玩，572093这串让她念给直播间的人了", "572093", "OTP"),
    ("民宿老板让我拍了卡，08/31跟264他都存相册了", "264", "CVV"),
    ("民宿老板让我拍了卡，08/31跟264他都存相册了", "08/31", "EXPIRY"),
    ("折子上爷爷用铅笔写着 730428，柜员机说不对", "730428", "PASSWORD"),
    ("my nephew read 604 118 to some guy on the phone and now the money is gone", "604 118", "OTP"),
]
PLAIN = [
    "走到网点3200米，打车花了26",
    "等了140秒验证码还是没来",
    "密码要8位还是12位",
    "理财2027年3月到期能提前赎回吗",
    "尾号7719那张卡怎么还没寄到",
    "上个月扣了199，这个月扣了299",
]


def found(masker, text, context=()):
    return [(text[f.start : f.end], f.kind) for f in masker.detect(RawText(text), context)]


@pytest.mark.parametrize(("text", "value", "kind"), STORIES)
def test_sees_a_secret_in_a_story(masker, text, value, kind):
    assert (value, kind) in found(masker, text)


@pytest.mark.parametrize("text", PLAIN)
def test_leaves_harmless_numbers(masker, text):
    assert found(masker, text) == []


def test_the_turn_before_tells_what_a_bare_number_is(masker):
    said = "好嘞，就 418"
    code = found(masker, said, [Turn("agent", "您把卡翻个身，白条尽头那仨小字告诉我呗")])
    fee = found(masker, said, [Turn("agent", "您这趟打车一共花了多少钱呀")])
    assert (code, fee) == ([("418", "CVV")], [])


def test_says_what_found_it(masker):
    (find,) = masker.detect(RawText("令牌屏上蹦出来 381 746 是要填哪儿"))
    assert reasons.reason(find.found_by, "zh") == ("Reader", "由模型按上下文判读")
    assert reasons.reason(find.found_by, "en") == ("Reader", "value read by model")


def test_runs_among_the_secrets_even_when_all_else_fails(tagger):
    class Broken:
        kinds = frozenset({"PERSON"})

        def find(self, a):
            raise RuntimeError

    text, value, kind = STORIES[0]
    spans = Masker(recognizers=[*registry.RECOGNIZERS, Broken()], tagger=tagger).detect(RawText(text))
    assert (value, kind) in [(text[s.start : s.end], s.kind) for s in spans]
    assert "WITHHELD" in [s.kind for s in spans]


def test_a_text_without_numbers_costs_nothing(monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(reader_weights, "chances", never)
    assert reader.read_values(Analysis("我想问问房贷提前还款怎么预约，谢谢")) == ()


def test_read_once_for_all_who_ask(monkeypatch):
    asked = []
    chances = reader_weights.chances
    monkeypatch.setattr(reader_weights, "chances", lambda *a: asked.append(1) or chances(*a))
    a = Analysis("验证码 556677")
    assert reader.read_values(a) is reader.read_values(a)
    assert asked == [1]


def test_vetoes_what_is_surely_none_and_nothing_with_a_checksum_or_a_word_of_its_own(monkeypatch):
    sure = reader.Read(0, 6, (0.99, *[0.01 / 19] * 19))
    monkeypatch.setattr(veto, "read_values", lambda _: (sure,))
    finds = [
        Find(0, 6, "OTP", 0.6, "six digits"),
        Find(0, 6, "OTP", 0.96, "code word before"),
        Find(0, 6, "BANK_CARD", 0.6, "luhn and prefix"),
        Find(9, 15, "OTP", 0.6, "six digits"),
    ]
    assert veto.vetoed(Analysis("601398"), finds) == finds[1:]


def test_an_answer_beside_other_words_may_be_vetoed_but_no_bare_one_and_none_that_words_lead_to(monkeypatch):
    text = "600519今天跌了多少"
    sure = reader.Read(0, 6, (0.99, *[0.01 / 19] * 19))
    monkeypatch.setattr(veto, "read_values", lambda _: (sure,))
    asked = Find(0, 6, "OTP", 0.9, "AskedSecret: asked for before")
    assert veto.vetoed(Analysis(text), [asked]) == []
    assert veto.vetoed(Analysis("600519"), [asked]) == [asked]
    named = Find(0, 6, "OTP", 0.9, "Otp: code word before")
    assert veto.vetoed(Analysis(text), [named]) == [named]
    told = Find(2, 8, "OTP", 0.9, "AskedSecret: asked for before")
    monkeypatch.setattr(veto, "read_values", lambda _: (reader.Read(2, 8, sure.chances),))
    assert veto.vetoed(Analysis("就输600519今天跌了多少"), [told]) == [told]


CANDIDATES = [
    ("先来 118402、903375", ["118402", "903375"]),
    ("0、4、7", ["0、4、7"]),
    ("要么368012要么388012", ["368012", "388012"]),
    ("７７０ 八二三", ["７７０ 八二三"]),
    ("到二九年四月", ["二九年四月"]),
    ("08/32,675", ["08/32", "675"]),
    ("密码xY_77!", ["xY_77"]),
    ("今天天气好", []),
]


@pytest.mark.parametrize(("text", "values"), CANDIDATES)
def test_what_could_be_a_value(text, values):
    seen = [text[c.start : c.end] for c in candidates(Analysis(text)).found]
    assert [each for each in values if each not in seen] == []
    assert bool(seen) == bool(values)


def test_long_texts_hold_only_so_many_candidates():
    field = candidates(Analysis("1a 22,333 x4 " * 3000))
    assert len(field.found) == MOST


def test_twice_the_text_is_not_four_times_the_work():
    def seconds(text):
        began = time.process_time()
        by_reader.Reader().find(Analysis(text, state=read([Turn("agent", "验证码和密码发我")])))
        return time.process_time() - began

    for piece in ("1", "1 ", "12、", "a1_", "密码a", "一 二", "月1年2", "「1"):
        short = min(seconds((piece * 4000)[:1000]) for _ in range(3))
        long = min(seconds((piece * 16000)[:16000]) for _ in range(2))
        assert long <= max(short, 0.005) * 16 * 6, piece


def test_the_weights_fit_and_stay_small():
    file = files("appliance.core.masking") / "learned" / "values.npz"
    assert len(file.read_bytes()) < 1_000_000
    weights = reader_weights.weights()
    width = weights.table.shape[1]
    assert weights.table.shape == (SLOTS, width)
    with file.open("rb") as opened:
        assert np.load(opened)["table"].dtype == np.int8
    assert weights.first.shape[0] == GROUPS * width
    assert weights.last.shape[1] == len(reader.KINDS)


@pytest.mark.parametrize(
    "text", ["1", "１", "\ud83d\ude001\ud800 2", "\x00\x0033\x03", "9" * 5000, "密码", "密码 \x02"]
)
def test_reads_any_text(text):
    for each in reader.read_values(Analysis(text)):
        assert 0 <= each.start < each.end <= len(text)
        assert sum(each.chances) == pytest.approx(1, abs=1e-3)


def test_refilling_keeps_the_labels_on_the_values():
    text = "先来的762290后来的118643，95588发的，背面320"
    given = Text(text, (), ((3, 9, "OTP"), (12, 18, "OTP"), (28, 31, "CVV")))
    for seed in range(20):
        new = refilled(given, Random(seed))
        assert [k for _, _, k in new.spans] == ["OTP", "OTP", "CVV"]
        assert "95588" in new.text
        assert all(sum(map(str.isnumeric, new.text[s:e])) >= 2 for s, e, _ in new.spans)


def test_grown_texts_are_the_same_each_time_and_their_labels_hold_a_value():
    made = told(300, Random(4))
    assert made == told(300, Random(4))
    assert all(t.text[s:e].strip() for t in made for s, e, _ in t.spans)
    assert {k for t in made for _, _, k in t.spans} >= {"OTP", "CVV", "EXPIRY", "PASSWORD", "ACCOUNT"}
    assert sum(not t.spans for t in made) > 60


def test_numbers_called_by_their_nouns_are_labelled_by_the_noun():
    made = named(400, Random(4))
    assert made == named(400, Random(4))
    assert all(t.text[s:e].strip() for t in made for s, e, _ in t.spans)
    assert {k for t in made for _, _, k in t.spans} >= {"OTP", "CVV", "EXPIRY", "PASSWORD"}
    assert not any(t.spans for t in made if t.text.startswith("邮编"))
    assert 100 < sum(not t.spans for t in made) < 300


def test_grown_talks_are_the_same_each_time_answer_in_turn_and_label_the_values():
    made = talks(400, Random(4))
    assert made == talks(400, Random(4))
    assert all(t.text[s:e].strip() for t in made for s, e, _ in t.spans)
    assert {k for t in made for _, _, k in t.spans} >= {"OTP", "CVV", "EXPIRY", "PASSWORD", "MOBILE"}
    assert 100 < sum(len(t.context) > 2 for t in made) < 300
    assert 80 < sum(len({k for _, _, k in t.spans}) > 1 for t in made) < 200


IN_TURN = [
    ("先验证码再安全码", "440318，305", [("440318", "OTP"), ("305", "CVV")]),
]


@pytest.mark.parametrize(("asked", "text", "values"), IN_TURN)
def test_several_things_asked_for_at_once_are_given_in_that_order(masker, asked, text, values):
    assert found(masker, text, [Turn("agent", asked)]) == values


GOES_ON = [
    (["取款密码是哪六位", "好的，再说一遍"], "720416", "PASSWORD"),
    (["短信里的六位数字念一下", "没听清，再来一遍"], "720416", "OTP"),
]


@pytest.mark.parametrize(("asked", "text", "kind"), GOES_ON)
def test_a_word_to_go_on_goes_on_with_what_was_asked_for(masker, asked, text, kind):
    context = [Turn("agent", asked[0]), Turn("visitor", "等一下"), Turn("agent", asked[1])]
    assert found(masker, text, context) == [(text, kind)]
