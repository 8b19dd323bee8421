"""The privacy notice: what holds, and the next version of it. Everybody is asked again after each change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import BadInput
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.admin import shown
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.consent import actions, queries
from appliance.service.consent.shipped import shipped

router = APIRouter()

MANAGE = Permission("channels.manage")
HERE = "/admin/channels/notice"
Body = Annotated[str, Form(max_length=40_000)]


@router.get(HERE)
def page(request: Request, agent: CurrentAgent = require(MANAGE)) -> Response:
    """What holds, and the versions before it."""
    return _page(request)


@router.post(HERE)
def publish(
    request: Request, body_zh: Body = "", body_en: Body = "", agent: CurrentAgent = require(MANAGE)
) -> Response:
    """The next version. With one that cannot be, nothing changes and what was written stays on the page."""
    try:
        with parts_of(request).get(Store).writing() as s:
            actions.publish(s, body_zh, body_en, actor=actor_of(agent))
    except BadInput as error:
        return _page(request, (body_zh, body_en), error.said(language_of(request)))
    return RedirectResponse(HERE, 303)


def _page(request: Request, written: tuple[str, str] | None = None, wrong: str = "") -> Response:
    settings = parts_of(request).get(Settings)
    with parts_of(request).get(Store).reading() as s:
        versions = queries.notices(s)
        holds = versions[0] if versions else None
        texts = (
            (holds.body_zh, holds.body_en) if holds else shipped(settings.bank_name, settings.bank_name_en)
        )
        return render(
            request,
            "admin/notice.html",
            status=400 if wrong else 200,
            versions=versions,
            people=shown.people(s),
            written=written or texts,
            wrong=wrong,
            longest=actions.LONGEST,
        )
