"""Follow-ups: 那利率呢？ is asked about what was asked before. A rule puts the earlier question's words back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.ai.answering import asked as reading
from appliance.ai.answering import small_talk
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.words import content_pieces

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.core.masking.text import MaskedText

_LEANS_BACK = re.compile(
    r"^(?:那么?|那|还有|另外|然后|它|这个|那个|这张|那张|这种|这样|如果是|要是|换成|其中|上面|刚才)|(?:呢|的话)[？?]?$|"
    r"^(?:and|what about|how about|what if|then|or|but|is it|does it|that one|this one|the same)\b|\b(?:it|that|this one|them)\??$",
    re.IGNORECASE,
)
_COUNTS = frozenset({"year", "month", "day", "period", "age"})
_LONGEST = 24  # characters (zh) that a question may have and still be only half a question
_BARE = 20  # a question as short as this after another one goes on with it (几点到几点, 押金多少)
_VISITOR = {"visitor", "user"}


def whole_question(
    question: MaskedText, history: Sequence[tuple[str, MaskedText]], vocabulary: Vocabulary | None = None
) -> str:
    """The question with the words of the visitor's last real question before it, when it leans on that one.

    If both name a kind of one family (金卡, then 那白金卡呢), the earlier kind is taken out."""
    now = str(question)
    pieces = content_pieces(now)
    short = len(now) <= _LONGEST * (3 if now.isascii() else 1)
    only_a_kind = vocabulary is not None and vocabulary.only_kinds(now)
    bare = len(now) <= _BARE * (3 if now.isascii() else 1) and len(pieces) <= 5
    if not short or len(pieces) > 6 or not (only_a_kind or bare or _LEANS_BACK.search(now.strip())):
        return now
    for role, earlier in reversed(history):
        before = str(earlier)
        if role in _VISITOR and before.strip() != now.strip() and not small_talk.kind(before):
            if vocabulary is not None:
                before = vocabulary.without_other_kinds(before, now)
            return f"{_without_other_counts(before, now)} {now}"
    return now


def may_stand_alone(question: MaskedText, vocabulary: Vocabulary) -> bool:
    """Whether a question that was joined with an earlier one for its shortness alone may be whole by itself.

    几点到几点 goes on with what was asked before, 白金卡年费多少 does not: the texts that are found tell which.
    """
    now = str(question)
    names_nothing = not vocabulary.words(now)  # 一天最多转多少
    return not (names_nothing or vocabulary.only_kinds(now) or _LEANS_BACK.search(now.strip()))


def understood(question: MaskedText, whole: str, vocabulary: Vocabulary) -> Asked:
    """What a question asks that `whole_question` made `whole`.

    One that says itself what is asked for (那要多少钱) takes no more from the earlier question than what that was about.
    """
    asked = reading.read(vocabulary.in_bank_words(whole), vocabulary)
    if whole == str(question) or not _ASKS_FOR.search(str(question)):
        return asked
    return reading.part_of(asked, vocabulary.in_bank_words(str(question)), vocabulary)


_ASKS_FOR = re.compile(r"多少|几|怎么|怎样|什么|哪|多久|多长|如何|谁")


def _without_other_counts(before: str, now: str) -> str:
    """The earlier question without the counts (三年期) that the new one replaces by its own (18 个月的有没有)."""
    kinds = {q.kind for q in quantities(now)} & _COUNTS
    kinds |= {"year", "month"} if kinds & {"year", "month"} else set()
    if not kinds:
        return before
    plain = plain_forms(before)
    for q in reversed(quantities(before)):
        if q.kind in kinds:
            plain = plain[: q.start] + plain[q.end :]
    return plain
