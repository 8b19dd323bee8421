"""Which names of a question the bank itself has published: they stand, whole, in texts that its asker may be answered from.

For questions that are only searched with: masked, such a name is lost to the search though every reader of the bank's texts knows it.

Part of a longer word or name is not enough: 李明 does not stand in a text that names 李明华, nor Ann Lee in one of Ann Leeson, unless
the question says the longer one too, and only its mask is short. No name of one character counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from appliance.core.masking import views
from appliance.core.masking.kinds import NAMES
from appliance.core.masking.text import RawText

if TYPE_CHECKING:
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.hits import Hit
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.engine import Masker

SHORTEST = 2
MOST_TEXTS = 40
MOST_PLACES = 12
"""Texts and places that are looked at for one name: one that so many do not show whole stays masked."""
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*")
_AROUND = 80
_PERSONAL = NAMES - {"LOCATION", "ORG"}
"""Spans that a part of is another value; of a long place or company the tagger's words decide."""
_LETTER = re.compile(r"[^\W_]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]")
_JOINT = re.compile(r"[·•・‧](?=[^\W_])|(?!'s(?![^\W_]))[\-'](?=[^\W_\u3400-\u9fff])")
"""What joins the parts of one name: 马丁·路德, Anne-Marie, O'Neil; not the end of Ann Lee's."""


class PublicNames:
    """Looks in the words that these bases show to this audience now. Keeps nothing of what it is asked."""

    def __init__(
        self, knowledge: KnowledgeBase, masker: Masker, bases: Sequence[str] | None, audience: Audience
    ) -> None:
        self._knowledge = knowledge
        self._masker = masker
        self._bases = bases
        self._audience: Audience = audience

    def published(self, text: str, start: int, end: int) -> bool:
        """Whether what stands at `start` to `end` of this question stands, whole, in published words."""
        said = folded(text)
        name = said[start:end]
        if len(_LETTER.findall(name)) < SHORTEST:
            return False
        looked = 0
        for hit in self._knowledge.saying(name, MOST_TEXTS, bases=self._bases, audience=self._audience):
            for place, at in _places(hit, name):
                left, right = self._whole(place, at, at + len(name))
                there = folded(place)
                if said[:start].endswith(there[left:at]) and said[end:].startswith(
                    there[at + len(name) : right]
                ):
                    return True
                looked += 1
                if looked == MOST_PLACES:
                    return False
        return False

    def _whole(self, text: str, start: int, end: int) -> tuple[int, int]:
        """From where to where the words and names reach that these characters belong to."""
        there = folded(text)
        spans = [(one.start, one.end) for one in self._masker.detect(RawText(text)) if one.kind in _PERSONAL]
        if _HAN.search(text):
            spans += [(word.start, word.end) for word in self._masker.tagger.words(text)]
        left, right = start, end
        for first, last in spans:
            if first < end and start < last:
                left, right = min(left, first), max(right, last - 2 * there.endswith("'s", first, last))
        while left and _one_word(there, left):
            left -= 1
        while right < len(text) and _one_word(there, right):
            right += 1
        return left, right


def folded(text: str) -> str:
    """Equally long: half-width, lower case, simplified where a list of common characters has it."""
    return views.lower(views.flat(text))


def _places(hit: Hit, name: str) -> Iterator[tuple[str, int]]:
    """Every place where the name stands in this text: the sentence, and where in it."""
    for text in (hit.document_title, hit.heading, hit.question, *hit.phrasings, hit.text):
        if name not in folded(text):
            continue
        for sentence in _SENTENCE.finditer(text):
            there = folded(sentence[0])
            at = there.find(name)
            while at >= 0:
                begin = max(0, at - _AROUND)
                yield sentence[0][begin : at + len(name) + _AROUND], at - begin
                at = there.find(name, at + 1)


def _one_word(text: str, at: int) -> bool:
    """Whether a word or name that is written in letters or figures, or joined, goes on over the edge before `at`."""
    before, after = text[at - 1], text[at]
    joined = (_JOINT.match(text, at) and _LETTER.match(before)) or (
        at > 1 and _JOINT.match(text, at - 1) and _LETTER.match(text[at - 2])
    )
    return bool(joined or (_WORD.match(before) and _WORD.match(after)))
