"""Parts for stories on the service floor."""

from __future__ import annotations

import pytest

from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.service import scene as scenes


@pytest.fixture
def scene(store: Store, vault: Vault) -> scenes.Scene:
    """A store on which visitors write and agents work, with turns asked for by events."""
    store.subscribers = scenes.subscriptions(vault)
    return scenes.Scene(store, vault)
