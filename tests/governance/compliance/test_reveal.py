"""Chen asks to see Mei's number, He agrees, Chen sees it for five minutes; everybody else sees stars."""

from __future__ import annotations

import pytest

from appliance.core.approvals import actions as approvals
from appliance.core.approvals import queries as requests
from appliance.core.approvals.errors import AlreadyAsked, NotNow, SamePerson, WrongRole
from appliance.core.approvals.states import State
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound, RateLimited
from appliance.core.masking.text import MaskedText
from appliance.core.vault.errors import KeyForgotten
from appliance.governance.compliance import reveal
from appliance.service.conversations import keys
from tests.service import scene as scenes
from tests.service.scene import MOBILE, Scene

CHEN, FANG, HE = Actor("agent", "chen", "陈"), Actor("agent", "fang", "方"), Actor("agent", "he", "何")
WHY = MaskedText.trusted("客户投诉，须核对回拨号码")


@pytest.fixture
def scene(store, vault, clock):
    store.subscribers = scenes.subscriptions()
    return Scene(store, vault)


@pytest.fixture
def mei(scene):
    """Mei's conversation and the token of her number."""
    found = scenes.mobile(scene.vault)
    taken = scene.write(f"手机 ⟦{found.token_id}⟧", entities=[found])
    return taken.conversation_id, found.token_id


def ask(scene, mei, by=CHEN, role="compliance_officer"):
    with scene.store.writing() as s:
        return reveal.ask(s, *mei, by=by, role=role, reason=WHY).id


def approve(scene, one, by=HE, role="administrator"):
    with scene.store.writing() as s:
        approvals.approve(s, one, by=by, role=role)
    return one


def look(scene, one, by=CHEN):
    return reveal.view(scene.store, scene.vault, one, by=by)


def standing(scene, mei, by=CHEN):
    with scene.store.reading() as s:
        return reveal.standing(s, *mei, by.id)


def test_seen_for_five_minutes_from_the_first_look_and_each_look_recorded(scene, mei, clock):
    one = approve(scene, ask(scene, mei))
    clock.advance(minutes=50)
    first = look(scene, one)
    assert (first.value.expose(), first.kind) == (MOBILE, "MOBILE")
    assert MOBILE not in repr(first)
    clock.advance(minutes=4, seconds=59)
    assert look(scene, one).value.expose() == MOBILE
    assert standing(scene, mei).viewing
    clock.advance(seconds=1)
    with pytest.raises(Conflict, match="five minutes are over"):
        look(scene, one)
    assert not standing(scene, mei).viewing
    verbs = [verb for verb in scene.verbs(mei[0]) if verb.startswith(("reveal", "approval"))]
    assert verbs == [
        "approval.asked",
        "approval.approved",
        "approval.used",
        "reveal.opened",
        "reveal.viewed",
        "reveal.viewed",
    ]


def test_the_trail_names_both_people_and_never_the_value_or_its_hash(scene, mei):
    look(scene, approve(scene, ask(scene, mei)))
    with scene.store.reading() as s:
        rows = s.query(AuditEvent).filter(AuditEvent.verb.like("reveal%")).all()
    assert {(row.actor_id, row.details["approved_by"]) for row in rows} == {("chen", "he")}
    everything = str([(row.subject, row.details) for row in rows])
    assert MOBILE not in everything
    assert mei[1].partition(":")[2] not in everything


def test_no_record_no_look(scene, mei, monkeypatch):
    one = approve(scene, ask(scene, mei))
    opened = []
    monkeypatch.setattr(
        "appliance.governance.compliance.reveal.own_words.original", lambda *a: opened.append(a)
    )
    scene.store.audit_key = None
    with pytest.raises(Exception, match="sealed"):
        look(scene, one)
    assert opened == []


def test_nobody_else_sees_it_and_nobody_sees_it_unasked(scene, mei):
    one = ask(scene, mei)
    with pytest.raises(NotNow, match="second person"):
        look(scene, one)
    with pytest.raises(SamePerson):
        approve(scene, one, CHEN, "compliance_officer")
    approve(scene, one, FANG, "compliance_officer")
    for other in (FANG, HE):
        with pytest.raises(NotFound):
            look(scene, one, other)
    with pytest.raises(NotFound):
        look(scene, "nothing")


@pytest.mark.parametrize("role", ["administrator", "agent", "team_lead", "it_operator"])
def test_only_officers_ask(scene, mei, role):
    with pytest.raises(WrongRole):
        ask(scene, mei, HE, role)


def test_one_request_at_a_time_for_one_value(scene, mei, clock):
    one = ask(scene, mei)
    for _ in range(2):
        with pytest.raises(AlreadyAsked):
            ask(scene, mei)
        if standing(scene, mei).state is State.PENDING:
            approve(scene, one)
    look(scene, one)
    with pytest.raises(AlreadyAsked):
        ask(scene, mei)
    clock.advance(minutes=5)
    again = approve(scene, ask(scene, mei))
    clock.advance(minutes=61)
    with pytest.raises(NotNow, match="expired"):
        look(scene, again)
    assert standing(scene, mei).state is State.EXPIRED


def test_a_value_of_another_conversation_or_none_cannot_be_asked_for(scene, mei):
    other = scene.write("年费", who="bo").conversation_id
    for place in ((other, mei[1]), (mei[0], "MOBILE:nothing"), ("nowhere", mei[1])):
        with pytest.raises(NotFound):
            ask(scene, place)
    empty = MaskedText.trusted(" ")
    with pytest.raises(BadInput), scene.store.writing() as s:
        reveal.ask(s, *mei, by=CHEN, role="compliance_officer", reason=empty)


def test_the_thirty_first_look_in_five_minutes_raises_the_alarm(scene, mei, clock):
    one = approve(scene, ask(scene, mei))
    for _ in range(reveal.MOST_VIEWS):
        look(scene, one)
    for _ in range(2):
        with pytest.raises(RateLimited):
            look(scene, one)
    assert scene.verbs().count("reveal.viewed") == reveal.MOST_VIEWS
    assert scene.verbs().count("reveal.alarm") == 2
    clock.advance(minutes=5)
    assert look(scene, approve(scene, ask(scene, mei))).value.expose() == MOBILE


def test_an_erased_contacts_value_is_gone(scene, mei):
    one = approve(scene, ask(scene, mei))
    contact = scene.row(mei[0]).contact_id
    scene.vault.forget_contact(contact)
    keys.forget_contact(scene.vault, contact)
    with pytest.raises(KeyForgotten):
        look(scene, one)


def test_erasing_the_contact_takes_reasons_and_tokens_of_requests_along(office):
    found = scenes.mobile(office.vault)
    taken = office.write(f"手机 ⟦{found.token_id}⟧", entities=[found])
    one = approve(office, ask(office, (taken.conversation_id, found.token_id)))
    look(office, one)
    office.erase(taken.contact_id)
    with office.store.reading() as s:
        row = requests.approval(s, one)
        assert (row.reason, row.detail) == ("", {})
        assert reveal.standing(s, taken.conversation_id, found.token_id, CHEN.id) is None
    with pytest.raises(NotFound):
        look(office, one)
