"""The store of `tests/conftest.py`, with the table that only these tests have."""

from __future__ import annotations

import pytest

from appliance.core.store.session import Store
from tests.core.store.rows import Scratch


@pytest.fixture
def store(store: Store) -> Store:
    """An open store in which notes can be written."""
    with store.connection() as connection:
        Scratch.metadata.create_all(connection)
    return store
