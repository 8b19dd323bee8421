"""Words of the interface: Chinese sentences are the msgids, `ui/locale/en/LC_MESSAGES/<door>.po` their English.

The .po files are read directly at start; there is no compile step to forget. One file per door, so that each
door's words are kept by who keeps the door; `web` also holds those of `ui/templates/base`.

    python -m appliance.doors.web.catalogs update     write new msgids into the .po files, drop unused ones
    python -m appliance.doors.web.catalogs check      name every sentence without English; exit 1 if there is one

Python code marks a sentence with `N_("…")` and translates it where it is shown. A sentence that counts says `n`; where its English
differs for one, the .po has both (`msgid_plural`, the Chinese again) and templates take the one that fits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from appliance.doors.web.places import ui_root

LANGUAGES = ("zh", "en")
TEMPLATES = {"web": ("base", "web"), "desk": ("desk",), "channels": ("channels",)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}}


def N_(sentence: str) -> str:
    """Mark a sentence for translation; returns it unchanged."""
    return sentence


def domains() -> list[str]:
    """One catalogue per door that has templates."""
    found = {
        path.name for path in (ui_root() / "templates").iterdir() if path.is_dir() and path.name != "base"
    }
    return sorted(found)


def po_path(domain: str) -> Path:
    """The English catalogue of one door."""
    return ui_root() / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"


@cache
def english() -> dict[str, str]:
    """Every sentence's English, all doors together, of several things where it counts; an untranslated one is absent (and so
    stays Chinese)."""
    return {sentence: said[-1] for sentence, said in _forms().items()}


@cache
def of_one() -> Mapping[str, str]:
    """The English of one thing (`n` is 1), for sentences that say it otherwise than of several."""
    return {sentence: said[0] for sentence, said in _forms().items() if len(said) > 1}


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for path in sorted((ui_root() / "locale" / "en" / "LC_MESSAGES").glob("*.po")):
        for sentence, said in _kept(path).items():
            if all(said):
                table[sentence] = said
    return table


def _kept(path: Path) -> dict[str, tuple[str, ...]]:
    """Sentence -> its English in one .po, or both where one thing is said otherwise."""
    with path.open("rb") as file:
        messages = [m for m in read_po(file, locale="en") if m.id and not m.fuzzy]
    kept: dict[str, tuple[str, ...]] = {}
    for m in messages:
        sentence, said = (m.id, m.string) if isinstance(m.id, str) else (m.id[0], m.string or ())
        kept[sentence] = (said or "",) if isinstance(said, str) or said is None else tuple(said)
    return kept


def gettext(lang: str) -> Callable[[str], str]:
    """The translator into one language (`zh` gives the sentence itself)."""
    if lang.startswith("zh"):
        return lambda sentence: sentence
    table = english()
    return lambda sentence: table.get(sentence, sentence)


def used(domain: str) -> Iterator[tuple[str, str, int]]:
    """(sentence, file, line) for all marked sentences of one door's templates and code."""
    root = ui_root()
    places = [root / "templates" / name for name in TEMPLATES.get(domain, (domain,))]
    places.append(Path(__file__).resolve().parents[1] / domain)
    for place in filter(Path.is_dir, places):
        keywords: dict[str, None] = {"_": None, "gettext": None, "N_": None}
        for name, line, sentence, _comments, _context in extract_from_dir(
            str(place), METHODS, OPTIONS, keywords=keywords
        ):
            if isinstance(sentence, str) and sentence:
                yield sentence, f"{place.name}/{name}", line


def missing() -> list[str]:
    """`door: sentence` for everything shown that has no English."""
    table = english()
    return sorted(
        {f"{domain}: {text}" for domain in domains() for text, _, _ in used(domain) if text not in table}
    )


def update(domain: str) -> Catalog:
    """Bring one door's .po in line with what its pages say; translations stay."""
    path = po_path(domain)
    kept = _kept(path) if path.exists() else {}
    catalog = Catalog(locale="en", project="Kefu Appliance", charset="utf-8", fuzzy=False)
    for sentence, where, _line in used(domain):
        said = kept.get(sentence, ("",))
        counts = len(said) > 1
        catalog.add(
            (sentence, sentence) if counts else sentence, said if counts else said[0], locations=[(where, 0)]
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, omit_header=True, include_lineno=False, sort_output=True, width=0)
    return catalog


def main(arguments: list[str]) -> int:
    """The two commands of the module docstring."""
    if arguments[:1] == ["update"]:
        for domain in arguments[1:] or domains():
            update(domain)
        for each in (_forms, english, of_one):
            each.cache_clear()
    lacking = missing()
    for line in lacking:
        sys.stdout.write(line + "\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
