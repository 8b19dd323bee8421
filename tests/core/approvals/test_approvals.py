"""Chen asks to see an original, He allows it, Chen uses it once: stories, and a machine that tries everything else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import select

from appliance.core.accounts.roles import Role
from appliance.core.approvals import actions, kinds, queries
from appliance.core.approvals.errors import NotNow, SamePerson, WrongRole
from appliance.core.approvals.kinds import KINDS, MASKING_POLICY, REVEAL
from appliance.core.approvals.states import State
from appliance.core.audit.tables import TABLE
from appliance.core.audit.verify import verify
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import ApplianceError, BadInput, NotFound
from appliance.core.masking.text import MaskedText
from tests import blank
from tests.core.approvals.conftest import MORNING

CHEN, FANG = Actor("agent", "chen", "陈合规"), Actor("agent", "fang", "方合规")
HE, LIN = Actor("agent", "he", "何清"), Actor("agent", "lin", "林悦")
WHY = MaskedText.trusted("客户来电核对 ⟦MOBILE:9f31⟧")
ROLES = {"chen": "compliance_officer", "fang": "compliance_officer", "he": "administrator", "lin": "agent"}


def asked(store, kind=REVEAL, by=CHEN, subject="MOBILE", **more):
    with store.writing() as s:
        return actions.ask(s, kind, by=by, role=ROLES[by.id], subject=subject, reason=WHY, **more).id


def approved(store, one, by=HE):
    with store.writing() as s:
        actions.approve(s, one, by=by, role=ROLES[by.id])
    return one


def used(store, one, by=CHEN, kind=REVEAL, subject="MOBILE"):
    with store.writing() as s:
        actions.use(s, one, kind, by=by, subject=subject)


def verbs(store):
    with store.reading() as s:
        return [row.verb for row in s.execute(select(TABLE.c.verb).order_by(TABLE.c.seq))]


def state(store, one):
    with store.reading() as s:
        return queries.state_of(queries.approval(s, one))


def test_one_asks_another_allows_and_it_is_used_once(store):
    one = asked(store, conversation="c1")
    with store.reading() as s:
        assert [row.id for row in queries.to_decide(s, "administrator", "he")] == [one]
        assert queries.count_to_decide(s, "compliance_officer", "chen") == 0, "not one's own"
        assert queries.count_to_decide(s, "agent", "lin") == 0
    used(store, approved(store, one))
    with pytest.raises(NotNow, match="used"):
        used(store, one)
    assert verbs(store) == ["approval.asked", "approval.approved", "approval.used"]
    with store.reading() as s:
        last = s.execute(select(TABLE).order_by(TABLE.c.seq.desc())).first()
    assert (last.details["asked_by"], last.details["approved_by"]) == ("chen", "he"), "both are on the record"
    assert "⟦" not in str(last.details)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_names_real_roles_and_two_words(kind):
    assert kind.asks
    assert kind.decides
    assert {Role(role) for role in kind.asks | kind.decides}
    assert kind.zh != kind.en
    assert kinds.named(kind.name) is kind


def test_an_act_that_fails_does_not_spend_the_approval(store):
    one = approved(store, asked(store))

    def fails():
        with store.writing() as s:
            actions.use(s, one, REVEAL, by=CHEN, subject="MOBILE")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert state(store, one) == State.APPROVED
    assert verbs(store)[-1] == "approval.approved"


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (lambda s, one: actions.approve(s, one, by=CHEN, role="compliance_officer"), SamePerson),
        (lambda s, one: actions.refuse(s, one, by=CHEN, role="compliance_officer"), SamePerson),
        (lambda s, one: actions.approve(s, one, by=LIN, role="agent"), WrongRole),
        (lambda s, one: actions.approve(s, one, by=LIN, role=""), WrongRole),
        (lambda s, one: actions.withdraw(s, one, by=HE), WrongRole),
        (lambda s, one: actions.use(s, one, REVEAL, by=CHEN, subject="MOBILE"), NotNow),
        (lambda s, one: actions.use(s, one, REVEAL, by=CHEN, subject="CN_ID"), WrongRole),
        (lambda s, one: actions.use(s, one, MASKING_POLICY, by=CHEN, subject="MOBILE"), WrongRole),
        (lambda s, one: actions.approve(s, "nothing", by=HE, role="administrator"), NotFound),
    ],
)
def test_what_is_refused_changes_nothing(store, step, error):
    one = asked(store)
    with pytest.raises(error), store.writing() as s:
        step(s, one)
    assert state(store, one) == State.PENDING
    assert verbs(store) == ["approval.asked"]


def test_the_approval_belongs_to_who_asked(store):
    one = approved(store, asked(store))
    for thief in (HE, FANG):
        with pytest.raises(WrongRole):
            used(store, one, by=thief)
    assert state(store, one) == State.APPROVED


def test_what_is_done_at_once_is_done_by_who_approves(store):
    one = asked(store, MASKING_POLICY, by=HE, subject="v2")
    with pytest.raises(WrongRole), store.writing() as s:
        actions.approve(s, one, by=Actor("agent", "he2", "另一位"), role="administrator")
    with store.writing() as s:
        actions.approve(s, one, by=CHEN, role="compliance_officer")
        actions.use(s, one, MASKING_POLICY, by=CHEN, subject="v2")
    assert state(store, one) == State.USED


def test_time_runs_out_before_and_after_the_approval(store, time):
    late, unused, in_time = asked(store), asked(store), asked(store)
    time.advance(hours=23)
    approved(store, unused)
    approved(store, in_time)
    time.advance(minutes=59)
    used(store, in_time)
    time.advance(minutes=2)
    assert state(store, late) == State.EXPIRED
    assert state(store, unused) == State.EXPIRED, "approved, but not used within the hour"
    for step in (lambda: approved(store, late), lambda: used(store, unused)):
        with pytest.raises(NotNow, match="expired"):
            step()
    with store.reading() as s:
        assert not queries.to_decide(s, "administrator", "he")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 1001])
def test_a_reason_is_needed(store, reason):
    with pytest.raises(BadInput), store.writing() as s:
        actions.ask(
            s, REVEAL, by=CHEN, role="compliance_officer", subject="x", reason=MaskedText.trusted(reason)
        )
    assert verbs(store) == []


def test_an_agent_does_not_ask(store):
    with pytest.raises(WrongRole):
        asked(store, by=LIN)


def test_erasing_takes_reason_and_details_along(store):
    one = asked(store, conversation="c1", token_id="MOBILE:9f31")
    other = asked(store, conversation="c2", token_id="MOBILE:9f31")
    with store.writing() as s:
        actions.forget(s, ["c1"])
    with store.reading() as s:
        assert (queries.approval(s, one).reason, queries.approval(s, one).detail) == ("", {})
        assert queries.approval(s, other).detail == {"token_id": "MOBILE:9f31"}


class Requests(RuleBasedStateMachine):
    """Four people try every step on every request in any order, while time passes."""

    requests = Bundle("requests")
    people = st.sampled_from([CHEN, FANG, HE, LIN])

    @initialize()
    def open(self):
        self.folder = TemporaryDirectory()
        self.frozen = clock.frozen(MORNING)
        self.time = self.frozen.__enter__()
        self.store = blank.store(Path(self.folder.name) / "a.db", b"k" * 32)
        self.store.audit_key = b"a" * 32
        self.uses: dict[str, int] = {}

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()
            self.frozen.__exit__(None, None, None)
            self.folder.cleanup()

    def _tries(self, step):
        try:
            with self.store.writing() as s:
                step(s)
        except ApplianceError:
            return False
        return True

    @rule(target=requests, by=people, kind=st.sampled_from([REVEAL, MASKING_POLICY]))
    def ask(self, by, kind):
        made = []
        done = self._tries(
            lambda s: made.append(actions.ask(s, kind, by=by, role=ROLES[by.id], subject="x", reason=WHY).id)
        )
        assert done == (ROLES[by.id] in kind.asks)
        return made[0] if done else multiple()

    @rule(one=requests, by=people)
    def approve(self, one, by):
        self._tries(lambda s: actions.approve(s, one, by=by, role=ROLES[by.id]))

    @rule(one=requests, by=people)
    def refuse(self, one, by):
        self._tries(lambda s: actions.refuse(s, one, by=by, role=ROLES[by.id]))

    @rule(one=requests, by=people)
    def withdraw(self, one, by):
        self._tries(lambda s: actions.withdraw(s, one, by=by))

    @rule(one=consumes(requests), by=people)
    def use_and_use_again(self, one, by):
        for _ in range(2):
            with self.store.reading() as s:
                kind = kinds.named(queries.approval(s, one).kind)
                before = queries.state_of(queries.approval(s, one))
            if self._tries(lambda s, kind=kind: actions.use(s, one, kind, by=by, subject="x")):
                assert before == State.APPROVED
                self.uses[one] = self.uses.get(one, 0) + 1

    @rule(minutes=st.sampled_from([1, 59, 61, 24 * 60]))
    def wait(self, minutes):
        self.time.advance(minutes=minutes)

    @invariant()
    def two_people_one_use_and_a_whole_chain(self):
        if not hasattr(self, "store"):
            return
        with self.store.reading() as s:
            for row in s.scalars(select(queries.Approval)):
                if row.state in ("approved", "used", "refused"):
                    assert row.decided_by != row.asked_by
                    assert ROLES[row.decided_by] in kinds.named(row.kind).decides
                if row.used_at is not None:
                    assert row.used_at - row.decided_at <= timedelta(hours=1)
            events = s.execute(select(TABLE.c.subject).where(TABLE.c.verb == "approval.used")).all()
            assert sorted(e.subject for e in events) == sorted(self.uses)
            assert set(self.uses.values()) <= {1}
            assert verify(s, b"a" * 32, None).ok


TestRequests = Requests.TestCase
