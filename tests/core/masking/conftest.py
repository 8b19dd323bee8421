"""One warm masker for all tests of this room."""

from __future__ import annotations

import hashlib

import pytest

from appliance.core.masking.engine import Masker
from appliance.core.masking.tagger import Tagger


@pytest.fixture(scope="session")
def tagger():
    return Tagger()


@pytest.fixture(scope="session")
def masker(tagger):
    made = Masker(tagger=tagger)
    made.warm_up()
    return made


@pytest.fixture
def hasher():
    return lambda kind, value: hashlib.sha256(f"{kind}/{value}".encode()).hexdigest()[:26]


@pytest.fixture
def finds(tagger):
    """What one recognizer finds in a text, as strings: `finds(Mobile(), text)`."""
    from appliance.core.masking.analysis import Analysis

    def look(recognizer, text, asked=()):
        analysis = Analysis(text, frozenset(asked), reading=tagger.read(text))
        return [text[f.start : f.end] for f in sorted(recognizer.find(analysis), key=lambda f: f.start)]

    return look
