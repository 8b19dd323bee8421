"""Who is signed in, and who there is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, select

from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import DISABLED, MUST_CHANGE, Agent, SignIn
from appliance.core.kit import clock
from appliance.core.kit.errors import NotFound
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession

IDLE: Final = timedelta(minutes=15)
"""A sign-in not used for this long has ended (the setting SESSION_IDLE_MINUTES may give another)."""
_BY_TOKEN: Final = Prepared(
    select(Agent.__table__, SignIn.expires_at, SignIn.last_seen_at, SignIn.csrf)
    .join(SignIn.__table__, SignIn.agent_id == Agent.id)
    .where(SignIn.token_hash == bindparam("token_hash"))
)


@dataclass(frozen=True, slots=True)
class CurrentAgent:
    """The signed-in person. `csrf` belongs to this sign-in; `must_change`: the password is not yet their own."""

    id: str
    login: str
    name: str
    role: Role
    lang: str
    csrf: str
    must_change: bool = False


def digest(token: str) -> str:
    """How a token is kept: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(s: ReadSession, token: str, *, idle: timedelta = IDLE) -> CurrentAgent | None:
    """The person behind a token, or None when the sign-in ended: unknown, idle too long, too old, account disabled."""
    if not token or len(token) > 100:
        return None
    agent = s.rows(_BY_TOKEN, token_hash=digest(token)).first()
    if agent is None:
        return None
    now = clock.now()
    if agent.state == DISABLED or now >= agent.expires_at or now - agent.last_seen_at >= idle:
        return None
    return CurrentAgent(
        agent.id,
        agent.login,
        agent.name,
        Role(agent.role),
        agent.lang,
        agent.csrf,
        agent.state == MUST_CHANGE,
    )


def agent(s: ReadSession, agent_id: str) -> Agent:
    """One person; raises `NotFound`."""
    found = s.get(Agent, agent_id)
    if found is None:
        raise NotFound("没有这位人员。", "There is no such person.")
    return found


def by_login(s: ReadSession, login: str) -> Agent | None:
    """The person of a login, whatever its case."""
    return s.scalar(select(Agent).where(Agent.login == login.strip().lower()))


def agents(s: ReadSession, *, role: Role | None = None) -> Sequence[Agent]:
    """Everybody, by login; disabled people too."""
    wanted = select(Agent).order_by(Agent.login)
    return s.scalars(wanted if role is None else wanted.where(Agent.role == role.value)).all()
