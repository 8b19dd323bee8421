"""Everybody's own password: asked for at the first sign-in, open to everybody afterwards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts import actions, passwords, queries
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from appliance.doors.web import nav
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

router = APIRouter()


@router.get("/password")
def page(request: Request, agent: CurrentAgent = require()) -> Response:
    """The form."""
    return render(request, "web/password.html", wrong="", due=agent.must_change)


@router.post("/password")
def change(
    request: Request,
    old: Annotated[str, Form(max_length=200)] = "",
    new: Annotated[str, Form(max_length=200)] = "",
    again: Annotated[str, Form(max_length=200)] = "",
    agent: CurrentAgent = require(),
) -> Response:
    """Check the old one, take the new one, end all other sign-ins."""
    store = parts_of(request).get(Store)
    try:
        if new != again:
            raise BadInput("两次输入的新密码不一样。", "The two new passwords differ.")
        if new == old:
            raise BadInput("新密码不能与原密码相同。", "The new password must differ from the old one.")
        with store.reading() as s:
            stored = queries.agent(s, agent.id).password_hash
        if not passwords.right(old, stored):
            raise BadInput("原密码不正确。", "The old password is wrong.")
        hashed = passwords.hashed(new, login=agent.login)
    except BadInput as error:
        said = error.said(language_of(request))
        return render(request, "web/password.html", status=400, wrong=said, due=agent.must_change)
    with store.writing() as w:
        actions.change_password(w, agent.id, hashed, actor_of(agent), keep_token=request.state.token)
    return RedirectResponse(nav.home_of(agent.role), 303)
