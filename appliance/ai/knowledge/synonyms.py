"""Words that mean the same in a base (保险箱, 保管箱), as people there write them: kept in versions, changed on record.

They help a question find its text, by the words of the search and by being read in the bank's own words. They never decide
that a text answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from appliance.ai.knowledge import actions, bases
from appliance.ai.knowledge.tables import Synonyms
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, WriteSession

MOST_GROUPS: Final = 500
MOST_WORDS: Final = 20
SHORTEST, LONGEST = 2, 40

Groups = tuple[tuple[str, ...], ...]


def groups(s: ReadSession, base: str) -> Groups:
    """The groups that hold now, each of two words or more."""
    found = newest(s, base)
    return tuple(tuple(group) for group in found.groups) if found is not None else ()


def newest(s: ReadSession, base: str) -> Synonyms | None:
    """The last change, if there was any."""
    return next(iter(versions(s, base, limit=1)), None)


def versions(s: ReadSession, base: str, limit: int = 30) -> Sequence[Synonyms]:
    """All changes, newest first."""
    query = select(Synonyms).where(Synonyms.base == base).order_by(Synonyms.number.desc())
    return s.scalars(query.limit(limit)).all()


def keep(s: WriteSession, base: str, given: Sequence[Sequence[str]], *, by: Actor) -> None:
    """Let these groups hold from now on; the same ones again change nothing.

    Raises `BadInput` for a group of one word, a word that stands in two groups, is too short or too long, `NoSuchBase`.
    """
    bases.base(s, base)
    wanted = checked(given)
    before = newest(s, base)
    if wanted == groups(s, base):
        return
    number = before.number + 1 if before is not None else 1
    s.add(
        Synonyms(
            base=base,
            number=number,
            groups=[list(group) for group in wanted],
            created_by=by.id,
            created_at=now(),
        )
    )
    s.flush()
    actions.raise_version(s, base)
    append(s, Verb.SYNONYMS_CHANGED, actor=by, subject=base, number=number, groups=len(wanted))


def checked(given: Sequence[Sequence[str]]) -> Groups:
    """The groups without blanks and repetitions. Raises `BadInput`."""
    found: list[tuple[str, ...]] = []
    seen: dict[str, int] = {}
    for number, words in enumerate(given, 1):
        group = tuple(dict.fromkeys(said for word in words if (said := " ".join(word.split()))))
        if not group:
            continue
        if not 2 <= len(group) <= MOST_WORDS:
            raise BadInput(
                f"第 {number} 行须有 2 到 {MOST_WORDS} 个词：{'、'.join(group)[:60]}",
                f"Line {number} needs 2 to {MOST_WORDS} words: {', '.join(group)[:60]}",
            )
        for word in group:
            if not SHORTEST <= len(word) <= LONGEST:
                raise BadInput(
                    f"“{word[:60]}”须为 {SHORTEST} 到 {LONGEST} 个字。",
                    f"“{word[:60]}” must have {SHORTEST} to {LONGEST} characters.",
                )
            if seen.setdefault(plain(word), number) != number:
                raise BadInput(
                    f"“{word}”出现在两行里，请合并成一行。", f"“{word}” stands in two lines; make them one."
                )
        found.append(group)
    if len(found) > MOST_GROUPS:
        raise BadInput(f"同义词最多 {MOST_GROUPS} 组。", f"There may be at most {MOST_GROUPS} groups.")
    return tuple(found)


def plain(word: str) -> str:
    """As words are compared: without width and case."""
    return unicodedata.normalize("NFKC", word).lower()
