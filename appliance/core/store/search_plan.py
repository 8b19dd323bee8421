"""How a query is asked, so that a million messages answer in milliseconds.

FTS5 checks a phrase by walking the positions of all its terms side by side. Of a sentence that nobody ever wrote, made of
terms that everybody writes, that takes 100 ms and more for a million messages. So a long run is asked by its rarest terms
only (2 ms), and the few messages left are compared with the whole run. Which terms are rare a sample of the newest
messages tells; a wrong guess costs time, never a hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.core.store.terms import phrase, runs

LONGEST_PHRASE = 3  # terms that FTS5 may compare by itself
ASKED = 3  # rarest terms of a longer run


@dataclass(frozen=True, slots=True)
class Plan:
    """An FTS5 expression, and runs of terms that the words of a message must hold as they stand."""

    expression: str
    literal: tuple[str, ...] = ()


def plan(query: str, seen: Counter[str]) -> Plan | None:
    """How to ask for every run of `query`; None when there is nothing to look for. `seen`: terms of a sample, counted.

    Terms hold only letters, digits and token brackets, so nothing of the query can act as FTS5 syntax.
    """
    wanted: list[str] = []
    literal: list[str] = []
    for run in dict.fromkeys(runs(query)):
        if run.startswith("⟦"):
            wanted.append(f'"{run}"')
        elif len(run) == 1:
            wanted.append(f'"{run}"*')
        elif len(terms := phrase(run)) <= LONGEST_PHRASE:
            wanted.append('"' + " ".join(terms) + '"')
        else:
            rarest = sorted(dict.fromkeys(terms), key=lambda term: seen[term])[:ASKED]
            wanted += (f'"{term}"' for term in rarest)
            literal.append(f" {' '.join(terms)} ")
    return Plan(" AND ".join(wanted), tuple(literal)) if wanted else None


def counted(texts: Iterable[str]) -> Counter[str]:
    """How often each term stands in the indexed words of a sample."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(text.split(" "))
    return seen
