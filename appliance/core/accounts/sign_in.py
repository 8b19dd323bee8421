"""Coming in and going out. Passwords are verified with no transaction open; each try leaves an audit record."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, or_, select

from appliance.core.accounts import passwords, queries
from appliance.core.accounts.errors import LockedOut, WrongCredentials
from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.queries import CurrentAgent, digest
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import DISABLED, MUST_CHANGE, Agent, SignIn, SignInFailure
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.store.session import ReadSession, Store, WriteSession

LOCK: Final = timedelta(minutes=30)
"""How long failures count and a lock lasts (PCI DSS 4.0.1, 8.3.4: at least 30 minutes)."""
TRIES_FROM_ONE_ADDRESS: Final = 5
TRIES_IN_ALL: Final = 10
"""From all addresses together (8.3.4: at most ten)."""
LONGEST_STAY: Final = timedelta(hours=12)
WRITE_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes into the cookie and nowhere else; `csrf` into the pages."""

    token: str
    csrf: str
    agent: CurrentAgent


def check(
    store: Store, login: str, password: str, address: str, *, longest_stay: timedelta = LONGEST_STAY
) -> SignedIn:
    """Sign somebody in. Raises `WrongCredentials`, or `LockedOut` after too many failures.

    An unknown login costs the same time and gives the same answer as a wrong password.
    """
    login, address = login.strip().lower()[:60], address[:64]
    with store.reading() as read:
        _refuse_locked(read, login, address)
        found = queries.by_login(read, login)
        stored = found.password_hash if found is not None and found.state != DISABLED else None
    password_ok = passwords.right(password, stored)
    with store.writing(essential=True) as s:
        outcome = sign_in(s, login, password_ok, address, verified_hash=stored, longest_stay=longest_stay)
    # Raised only now: inside, it would undo the record of the failure.
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def sign_in(
    s: WriteSession,
    login: str,
    password_ok: bool,
    address: str,
    *,
    verified_hash: str | None,
    longest_stay: timedelta = LONGEST_STAY,
) -> SignedIn | WrongCredentials | LockedOut:
    """The write half of `check`. Looks again at lock, state and hash: they may have changed while the password was
    verified. Refusals are returned, not raised, for they must be committed."""
    now = clock.now()
    if (minutes := _locked_for(s, login, address, now)) > 0:
        return LockedOut(minutes)
    agent = queries.by_login(s, login)
    if agent is None or not password_ok or agent.state == DISABLED or agent.password_hash != verified_hash:
        s.add(SignInFailure(login=_digest(login), address=address, at=now))
        s.execute(delete(SignInFailure).where(SignInFailure.at < now - 2 * LOCK))
        s.flush()
        subject = agent.id if agent is not None else "unknown"
        chain.append(s, Verb.ACCOUNT_SIGN_IN_FAILED, actor=SYSTEM, subject=subject, address=address)
        return WrongCredentials()
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    s.execute(
        delete(SignInFailure).where(SignInFailure.login == _digest(login), SignInFailure.address == address)
    )
    s.execute(delete(SignIn).where(or_(SignIn.expires_at <= now, SignIn.last_seen_at < now - LONGEST_STAY)))
    s.add(
        SignIn(
            token_hash=digest(token),
            agent_id=agent.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + longest_stay,
            csrf=csrf,
        )
    )
    s.flush()
    chain.append(s, Verb.ACCOUNT_SIGNED_IN, actor=_actor(agent), subject=agent.id, address=address)
    current = CurrentAgent(
        agent.id, agent.login, agent.name, Role(agent.role), agent.lang, csrf, agent.state == MUST_CHANGE
    )
    return SignedIn(token, csrf, current)


def sign_out(s: WriteSession, token: str) -> None:
    """End this sign-in. An unknown token does nothing."""
    row = s.get(SignIn, digest(token))
    if row is None:
        return
    agent = queries.agent(s, row.agent_id)
    s.delete(row)
    s.flush()
    chain.append(s, Verb.ACCOUNT_SIGNED_OUT, actor=_actor(agent), subject=agent.id)
    if s.scalar(select(SignIn.agent_id).where(SignIn.agent_id == agent.id).limit(1)) is None:
        emit(s, SignedOut(None, agent.id))


def touch(store: Store, token: str) -> bool:
    """Note that the person is there; call it on requests a person makes (not on live feeds). Writes at most once a
    minute. True when it wrote."""
    now = clock.now()
    with store.reading() as read:
        if not _due(read, token, now):
            return False
    with store.writing() as s:
        if not _due(s, token, now):
            return False
        row = s.get(SignIn, digest(token))
        if row is None:
            return False
        row.last_seen_at = now
        s.flush()
    return True


def _due(s: ReadSession, token: str, now: datetime) -> bool:
    if queries.by_token(s, token) is None:
        return False
    seen = s.scalar(select(SignIn.last_seen_at).where(SignIn.token_hash == digest(token)))
    return seen is not None and now - seen >= WRITE_SEEN_EVERY


def _refuse_locked(s: ReadSession, login: str, address: str) -> None:
    if (minutes := _locked_for(s, login, address, clock.now())) > 0:
        raise LockedOut(minutes)


def _locked_for(s: ReadSession, login: str, address: str, now: datetime) -> int:
    """Minutes until the lock ends, 0 when there is none. Counted for unknown logins too: a lock betrays nobody."""
    recent = select(func.count(), func.max(SignInFailure.at)).where(
        SignInFailure.login == _digest(login), SignInFailure.at > now - LOCK
    )
    here, last_here = s.execute(recent.where(SignInFailure.address == address)).one().tuple()
    everywhere, last = s.execute(recent).one().tuple()
    if here >= TRIES_FROM_ONE_ADDRESS:
        since = last_here
    elif everywhere >= TRIES_IN_ALL:
        since = last
    else:
        return 0
    left = since + LOCK - now
    return max(1, -(-int(left.total_seconds()) // 60))


def _digest(login: str) -> str:
    return hashlib.sha256(b"login\0" + login.encode()).hexdigest()


def _actor(agent: Agent) -> Actor:
    return Actor("agent", agent.id, agent.name)
