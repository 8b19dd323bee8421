"""Pages from templates: Jinja2 with autoescape, the reader's language, and no page without its shell.

How to build a page of another door
    from appliance.doors.web.depends import parts_of, require
    from appliance.doors.web.render import render

    @router.get("/oversight")
    def search(request: Request, agent: CurrentAgent = require(Permission("transcripts.read"))) -> Response:
        with parts_of(request).get(Store).reading() as s: …
        return render(request, "oversight/search.html", hits=hits)

    ui/templates/oversight/search.html
        {% extends "base/page.html" %}                     one column in the shell (base/shell.html: the whole area)
        {% import "base/macros.html" as ui %}
        {% block title %}{{ _("转录审计") }}{% endblock %}
        {% block styles %}<link rel="stylesheet" href="{{ static('css/oversight.css') }}">{% endblock %}
        {% block scripts_more %}<script type="module" src="{{ static('js/oversight.js') }}"></script>{% endblock %}
        {% block content %}{{ ui.head(_("转录审计"), _("仅显示脱敏内容。")) }} … {% endblock %}

Always there: agent, lang ("zh"/"en"), bank, here (path), theme, request, settings, `_("…%(n)s", n=…)`, static(path),
csrf_token(), navigation(), role_label(role), team_label(name), segments(MaskedText, displays), kind_label(kind), kept(fragment, …)
(see fragments.py); filters clock, day, datetime, iso, local, num, size, span (see filters.py). Macros (base/macros.html): icon
button chip masked table empty field csrf notice meter progress head tabs when more. Classes: base.css (.cols .panel .stack .bar
.facts .chip .notice …).

Rules: no inline style or script, no hx-on, no `js:` values, no `[…]` trigger filters (the policy forbids eval; a test
reads all templates). A behaviour is `data-action="name"` and a listener: `import { on } from "/static/js/actions.js"`.
Plain forms need {{ ui.csrf() }}; htmx requests carry the token by themselves. An ApplianceError raised in a handler
becomes a page, JSON, or for htmx a fragment in #notices. Live: `live=True` in the context opens the feed, then
hx-trigger="sse:lists" refreshes a list at most once a second. Words: `python -m appliance.doors.web.catalogs update
oversight`, then fill in ui/locale/en/LC_MESSAGES/oversight.po.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from appliance.core.masking import show
from appliance.core.masking.text import MaskedText
from appliance.core.settings import Settings
from appliance.core.vault.vault import Vault
from appliance.doors.web import catalogs, nav
from appliance.doors.web.catalogs import N_
from appliance.doors.web.filters import FILTERS
from appliance.doors.web.fragments import Fragments
from appliance.doors.web.language import language_of
from appliance.doors.web.places import ui_root
from appliance.doors.web.sentences import Sentences
from appliance.doors.web.team_names import team_label

ROLES = {
    "agent": N_("客服坐席"),
    "team_lead": N_("班组长"),
    "administrator": N_("管理员"),
    "compliance_officer": N_("合规专员"),
    "it_operator": N_("运维人员"),
}


@dataclass(frozen=True)
class Shown:
    """One navigation entry as this reader sees it."""

    label: str
    path: str
    icon: str
    here: bool
    count: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of text, or a token as people see it: 手机 138****5678. `token_id` names its value; "" for a dropped secret."""

    kind: str
    text: str
    token_id: str = ""


@dataclass(frozen=True)
class _Reading:
    """What the helpers of a template need to know about the page being made; a kept fragment has no reader."""

    request: Request | None
    lang: str
    agent: Any


_now: ContextVar[_Reading] = ContextVar("page being rendered")


def _gettext(sentence: str) -> str:
    return catalogs.gettext(_now.get().lang)(
        sentence
    )  # what a template says by a name; its own are in it already


def _ngettext(one: str, many: str, count: int) -> str:
    return _gettext(one if count == 1 else many)


def _csrf_token() -> str:
    page = _now.get()
    if page.request is None:
        raise RuntimeError("a kept fragment is for several readers and must not hold the token of one")
    return str(page.agent.csrf) if page.agent is not None else ""


def _navigation() -> list[Shown]:
    page = _now.get()
    if page.agent is None or page.request is None:
        return []
    current = nav.here(page.request.url.path, page.agent.role)
    return [
        Shown(_gettext(p.label), p.path, p.icon, p.path == current, p.count)
        for p in nav.places_for(page.agent.role)
    ]


def _role_label(role: str) -> str:
    return _gettext(ROLES.get(str(role), str(role)))


def _team_label(name: str) -> str:
    return team_label(name, _now.get().lang)


def _segments(text: MaskedText | str, displays: Mapping[str, str] | None = None) -> list[Piece]:
    masked = text if isinstance(text, MaskedText) else MaskedText.trusted(text)
    lang = _now.get().lang
    return [
        Piece(part.kind, _shown(part, lang), "" if part.dropped else part.token_id)
        for part in show.segments(masked, displays or {})
    ]


def _shown(part: show.Segment, lang: str) -> str:
    if part.kind == "text":
        return part.text
    label = show.labels(part.entity, lang)
    # Not within the f-string: the extraction of sentences does not look into one.
    said = _gettext(N_("已删除")) if part.dropped else part.text
    return f"{label} {said}".strip()


def _kind_label(kind: str) -> str:
    return show.labels(kind, _now.get().lang)


@cache
def static(name: str) -> str:
    """The address of a file under ui/static, with its content's stamp, so that browsers may keep it for ever. It is read once:
    files change by an upgrade, which starts the process anew."""
    stamp = hashlib.sha256((ui_root() / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={stamp}"


class Renderer:
    """Holds the templates, once in each language. Thread-safe; rendering touches no store."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fragments = Fragments()
        self.environments = {lang: self._environment(lang) for lang in catalogs.LANGUAGES}
        self.environment = self.environments["zh"]

    def _environment(self, lang: str) -> Sentences:
        made = Sentences(
            lang,
            loader=FileSystemLoader(ui_root() / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # an upgrade starts the process anew
            extensions=["jinja2.ext.i18n"],
        )
        i18n: Any = made
        i18n.install_gettext_callables(_gettext, _ngettext, newstyle=True)
        made.filters.update(FILTERS)
        made.globals.update(
            static=static,
            csrf_token=_csrf_token,
            navigation=_navigation,
            role_label=_role_label,
            team_label=_team_label,
            segments=_segments,
            kind_label=_kind_label,
            kept=self._kept,
        )
        return made

    def _kept(self, template: str, **given: Any) -> Markup:
        """A part of a page that is made once for equal values, see `fragments`."""
        lang = _now.get().lang

        def make() -> str:
            token = _now.set(_Reading(None, lang, None))
            try:
                return self.environments[lang].get_template(template).render(given)
            finally:
                _now.reset(token)

        return self.fragments.get(template, lang, given, make)

    def gettext(self, lang: str) -> Callable[[str], str]:
        """The translator into `lang`, for texts that leave as JSON."""
        return catalogs.gettext(lang)

    def text(self, request: Request, template: str, *, lang: str | None = None, **context: Any) -> str:
        """One template as text; `lang` overrules the reader's language."""
        agent = getattr(request.state, "agent", None)
        language = lang or language_of(request)
        settings = self.settings
        token = _now.set(_Reading(request, language, agent))
        try:
            return (
                self.environments.get(language, self.environment)
                .get_template(template)
                .render(
                    {
                        "request": request,
                        "agent": agent,
                        "lang": language,
                        "html_lang": "zh-CN" if language == "zh" else "en",
                        "bank": settings.bank_name if language == "zh" else settings.bank_name_en,
                        "here": request.url.path,
                        "theme": {"dark": "dark", "light": "light"}.get(request.cookies.get("theme", ""), ""),
                        "settings": settings,
                        "live": False,
                        **context,
                    }
                )
            )
        finally:
            _now.reset(token)

    def page(
        self, request: Request, template: str, *, lang: str | None = None, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """One template as an answer."""
        return HTMLResponse(self.text(request, template, lang=lang, **context), status)


def renderer_of(request: Request) -> Renderer:
    """The renderer among the parts; made on first use, so that error pages work before wiring is done."""
    parts = request.app.state.parts
    if not parts.has(Renderer):
        made = Renderer(parts.get(Settings))
        if parts.has(Vault):
            parts.get(Vault).on_seal(made.fragments.forget)
        parts.provide(Renderer, made)
    found: Renderer = parts.get(Renderer)
    return found


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The page `ui/templates/<template>` for this reader. See the module docstring for what it may use."""
    return renderer_of(request).page(request, template, status=status, **context)


__all__ = ["Renderer", "language_of", "render", "renderer_of", "static"]
