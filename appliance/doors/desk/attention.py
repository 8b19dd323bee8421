"""Being called at the desk: how and when each agent wants it, what calls them now, and the desk as an app of its own. The two files
that make it one are public: they hold the bank's name and nothing else.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from appliance.core.accounts.permissions import may
from appliance.core.kit import clock
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.desk.acts import DESK, LEAD
from appliance.doors.web.catalogs import N_, gettext
from appliance.doors.web.depends import CurrentAgent, parts_of, public, require
from appliance.doors.web.language import language_of
from appliance.doors.web.places import ui_root
from appliance.doors.web.render import render, static
from appliance.service.attention import calls, preferences
from appliance.service.attention.preferences import Preferences

router = APIRouter()
WORDS = {
    calls.WROTE: N_("访客 %(code)s 发来新消息"),
    calls.WAITS: N_("访客 %(code)s 在等待人工"),
    calls.GIVEN: N_("访客 %(code)s 交给了您"),
    calls.TAKEN: N_("访客 %(code)s 已由同事接手"),
    calls.NAMED: N_("访客 %(code)s 的备注提到您"),
    calls.LATE: N_("访客 %(code)s 已超过应答时限"),
}


@router.get("/desk/attention")
def page(request: Request, saved: str = "", agent: CurrentAgent = require(DESK)) -> Response:
    """The agent's own choice."""
    with parts_of(request).get(Store).reading() as s:
        chosen = preferences.of(s, agent.id)
    return render(request, "desk/attention.html", live=True, chosen=chosen, saved=bool(saved))


@router.post("/desk/attention")
def keep(
    request: Request,
    notify: Annotated[str, Form(max_length=1)] = "",
    sound: Annotated[str, Form(max_length=1)] = "",
    quiet_from: Annotated[str, Form(max_length=8)] = "",
    quiet_to: Annotated[str, Form(max_length=8)] = "",
    agent: CurrentAgent = require(DESK),
) -> Response:
    """Choose."""
    wanted = Preferences(bool(notify), bool(sound), quiet_from.strip()[:5], quiet_to.strip()[:5])
    with parts_of(request).get(Store).writing() as s:
        preferences.keep(s, agent.id, wanted)
    return RedirectResponse("/desk/attention?saved=1", 303)


@router.get("/desk/attention/since")
def since(request: Request, after: int = -1, agent: CurrentAgent = require(DESK)) -> JSONResponse:
    """What calls the agent after a place in the outbox; without one, only where that is now. In quiet hours nothing does."""
    say = gettext(language_of(request))
    with parts_of(request).get(Store).reading() as s:
        if after < 0:
            return JSONResponse({"head": calls.head(s), "calls": []})
        head, found = calls.since(s, agent.id, after, lead=may(agent.role, LEAD))
        quiet = preferences.of(s, agent.id).quiet(clock.now().astimezone(clock.zone()))
    told = [
        {
            "kind": one.kind,
            "id": one.conversation_id,
            "text": say(WORDS[one.kind]).replace("%(code)s", one.code),
        }
        for one in found
    ]
    return JSONResponse({"head": head, "calls": [] if quiet else told})


@router.get("/desk/app.webmanifest", dependencies=[Depends(public)])
def manifest(request: Request) -> JSONResponse:
    """What makes the desk installable."""
    lang, settings = language_of(request), parts_of(request).get(Settings)
    say = gettext(lang)
    bank = settings.bank_name if lang == "zh" else settings.bank_name_en
    icons = [
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-maskable-512.png", "512x512", "maskable"),
    ]
    return JSONResponse(
        {
            "id": "/desk",
            "name": f"{bank} · {say(N_('客服工作台'))}",
            "short_name": say(N_("工作台")),
            "lang": "zh-CN" if lang == "zh" else "en",
            "start_url": "/desk",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbfbf9",
            "theme_color": "#0b6b57",
            "icons": [
                {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in icons
            ],
        },
        media_type="application/manifest+json",
    )


@router.get("/desk/worker.js", dependencies=[Depends(public)])
def worker() -> Response:
    """The service worker: shows notifications and keeps static files; asked for anew each time it is looked for."""
    return FileResponse(
        ui_root() / "static" / "js" / "desk" / "worker.js",
        media_type="text/javascript",
        headers={"Service-Worker-Allowed": "/desk", "Cache-Control": "no-cache"},
    )
