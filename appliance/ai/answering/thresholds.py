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

PAIR_STRICT = 0.945
"""For questions outside the scope of published texts (own data, advice, promises): only a pair made for them."""

SURE = 0.53
"""Least likelihood, by `weights.SURE`, of a text that may be given to a model beside the first one, stand among choices, or
answer a question without those before it; of the first one too where fewer texts are found than the trees of `HOLDS` know."""

HOLDS = 0.68
"""Least likelihood, by `trees`, that the reply as it would be sent holds all that was asked. On nine banks (`tests/ai/bank`
to `bank10`), each left out of what was learned from, .908 of the replies are right from here on, without `HOLDS_OF_PAIR`, and .804
of the answerable questions get every fact; from .70 on it is .910 and .799, and a question of the sample bank goes unanswered.
What limits there is that only .84 to .95 of a bank's replies hold every fact, however sure they are."""

HOLDS_OF_PAIR = 0.58
"""The same where an approved pair goes first that is as sure as `SURE_OF_PAIR` by itself: the questions of the sample
bank, most of which pairs answer, are answered as before."""

SURE_FOREIGN = 0.72
"""The same for a text in another language than the question's, where words meet by the glossary only."""

PAIR_SURE = 0.89
"""From this cosine with an approved pair's wording on `SURE_OF_PAIR` is enough: somebody wrote it for such a question."""

SURE_OF_PAIR = 0.46
"""See `PAIR_SURE`."""

PARTS_WHOLE = 0.35
"""Least confidence in the whole of a double question before its parts are looked at one by one."""

PART = 0.6
"""The same for each question of a double one, when every one of them is found."""

PART_BESIDE = 0.3
"""Least likelihood of a text that is said beside surer ones, where the whole of a double question is answered."""

OF_ITS_OWN = 1.0
"""How far behind the best text for one question of a double one the next may be that is said too, where that best one is
also the best for the other question."""

AS_GOOD = 0.25
"""How far behind the best text for one question of a double one the next may be that fits it as well, and is said too."""

BESIDE_PARTS = 1.0
"""How far behind the best text for the whole of a double question another one may be that is said beside its parts'."""

PAIR_BEHIND = 0.4
"""How far behind the best passage, in rank, an approved pair is still preferred."""

SECOND = 1.0
"""How far behind in rank a text may be that is quoted beside the first one."""

THE_REST = 1.5
"""The same for a text that says what the first ones leave unsaid of the question."""

PAIR_ALONE = 0.7
"""An approved pair is the answer by itself when no text that says more comes this near to it in rank, in which the search's
own order counts. On seven banks (`tests/ai/bank` to `bank8`) 5 more of 1,440 questions get every fact than from .5 on, and
replies are 4 characters longer in the middle."""

THINGS = 0.8
"""Least share, by weight, of the question's things that a notice of abolition must name to be quoted."""

THINGS_STOPPED = 0.5
"""The same where the question names the very thing that the notice stops."""

ABOLISHED_RANK = 0.5
"""Least rank of such a notice."""

OTHER_MEANS, OTHER_SCORES = 0.01, 0.3
"""How much nearer in cosine, and how much higher in the search, another pair is that makes the first one doubtful."""

CLARIFY_MARGIN = 0.3
"""Rows this near to the best one, in rank, fit alike."""

RANK_WORDS = 0.03
"""Worth of full word coverage, in cosine, when the sentence to quote is chosen."""

RELEVANT = 0.5
"""Share of what the passage says of the question that a generated answer must say too."""
