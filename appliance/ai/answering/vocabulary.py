"""What words matter in this bank's texts: how rare each is, and which stand against each other.

Nothing here comes from a list in the code. Rows that share the rest of their name ("金卡主卡年费", "白金卡主卡年费") show
that 金卡 and 白金卡 exclude each other, so an answer about one is no answer about the other.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from appliance.ai.answering.aspects import Aspect, Reading, Words
from appliance.ai.answering.beginnings import Beginnings
from appliance.ai.answering.branches import Branches
from appliance.ai.answering.changed import Changed
from appliance.ai.answering.listed import Terms
from appliance.ai.answering.names import Names
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.pinyin import Sounds, sounds
from appliance.ai.answering.revoked import Revoked
from appliance.ai.answering.siblings import Siblings
from appliance.ai.answering.words import Segmenter, Word, content_pieces, content_words, stem
from appliance.ai.knowledge.rows import row_fields
from appliance.core.masking.remembered import remembered

__all__ = ["Aspect", "Reading", "Vocabulary", "pairs_of", "units_of"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+&'-]*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NEVER_MISTYPED = frozenset(
    "的了是不有我你他在和就都几个号多少怎么要能可以吗呢啊这那哪来去到得回一二三四五六七八九十百千万元天年月日"
    "起今会之前后想没快上下里外现再最先已还让给被把做买卖也太很只才又或与跟从对向但如果么什"
)
_SHARED = 2  # characters (or words) of the common rest that make two row names a family
_ENDED_MOST = 8192
"""Published texts of which it is kept whether a notice ends them."""
_FAMILY_LIMIT = 12  # a "family" larger than this is a list of things, not a choice between kinds


def pairs_of(text: str) -> frozenset[str]:
    """Pairs of Chinese characters and English words of what is left when the words of asking are cut out."""
    return frozenset(unit for piece in content_pieces(text) for unit in units_of(piece))


@lru_cache(maxsize=20_000)
def units_of(text: str) -> frozenset[str]:
    """Pairs of Chinese characters, and stemmed English words, of a text."""
    text = plain_forms(text)
    units = {stem(word.lower()) for word in _WORD.findall(text)}
    for run in _HAN.findall(text):
        units.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(units)


class Vocabulary:
    """Built once per state of the knowledge base; immutable, shared between threads."""

    def __init__(
        self, texts: Sequence[str], segmenter: Segmenter, synonyms: Sequence[Sequence[str]] = ()
    ) -> None:
        self._segmenter = segmenter
        self.size = max(1, len(texts))
        self._in: Counter[str] = Counter()
        self._characters: set[str] = set()
        self._whole = "\n".join(texts)
        for text in texts:
            self._in.update(units_of(text))
            self._characters.update(text)
        whole = math.log(self.size + 1)
        self._weights = {u: math.log((self.size + 1) / (n + 1)) / whole for u, n in self._in.items()}
        self._weighed: dict[str, tuple[float, tuple[tuple[str, float], ...]]] = {}
        self.sounds = Sounds(self._in.items())
        self.rows = row_names(texts)
        self.families = _families(self.rows)
        members = [member.lower() for family in self.families for member in family]
        self._alone = frozenset([*members, *map(stem, members)])
        self._kinds = remembered(self._kinds_in)
        self.siblings = Siblings(texts, segmenter)
        self.beginnings = Beginnings([*self.rows, *self.siblings.members()])
        self.branches = Branches(texts)
        self.revoked = Revoked(texts)
        self._changed = Changed(texts)
        self._parts_of = remembered(self._parts_of_name)
        self._ended = lru_cache(maxsize=_ENDED_MOST)(self.revoked.ended)
        self._in_force = lru_cache(maxsize=_ENDED_MOST)(self._still)
        self.names = Names(texts)
        self.terms = Terms(texts)
        self._own = tuple(self._instead(synonyms))

    def _instead(self, synonyms: Sequence[Sequence[str]]) -> Iterator[tuple[re.Pattern[str], str]]:
        """What a word that the texts never write is read as: the first of its group that they do write."""
        for group in synonyms:
            own = next((word for word in group if self.writes(word)), None)
            strange = [word for word in group if not self.writes(word)] if own is not None else []
            for word in sorted(strange, key=len, reverse=True):
                edge = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
                ends = edge if word.isascii() else ("", "")
                yield re.compile(ends[0] + re.escape(word) + ends[1], re.IGNORECASE), str(own)

    def in_bank_words(self, question: str) -> str:
        """The question with the words that the bank never writes given in its own (保险箱 read as 保管箱)."""
        for strange, own in self._own:
            question = strange.sub(lambda _, own=own: own, question)  # type: ignore[misc]
        return question

    def knows(self, unit: str) -> bool:
        """Whether the pair or word stands anywhere in the bank's texts."""
        return unit in self._in

    def has_character(self, character: str) -> bool:
        """Whether any text of the bank writes the character."""
        return character in self._characters

    def writes(self, words: str) -> bool:
        """Whether the words stand in the bank's texts just so."""
        return words in self._whole

    def stopped(self, question: str) -> str | None:
        """The thing that the bank says it stopped and that the question asks about, or None."""
        return self.revoked.thing(question, self._parts_of, self.weight) if self.revoked.things else None

    def ended(self, title: str, heading: str, unit: str) -> bool:
        """Whether a notice of the bank ends or changes the article or section `unit` of the document `title`."""
        return self._ended(title, heading, unit)

    def in_force(self, title: str, heading: str, unit: str) -> str:
        """`unit` without what a notice of the bank sets anew; "" where nothing is left (`Changed`)."""
        return self._in_force(title, heading, unit) if self._changed.all else unit

    def _still(self, title: str, heading: str, unit: str) -> str:
        return self._changed.in_force(title, heading, unit, self._parts_of, self.weight)

    def _parts_of_name(self, name: str) -> frozenset[str]:
        """The pairs within the words of a name; a single character goes with the word before it (开卡+礼)."""
        words: list[str] = []
        for word in self._segmenter.words(name):
            if words and (len(word.text) == 1 or len(words[-1]) == 1):
                words[-1] += word.text
            else:
                words.append(word.text)
        return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))

    def says_somewhere(self, word: Word) -> bool:
        """Whether any text of the bank says the word, or another way to say it."""
        return any(self.writes(form) for form in (word.text, *word.also))

    def weight(self, unit: str) -> float:
        """Inverse document frequency, 0 (everywhere) to 1 (nowhere)."""
        return self._weights.get(unit, 1.0)

    def weighed(self, name: str) -> tuple[float, tuple[tuple[str, float], ...]]:
        """The units of a name that stands in the bank's texts, each with its weight, and all their weights together."""
        known = self._weighed.get(name)
        if known is None:
            each = tuple((unit, self.weight(unit)) for unit in units_of(name))
            known = self._weighed[name] = sum(weight for _, weight in each), each
        return known

    def words(self, question: str) -> list[Word]:
        """The content words of a question. Costs about a millisecond; ask once per question."""
        return content_words(question, self._segmenter)

    def reading(self, words: Sequence[Word], text: str) -> Reading:
        """How `text` treats the words of a question; for many texts see `Words`."""
        return Words(words, self).reading(units_of(text), text.lower())

    def same_sound(self, text: str, sure: Iterable[str] = ()) -> str:
        """`text` with characters that make no word of the bank put into ones of the same sound that do (商岫代: 商岫贷).

        `sure` are words of `text` that nobody mistyped.
        """
        fixed = {
            at + n
            for word in sure
            for at in range(len(text) - len(word) + 1)
            if text.startswith(word, at)
            for n in range(len(word))
        }
        out = list(text)
        for i, character in enumerate(out):
            left = out[i - 1] if i and out[i - 1] >= "\u3400" else ""
            right = out[i + 1] if i + 1 < len(out) and out[i + 1] >= "\u3400" else ""
            if (
                i in fixed
                or character in _NEVER_MISTYPED
                or not sounds(character)
                or (left and self.knows(left + character))
                or (right and self.knows(character + right))
            ):
                continue
            fits = [
                (self._in[left + c] + self._in[c + right], c)
                for c in self._characters
                if c != character
                and set(sounds(c)) & set(sounds(character))
                and ((left and self.knows(left + c)) or (right and self.knows(c + right)))
            ]
            if fits:
                out[i] = max(fits)[1]
        return "".join(out)

    def coverage(self, question: str, text: str) -> float:
        """`reading(...).coverage` for a single text."""
        return self.reading(self.words(question), text).coverage

    def other_kind(self, question: str, text: str) -> str | None:
        """The kind (白金卡) or sibling that the question names where `text` speaks of another of its family only."""
        return self.other_family(question, text) or self.siblings.other(question, text)

    def other_family(self, question: str, text: str) -> str | None:
        """The same for kinds that tell the names of rows apart."""
        asked_of = self._kinds(question)
        if not any(asked_of):
            return None
        for asked, said in zip(asked_of, self._kinds(text), strict=True):
            if asked and said and not asked & said:
                return "、".join(sorted(asked))
        return None

    def _kinds_in(self, text: str) -> tuple[set[str], ...]:
        """Of each family the members that stand in `text`."""
        return tuple(longest_members(text, family) for family in self.families)

    def only_kinds(self, question: str) -> bool:
        """Whether the question names one kind and says nothing else: 白金卡, the gold one."""
        pieces = "".join(content_pieces(question)).lower()
        return self.siblings.is_one(pieces) or pieces in self._alone

    def without_other_kinds(self, earlier: str, now: str) -> str:
        """`earlier` without the kinds (金卡) whose family `now` names another member of (白金卡)."""
        for family in self.families:
            named = longest_members(now, family)
            if named:
                for kind in longest_members(earlier, family) - named:
                    earlier = re.sub(re.escape(kind), "", earlier, flags=re.IGNORECASE)
        return self.siblings.without_others(earlier, now)


def row_names(texts: Iterable[str]) -> list[str]:
    """The names of all table rows: the value of the first column, without what stands in brackets."""
    names = {fields[0][1] for text in texts for line in text.split("\n") if (fields := row_fields(line))}
    return sorted(name for name in (re.sub(r"[（(][^）)]*[）)]", "", n).strip() for n in names) if name)


def longest_members(text: str, family: Iterable[str]) -> set[str]:
    """Members that stand in `text`; 金卡 inside 白金卡 does not count as 金卡. Case does not matter."""
    text = plain_forms(text).lower()
    found: set[str] = set()
    for member in sorted(family, key=len, reverse=True):
        if member.lower() in text:
            found.add(member)
            text = text.replace(member.lower(), "\0")
    return found


def _families(names: Sequence[str]) -> list[frozenset[str]]:
    by_rest: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in names:
        parts = name.split() if name.isascii() else list(name)
        glue = " " if name.isascii() else ""
        for cut in range(1, len(parts)):
            head, tail = glue.join(parts[:cut]).strip(), glue.join(parts[cut:]).strip()
            if len(parts) - cut >= _SHARED or name.isascii():
                by_rest["ends", tail].add(head)
            if cut >= _SHARED or name.isascii():
                by_rest["starts", head].add(tail)
    sets = [frozenset(m for m in members if _is_kind(m)) for members in by_rest.values()]
    families = {
        family
        for family in sets
        if 2 <= len(family) <= _FAMILY_LIMIT and (_share_a_character(family) or _seen_twice(family, sets))
    }
    # 白金卡主/金卡主 says no more than 白金卡/金卡: keep the families with the shortest members.
    plain = [f for f in families if not _has_common_edge(f)]
    return sorted(
        (f for f in plain if not any(_says_more(f, other) for other in plain if other != f)), key=sorted
    )


def _share_a_character(family: frozenset[str]) -> bool:
    return bool(frozenset.intersection(*(frozenset(member.lower()) for member in family)) - {" "})


def _seen_twice(family: frozenset[str], sets: Sequence[frozenset[str]]) -> bool:
    """Kinds are kinds of more than one thing: of the annual fee and of the loss fee."""
    return sum(family <= other for other in sets) > 1


def _says_more(family: frozenset[str], other: frozenset[str]) -> bool:
    if family < other:
        return True
    return all(any(small in member and small != member for small in other) for member in family)


def _is_kind(member: str) -> bool:
    return (2 <= len(member) <= 8 or (member.isascii() and len(member) <= 20)) and not re.search(
        r"\d|[，。、；：/（(]", member
    )


def _has_common_edge(family: frozenset[str]) -> bool:
    """Whether the members share their first or last two characters, so that a smaller part tells them apart."""
    firsts, lasts = {m[:2] for m in family}, {m[-2:] for m in family}
    shortest = min(len(m) for m in family)
    return shortest > 2 and (len(firsts) == 1 or len(lasts) == 1)
