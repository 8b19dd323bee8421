"""A service floor with a compliance room: Mei and Li write, He asks for erasures, Chen allows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import appliance.core.approvals.tables
import appliance.governance.compliance.tables  # noqa: F401
from appliance.core.kit.actors import Actor
from appliance.core.masking.text import MaskedText
from appliance.core.store.search_index import SearchIndex
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.governance.compliance import erase, requests
from appliance.governance.compliance.erase import EraseParts
from appliance.governance.compliance.grounds import Ground
from appliance.governance.compliance.tables import Erasure
from appliance.service.conversations import search
from tests.service import scene as scenes

HE = Actor("agent", "01HE00000000000000000000HE", "何合规")
CHEN = Actor("agent", "01CHEN0000000000000000CHEN", "陈复核")
ROLE = "compliance_officer"


@dataclass
class Office(scenes.Scene):
    """A scene with a search file and two officers."""

    index: SearchIndex = None  # type: ignore[assignment]

    def parts(self, **changes: object) -> EraseParts:
        return replace(EraseParts(self.store, self.vault, self.index, days=30), **changes)  # type: ignore[arg-type]

    def catch_up(self) -> int:
        return search.catch_up(self.store, self.vault, self.index)

    def ask(self, contact_id: str, by: Actor = HE, **more: object) -> Erasure:
        with self.store.writing() as s:
            return requests.ask(
                s,
                contact_id,
                Ground.CONSENT,
                reason=MaskedText.trusted("客户来函要求删除"),
                by=by,
                role=ROLE,
                **more,  # type: ignore[arg-type]
            )

    def approve(self, erasure_id: str, by: Actor = CHEN) -> Erasure:
        with self.store.writing() as s:
            return requests.approve(s, erasure_id, by=by, role=ROLE)

    def erase(self, contact_id: str, **changes: object) -> Erasure:
        """Asked, allowed, and run to its end."""
        row = self.ask(contact_id)
        self.approve(row.id)
        return erase.run(self.parts(**changes), row.id)


@pytest.fixture
def office(store: Store, vault: Vault, data_dir: Path) -> Iterator[Office]:
    store.subscribers = scenes.subscriptions()
    index = SearchIndex(data_dir / "store" / "search.db", vault.search_key())
    yield Office(store, vault, index=index)
    index.close()
