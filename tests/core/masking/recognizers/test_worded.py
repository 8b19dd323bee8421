"""Passwords in plain words: found behind their word and in answer to whoever asked; talk, hints and refusals stay."""

from __future__ import annotations

from importlib.resources import files
from random import Random

import pytest

from appliance.core.masking import reasons, worded, worded_weights
from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.text import RawText
from appliance.core.masking.training.worded import told

SAID = [
    ("您当时设的是什么呀", "好像是梅菜扣肉四个字", "梅菜扣肉"),
    ("口令是哪几个字？", "月落乌啼霜满天", "月落乌啼霜满天"),
    ("我这边看到您改过一次，改成什么了", "改成三潭印月了", "三潭印月"),
    ("密码您还记得吗", "记得，东门老槐树", "东门老槐树"),
    ("您登录时填的是哪几个字", "糖醋排骨，老的那个", "糖醋排骨"),
    (None, "密码夜来香登不上", "夜来香"),
    (None, "密码改成清明上河图了，还是进不去", "清明上河图"),
]
TALK = [
    ("口令是哪几个字？", "一句唐诗，但哪句我记不得了"),
    ("您密码是什么呢", "是我儿子的生日啊"),
    ("您密码是什么呢", "不方便说，你们不是不让说吗"),
    ("取款密码还记得吗", "没收到"),
    ("您的登录密码是", "等一下，我找找"),
    ("请问您贵姓", "免贵姓佟"),
    ("查询密码连续错误已锁定", "不可能，这个用了二十年"),
    ("您用的什么手机", "小米的"),
    (None, "我的登录密码忘了，怎么重置"),
    (None, "密码输错三次被锁了，请帮我解锁"),
]

SAID_IN_ENGLISH = [
    (None, "My pin is tiger", "tiger"),
    (None, "my password is password", "password"),
    (None, "My password: locked", "locked"),
    (None, "my password was just the word wrong", "wrong"),
    (None, 'the password is "wrong"', "wrong"),
    (None, "my password used to be marmalade", "marmalade"),
    ("What is your password?", "changed", "changed"),
]
TALK_IN_ENGLISH = [
    "My new pin needs to be set.",
    "Is PIN delivered separately?",
    "Something is wrong with my password.",
    "When I put the wrong pin too much, I got blocked",
    "My PIN is locked, how do I unlock it?",
    "I entered in the wrong PIN. Please help me.",
    "My password doesn't work.",
    "what is going on, i have entered my passcode and its not working",
    "How long does the PIN take to arrive?",
    "My husband knows my PIN, is that allowed?",
    "The app says the password is too short.",
]


def context(asked):
    return [Turn("agent", asked)] if asked else []


@pytest.mark.parametrize(("asked", "text", "word"), SAID)
def test_words_given_as_a_password(masker, asked, text, word):
    spans = masker.detect(RawText(text), context(asked))
    assert [(text[s.start : s.end], s.kind) for s in spans] == [(word, "PASSWORD")]


@pytest.mark.parametrize(("asked", "text", "word"), SAID_IN_ENGLISH)
def test_english_words_given_as_a_password(masker, asked, text, word):
    spans = masker.detect(RawText(text), context(asked))
    assert [(text[s.start : s.end], s.kind) for s in spans] == [(word, "PASSWORD")]


@pytest.mark.parametrize("text", TALK_IN_ENGLISH)
def test_english_talk_stays(masker, text):
    assert masker.detect(RawText(text)) == []


@pytest.mark.parametrize(("asked", "text"), TALK)
def test_talk_stays(masker, asked, text):
    assert "PASSWORD" not in [s.kind for s in masker.detect(RawText(text), context(asked))]


def test_says_what_found_it(masker):
    (find,) = masker.detect(RawText("密码夜来香登不上"))
    assert reasons.reason(find.found_by, "zh") == ("Worded", "文字由模型按上下文判读")


def test_looks_at_nothing_where_no_password_is_spoken_of(monkeypatch):
    monkeypatch.setattr(worded_weights, "chances", lambda *_: pytest.fail("read"))
    for asked, text in ((None, "今天天气真好"), ("您要去哪个网点", "春熙路那个"), ("您贵姓", "姓王")):
        state = read(context(asked))
        assert worded.stretches(Analysis(text, state=state)).found == ()


def test_a_long_text_holds_only_so_many_stretches():
    assert len(worded.stretches(Analysis("密码是的成了我输的" * 2000)).found) == worded.MOST


@pytest.mark.parametrize(
    "text", ["密码", "密码 \ud83d\ude00\ud800夜来香", "密码是\x00\x03夜来香", "密码" + "的" * 5000]
)
def test_reads_any_text(text):
    field = worded.stretches(Analysis(text))
    likely = worded_weights.chances(field, read([])) if field.found else []
    assert all(0 <= chance <= 1 for chance in likely)


def test_the_weights_stay_small():
    assert len((files("appliance.core.masking") / "learned" / "words.npz").read_bytes()) < 500_000


def test_grown_texts_hold_their_words():
    made = [told(Random(seed)) for seed in range(200)]
    assert made == [told(Random(seed)) for seed in range(200)]
    assert all(text.text[s:e].strip() for text in made for s, e, _ in text.spans)
