"""`appliance people`: who can sign in."""

from __future__ import annotations

import secrets
from typing import Any

import typer

from appliance.cli.inside import run
from appliance.cli.terminal import out, say
from appliance.core.accounts import actions
from appliance.core.accounts.roles import Role
from appliance.core.accounts.tables import Agent
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts
from appliance.core.store.session import Store

app = typer.Typer(no_args_is_help=True)
_ROLES = ", ".join(Role)


@app.callback()
def main() -> None:
    """人员与角色 · people and roles"""


@app.command("list")
def list_() -> None:
    """列出人员、角色与状态 · Everybody, with role and state."""
    for person in run("people.list", {}):
        out.print(
            f"{person['login']:<18} {person['role']:<20} {person['state']:<12} {person['name']}", markup=False
        )


@app.command()
def add(
    login: str = typer.Argument(..., help="登录名 · sign-in name"),
    name: str = typer.Argument(..., help="姓名 · the person's name"),
    role: str = typer.Argument(..., help=f"角色：{_ROLES} · one of {_ROLES}"),
) -> None:
    """建立账号；初始口令只显示一次 · Create an account; its password is shown once."""
    if role not in [each.value for each in Role]:
        raise BadInput(
            f"没有角色“{role}”；可选：{'、'.join(Role)}。",
            f"There is no role '{role}'; choose one of: {', '.join(Role)}.",
        )
    password = secrets.token_urlsafe(12)
    run("people.add", {"login": login, "name": name, "role": role, "password": password})
    say(
        f"已建立 {login}，口令 {password}（只显示这一次）",
        f"Created {login}, password {password} (shown once)",
    )


def _list(parts: Parts, arguments: dict[str, Any], report: Any) -> list[dict[str, str]]:
    with parts.get(Store).reading() as s:
        rows = s.query(Agent).order_by(Agent.login).all()
        return [{"login": r.login, "name": r.name, "role": str(r.role), "state": str(r.state)} for r in rows]


def _add(parts: Parts, arguments: dict[str, Any], report: Any) -> None:
    with parts.get(Store).writing() as s:
        actions.create_agent(
            s,
            login=arguments["login"],
            name=arguments["name"],
            role=Role(arguments["role"]),
            password=arguments["password"],
            actor=SYSTEM,
        )


HANDLERS = {"people.list": _list, "people.add": _add}
