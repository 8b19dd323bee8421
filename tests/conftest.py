"""Parts every test may ask for: a data folder, an open vault, a store with all imported tables, a clock that stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from appliance.core.kit import clock as kit_clock
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests import blank
from tests.blank import UNSEAL_KEY
from tests.lanes import Lanes

# Small samples by default; HYPOTHESIS_PROFILE=prove looks longer with the same tests. The store is slow enough on a
# loaded machine that a deadline would only report the machine.
_loose = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
settings.register_profile("short", max_examples=25, **_loose)
settings.register_profile("prove", max_examples=1000, **_loose)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """With `-n 2`: see `tests.lanes`."""
    return Lanes(config, log)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def vault(data_dir: Path) -> Iterator[Vault]:
    """An unsealed vault, made with a key file's bytes."""
    made = blank.vault(data_dir)
    made.unseal(UNSEAL_KEY)
    yield made
    made.seal()


@pytest.fixture
def store(data_dir: Path, vault: Vault) -> Iterator[Store]:
    """An open store with every table the test has imported, ready to audit."""
    made = blank.store(data_dir / "store" / "appliance.db", vault.store_key())
    made.audit_key = vault.audit_key()
    with made:
        yield made


@pytest.fixture
def clock() -> Iterator[kit_clock.Frozen]:
    """The time stands at 09:00 UTC on 3 March 2026 until the test moves it: `clock.advance(minutes=5)`."""
    with kit_clock.frozen(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)) as frozen:
        yield frozen
