"""The window on a stage: Mei writes on the bank's page, Agent Lin answers; masking finds mobile numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from appliance.core.masking.engine import Masker
from appliance.doors import admin, desk
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget import routes as widget
from tests.browser import chromium
from tests.doors.channels.bank_page import BankPage
from tests.doors.desk.test_acts import FindsNumbers
from tests.doors.web.stage import Stage


def house(folder: Path) -> Stage:
    """Widget, desk and administration over one real store."""
    made = Stage(folder, widget.router, desk.router, admin.router, intake_per_minute=6000)
    made.parts.withdraw(Masker)
    made.parts.provide(Masker, FindsNumbers())
    made.parts.provide(Entrance, Entrance(made.store, made.vault, FindsNumbers()))
    made.person("linyue", "林悦")
    made.person("he", "何清", "administrator")
    return made


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One house for the tests of a file; each visitor is a new one."""
    made = house(tmp_path_factory.mktemp("widget"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def bank(open_house: Stage) -> Iterator[BankPage]:
    """The bank's page, served with the appliance behind it."""
    with open_house.served() as home, BankPage(home).served() as page:
        yield page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made
