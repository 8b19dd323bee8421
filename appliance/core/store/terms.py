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
            terms += (run[i : i + 2] for i in range(len(run) - 1))
            run = run[-1]
        terms.append(run)
    return " ".join(terms)


def match_expression(query: str) -> str:
    """The FTS5 expression of a query: every run must occur, each as a phrase. Empty if there is nothing to look for.

    Terms hold only letters, digits and token brackets, so nothing of the query can act as FTS5 syntax.
    """
    phrases: list[str] = []
    for run in runs(query):
        if run.startswith("⟦"):
            phrases.append(f'"{run}"')
        elif len(run) == 1:
            phrases.append(f'"{run}"*')
        else:
            phrases.append('"' + " ".join(run[i : i + 2] for i in range(len(run) - 1)) + '"')
    return " AND ".join(phrases)
