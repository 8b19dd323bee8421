"""A reply is judged as a whole: what it leaves out of the question, and what stands next to it, count."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.ai.answering import asked as reading
from appliance.ai.answering import thresholds, trees
from appliance.ai.answering.evidence import UNSURE, Weighed, question_of
from appliance.ai.answering.leaning import USUAL
from appliance.ai.answering.likeness import NAMES, Likeness
from appliance.ai.answering.replies import Reply
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.reading.training.corpus import EVERYDAY
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.training.published import BANKS, published
from tests.ai.bank import fit, fit_replies
from tests.ai.bank.boost import Growth, grow, likelihood
from tests.ai.bank.fit_replies import IN_THE_LINE, Seen, learn, sure_of, table
from tests.ai.bank.held import ROOT, UNLEARNED
from tests.ai.bank.line import learn_line, odds

LOUNGE = "贵宾厅每年6次，带一位同伴占用1次。"
TRAIN = "高铁与机场的次数合并计算，每年9次。"
WASH = "洗车每季3次，须提前领券。"
QUESTION = "贵宾厅几次，坐高铁的也算吗"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary([LOUNGE, TRAIN, WASH], Tagger())


def made(vocabulary: Vocabulary, question: str, now: str = "") -> Reply:
    asked = reading.read(question, vocabulary)
    return Reply(asked, now or question, question_of(asked, None, USUAL, 0.7), vocabulary)


def weighed(reply: Reply, text: str, rank: float, why_not: str | None = None) -> Weighed:
    hit = Hit("passage", text, None, text, "", "zh", 0.9, 0.9, 1.0, "手册", Source("d", "手册"))
    likeness = Likeness(tuple(0.0 for _ in NAMES), reply.vocabulary.reading(reply.asked.words, text), text)
    return Weighed(hit, likeness, rank, 0.6, why_not)


def test_what_a_reply_leaves_unsaid_is_seen_in_all_its_texts_together(vocabulary: Vocabulary) -> None:
    reply = made(vocabulary, QUESTION)
    lounge, train = weighed(reply, LOUNGE, 2.0), weighed(reply, TRAIN, 1.5)
    half, whole = (reply.figures([lounge, train], chosen) for chosen in ([lounge], [lounge, train]))
    assert half["unsaid_known"] > whole["unsaid_known"]
    assert half["said"] < whole["said"] == 1.0
    assert (half["texts"], whole["texts"]) == (1.0, 2.0)


def test_the_next_text_that_says_something_else_is_looked_for_outside_the_reply(
    vocabulary: Vocabulary,
) -> None:
    reply = made(vocabulary, QUESTION)
    lounge, train = weighed(reply, LOUNGE, 2.0), weighed(reply, TRAIN, 1.5)
    assert reply.figures([lounge, train], [lounge])["next_new"] == 0.5
    assert reply.figures([lounge, train], [lounge, train])["next_new"] == 3.0  # nothing is left


def test_of_a_question_that_goes_on_its_own_words_are_to_be_met(vocabulary: Vocabulary) -> None:
    reply = made(vocabulary, "贵宾厅每年几次 那洗车呢", "那洗车呢")
    lounge, wash = weighed(reply, LOUNGE, 2.0), weighed(reply, WASH, 1.0)
    assert reply.figures([lounge, wash], [lounge])["own_unsaid"] == 1.0
    assert reply.figures([lounge, wash], [wash])["own_unsaid"] == 0.0


@pytest.mark.parametrize("sure", [thresholds.HOLDS - 0.01, thresholds.HOLDS])
def test_only_what_is_likely_enough_is_sent_and_what_speaks_against_it_stays(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, sure: float
) -> None:
    monkeypatch.setattr(trees, "likelihood", lambda _: sure)
    reply = made(vocabulary, QUESTION)
    rest = [weighed(reply, f"{WASH}{n}", 0.1) for n in range(24)]
    unsure = weighed(reply, LOUNGE, 2.0, f"{UNSURE}: 0.40")
    first = reply.judged([unsure, *rest])[0]
    assert (first.sure, first.enough) == (sure, sure >= thresholds.HOLDS)
    ended = reply.judged([weighed(reply, LOUNGE, 2.0, "no longer in force"), *rest])[0]
    assert ended.why_not == "no longer in force"
    assert reply.judged([unsure, *rest[:5]])[0] == unsure  # a handful of texts is no bank


def test_the_shipped_trees_know_each_figure_they_ask_for(vocabulary: Vocabulary) -> None:
    reply = made(vocabulary, QUESTION)
    lounge = weighed(reply, LOUNGE, 2.0)
    assert 0 < trees.likelihood(reply.figures([lounge], [lounge])) < 1


def test_trees_learn_what_two_figures_say_together_and_keep_to_the_way_one_may_speak() -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=(1200, 3))
    y = ((x[:, 0] > 0) & (x[:, 1] < 0.5)).astype(float)
    y[x[:, 2] > 1.5] = 1.0  # chance would have it that the third speaks for it; it may only speak against
    how = Growth(rounds=60, rate=0.2, figures=0.9)
    grown = grow(x, y, np.array([0, 0, -1]), how)
    sure = likelihood(grown, x)
    assert np.mean((sure > 0.5) == (y > 0.5)) > 0.9
    further = x.copy()
    further[:, 2] += 2
    assert (likelihood(grown, further) <= sure + 1e-9).all()
    assert (likelihood(grow(x, y, np.zeros(3), how), further) > sure).any()


def test_a_line_hears_what_few_rows_have_and_keeps_to_the_way_a_figure_may_speak() -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=(1200, 3))
    x[:, 1] = draw.random(1200) < 0.01
    y = ((x[:, 0] > 0) & (x[:, 1] == 0)).astype(float)
    line = learn_line(x, y, np.array([1, -1, -1]))
    rare = x.copy()
    rare[:, 1] = 1
    assert (odds(line, rare) < odds(line, x))[x[:, 1] == 0].all()
    assert (
        learn_line(x, y, np.array([-1, -1, 0]))["terms"][0][2] == 0.0
    )  # chance would have it speak the other way


def test_what_is_shipped_gives_what_was_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(2)
    names = ["one", "other", *IN_THE_LINE]
    x = draw.normal(size=(300, len(names)))
    seen = [
        Seen(dict(zip(names, map(float, row), strict=True)), True, True, bool(row[0] + row[-1] > 0))
        for row in x
    ]
    learned = learn(seen)
    shipped = trees.learned_from(learned)
    monkeypatch.setattr(trees, "_shipped", lambda: shipped)
    told = [trees.likelihood(one.figures) for one in seen]
    assert np.allclose(told, sure_of(learned, table(seen)[1]), atol=1e-3)


def test_nothing_is_learned_from_the_bank_that_judges() -> None:
    learners = {
        "replies": set(fit_replies.BANKS),
        "weights": {folder.name for folder in fit.BANKS},
        "the reader of messages": {file.parent.name for file in EVERYDAY},
        "the reader of values": set(BANKS),
    }
    assert [who for who, learned in learners.items() if UNLEARNED in learned] == []
    newest = max(ROOT.glob("tests/ai/bank[0-9]*"), key=lambda folder: int(folder.name.removeprefix("bank")))
    assert newest.name == UNLEARNED, "a newer bank is there: it judges, and this one may be learned from"


def test_what_banks_publish_is_read_from_the_banks_named_alone(tmp_path: Path) -> None:
    for name in (BANKS[0], UNLEARNED):
        (tmp_path / name / "content").mkdir(parents=True)
        (tmp_path / name / "content" / "cards.md").write_text(f"{name}的金卡年费200元。", "utf-8")
    assert [text.text for text in published(tmp_path)] == ["bank的金卡年费200元。"]
