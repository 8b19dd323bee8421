"""An open store with one administrator, 何清, and one agent, 林悦."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.core.accounts import actions, passwords
from appliance.core.accounts.roles import Role
from appliance.core.audit import tables as _audit  # noqa: F401  (the acts append to it)
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from tests import blank

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "haiyue harbour 88"


@pytest.fixture(scope="session")
def hashed():
    return passwords.hashed(PASSWORD)


@pytest.fixture
def time():
    with clock.frozen(MORNING) as frozen:
        yield frozen


@pytest.fixture
def store(tmp_path, time, hashed):
    opened = blank.store(tmp_path / "appliance.db", b"k" * 32)
    opened.audit_key = b"a" * 32
    with opened.writing() as s:
        actions.create_agent(s, "heqing", "何清", Role.ADMINISTRATOR, hashed, SYSTEM, must_change=False)
        actions.create_agent(s, "linyue", "林悦", Role.AGENT, hashed, SYSTEM, must_change=False)
    yield opened
    opened.close()
