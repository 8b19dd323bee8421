"""How text is cut for the full-text index: character bigrams, and tokens of masked values as one term each.

Chinese has no spaces, so words are not known; pairs of neighbouring characters find any phrase of two or more characters
exactly, and one character finds every pair that begins with it. The last character of each run is kept as a term of
its own, so that it is found too.

    信用卡年费。ETC   ->   信用 用卡 卡年 年费 费 et tc c
    我的⟦MOBILE:k3⟧   ->   我的 的 ⟦mobile:k3⟧
"""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"⟦[A-Za-z_]+:[0-9A-Za-z]+⟧")


def runs(text: str) -> list[str]:
    """Runs of letters and digits, and tokens; compatibility forms and case evened out (`ＥＴＣ` = `etc`)."""
    found: list[str] = []
    at = 0
    for token in _TOKEN.finditer(text):
        found += _runs_of_characters(text[at : token.start()])
        found.append(token.group().lower())
        at = token.end()
    return found + _runs_of_characters(text[at:])


def _runs_of_characters(text: str) -> list[str]:
    even = unicodedata.normalize("NFKC", text).lower()
    # Letters, marks and numbers; everything else (punctuation, spaces, symbols) separates.
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in even).split()


def indexed(text: str) -> str:
    """The terms of a stored text, joined by spaces."""
    terms: list[str] = []
    for run in runs(text):
        if not run.startswith("⟦"):
            terms += phrase(run)
            run = run[-1]
        terms.append(run)
    return " ".join(terms)


def phrase(run: str) -> list[str]:
    """The terms by which a run of two or more characters is found."""
    return [run[i : i + 2] for i in range(len(run) - 1)]
