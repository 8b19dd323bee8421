"""Mei asks to be forgotten: what goes, what stays, who may say so, and what happens when it is cut short."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from appliance.core.approvals.errors import AlreadyAsked, NotNow, SamePerson, WrongRole
from appliance.core.approvals.tables import Approval
from appliance.core.audit.verify import verify
from appliance.core.entities.tables import Entity
from appliance.core.kit import clock as clocks
from appliance.core.kit.errors import BadInput, StorageFull
from appliance.core.masking.text import MaskedText
from appliance.core.vault import ledger
from appliance.core.vault.errors import KeyForgotten
from appliance.governance.compliance import certificate, erase, holdings, legal_hold, requests
from appliance.governance.compliance.errors import Erased, Held, NoContact
from appliance.governance.compliance.grounds import Cause, Ground
from appliance.governance.compliance.tables import Erasure
from appliance.service.contacts.tables import ChannelIdentity, Contact
from appliance.service.conversations import keys, queries
from appliance.service.conversations.erasure import forget_conversation
from appliance.service.conversations.errors import AlreadyErased
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.impressions import impression, told
from appliance.service.impressions.tables import MoodReading
from appliance.service.routing import actions as routing
from tests.governance.compliance.conftest import CHEN, HE, ROLE, Office
from tests.service.scene import hire, masked, mobile


def test_after_it_nothing_of_her_is_left_but_a_skeleton(office: Office) -> None:
    agent = hire(office.store, "林悦")
    first = office.write("我的手机 ⟦MOBILE:x⟧", "mei", entities=[mobile(office.vault)])
    other = office.write("年费多少", "li", entities=[mobile(office.vault, "13900139000")])
    office.ask_for_person(first.conversation_id)
    office.catch_up()
    assert len(office.index.search("年费")) == 1
    done = office.erase(first.contact_id)
    assert done.state == "done"
    assert done.removed == {
        "conversations": 1,
        "messages": 1,
        "values": {"MOBILE": 1},
        "identities": 1,
    }
    with office.store.reading() as s:
        row = s.get(Conversation, first.conversation_id)
        assert row is not None
        assert (row.state, row.key_wrapped, row.handoff_reason, row.queue_no) == ("closed", b"", None, None)
        assert "mei" not in row.channel_key
        assert row.erased_at is not None
        assert s.scalars(select(Entity).where(Entity.conversation_id == row.id)).all() == []
        assert (
            s.scalars(select(ChannelIdentity).where(ChannelIdentity.contact_id == first.contact_id)).all()
            == []
        )
        left = s.scalars(select(Message).where(Message.conversation_id == row.id)).all()
        assert [(m.kind, m.body_sealed, m.meta["phrase"]) for m in left] == [("event", b"", "erased")]
        approval = s.scalars(select(Approval)).one()
        assert approval.reason == ""
        assert verify(s, office.vault.audit_key()).ok
    assert [str(view.text) for view in office.thread(first.conversation_id)] == ["（内容已按要求删除）"]
    with pytest.raises(KeyForgotten):
        office.vault.contact_key(first.contact_id)
    assert ledger.of(office.vault).ids() == [first.contact_id]
    assert [hit.conversation_id for hit in office.index.search("年费")] == [other.conversation_id]
    # Li is untouched.
    assert [str(view.text) for view in office.thread(other.conversation_id)] == ["年费多少"]
    # The skeleton takes no acts.
    with pytest.raises(AlreadyErased):
        office.say(first.conversation_id, agent, "您好")


def test_whoever_writes_by_the_same_channel_afterwards_is_new(office: Office) -> None:
    before = office.write("旧话", "mei")
    office.erase(before.contact_id)
    after = office.write("新话", "mei")
    assert after.contact_id != before.contact_id
    assert after.conversation_id != before.conversation_id
    assert [str(view.text) for view in office.thread(after.conversation_id)] == ["新话"]


def test_her_copy_in_memory_goes_too_and_does_not_come_back(office: Office) -> None:
    first = office.write("话", "mei")
    with office.store.reading() as s:
        wrapped = s.get(Conversation, first.conversation_id).key_wrapped  # type: ignore[union-attr]
    assert keys.held_count(office.vault) == 1
    dropped: list[int] = []
    office.erase(first.contact_id, forgets=(lambda: dropped.append(1),))
    assert keys.held_count(office.vault) == 0
    assert dropped == [1]
    # A reader that had the row from before cannot open it either.
    with pytest.raises(KeyForgotten):
        keys.unwrap(office.vault, first.conversation_id, first.contact_id, wrapped)
    assert keys.held_count(office.vault) == 0


def test_a_search_that_was_reading_cannot_bring_her_back(office: Office) -> None:
    first = office.write("年费多少", "mei")
    office.erase(first.contact_id)
    office.index.add([(99, "m-late", first.conversation_id, "年费多少")])
    assert office.index.search("年费") == []
    assert office.index.last_seq() >= 99


def test_it_takes_two_people(office: Office) -> None:
    first = office.write("话", "mei")
    with pytest.raises(WrongRole), office.store.writing() as s:
        requests.ask(
            s, first.contact_id, Ground.CONSENT, reason=MaskedText.trusted("x"), by=HE, role="it_operator"
        )
    row = office.ask(first.contact_id)
    with pytest.raises(SamePerson):
        office.approve(row.id, by=HE)
    assert office.thread(first.conversation_id)
    with pytest.raises(AlreadyAsked):
        office.ask(first.contact_id, by=CHEN)
    office.approve(row.id)
    with pytest.raises(NotNow):
        office.approve(row.id)
    with pytest.raises(Erased):
        office.ask(first.contact_id)
    verbs = office.verbs()
    assert verbs.index("approval.asked") < verbs.index("approval.approved") < verbs.index("contact.erasing")


def test_a_refused_or_withdrawn_request_changes_nothing_and_may_be_made_again(office: Office) -> None:
    first = office.write("话", "mei")
    row = office.ask(first.contact_id)
    with office.store.writing() as s:
        requests.refuse(s, row.id, by=CHEN, role=ROLE)
    row = office.ask(first.contact_id)
    with office.store.writing() as s:
        requests.withdraw(s, row.id, by=HE)
    office.ask(first.contact_id)
    with office.store.reading() as s:
        assert [each.state for each in requests.listed(s)] == ["pending", "withdrawn", "refused"]
    assert str(office.thread(first.conversation_id)[0].text) == "话"


def test_a_held_contact_cannot_be_erased_until_the_hold_is_lifted(office: Office) -> None:
    first = office.write("话", "mei")
    row = office.ask(first.contact_id)
    with office.store.writing() as s:
        legal_hold.place(s, first.contact_id, Cause.DISPUTE, by=HE)
    with pytest.raises(Held, match="legal hold"):
        office.approve(row.id)
    other = office.write("话", "li")
    with office.store.writing() as s:
        legal_hold.place(s, other.contact_id, Cause.STATUTE, by=HE)
    with pytest.raises(Held):
        office.ask(other.contact_id)
    with office.store.writing() as s:
        legal_hold.lift(s, first.contact_id, by=CHEN)
    office.approve(row.id)
    with pytest.raises(Erased), office.store.writing() as s:
        legal_hold.place(s, first.contact_id, Cause.DISPUTE, by=HE)


def test_a_request_is_due_in_thirty_days_and_the_nearest_stands_on_top(
    office: Office, clock: clocks.Frozen
) -> None:
    mei, li = office.write("话", "mei"), office.write("话", "li")
    office.ask(mei.contact_id)
    early = office.ask(li.contact_id, received_at=clock.at - timedelta(days=28))
    assert early.due_at == clock.at + timedelta(days=2)
    clock.advance(days=3)
    with office.store.reading() as s:
        listed = requests.listed(s)
    assert [(each.row.contact_id, each.late) for each in listed] == [
        (li.contact_id, True),
        (mei.contact_id, False),
    ]
    with pytest.raises(BadInput):
        office.ask(office.write("话", "wu").contact_id, received_at=clock.at + timedelta(days=1))
    with pytest.raises(NoContact):
        office.ask("nobody")


def test_holdings_are_counted_and_empty_afterwards(office: Office) -> None:
    first = office.write("a", "mei", entities=[mobile(office.vault)])
    office.write("b", "mei")
    lin, one = hire(office.store, "林悦"), first.conversation_id
    with office.store.writing() as s:
        s.add(MoodReading(message_id="m", conversation_id=one, mood="angry", unhappy=0.9, version="1"))
        routing.claim(s, one, lin)
        impression.keep(s, office.vault, one, masked("先听完"), lin)
        told.keep(s, office.vault, one, masked("问年费"), lin)
    with office.store.reading() as s:
        before = holdings.holdings(s, first.contact_id)
        code = before.conversations[0].code
        assert [one.contact_id for one in holdings.by_code(s, code.lower())] == [first.contact_id]
        found = holdings.by_conversations(s, [first.conversation_id])
    assert (before.messages, before.values, before.identities) == (2, (("MOBILE", 1),), (("web_widget", 1),))
    assert (before.impression, before.moods, before.summaries) == (True, 1, 1)
    assert [one.codes for one in found] == [(code,)]
    office.erase(first.contact_id)
    with office.store.reading() as s:
        after = holdings.holdings(s, first.contact_id)
    assert after.empty
    assert (after.impression, after.moods, after.summaries) == (False, 0, 0)
    assert after.erased_at
    assert after.erasure is not None
    assert after.erasure.state == "done"


def test_the_certificate_says_what_was_done_and_cannot_be_changed(office: Office) -> None:
    first = office.write("a", "mei", entities=[mobile(office.vault)])
    done = office.erase(first.contact_id)
    key = certificate.public_key(office.vault)
    assert certificate.holds(done.certificate, key)
    body = certificate.body_of(done.certificate)
    assert body["asked"]["name"] == "何合规"
    assert body["approved"]["name"] == "陈复核"
    assert body["destroyed"]["values"] == {"MOBILE": 1}
    assert body["ledger"][0]["number"] == 1
    assert set(body["steps"]) == set(erase.STEPS)
    assert not certificate.holds(done.certificate.replace("何合规", "何违规"), key)
    assert not certificate.holds(done.certificate, "00" * 32)
    assert not certificate.holds("{}", key)


def test_what_a_step_cannot_do_now_is_done_at_the_next_call(office: Office) -> None:
    first = office.write("a", "mei")
    row = office.ask(first.contact_id)
    office.approve(row.id)

    def full(step: str) -> None:
        if step == "copies":
            raise StorageFull

    with pytest.raises(StorageFull):
        erase.run(office.parts(reached=full), row.id)
    assert erase.resume(office.parts(reached=full)) == 0
    assert erase.resume(office.parts()) == 1
    assert erase.resume(office.parts()) == 0
    with office.store.reading() as s:
        assert s.get(Erasure, row.id).state == "done"  # type: ignore[union-attr]
    assert office.verbs().count("contact.erased") == 1


def test_a_damaged_or_lost_ledger_is_made_good_and_said(office: Office) -> None:
    one, two = office.write("a", "mei"), office.write("a", "li")
    office.erase(one.contact_id)
    office.erase(two.contact_id)
    own = ledger.of(office.vault)
    lines = own.path.read_bytes().splitlines()
    own.path.write_bytes(lines[0].replace(b'"n":1', b'"n":7') + b"\n" + lines[1] + b"\n")
    assert erase.again(office.parts()) == (0, 0)
    assert sorted(own.ids()) == sorted([one.contact_id, two.contact_id])
    assert "ledger.damaged" in office.verbs()
    own.path.unlink()
    erase.again(office.parts())
    assert sorted(own.ids()) == sorted([one.contact_id, two.contact_id])


def test_one_conversation_can_go_alone(office: Office) -> None:
    first = office.write("第一次", "mei", entities=[mobile(office.vault)])
    agent = hire(office.store, "林悦")
    with office.store.writing() as s:
        from appliance.service.conversations import actions

        actions.close(s, first.conversation_id, agent)
        s.get(Conversation, first.conversation_id).closed_at -= timedelta(days=30)  # type: ignore[union-attr,operator]
    second = office.write("第二次", "mei")
    assert second.conversation_id != first.conversation_id
    office.catch_up()
    forget_conversation(office.store, office.vault, office.index, first.conversation_id, actor=HE)
    assert [str(view.text) for view in office.thread(first.conversation_id)] == ["（内容已按要求删除）"]
    assert [str(view.text) for view in office.thread(second.conversation_id)] == ["第二次"]
    assert [hit.conversation_id for hit in office.index.search("次")] == [second.conversation_id]
    assert ledger.of(office.vault).ids("conversation") == [first.conversation_id]
    with pytest.raises(AlreadyErased):
        forget_conversation(office.store, office.vault, office.index, first.conversation_id, actor=HE)
    with office.store.reading() as s:
        assert s.get(Contact, first.contact_id).erased_at is None  # type: ignore[union-attr]
        assert queries.open_conversation(s, "web_widget", "mei").id == second.conversation_id  # type: ignore[union-attr]
