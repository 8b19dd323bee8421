"""The document inside the bank's page, and what it is made of: loader, colours, logo. Only pages that the inbox names get it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from appliance.core.kit.errors import NotFound, NotPermitted
from appliance.core.kit.origins import of_address
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.channels.apart import visitors_home
from appliance.doors.channels.web_widget import embed
from appliance.doors.channels.web_widget.texts import STARTERS, texts
from appliance.doors.web.depends import parts_of, public
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.inboxes import identity, uploads
from appliance.service.inboxes import look as looks
from appliance.service.inboxes import queries as inboxes
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.tables import MAIN, Inbox

router = APIRouter(dependencies=[Depends(public)])
pictures = APIRouter(dependencies=[Depends(public)])
"""What the administrators' preview shows as well, wherever visitors come in."""

_COLOUR = re.compile(r"[0-9a-f]{6}")
Name = Annotated[str, Query(max_length=32)]


def spoken(request: Request, given: str) -> str:
    """The language asked for, else the reader's."""
    return ("en" if given.lower().startswith("en") else "zh") if given else language_of(request)


def allowed(settings: Settings, inbox: Inbox) -> tuple[str, ...]:
    """The pages that may show this inbox; the main one also on those that the operator has set (PUBLIC_ORIGINS)."""
    more = settings.origins if inbox.name == MAIN else ()
    return tuple(dict.fromkeys((*inbox.origins, *more)))


@router.get("/widget/frame", response_class=HTMLResponse)
def frame(
    request: Request,
    inbox: Name = MAIN,
    lang: Annotated[str, Query(max_length=20)] = "",
    host: Annotated[str, Query(max_length=300)] = "",
    open: Annotated[str, Query(max_length=3)] = "",
) -> Response:
    """The window. A page of another origin gets a sentence that says what to do instead, and the browser keeps it from framing the
    window whatever it claims."""
    with parts_of(request).get(Store).reading() as s:
        row = inboxes.inbox(s, inbox)
        names_customers = bool(identity.valid(s, row.name))
    if not row.enabled:
        raise NotPermitted("这个网页入口已停用。", "This inbox has been switched off.")
    pages = allowed(parts_of(request).get(Settings), row)
    own = visitors_home(request)  # as browsers see it; behind a proxy that ends TLS we are asked otherwise
    asked = f"{request.url.scheme}://{request.url.netloc}"
    claimed = of_address(host) or of_address(request.headers.get("referer", ""))
    if claimed and claimed not in (own, asked, *pages):
        return _refused(request, spoken(request, lang), row, claimed)
    look, speech = looks.of(row.look), spoken(request, lang)
    page = window(
        request, row, look, speech, host=claimed or own, opened=bool(open), names_customers=names_customers
    )
    # The headers middleware keeps a policy that a route has set itself and only fills in what is missing.
    page.headers["X-Kefu-Frame-Ancestors"] = " ".join(["'self'", *pages])
    return page


def window(
    request: Request,
    inbox: Inbox,
    look: Look,
    lang: str,
    *,
    host: str,
    opened: bool,
    names_customers: bool = False,
    preview: bool = False,
) -> HTMLResponse:
    """The window's document in a look; a preview has no script and speaks to nobody. `names_customers`: the page
    may say who is signed in, so the window asks it first."""
    policy = uploads.of(inbox.uploads)
    return render(
        request,
        "channels/frame.html",
        lang=lang,
        inbox=inbox.name,
        host=host,
        open=opened,
        preview=preview,
        look=look,
        style=f"/widget/style/{look.colour[1:]}.css",
        logo=f"/widget/logo/{inbox.name}?v={inbox.number}" if inbox.logo_type else "",
        texts={
            **texts(lang),
            "customers": names_customers,
            "customers_only": bool(inbox.identity_required),
            "uploads": policy.values(),
        },
        uploads=policy.on,
        accept=",".join(policy.kinds),
        starters=look.said("starters", lang).splitlines() or STARTERS[lang],
    )


def _refused(request: Request, lang: str, inbox: Inbox, claimed: str) -> Response:
    page = render(
        request, "channels/refused.html", status=403, lang=lang, inbox=inbox.title, page_origin=claimed
    )
    page.headers["X-Kefu-Frame-Ancestors"] = "*"  # nothing is on it but this sentence
    return page


@pictures.get("/widget/style/{colour}.css")
async def style(colour: str) -> Response:
    """The inbox's colour as a style sheet, since the policy allows no style inside a page."""
    if not _COLOUR.fullmatch(colour):
        raise NotFound("没有这个样式。", "There is no such style.")
    look = Look(colour=f"#{colour}")
    said = f":root{{--brand:{look.colour};--brand-ink:{look.ink}}}\n"
    return Response(said, media_type="text/css", headers={"Cache-Control": "public, max-age=86400"})


@pictures.get("/widget/logo/{name}")
def logo(request: Request, name: str) -> Response:
    """The inbox's picture."""
    with parts_of(request).get(Store).reading() as s:
        row = inboxes.inbox(s, name)
    if row.logo is None:
        raise NotFound("这个网页入口没有标志。", "This inbox has no logo.")
    return Response(row.logo, media_type=row.logo_type, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/widget/loader.js")
async def loader() -> Response:
    """The one file that the bank's page names; small, so asked for again after five minutes."""
    return _script(embed.loader(), "max-age=300")


@router.get("/widget/loader-{mark}.js")
async def pinned(mark: str) -> Response:
    """One version of it for ever, for pages that name its hash (Subresource Integrity)."""
    found = embed.versions().get(mark)
    if found is None:
        raise NotFound("没有这个版本的装载脚本。", "There is no such version of the loader.")
    return _script(found, "public, max-age=31536000, immutable")


def _script(content: bytes, caching: str) -> Response:
    # A page that checks the hash must be let to read it (Subresource Integrity 3.3): the file is public anyway.
    headers = {
        "Cache-Control": caching,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(content, media_type="text/javascript", headers=headers)


@router.get("/sample", response_class=HTMLResponse)
def sample(request: Request, lang: str = "") -> Response:
    """The fictional bank's own page, with the window in its corner."""
    page = render(request, "channels/sample.html", lang=spoken(request, lang))
    page.headers["X-Kefu-Frame-Src"] = "'self'"
    return page
