"""The number guard: right answers from two banks' texts, and the same with one digit altered, held against their passages."""

from __future__ import annotations

import random
import re

from rich.console import Console

from appliance.ai.answering import gate
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger
from tests.benchmarks.figures import Figure, count, share
from tests.guarantees.test_one_digit_altered import altered, passages, right_answers


def run(out: Console, wanted: int = 500) -> list[Figure]:
    chance = random.Random(20261125)
    vocabulary = Vocabulary(passages(), Tagger())
    tried = stopped = held_back = 0
    for sentence, given in right_answers(chance):
        wrong = altered(sentence, chance)
        if wrong is None or tried == wanted:
            continue
        tried += 1
        lang = "zh" if re.search(r"[\u3400-\u9fff]", sentence) else "en"
        held_back += not gate.judge(sentence, given, lang, frozenset(), None, vocabulary).ok
        stopped += not gate.judge(wrong, given, lang, frozenset(), None, vocabulary).ok
    out.print(
        f"Number guard: {stopped} of {tried} altered answers stopped, {held_back} unaltered ones held back"
    )
    return [
        count("altered answers that were sent", tried - stopped, tried),
        share("unaltered answers held back", held_back, tried),
    ]
