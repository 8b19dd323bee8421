"""林悦 comes to work: signing in, being idle, being locked out, going home."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from appliance.core.accounts import actions, passwords, queries, sign_in
from appliance.core.accounts.errors import LockedOut, WrongCredentials
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import SignIn, SignInFailure
from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM

PASSWORD = "haiyue harbour 88"
DESK = "10.0.0.7"


def verbs(store):
    with store.reading() as s:
        return [str(verb) for verb in s.scalars(select(AuditEvent.verb).order_by(AuditEvent.seq))]


def whoever(store, token):
    with store.reading() as s:
        return queries.by_token(s, token)


def fail(store, times, login="linyue", address=DESK):
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            sign_in.check(store, login, "not this one", address)


@pytest.fixture
def quick(monkeypatch):
    """The same answers without the tenth of a second, for stories that try many passwords."""
    monkeypatch.setattr(passwords, "right", lambda given, stored: stored is not None and given == PASSWORD)


def test_the_right_password_gives_a_token_that_the_store_does_not_hold(store):
    signed = sign_in.check(store, " LinYue ", PASSWORD, DESK)
    assert (signed.agent.name, signed.agent.role) == ("林悦", Role.AGENT)
    assert whoever(store, signed.token) == signed.agent
    with store.reading() as s:
        row = s.scalars(select(SignIn)).one()
    assert signed.token not in (row.token_hash, row.csrf)
    assert row.csrf == signed.csrf
    assert verbs(store)[-1] == "account.signed_in"


def test_wrong_password_unknown_login_and_disabled_account_look_alike(store):
    with store.writing() as s:
        actions.disable(s, queries.by_login(s, "linyue").id, SYSTEM)
    said = set()
    for login, password in (("heqing", "wrong password"), ("nobody", PASSWORD), ("linyue", PASSWORD)):
        with pytest.raises(WrongCredentials) as caught:
            sign_in.check(store, login, password, DESK)
        said.add(caught.value.zh)
    assert len(said) == 1
    assert verbs(store)[-3:] == ["account.sign_in_failed"] * 3


def test_an_unknown_login_is_verified_against_something(store, monkeypatch):
    verified = []
    monkeypatch.setattr(passwords, "right", lambda given, stored: bool(verified.append(stored)))
    fail(store, 1, login="nobody")
    assert verified == [None]
    assert passwords._nobody().startswith("$argon2id$")


def test_five_failures_lock_this_login_at_this_address_for_half_an_hour(store, time, quick):
    fail(store, 5)
    with pytest.raises(LockedOut):
        sign_in.check(store, "linyue", PASSWORD, DESK)
    assert sign_in.check(store, "linyue", PASSWORD, "10.0.0.8").agent.login == "linyue"
    time.advance(minutes=29)
    with pytest.raises(LockedOut):
        sign_in.check(store, "linyue", PASSWORD, DESK)
    time.advance(minutes=2)
    assert sign_in.check(store, "linyue", PASSWORD, DESK).agent.login == "linyue"


def test_ten_failures_from_anywhere_lock_the_login_everywhere(store, quick):
    for n in range(10):
        fail(store, 1, address=f"10.0.1.{n}")
    with pytest.raises(LockedOut):
        sign_in.check(store, "linyue", PASSWORD, "10.0.9.9")
    assert sign_in.check(store, "heqing", PASSWORD, "10.0.9.9").agent.login == "heqing"


def test_success_forgets_the_failures_before(store, quick):
    fail(store, 4)
    sign_in.check(store, "linyue", PASSWORD, DESK)
    fail(store, 4)
    assert sign_in.check(store, "linyue", PASSWORD, DESK)


def test_a_password_typed_as_login_is_not_kept(store, quick):
    fail(store, 1, login="my secret phrase")
    with store.reading() as s:
        assert "secret" not in s.scalars(select(SignInFailure.login)).one()


def test_a_password_changed_while_the_old_one_was_verified_does_not_let_in(store, hashed):
    with store.writing() as s:
        outcome = sign_in.sign_in(s, "linyue", True, DESK, verified_hash="an older hash")
    assert isinstance(outcome, WrongCredentials)


def test_idle_for_fifteen_minutes_ends_it_and_use_keeps_it(store, time):
    token = sign_in.check(store, "linyue", PASSWORD, DESK).token
    time.advance(minutes=14)
    assert sign_in.touch(store, token)
    time.advance(minutes=14)
    assert whoever(store, token) is not None
    time.advance(minutes=1)
    assert whoever(store, token) is None
    assert not sign_in.touch(store, token)


def test_twelve_hours_end_it_however_busy(store, time):
    token = sign_in.check(store, "linyue", PASSWORD, DESK).token
    for _ in range(71):
        time.advance(minutes=10)
        sign_in.touch(store, token)
    assert whoever(store, token) is not None
    time.advance(minutes=10)
    assert whoever(store, token) is None


def test_being_seen_is_written_once_a_minute(store, time):
    token = sign_in.check(store, "linyue", PASSWORD, DESK).token
    assert not sign_in.touch(store, token)
    time.advance(seconds=59)
    assert not sign_in.touch(store, token)
    time.advance(seconds=1)
    assert sign_in.touch(store, token)
    assert not sign_in.touch(store, token)


def test_the_settings_may_shorten_both_limits(store, time):
    signed = sign_in.check(store, "linyue", PASSWORD, DESK, longest_stay=timedelta(hours=1))
    time.advance(minutes=5)
    with store.reading() as s:
        assert queries.by_token(s, signed.token, idle=timedelta(minutes=5)) is None
        assert queries.by_token(s, signed.token, idle=timedelta(hours=2)) is not None
    time.advance(minutes=55)
    with store.reading() as s:
        assert queries.by_token(s, signed.token, idle=timedelta(hours=2)) is None


def test_signing_out_ends_only_this_browser(store):
    here = sign_in.check(store, "linyue", PASSWORD, DESK).token
    there = sign_in.check(store, "linyue", PASSWORD, "10.0.0.8").token
    with store.writing() as s:
        sign_in.sign_out(s, here)
        sign_in.sign_out(s, "never given out")
    assert whoever(store, here) is None
    assert whoever(store, there) is not None
    assert verbs(store)[-1] == "account.signed_out"


@pytest.mark.parametrize("token", ["", "x", "y" * 5000])
def test_a_token_never_given_out_is_nobody(store, token):
    assert whoever(store, token) is None
