"""A recognizer that takes too long: Presidio skips it and lets the text go on; ours withholds the text."""

from __future__ import annotations

import logging
import time

import pytest
from presidio_analyzer import Pattern, PatternRecognizer, pattern_recognizer

from appliance.core.masking import presidio
from appliance.core.masking.engine import Masker
from appliance.core.masking.recognizers import registry
from appliance.core.masking.text import RawText, tokens_in

HOSTILE = "手机" + "1" * 30 + "x，我叫王小明，验证码556677"


class Slow:
    """Computes for longer than a text may take."""

    kinds = frozenset({"MOBILE"})

    def find(self, a):
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return []


def test_too_slow_is_withheld_whole_and_secrets_are_dropped_first(tagger, hasher, monkeypatch):
    monkeypatch.setattr(presidio, "BUDGET_S", 0.02)
    masker = Masker(recognizers=[*registry.RECOGNIZERS, Slow()], tagger=tagger)
    masked = masker.mask(RawText(HOSTILE), hasher=hasher)
    assert [token.kind for token in tokens_in(masked.text)] == ["WITHHELD", "OTP"]
    assert masked.dropped == ["OTP"]
    (kept,) = masked.entities
    assert "556677" not in kept.value.expose()
    assert "王小明" in kept.value.expose(), "sealed, for the second look"


def test_presidio_by_itself_goes_on_without_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Why ours are no pattern recognizers of Presidio's: a value beside a runaway pattern comes through there."""
    monkeypatch.setattr(pattern_recognizer, "REGEX_TIMEOUT_SECONDS", 0.01)
    runaway = Pattern("runaway", r"(?:1+)+x|13812345678", 0.9)
    stock = PatternRecognizer("MOBILE", patterns=[runaway])
    assert stock.analyze("手机13812345678", ["MOBILE"])
    with caplog.at_level(logging.WARNING, logger="presidio-analyzer"):
        assert stock.analyze("1" * 5000 + "y 13812345678", ["MOBILE"]) == []
    assert "timed out" in caplog.text.lower()
