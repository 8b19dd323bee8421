"""Inboxes of the web widget: which pages may show them, how they look, and what the bank puts into its pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from appliance.core.accounts.permissions import Permission
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.kit.origins import of_address
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.admin import shown
from appliance.doors.channels.apart import visitors_home
from appliance.doors.channels.web_widget import embed, frame
from appliance.doors.web.depends import actor_of, parts_of, require
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render
from appliance.service.consent import queries as consent
from appliance.service.inboxes import actions, identity, queries, uploads
from appliance.service.inboxes import look as looks
from appliance.service.inboxes.look import JADE, Look
from appliance.service.inboxes.tables import MAIN, Inbox
from appliance.service.inboxes.uploads import Uploads

router = APIRouter()

MANAGE = Permission("channels.manage")
HERE = "/admin/channels"
EXAMPLE = "https://www.bank.example"
Text = Annotated[str, Form(max_length=2000)]


def number(typed: str) -> int:
    """A whole number as it was typed; -1 for what is none."""
    return int(typed) if typed.strip().isdecimal() and len(typed) < 6 else -1


def written(
    colour: Text = JADE,
    side: Text = "right",
    away: Text = "20",
    title_zh: Text = "",
    title_en: Text = "",
    greeting_zh: Text = "",
    greeting_en: Text = "",
    launch_zh: Text = "",
    launch_en: Text = "",
    starters_zh: Text = "",
    starters_en: Text = "",
) -> Look:
    """The look in a form; not yet checked."""
    return Look(
        colour=colour,
        side=side,
        away=number(away),
        title_zh=title_zh,
        title_en=title_en,
        greeting_zh=greeting_zh,
        greeting_en=greeting_en,
        launch_zh=launch_zh,
        launch_en=launch_en,
        starters_zh=starters_zh,
        starters_en=starters_en,
    )


@router.get(HERE)
def page(
    request: Request,
    inbox: Annotated[str, Query(max_length=32)] = MAIN,
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """One inbox in full, the others to choose from."""
    return _page(request, inbox)


@router.post(HERE)
def create(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    title: Annotated[str, Form(max_length=200)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """A new inbox."""
    with parts_of(request).get(Store).writing() as s:
        made = actions.create(s, name, title, actor=actor_of(agent))
        return _to(made.name)


@router.post(HERE + "/{name}")
def change(
    request: Request,
    name: str,
    look: Annotated[Look, Depends(written)],
    title: Annotated[str, Form(max_length=200)] = "",
    origins: Annotated[str, Form(max_length=20_000)] = "",
    enabled: Annotated[str, Form(max_length=5)] = "",
    identity_required: Annotated[str, Form(max_length=5)] = "",
    files: Annotated[str, Form(max_length=5)] = "",
    kind: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    most_mb: Annotated[str, Form(max_length=4)] = "5",
    most_files: Annotated[str, Form(max_length=4)] = "5",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """Let it be so. With something that cannot be, nothing changes and what was written stays on the page."""
    wanted = Uploads(bool(files), tuple(kind), number(most_mb), number(most_files))
    try:
        allowed = uploads.checked(wanted.on, wanted.kinds, wanted.most_mb, wanted.most_files)
        with parts_of(request).get(Store).writing() as s:
            actions.change(
                s,
                name,
                title=title,
                pages=[line for line in origins.splitlines() if line.strip()],
                look=look,
                enabled=bool(enabled),
                identity_required=bool(identity_required),
                uploads=allowed,
                actor=actor_of(agent),
            )
    except BadInput as error:
        draft = Inbox(
            name=name, title=title, origins=origins.splitlines(), look=look.values(), enabled=bool(enabled)
        )
        draft.identity_required, draft.uploads = bool(identity_required), wanted.values()
        return _page(request, name, draft, error)
    return _to(name)


@router.post(HERE + "/{name}/logo")
def logo(
    request: Request,
    name: str,
    picture: Annotated[UploadFile | None, File()] = None,
    remove: Annotated[str, Form(max_length=5)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """Another picture, or none."""
    content = None if remove or picture is None else picture.file.read(actions.LARGEST_LOGO + 1)
    if not remove and not content:
        raise BadInput("请先选择图片。", "Choose a picture first.")
    with parts_of(request).get(Store).writing() as s:
        actions.set_logo(s, name, content, actor=actor_of(agent))
    return _to(name)


@router.post(HERE + "/{name}/keys")
def make_key(request: Request, name: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """A new secret for the bank's backend, shown this once."""
    parts = parts_of(request)
    with parts.get(Store).writing() as s:
        made = identity.make_key(s, parts.get(Vault), name, actor=actor_of(agent))
    return _page(request, name, made=made)


@router.post(HERE + "/{name}/keys/{key_id}/retire")
def retire_key(request: Request, name: str, key_id: str, agent: CurrentAgent = require(MANAGE)) -> Response:
    """Tokens made with it are refused from now on."""
    with parts_of(request).get(Store).writing() as s:
        identity.retire_key(s, name, key_id, actor=actor_of(agent))
    return _to(name)


@router.get(HERE + "/{name}/preview")
def preview(
    request: Request,
    name: str,
    lang: Annotated[str, Query(max_length=5)] = "",
    colour: Annotated[str, Query(max_length=20)] = JADE,
    side: Annotated[str, Query(max_length=10)] = "right",
    title: Annotated[str, Query(max_length=200)] = "",
    greeting: Annotated[str, Query(max_length=500)] = "",
    launch: Annotated[str, Query(max_length=100)] = "",
    starters: Annotated[str, Query(max_length=500)] = "",
    agent: CurrentAgent = require(MANAGE),
) -> Response:
    """The window as it would be with what is written in the form; what cannot be looks as shipped."""
    with parts_of(request).get(Store).reading() as s:
        row = queries.inbox(s, name)
    language = "en" if lang == "en" else "zh"
    texts = {"title": title, "greeting": greeting, "launch": launch, "starters": starters}
    try:
        draft = {
            "colour": colour,
            "side": side,
            **{f"{what}_{language}": said for what, said in texts.items()},
        }
        look = looks.checked(looks.of(draft))
    except BadInput:
        look = Look()
    own = f"{request.url.scheme}://{request.url.netloc}"
    page = frame.window(request, row, look, language, host=own, opened=True, preview=True)
    page.headers["X-Kefu-Frame-Ancestors"] = "'self'"
    return page


def _page(
    request: Request,
    name: str,
    draft: Inbox | None = None,
    wrong: ApplianceError | None = None,
    made: tuple[str, str] | None = None,
) -> Response:
    parts = parts_of(request)
    with parts.get(Store).reading() as s:
        row = queries.inbox(s, name)
        everyone = queries.inboxes(s)
        keys = [(one.id, one.made_by, one.made_at) for one in identity.valid(s, row.name)]
        people = shown.people(s)
        noticed = consent.current(s) is not None
    settings = parts.get(Settings)
    home = visitors_home(request)
    inbox = draft or row
    pages = frame.allowed(settings, row)
    answer = render(
        request,
        "admin/channels.html",
        status=400 if wrong else 200,
        tabs=[(f"{HERE}?inbox={one.name}", one.title, None, one.name == row.name) for one in everyone],
        inbox=inbox,
        look=looks.of(inbox.look),
        uploads=uploads.of(inbox.uploads),
        kinds=uploads.KINDS,
        most=(uploads.MOST_MB, uploads.MOST_FILES),
        has_logo=bool(row.logo_type),
        changes=row.number or 0,
        by_operator=[one for one in settings.origins if one not in row.origins] if row.name == MAIN else [],
        snippets=embed.snippets(row, home, next(iter(pages), EXAMPLE)),
        plain_http=of_address(home).startswith("http://"),
        wrong=wrong.said(language_of(request)) if wrong else "",
        noticed=noticed,
        keys=keys,
        people=people,
        made=made,
        most_keys=identity.AT_ONCE,
        longest=looks.LONGEST,
        furthest=looks.FURTHEST,
    )
    answer.headers["X-Kefu-Frame-Src"] = "'self'"
    return answer


def _to(name: str) -> Response:
    return RedirectResponse(f"{HERE}?inbox={name}", 303)
