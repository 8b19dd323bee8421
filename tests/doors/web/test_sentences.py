"""Sentences written out in a template are in it when it is compiled; what is put into them is escaped as ever."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.core.settings import Settings
from appliance.doors.web import catalogs
from appliance.doors.web.render import Renderer
from appliance.doors.web.sentences import Sentences

ENGLISH = {
    "访客 %(name)s": "Visitor %(name)s",
    "已用 80%%": "80%% used",
    "<b>等待</b>": "<b>waits</b>",
    "忙": "busy",
    "%(n)s 条": "%(n)s notes",
}


@pytest.mark.parametrize(
    ("template", "zh", "en"),
    [
        ("{{ _('访客 %(name)s', name=who) }}", "访客 &lt;林&gt;", "Visitor &lt;林&gt;"),
        (
            "{% for n in (0, 1, '1', '1,001') %}{{ _('%(n)s 条', n=n) }};{% endfor %}",
            "0 条;1 条;1 条;1,001 条;",
            "0 notes;1 note;1 note;1,001 notes;",
        ),
        ("{{ _('已用 80%%') }}", "已用 80%", "80% used"),
        ("{{ _('<b>等待</b>') }}", "<b>等待</b>", "<b>waits</b>"),
        ("{% for each in (_('忙'), label) %}{{ each }};{% endfor %}", "忙;忙;", "busy;忙;"),
        ("{% macro m(x) %}{{ _('忙') }}{{ x }}{% endmacro %}{{ m(_('忙')) }}", "忙忙", "busybusy"),
        ("{{ _(label) }}", "later:忙", "later:忙"),
        ("<img src=\"{{ static('a.png') }}\">", '<img src="/a.png?1&amp;2">', '<img src="/a.png?1&amp;2">'),
    ],
)
def test_a_template_says_its_sentences(
    monkeypatch: pytest.MonkeyPatch, template: str, zh: str, en: str
) -> None:
    monkeypatch.setattr(catalogs, "english", lambda: ENGLISH)
    monkeypatch.setattr(catalogs, "of_one", lambda: {"%(n)s 条": "%(n)s note"})
    asked: list[str] = []

    def later(sentence: str) -> str:
        asked.append(sentence)
        return f"later:{sentence}"

    for lang, said in (("zh", zh), ("en", en)):
        made = Sentences(lang, autoescape=True, extensions=["jinja2.ext.i18n"])
        i18n: Any = made
        i18n.install_gettext_callables(later, lambda one, many, count: one, newstyle=True)
        made.globals["static"] = lambda name: f"/{name}?1&2"
        assert made.from_string(template).render(who="<林>", label="忙") == said
    assert asked == (
        ["忙", "忙"] if "_(label)" in template else []
    )  # nothing else is looked up while a page is made


@pytest.mark.parametrize("lang", catalogs.LANGUAGES)
def test_every_template_can_be_compiled(lang: str) -> None:
    """A sentence that cannot be filled in breaks every page with its template, shown or not."""
    templates = Renderer(Settings()).environments[lang]
    for name in templates.list_templates(["html"]):
        templates.get_template(name)
