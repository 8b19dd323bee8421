"""Every threshold of the ladder, in one place, each with how it was found.

Cosines are those of multilingual-e5-small. Set on the sample bank (six documents, its approved pairs, 40 questions) and on
the 125 questions of `tests/ai/answering/dev_questions.jsonl`: right and wrong hits were listed by cosine and by the share
of words and things they say, and each value laid between the two groups. `held_back_questions.jsonl` was written
afterwards (22 of 24 right, none of 24 invented). Another embedder needs them set anew.
"""

SUPPORT_WORDS = 0.75
"""Share of a generated sentence's words that must stand in the one passage it rests on."""

SUPPORT_WORDS_WITH_MEANING = 0.5
"""Below this share no likeness of meaning helps."""

SUPPORT_MEANING = 0.93
"""Cosine of sentence and passage between the two shares above; E5 gives .80 to unrelated texts of one bank."""

PAIR = 0.895
"""Least cosine of a question with a pair's best wording when all its things are named there."""

PAIR_SURE = 0.917
"""From here on a pair may answer though the question uses other words, unless those name a kind (钻石卡, 商铺贷款)."""

PAIR_STRICT = 0.945
"""For questions outside the scope of published texts (own data, advice, promises): only a pair made for them."""

PASSAGE = 0.85
"""Least cosine with a passage; what it says of the question's things decides."""

PASSAGE_WHOLE = 0.84
"""The same when the passage says every word of the question."""

PASSAGE_SURE = 0.91
"""From here on a passage may answer a question that also names something no text of the bank names (版本)."""

FOREIGN = 0.90
"""Least cosine with a text in the other language, where words cannot meet."""

THINGS = 0.8
"""Least share, by weight, of the question's things (products, attributes, places) that the text must name."""

THINGS_PAIR = 0.75
"""The same for a pair, which has several wordings."""

THINGS_SURE = 0.6
"""The same for a passage beyond PASSAGE_SURE when no kind is left unsaid."""

THINGS_IN_RANGE = 0.4
"""The same for a table row whose range holds the question's own amount."""

COVERAGE = 0.33
"""Least share of all content words."""

OUTDONE = 0.012
"""A fitting text this far behind a nearer one that does not fit is held back. .010 costs right answers, .0145 lets a
dispute pair answer for money sent to a stranger."""

RANK_WORDS = 0.03
"""Worth of full word coverage, in cosine, when hits are ordered."""

RANK_PAIR = 0.015
"""A question lies nearer to another question than to a text that answers it: taken off the cosine of pairs."""

RANK_RANGE = 0.03
"""For a table row whose range holds the question's own amount."""

RANK_FOREIGN = 0.05
"""Taken off texts in the other language."""

CLARIFY_MARGIN = 0.02
"""Rows this near to the best one, in rank, fit alike."""

RELEVANT = 0.5
"""Share of what the passage says of the question that a generated answer must say too."""
