"""何清 manages people: creating, disabling, changing passwords and roles."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from appliance.core.accounts import actions, passwords, queries, sign_in
from appliance.core.accounts.errors import LastAdministrator, LoginTaken, NotOnOneself, WeakPassword
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import ACTIVE, MUST_CHANGE, Agent
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import BadInput, NotFound

PASSWORD = "haiyue harbour 88"


@pytest.fixture
def heqing(store):
    with store.reading() as s:
        row = queries.by_login(s, "heqing")
    return Actor("agent", row.id, row.name)


@pytest.fixture
def linyue(store):
    with store.reading() as s:
        row = queries.by_login(s, "linyue")
    return Actor("agent", row.id, row.name)


def test_a_new_person_has_one_role_and_must_change_the_password(store, heqing, hashed):
    with store.writing() as s:
        made = actions.create_agent(s, "ChenZheng", "陈正", "compliance_officer", hashed, heqing)
    with store.reading() as s:
        row = queries.agent(s, made.id)
        event = s.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert (row.login, row.role, row.state, row.team_id) == (
        "chenzheng",
        "compliance_officer",
        MUST_CHANGE,
        "default",
    )
    assert (str(event.verb), event.actor_id, event.subject) == ("account.created", heqing.id, made.id)
    assert hashed.value not in str(event.details)


def test_one_login_is_one_person_whatever_its_case(store, heqing, hashed):
    with pytest.raises(LoginTaken), store.writing() as s:
        actions.create_agent(s, "LinYue", "另一位", Role.IT_OPERATOR, hashed, heqing)
    with store.reading() as s:
        assert [row.role for row in queries.agents(s)] == ["administrator", "agent"]


@pytest.mark.parametrize(
    ("login", "name", "role", "password", "refusal"),
    [
        ("李", "李", "agent", PASSWORD, BadInput),
        ("a b", "甲", "agent", PASSWORD, BadInput),
        ("ab", " ", "agent", PASSWORD, BadInput),
        ("ab", "甲", "director", PASSWORD, BadInput),
        ("ab", "甲", "agent", "short", WeakPassword),
        ("ab", "甲", "agent", "aaaaaaaaaaaaaaa", WeakPassword),
        ("zhaoning", "赵宁", "agent", "ZhaoNing-2026-11", WeakPassword),
        ("ab", "甲", "agent", "x1" * 65, WeakPassword),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(
    store, heqing, login, name, role, password, refusal
):
    with pytest.raises(refusal) as caught, store.writing() as s:
        actions.create_agent(s, login, name, role, password, heqing)
    assert caught.value.zh
    assert caught.value.en
    with store.reading() as s:
        assert len(queries.agents(s)) == 2


def test_disabling_ends_every_sign_in_at_once(store, heqing, linyue):
    token = sign_in.check(store, "linyue", PASSWORD, "10.0.0.7").token
    with store.writing() as s:
        actions.disable(s, linyue.id, heqing)
    with store.reading() as s:
        assert queries.by_token(s, token) is None


def test_nobody_disables_or_promotes_themselves(store, heqing):
    for act in (
        lambda s: actions.disable(s, heqing.id, heqing),
        lambda s: actions.change_role(s, heqing.id, Role.COMPLIANCE_OFFICER, heqing),
    ):
        with pytest.raises(NotOnOneself), store.writing() as s:
            act(s)


def test_the_last_administrator_stays(store, heqing):
    with pytest.raises(LastAdministrator), store.writing() as s:
        actions.disable(s, heqing.id, SYSTEM)
    with store.reading() as s:
        assert queries.agent(s, heqing.id).state == ACTIVE


def test_a_new_role_replaces_the_old_one_and_ends_the_sign_ins(store, heqing, linyue):
    token = sign_in.check(store, "linyue", PASSWORD, "10.0.0.7").token
    with store.writing() as s:
        actions.change_role(s, linyue.id, Role.TEAM_LEAD, heqing)
    with store.reading() as s:
        assert queries.agent(s, linyue.id).role == "team_lead"
        assert queries.by_token(s, token) is None


def test_ones_own_new_password_keeps_this_browser_and_ends_the_others(store, linyue):
    here = sign_in.check(store, "linyue", PASSWORD, "10.0.0.7").token
    there = sign_in.check(store, "linyue", PASSWORD, "10.0.0.8").token
    new = passwords.hashed("a longer better phrase", login="linyue")
    with store.writing() as s:
        actions.change_password(s, linyue.id, new, linyue, keep_token=here)
    with store.reading() as s:
        assert queries.by_token(s, here).must_change is False
        assert queries.by_token(s, there) is None
    assert sign_in.check(store, "linyue", "a longer better phrase", "10.0.0.7")


def test_a_password_set_by_somebody_else_must_be_changed(store, heqing, linyue, hashed):
    with store.writing() as s:
        actions.change_password(s, linyue.id, hashed, heqing)
    assert sign_in.check(store, "linyue", PASSWORD, "10.0.0.7").agent.must_change


def test_a_disabled_person_can_be_let_in_again(store, heqing, linyue, hashed):
    with store.writing() as s:
        actions.disable(s, linyue.id, heqing)
        actions.enable(s, linyue.id, hashed, heqing)
    assert sign_in.check(store, "linyue", PASSWORD, "10.0.0.7").agent.must_change


def test_language_is_remembered(store, linyue):
    with store.writing() as s:
        actions.set_language(s, linyue.id, "en-GB")
    with store.reading() as s:
        assert queries.agent(s, linyue.id).lang == "en"
        with pytest.raises(NotFound):
            queries.agent(s, "nobody")


def test_the_table_has_room_for_one_role_only():
    assert [c.name for c in Agent.__table__.columns if "role" in c.name] == ["role"]
