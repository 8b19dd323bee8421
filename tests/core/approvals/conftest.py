"""A store that audits, and the people of a small bank."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.core.approvals import tables as _tables  # noqa: F401
from appliance.core.audit import tables as _audit  # noqa: F401
from appliance.core.kit import clock
from tests.core.audited import audited_store

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def time():
    with clock.frozen(MORNING) as frozen:
        yield frozen


@pytest.fixture
def store(tmp_path, time):
    with audited_store(tmp_path) as opened:
        yield opened
