"""What is done to people: one function per act, each with its audit record in the same transaction."""

from __future__ import annotations

import re

from sqlalchemy import delete, func, select

from appliance.core.accounts import passwords, queries
from appliance.core.accounts.errors import LastAdministrator, LoginTaken, NotOnOneself
from appliance.core.accounts.events import SignedOut
from appliance.core.accounts.passwords import Hashed
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import (
    ACTIVE,
    DEFAULT_TEAM,
    DEFAULT_TEAM_NAME,
    DISABLED,
    MUST_CHANGE,
    Agent,
    SignIn,
    Team,
)
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id
from appliance.core.store.session import WriteSession

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._\-]{1,58}")


def create_agent(
    s: WriteSession,
    login: str,
    name: str,
    role: Role | str,
    password: str | Hashed,
    actor: Actor,
    *,
    must_change: bool = True,
    lang: str = "zh",
) -> Agent:
    """A new person. Give the password hashed (`passwords.hashed`) where others may wait for the store: hashing takes
    0.1 s. Raises `LoginTaken`, `WeakPassword`, and `BadInput` for a login or name that cannot be used."""
    login, name = login.strip().lower(), name.strip()
    if not _LOGIN.fullmatch(login):
        raise BadInput(
            "工号只能使用 2 到 59 个小写字母、数字、点、横线或下划线。",
            "A login has 2 to 59 lower-case letters, digits, dots, dashes or underscores.",
        )
    if not 1 <= len(name) <= 80:
        raise BadInput("姓名需为 1 到 80 个字。", "A name has 1 to 80 characters.")
    role = _role(role)
    if queries.by_login(s, login) is not None:
        raise LoginTaken(login)
    if s.get(Team, DEFAULT_TEAM) is None:
        s.add(Team(id=DEFAULT_TEAM, name=DEFAULT_TEAM_NAME))
        s.flush()
    agent = Agent(
        id=new_id(),
        login=login,
        name=name,
        role=role.value,
        password_hash=_hash(password, login),
        state=MUST_CHANGE if must_change else ACTIVE,
        capacity=6,
        lang=lang,
        team_id=DEFAULT_TEAM,
        created_at=clock.now(),
    )
    s.add(agent)
    s.flush()
    chain.append(s, Verb.ACCOUNT_CREATED, actor=actor, subject=agent.id, login=login, role=role.value)
    return agent


def change_password(
    s: WriteSession, agent_id: str, password: str | Hashed, actor: Actor, *, keep_token: str = ""
) -> None:
    """Set a password and end every other sign-in. Set by somebody else, it must be changed at the next sign-in."""
    agent = queries.agent(s, agent_id)
    agent.password_hash = _hash(password, agent.login)
    own = actor.id == agent.id
    if agent.state != DISABLED:
        agent.state = ACTIVE if own else MUST_CHANGE
    _end_sign_ins(s, agent_id, keep_token)
    s.flush()
    chain.append(s, Verb.ACCOUNT_CHANGED, actor=actor, subject=agent_id, changed="password", own=own)


def change_role(s: WriteSession, agent_id: str, role: Role | str, actor: Actor) -> None:
    """Another role instead of the present one; the person signs in anew. Nobody changes their own."""
    agent, role = queries.agent(s, agent_id), _role(role)
    if actor.id == agent_id:
        raise NotOnOneself
    if agent.role == role.value:
        return
    _keep_one_administrator(s, agent)
    before, agent.role = agent.role, role.value
    _end_sign_ins(s, agent_id)
    s.flush()
    chain.append(
        s,
        Verb.ACCOUNT_CHANGED,
        actor=actor,
        subject=agent_id,
        changed="role",
        before=before,
        after=role.value,
    )


def disable(s: WriteSession, agent_id: str, actor: Actor) -> None:
    """End the account and every sign-in of it at once. A second call does nothing."""
    agent = queries.agent(s, agent_id)
    if actor.id == agent_id:
        raise NotOnOneself
    if agent.state == DISABLED:
        return
    _keep_one_administrator(s, agent)
    agent.state = DISABLED
    _end_sign_ins(s, agent_id)
    s.flush()
    chain.append(s, Verb.ACCOUNT_CHANGED, actor=actor, subject=agent_id, changed="disabled")
    emit(s, SignedOut(None, agent_id))


def enable(s: WriteSession, agent_id: str, password: str | Hashed, actor: Actor) -> None:
    """Open a disabled account again, with a new password that must be changed."""
    agent = queries.agent(s, agent_id)
    agent.password_hash = _hash(password, agent.login)
    agent.state = MUST_CHANGE
    s.flush()
    chain.append(s, Verb.ACCOUNT_CHANGED, actor=actor, subject=agent_id, changed="enabled")


def set_language(s: WriteSession, agent_id: str, lang: str) -> None:
    """The language of somebody's pages, zh or en. A preference, so no audit record."""
    queries.agent(s, agent_id).lang = "en" if lang.startswith("en") else "zh"
    s.flush()


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        known = ", ".join(Role)
        raise BadInput(
            f"没有这个角色；可选：{known}。", f"There is no such role; choose one of {known}."
        ) from None


def _hash(password: str | Hashed, login: str) -> str:
    return (password if isinstance(password, Hashed) else passwords.hashed(password, login=login)).value


def _end_sign_ins(s: WriteSession, agent_id: str, keep_token: str = "") -> None:
    kept = queries.digest(keep_token) if keep_token else ""
    s.execute(delete(SignIn).where(SignIn.agent_id == agent_id, SignIn.token_hash != kept))


def _keep_one_administrator(s: WriteSession, agent: Agent) -> None:
    if agent.role != Role.ADMINISTRATOR.value or agent.state == DISABLED:
        return
    others = select(func.count()).where(
        Agent.role == Role.ADMINISTRATOR.value, Agent.state != DISABLED, Agent.id != agent.id
    )
    if not s.scalar(others):
        raise LastAdministrator
