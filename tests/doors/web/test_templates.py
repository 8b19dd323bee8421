"""What the policy forbids must not be in any template of any door; what we vendor is what we pinned."""

from __future__ import annotations

import hashlib
import re

import pytest

from appliance.doors.web.places import ui_root

TEMPLATES = sorted((ui_root() / "templates").rglob("*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style"),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"hx-on"),
    "js: value": re.compile(r"""["'](js|javascript):"""),
    "trigger filter": re.compile(r"""hx-trigger\s*=\s*["'][^"']*\["""),
    "morph object": re.compile(r"morph:\{"),
    "script without src": re.compile(r"<script(?![^>]*\b(src=|type=.application/json))"),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape false"),
    "foreign address": re.compile(r"""(?:src|href|action)=["']https?://"""),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_has_nothing_the_policy_forbids(template) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        ('<p style="color:red">', "inline style"),
        ('<a onclick="x()">', "inline handler"),
        ("<b hx-vals='js:{a:1}'>", "js: value"),
        ('<b hx-trigger="click[ctrlKey]">', "trigger filter"),
        ("<script>1</script>", "script without src"),
    ],
)
def test_the_check_finds_what_it_is_for(sample: str, name: str) -> None:
    assert FORBIDDEN[name].search(sample)


def test_vendored_files_are_the_pinned_ones() -> None:
    folder = ui_root() / "static" / "lib"
    pinned = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    there = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert set(pinned) == there
    for name, digest in pinned.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
