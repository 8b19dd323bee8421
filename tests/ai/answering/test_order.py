"""Of texts that say as much of a question in its words, the one that the whole search puts first is the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.ai.answering import asked as reading
from appliance.ai.answering.evidence import weigh
from appliance.ai.answering.searching import Haul
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.knowledge.hits import Hit, Source
from appliance.core.masking.tagger import Tagger

KEPT = "第八条 单位账户的余额每季结息一次。"
SENT = "第九条 单位账户的对账单每季寄送一次。"


@pytest.mark.parametrize(("kept", "sent", "first"), [(0.9, 0.6, KEPT), (0.6, 0.9, SENT)])
def test_the_search_decides_between_texts_that_words_do_not_tell_apart(
    kept: float, sent: float, first: str
) -> None:
    vocabulary = Vocabulary([KEPT, SENT], Tagger())
    hits = [
        Hit("passage", text, None, text, "", "zh", score, 0.9, 1.0, "手册", Source("d", "手册"))
        for text, score in ((KEPT, kept), (SENT, sent))
    ]
    asked = reading.read("单位账户每季几次", vocabulary)
    assert weigh(asked, Haul(hits), vocabulary, "zh")[0].hit.text == first


def test_a_search_without_scores_leaves_the_order_to_the_words() -> None:
    vocabulary = Vocabulary([KEPT, SENT], Tagger())
    hits = [
        Hit("passage", text, None, text, "", "zh", 0.0, 0.9, 1.0, "手册", Source("d", "手册"))
        for text in (KEPT, SENT)
    ]
    asked = replace(reading.read("单位账户的对账单每季寄送几次", vocabulary), parts=())
    assert weigh(asked, Haul(hits), vocabulary, "zh")[0].hit.text == SENT
