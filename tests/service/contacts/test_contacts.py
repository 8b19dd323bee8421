from __future__ import annotations

import pytest

from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.contacts import actions, queries
from tests.service import scene  # noqa: F401


def test_a_channel_id_names_one_contact(store: Store, vault: Vault) -> None:
    with store.writing() as s:
        first = actions.find_or_make(s, vault, "web_widget", "mei")
    with store.writing() as s:
        again = actions.find_or_make(s, vault, "web_widget", "mei")
        elsewhere = actions.find_or_make(s, vault, "wecom", "mei")
    assert again == first
    assert elsewhere != first
    with store.reading() as s:
        assert queries.contact_id(s, "web_widget", "mei") == first
        assert queries.contact_id(s, "web_widget", "nobody") is None
        assert queries.external_id(s, elsewhere, "wecom") == "mei"


def test_a_contact_has_a_key_of_its_own(store: Store, vault: Vault) -> None:
    with store.writing() as s:
        mei = actions.find_or_make(s, vault, "web_widget", "mei")
        other = actions.find_or_make(s, vault, "web_widget", "other")
    assert vault.contact_key(mei) != vault.contact_key(other)


@pytest.mark.parametrize("external_id", ["", "x" * 201])
def test_a_channel_id_without_sense_is_refused(store: Store, vault: Vault, external_id: str) -> None:
    with pytest.raises(BadInput), store.writing() as s:
        actions.find_or_make(s, vault, "web_widget", external_id)
