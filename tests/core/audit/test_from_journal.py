"""What happened to the vault while no audit was possible stands in the chain after the next unseal, each line once."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from appliance.core.audit.from_journal import EVENTS, take_in
from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verbs import Verb
from appliance.core.audit.verify import verify
from appliance.core.store.session import Store
from appliance.core.vault.journal import journal
from appliance.core.vault.vault import Vault


def taken(store: Store) -> list[tuple[str, dict[str, object]]]:
    with store.reading() as s:
        rows = s.scalars(select(AuditEvent).where(AuditEvent.actor_id == "vault").order_by(AuditEvent.seq))
        return [(row.verb, row.details) for row in rows]


def verbs(store: Store) -> list[str]:
    return [verb.removeprefix("vault.") for verb, _ in taken(store)]


def take(store: Store, vault: Vault) -> int:
    with store.writing() as s:
        return take_in(s, vault.folder)


def test_each_line_is_taken_once_in_its_order(store: Store, vault: Vault) -> None:
    assert take(store, vault) == 2
    assert take(store, vault) == 0
    journal(vault.folder, "wrong key", wait_seconds=4)
    journal(vault.folder, "sealed")
    assert take(store, vault) == 2
    assert verbs(store) == ["created", "unsealed", "key_refused", "sealed"]
    details = taken(store)[2][1]
    assert details["wait_seconds"] == 4
    assert str(details["happened"]).startswith("20")
    with store.reading() as s:
        assert verify(s, vault.audit_key()).ok


def test_an_act_that_fails_takes_nothing_and_the_next_takes_all(store: Store, vault: Vault) -> None:
    class Crash(Exception):
        pass

    def crash() -> None:
        with store.writing() as s:
            take_in(s, vault.folder)
            raise Crash

    with pytest.raises(Crash):
        crash()
    assert taken(store) == []
    assert take(store, vault) == 2


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"event": "sealed"}',
        '{"at": 5, "event": "sealed"}',
        '{"at": "2026", "event": "王女士 13800138000"}',
    ],
)
def test_a_line_somebody_wrote_is_an_event_and_none_of_its_words_are_kept(
    store: Store, vault: Vault, line: str
) -> None:
    take(store, vault)
    with (vault.folder / "journal.log").open("a") as file:
        file.write(line + "\n")
    journal(vault.folder, "sealed")
    assert take(store, vault) == 2
    assert verbs(store)[-2:] == ["journal_damaged", "sealed"]
    assert "13800138000" not in json.dumps(taken(store))


def test_details_that_are_not_ours_are_left_out(store: Store, vault: Vault) -> None:
    journal(vault.folder, "unsealed", method="x" * 500, note="王女士")
    take(store, vault)
    details = taken(store)[-1][1]
    assert details["method"] == "x" * 40
    assert "note" not in details


def test_half_a_line_of_a_killed_process_spoils_neither_neighbour(store: Store, vault: Vault) -> None:
    take(store, vault)
    with (vault.folder / "journal.log").open("a") as file:
        file.write('{"at": "2026-03-03T09:00')
    assert take(store, vault) == 0
    journal(vault.folder, "sealed")
    take(store, vault)
    assert verbs(store)[-2:] == ["journal_damaged", "sealed"]


def test_a_journal_that_was_cut_is_told_and_what_is_newer_is_taken(store: Store, vault: Vault) -> None:
    for _ in range(5):
        journal(vault.folder, "wrong key", wait_seconds=1)
    take(store, vault)
    path = vault.folder / "journal.log"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2]))
    path.open("a").write(json.dumps({"at": "9999-01-01T00:00:00.000+00:00", "event": "sealed"}) + "\n")
    assert take(store, vault) == 2
    assert verbs(store)[-2:] == ["journal_cut", "sealed"]
    assert take(store, vault) == 0


def test_every_event_has_a_verb_of_its_own() -> None:
    assert len(set(EVENTS.values())) == len(EVENTS)
    assert all(verb.value.startswith("vault.") for verb in EVENTS.values())
    assert set(Verb) > set(EVENTS.values())
