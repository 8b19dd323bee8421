"""Contacts get new keys while they write; every conversation opens at every moment, and the old keys are gone."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from appliance.core.store.session import Store
from appliance.core.vault import keyring_rotation
from appliance.core.vault.errors import Tampered
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions, key_rotation, keys, queries
from appliance.service.conversations.tables import Conversation
from tests.service.scene import masked


def say(store: Store, vault: Vault, visitor: str, number: int) -> actions.Received:
    text = masked(f"{visitor} 说 {number}")
    with store.writing() as s:
        return actions.receive_message(
            s, vault, actions.Intake("web_widget", visitor, f"{visitor}-{number}", text)
        )


def heard(store: Store, vault: Vault, conversation_id: str) -> list[str]:
    keys._held(vault).clear()  # from the rows, not from memory
    with store.reading() as s:
        return [str(each.text) for each in queries.thread(s, vault, conversation_id) if each.kind == "text"]


def rows(store: Store) -> dict[str, tuple[str, bytes]]:
    with store.reading() as s:
        found = s.execute(select(Conversation.id, Conversation.contact_id, Conversation.key_wrapped))
        return {row.id: (row.contact_id, row.key_wrapped) for row in found}


def test_every_conversation_is_wrapped_by_its_contacts_new_key(
    store: Store, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    where = {name: say(store, vault, name, 1) for name in ("mei", "bo", "ann", "jun", "lu")}
    before = {name: vault.contact_key(at.contact_id) for name, at in where.items()}
    vault.forget_contact(where["lu"].contact_id)
    wrapped = rows(store)
    count = key_rotation.rotate_contacts(store, vault)
    assert count >= 4
    for name, at in where.items():
        if name == "lu":
            assert heard(store, vault, at.conversation_id) == ["(erased as required)"]
            continue
        assert vault.contact_key(at.contact_id) != before[name]
        assert vault.contact_keys(at.contact_id).previous is None
        assert heard(store, vault, at.conversation_id) == [f"{name} 说 1"]
        contact, old = wrapped[at.conversation_id]
        with pytest.raises(Tampered):
            keys._open(vault.contact_keys(contact), at.conversation_id, old)


@pytest.mark.parametrize("stage", ["after the keyring", "after the store"])
def test_a_change_that_was_cut_off_is_taken_up_again(
    store: Store, vault: Vault, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = say(store, vault, "mei", 1)

    class Cut(Exception):
        pass

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patch:
        if stage == "after the keyring":
            patch.setattr(keys, "rewrap", cut)
        else:
            patch.setattr(keyring_rotation, "retire", cut)
        with pytest.raises(Cut):
            key_rotation.rotate(store, vault, [at.contact_id])
    assert heard(store, vault, at.conversation_id) == ["mei 说 1"]
    say(store, vault, "mei", 2)
    assert key_rotation.finish(store, vault) == 1
    assert key_rotation.finish(store, vault) == 0
    assert heard(store, vault, at.conversation_id) == ["mei 说 1", "mei 说 2"]


def test_people_write_on_meanwhile(store: Store, vault: Vault) -> None:
    names = [f"v{number}" for number in range(6)]
    where = {name: say(store, vault, name, 0) for name in names}
    problems: list[Exception] = []
    done = threading.Event()
    said = dict.fromkeys(names, 0)

    def write(name: str) -> None:
        try:
            while not done.is_set():
                say(store, vault, name, said[name] + 1)
                say(store, vault, f"{name}-new-{said[name]}", 0)
                said[name] += 1
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for _ in range(5):
        key_rotation.rotate_contacts(store, vault)
    done.set()
    for thread in threads:
        thread.join()
    assert not problems
    for name, at in where.items():
        assert len(heard(store, vault, at.conversation_id)) == said[name] + 1
    for conversation_id in rows(store):
        assert heard(store, vault, conversation_id)
