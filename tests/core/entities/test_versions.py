"""He changes what is shown, Chen allows it, and every process follows; nothing is ever forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from appliance.core.approvals.errors import AlreadyAsked, NotNow, SamePerson, WrongRole
from appliance.core.approvals.states import State
from appliance.core.audit.tables import TABLE
from appliance.core.entities import changes, versions
from appliance.core.entities.tables import MaskingVersion
from appliance.core.entities.watch import PolicyWatch
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.masking import policy
from appliance.core.masking.policy import SHIPPED, Way
from appliance.core.masking.text import MaskedText
from appliance.core.store.engine import open_store
from tests.core.audited import audited_store

HE, HUA = Actor("agent", "he", "何清"), Actor("agent", "hua", "华管理")
CHEN = Actor("agent", "chen", "陈合规")
ADMIN, OFFICER = "administrator", "compliance_officer"
WHY = MaskedText.trusted("内审意见 2026-11")


@pytest.fixture
def time():
    with clock.frozen(datetime(2026, 11, 2, 9, 0, tzinfo=UTC)) as frozen:
        yield frozen


@pytest.fixture
def store(tmp_path, time):
    with audited_store(tmp_path) as opened:
        yield opened


def content(**default):
    return {**SHIPPED.content(), "default": {**SHIPPED.content()["default"], **default}}


def listed(*more):
    return [*policy.publics.stored(policy.publics.SHIPPED), *more]


def proposed(store, part="policy", what=None, by=HE):
    with store.writing() as s:
        return changes.propose(s, part, what or content(MOBILE="hash"), by=by, role=ADMIN, reason=WHY).id


def approved(store, version, by=CHEN, role=OFFICER):
    with store.writing() as s:
        return changes.approve(s, version, by=by, role=role).number


def way(store, kind="MOBILE", channel=""):
    with store.reading() as s:
        return versions.current(s).of(channel).way(kind)


def test_a_change_holds_from_its_approval_on_and_not_before(store):
    version = proposed(store)
    assert way(store) is Way.PARTIAL
    with store.reading() as s:
        waiting = versions.waiting(s, "policy")
        assert (waiting.version.id, waiting.request.asked_by_name, waiting.request.reason) == (
            version,
            "何清",
            str(WHY),
        )
    assert approved(store, version) == 1
    assert way(store) is Way.HASH
    with store.reading() as s:
        assert versions.waiting(s, "policy") is None
        assert versions.current(s).version == "1.0"
        rows = s.execute(select(TABLE.c.verb, TABLE.c.details).order_by(TABLE.c.seq)).all()
    assert [row.verb for row in rows] == [
        "approval.asked",
        "approval.approved",
        "approval.used",
        "masking.changed",
    ]
    assert (rows[-1].details["asked_by"], rows[-1].details["looser"]) == ("he", 0)


def test_who_may_not_decide_changes_nothing(store):
    version = proposed(store)
    for by, role, error in (
        (HE, ADMIN, SamePerson),
        (HUA, ADMIN, WrongRole),
        (Actor("agent", "lin", "林悦"), "agent", WrongRole),
    ):
        with pytest.raises(error):
            approved(store, version, by, role)
    assert way(store) is Way.PARTIAL
    with pytest.raises(WrongRole), store.writing() as s:
        changes.propose(s, "public", listed(["400-1", ""]), by=CHEN, role=OFFICER, reason=WHY)


def test_one_change_waits_at_a_time_and_can_be_taken_back(store, time):
    version = proposed(store)
    with pytest.raises(AlreadyAsked):
        proposed(store, what=content(MOBILE="redact"), by=HUA)
    assert approved(store, proposed(store, "public", listed(["0532-0000-1102", "崂山"])), HUA, ADMIN) == 1
    with pytest.raises(WrongRole), store.writing() as s:
        changes.withdraw(s, version, by=HUA)
    with store.writing() as s:
        changes.withdraw(s, version, by=HE)
    refused = proposed(store, what=content(MOBILE="redact"), by=HUA)
    with store.writing() as s:
        changes.refuse(s, refused, by=CHEN, role=OFFICER)
    late = proposed(store)
    time.advance(days=8)
    with pytest.raises(NotNow, match="expired"):
        approved(store, late)
    approved(store, proposed(store))
    with store.reading() as s:
        found = [(one.version.number, one.state) for one in versions.history(s, "policy")]
    assert found == [(1, State.USED), (None, State.EXPIRED), (None, State.REFUSED), (None, State.WITHDRAWN)]


def test_going_back_is_a_new_version(store):
    approved(store, proposed(store))
    approved(store, proposed(store, what=content(MOBILE="redact", ORG="hash")))
    for number, expected in ((1, Way.HASH), (0, Way.PARTIAL)):
        with store.writing() as s:
            back = changes.propose_return(s, "policy", number, by=HE, role=ADMIN, reason=WHY).id
        approved(store, back)
        assert way(store) is expected
    assert way(store, "ORG") is Way.LEAVE
    with store.reading() as s:
        assert versions.numbers(s) == (4, 0)
        with pytest.raises(NotFound):
            versions.content(s, "policy", 9)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("policy", content()),
        ("policy", content(OTP="keep")),
        ("policy", content(MOBILE="aloud")),
        ("public", listed()),
        ("public", listed(["11010519491231002X", ""])),
        ("public", listed(["", ""])),
    ],
)
def test_what_cannot_be_proposed_leaves_no_row(store, part, what):
    with pytest.raises(BadInput):
        proposed(store, part, what)
    with store.reading() as s:
        assert s.scalars(select(MaskingVersion)).all() == []
        assert versions.waiting(s, part) is None


def test_an_entry_is_public_from_its_approval_on(store):
    version = proposed(store, "public", listed(["0532-0000-1102", "青岛崂山支行"]))
    with store.reading() as s:
        assert not versions.current(s).of().is_public("053200001102", "LANDLINE")
        assert versions.proposed_book(s, versions.version(s, version)).of().is_public("053200001102")
    approved(store, version, HUA, ADMIN)
    with store.reading() as s:
        assert versions.current(s).of().is_public("0532 0000 1102", "LANDLINE")


def test_both_processes_follow_and_read_it_once(store, tmp_path, monkeypatch):
    other = open_store(tmp_path / "appliance.db", b"k" * 32)
    adopted: dict[str, list[str]] = {"here": [], "there": []}
    here = PolicyWatch(store, lambda book: adopted["here"].append(book.version))
    there = PolicyWatch(other, lambda book: adopted["there"].append(book.version), every=0.01)
    here.refresh()
    there.start()
    approved(store, proposed(store))
    assert here.refresh().of().way("MOBILE") is Way.HASH
    assert store.policies is here.refresh(), "cached by its version"
    while other.policies.version != "1.0":
        pass
    there.stop()
    assert adopted == {"here": ["0.0", "1.0"], "there": ["0.0", "1.0"]}
    other.close()
