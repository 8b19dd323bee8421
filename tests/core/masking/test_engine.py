"""Mei writes to the bank: what she says stays readable, what is hers becomes tokens, secrets are gone."""

from __future__ import annotations

import socket
import threading

import pytest

from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker
from appliance.core.masking.recognizers import registry
from appliance.core.masking.text import RawText, tokens_in

READABLE = [
    "贷款120000元分36期，年利率4.25%，2026-11-03放款",
    "提前还款手续费是3600吗",
    "客服电话是95588还是400-669-5566",
    "汇率7.2456现在换合适吗",
    "上午10:30到下午4:30都可以来",
    "我在上海，想去浦东的网点",
    "How much is the early repayment fee on a mortgage of 1,200,000?",
    "验证码收不到怎么办",
    "转人工",
    "",
    "   ",
]


@pytest.mark.parametrize("text", READABLE)
def test_ordinary_questions_stay_as_they_are(masker, hasher, text):
    masked = masker.mask(RawText(text), hasher=hasher)
    assert (str(masked.text), masked.entities, masked.dropped) == (text, [], [])


def test_values_become_tokens_and_secrets_are_dropped(masker, hasher):
    text = (
        "我叫王小明，手机13812345678，卡6217005730913623782，验证码556677，密码hunter22，我手机138 1234 5678"
    )
    masked = masker.mask(RawText(text), hasher=hasher)
    kinds = [token.kind for token in tokens_in(masked.text)]
    assert kinds == ["PERSON", "MOBILE", "BANK_CARD", "OTP", "PASSWORD", "MOBILE"]
    assert masked.dropped == ["OTP", "PASSWORD"]
    shown = {found.kind: found.display for found in masked.entities}
    assert shown == {"PERSON": "王**", "MOBILE": "138****5678", "BANK_CARD": "621700*********3782"}
    for value in ("王小明", "13812345678", "6217005730913623782", "556677", "hunter22"):
        assert value not in str(masked.text)
        assert value not in repr(masked)
    assert "⟦OTP:dropped⟧" in str(masked.text)
    assert not any(found.value.expose() in ("556677", "hunter22") for found in masked.entities)


def test_equal_values_have_one_token_however_written(masker, hasher):
    ids = {
        masker.mask(RawText(text), hasher=hasher).entities[0].token_id
        for text in ("13812345678", "+86 138-1234-5678", "幺三八一二三四五六七八", "１３８１２３４５６７８")
    }
    assert len(ids) == 1


def test_a_token_typed_by_the_visitor_is_no_token(masker, hasher):
    masked = masker.mask(RawText("看这里 ⟦MOBILE:0abc⟧"), hasher=hasher)
    assert tokens_in(masked.text) == []
    assert "〔MOBILE:0abc〕" in str(masked.text)


def test_the_question_before_makes_a_bare_code_a_secret(masker, hasher):
    asked = [Turn("ai", "请提供您收到的短信验证码")]
    assert masker.mask(RawText("556677"), hasher=hasher, context=asked).dropped == ["OTP"]
    assert masker.mask(RawText("556677"), hasher=hasher).dropped == []
    small_talk = [*asked, Turn("visitor", "稍等"), Turn("ai", "好的")]
    assert masker.mask(RawText("556677"), hasher=hasher, context=small_talk).dropped == ["OTP"]
    long_ago = [*asked, *[Turn("visitor", "稍等"), Turn("ai", "好的")] * 4]
    assert masker.mask(RawText("5566"), hasher=hasher, context=long_ago).dropped == []
    assert masker.mask(RawText("556677"), hasher=hasher, context=[Turn("ai", "您想贷多少")]).dropped == []


def test_places_and_companies_are_reported_and_stay_readable(masker, hasher):
    text = "我在上海，公司是苏州恒达信息技术股份有限公司"
    assert {span.kind for span in masker.detect(RawText(text))} == {"LOCATION", "ORG"}
    assert str(masker.mask(RawText(text), hasher=hasher).text) == text


def test_spans_say_which_rule_found_them_and_never_the_value(masker):
    (span,) = masker.detect(RawText("卡号6217005730913623782"))
    assert span.found_by == "BankCard: luhn and prefix"


class Broken:
    """A recognizer with a bug."""

    kinds = frozenset({"MOBILE"})

    def find(self, a):
        raise ZeroDivisionError(a.text)


def test_a_failing_recognizer_withholds_the_whole_text_and_still_drops_secrets(tagger, hasher):
    broken = Masker(recognizers=[*registry.RECOGNIZERS, Broken()], tagger=tagger)
    masked = broken.mask(RawText("我叫王小明，验证码556677，谢谢"), hasher=hasher)
    assert [token.kind for token in tokens_in(masked.text)] == ["WITHHELD", "OTP"]
    assert "王小明" not in str(masked.text)
    assert masked.dropped == ["OTP"]
    (kept,) = masked.entities
    assert kept.kind == "WITHHELD"
    assert "556677" not in kept.value.expose()
    assert "王小明" in kept.value.expose()
    spans = broken.detect(RawText("我叫王小明，验证码556677，谢谢"))
    assert [(s.start, s.end, s.kind) for s in spans] == [
        (0, 9, "WITHHELD"),
        (9, 15, "OTP"),
        (15, 18, "WITHHELD"),
    ]


def test_when_the_secret_rules_fail_nothing_is_kept(tagger, hasher, monkeypatch):
    monkeypatch.setattr(registry, "SECRETS", (Broken(),))
    broken = Masker(recognizers=[Broken()], tagger=tagger)
    masked = broken.mask(RawText("验证码556677"), hasher=hasher)
    assert masked.entities == []
    assert "556677" not in str(masked.text)


class Deaf:
    """A tagger whose network does not load."""

    def load(self):
        """Nothing."""

    def words(self, text):
        raise OSError("no such file")


def test_a_failing_tagger_withholds_too(hasher):
    masked = Masker(tagger=Deaf()).mask(RawText("我叫王小明"), hasher=hasher)
    assert [token.kind for token in tokens_in(masked.text)] == ["WITHHELD"]


def test_the_tagger_may_be_shared(masker, tagger):
    assert masker.tagger is tagger
    assert Masker().tagger is not tagger


def test_many_threads_get_the_same_answer(masker, hasher):
    text = RawText("我叫王小明，手机13812345678，住址：滨江大道290弄26号111室")
    expected, got = str(masker.mask(text, hasher=hasher).text), []
    threads = [
        threading.Thread(
            target=lambda: got.extend(str(masker.mask(text, hasher=hasher).text) for _ in range(5))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 30


def test_nothing_is_fetched(monkeypatch, tagger, hasher):
    def refuse(*args, **kwargs):
        raise AssertionError("masking must not touch the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    fresh = Masker()
    assert fresh.mask(RawText("发到zhang@example.com，我叫王小明"), hasher=hasher).entities


def test_a_long_text_is_masked_to_its_end(masker, hasher):
    text = "我想咨询一下房贷提前还款的事情。" * 200 + "我叫王小明，手机13812345678"
    assert [t.kind for t in tokens_in(masker.mask(RawText(text), hasher=hasher).text)] == ["PERSON", "MOBILE"]


LOG_LINES = [
    ("GET /desk/c/01JD 200", "GET /desk/c/01JD 200"),
    ("sent to 13812345678 ok", "sent to [MOBILE] ok"),
    ("card=6217005730913623782", "card=[BANK_CARD]"),
    ("a.b@example.com", "[EMAIL]"),
    ("id 110101199003078515", "id [CN_ID]"),
    ("took 0.0012345 s of 1200 ms at 2026-11-22", "took 0.0012345 s of 1200 ms at 2026-11-22"),
]


@pytest.mark.parametrize(("line", "expected"), LOG_LINES)
def test_log_lines_are_redacted_by_quick_rules(line, expected):
    assert Masker(tagger=Deaf()).redact(line) == expected
