"""The masker of the oversight tests: loaded once, since it keeps nothing of what it reads."""

from __future__ import annotations

import pytest

from appliance.core.masking.engine import Masker


@pytest.fixture(scope="session")
def masker() -> Masker:
    return Masker()
