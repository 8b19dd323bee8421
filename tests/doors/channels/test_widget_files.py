"""The window's own files: small, and in a language that old browsers and messengers' browsers read (ES2019, Chromium 86)."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import playwright
import pytest

from tests.browser import ROOT

LOADER = ROOT / "ui" / "widget" / "loader.js"
PARTS = sorted((ROOT / "ui" / "static" / "widget").glob("*.js"))
STYLES = [
    *sorted((ROOT / "ui" / "static" / "widget").glob("*.css")),
    ROOT / "ui" / "static" / "css" / "tokens.css",
]
KB = 1024
DRIVER = Path(playwright.__file__).parent / "driver" / "node"
"""Playwright's own node, which has the parser acorn within."""
PARSE = """
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
for (const [name, code, sourceType] of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
  try { acorn.parse(code, { ecmaVersion: 2019, sourceType }); } catch (error) { console.log(`${name}: ${error.message}`); }
}
"""
LATER = {  # what came after Chromium 86, or after ES2019 into the library
    "js": (
        r"\.(?:at|replaceAll|flatMap|matchAll|findLast|toSorted|hasOwn|allSettled)\("
        r"|structuredClone|globalThis|Object\.hasOwn|\bAbortSignal\.timeout"
    ),
    "css": (
        r"(?<![-\w])(?:inset|aspect-ratio|translate|scale|rotate|accent-color)\s*:"
        r"|color-mix\(|light-dark\(|:has\(|@layer|@container|\bdv[hw]\b|&\s*[.:{]"
    ),
}


def not_es2019(files: dict[str, tuple[str, str]]) -> list[str]:
    """What the parser complains of: (text, script or module) by name."""
    given = json.dumps([[name, *one] for name, one in files.items()])
    found = subprocess.run(
        [DRIVER, "--expose-internals", "-e", PARSE], input=given, capture_output=True, text=True, check=True
    )
    return found.stdout.splitlines()


def test_they_are_es2019() -> None:
    texts = {path.name: (path.read_text("utf-8"), "module") for path in PARTS}
    assert not_es2019({**texts, "loader.js": (LOADER.read_text("utf-8"), "script")}) == []
    newer = {"a": ("a?.b", "script"), "b": ("a ?? b", "script"), "c": ("class A { #x = 1 }", "script")}
    assert len(not_es2019(newer)) == 3, "the parser sees what is newer"


@pytest.mark.parametrize("path", [*PARTS, LOADER, *STYLES], ids=lambda path: path.name)
def test_nothing_newer_is_used(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert re.findall(LATER[path.suffix[1:]], text) == []


def test_everything_together_is_small() -> None:
    whole = b"".join(path.read_bytes() for path in [LOADER, *PARTS, *STYLES])
    assert len(gzip.compress(whole)) < 40 * KB
    assert len(gzip.compress(LOADER.read_bytes())) < 3 * KB
