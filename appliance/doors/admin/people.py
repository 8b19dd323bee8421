"""The people who work here: who they are, what they may do, and how they come and go."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts import actions, passwords
from appliance.core.accounts import queries as accounts
from appliance.core.accounts.errors import WeakPassword
from appliance.core.accounts.passwords import Hashed
from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import DISABLED, Agent
from appliance.core.kit.errors import Conflict
from appliance.core.store.session import Store
from appliance.doors.web.catalogs import N_
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.render import render

router = APIRouter()

MANAGE = Permission("people.manage")
HERE = "/admin/people"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper

DUTIES = {
    Role.AGENT: (N_("接待访客，看自己会话的脱敏内容"), N_("不能改知识、不看审计")),
    Role.TEAM_LEAD: (N_("接待并照看班组的会话"), N_("不能改知识、不看审计")),
    Role.ADMINISTRATOR: (N_("管知识、管人员"), N_("不看会话内容、不看审计链")),
    Role.COMPLIANCE_OFFICER: (N_("看全部脱敏转录与审计链"), N_("不能更改任何东西")),
    Role.IT_OPERATOR: (N_("管引擎、模型包与磁盘"), N_("不看会话内容、不管账号")),
}


@router.get("/admin/people")
def page(request: Request, agent: CurrentAgent = require(MANAGE)) -> Response:
    """Everybody, and the form for one more."""
    return _shown(request, agent)


@router.post("/admin/people")
def add(
    request: Request,
    login: Annotated[str, Form(max_length=200)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form(max_length=40)] = "",
    lang: Annotated[str, Form(pattern="^(zh|en)$")] = "zh",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """A new person with a first password that is shown this once."""
    password, hashed = first_password(login)
    with parts_of(request).get(Store).writing() as s:
        made = actions.create_agent(s, login, name, role, hashed, actor_of(agent), lang=lang)
    return _shown(request, agent, made, password)


@router.post("/admin/people/{agent_id}/disable")
def disable(request: Request, agent_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """End an account and its sign-ins at once."""
    with parts_of(request).get(Store).writing() as s:
        actions.disable(s, agent_id, actor_of(agent))
    return _shown(request, agent) if request.headers.get("hx-request") else RedirectResponse(HERE, 303)


@router.post("/admin/people/{agent_id}/enable")
def enable(request: Request, agent_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """Open a disabled account again, with a new first password."""
    store = parts_of(request).get(Store)
    with store.reading() as s:
        login = accounts.agent(s, agent_id).login
    password, hashed = first_password(login)
    with store.writing() as s:
        if accounts.agent(s, agent_id).state != DISABLED:
            raise Conflict("这个账号没有停用。", "This account is not disabled.")
        actions.enable(s, agent_id, hashed, actor_of(agent))
        person = accounts.agent(s, agent_id)
    return _shown(request, agent, person, password)


@router.post("/admin/people/{agent_id}/password")
def reset(request: Request, agent_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """A new first password for somebody who lost theirs; their sign-ins end."""
    if agent_id == agent.id:
        raise Conflict("自己的密码请在“修改密码”页更改。", "Change your own password on the page for it.")
    store = parts_of(request).get(Store)
    with store.reading() as s:
        login = accounts.agent(s, agent_id).login
    password, hashed = first_password(login)
    with store.writing() as s:
        if accounts.agent(s, agent_id).state == DISABLED:
            raise Conflict("账号已停用，请先启用。", "This account is disabled; enable it first.")
        actions.change_password(s, agent_id, hashed, actor_of(agent))
        person = accounts.agent(s, agent_id)
    return _shown(request, agent, person, password)


def first_password(login: str) -> tuple[str, Hashed]:
    """Sixteen random characters in groups of four (79 bits), and their hash; about 0.1 s, so outside any transaction."""
    while True:
        drawn = "".join(secrets.choice(_LETTERS) for _ in range(16))
        password = "-".join(drawn[i : i + 4] for i in range(0, 16, 4))
        try:
            return password, passwords.hashed(password, login=login.strip())
        except WeakPassword:
            continue


def _shown(
    request: Request, agent: CurrentAgent, person: Agent | None = None, password: str = ""
) -> Response:
    with parts_of(request).get(Store).reading() as s:
        people = accounts.agents(s)
    context: dict[str, Any] = {
        "people": people,
        "me": agent.id,
        "roles": list(Role),
        "duties": DUTIES,
        "person": person,
        "password": password,
    }
    template = "admin/_people.html" if request.headers.get("hx-request") else "admin/people.html"
    return render(request, template, **context)
