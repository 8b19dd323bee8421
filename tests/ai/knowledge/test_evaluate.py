"""Measures of a set of questions: their values where they can be counted by hand, and runs that are broken off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appliance.ai.knowledge import evaluate
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.evaluate import Answered, Question
from appliance.ai.knowledge.measures import Outcome, coverage, measures


def test_measures_count_what_they_say() -> None:
    outcomes = [
        Outcome(True, 0, 0.9, 0.01),
        Outcome(True, 1, 0.8, 0.02),
        Outcome(True, 6, 0.3, 0.03),
        Outcome(True, None, 0.2, 0.04),
        Outcome(False, None, 0.1, 0.05),
        Outcome(False, None, 0.5, 0.06),
    ]
    found = {one.name: one for one in measures(outcomes)}
    assert found["recall@1"].value == 0.25
    assert found["recall@5"].value == 0.5
    assert found["mrr@10"].value == pytest.approx((1 + 1 / 2 + 1 / 7) / 4)
    assert found["auc"].value == pytest.approx(6 / 8)
    assert found["coverage@90"].value == 0.25
    assert found["seconds p50"].value == pytest.approx(0.035)
    assert all(one.low <= one.value <= one.high for one in found.values())
    assert found["auc"].n == 6
    assert found["recall@1"].n == 4


def test_coverage_is_that_of_the_best_threshold_and_lets_ties_in_together() -> None:
    rows = [(1, 1, 0.9), (0, 0, 0.8), (1, 1, 0.7), (1, 1, 0.6), (1, 1, 0.5)]
    assert coverage(np.asarray(rows, float), 0.8) == 1.0
    assert coverage(np.asarray(rows, float), 0.9) == 0.25
    tied = [(1, 1, 0.9), (0, 0, 0.9)]
    assert coverage(np.asarray(tied, float), 0.9) == 0.0


def test_no_figure_of_rejection_without_unanswerable_questions() -> None:
    assert "auc" not in {one.name for one in measures([Outcome(True, 0, 1.0, 0.01)])}
    assert measures([]) == []


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    questions = [Question(f"q{n}", f"问题{n}", frozenset({"a"} if n % 2 else ())) for n in range(6)]
    asked: list[str] = []

    def ask(question: Question) -> Answered:
        if len(asked) == 4:
            raise KeyboardInterrupt
        asked.append(question.qid)
        return Answered([("b",), ("b",), ("a", "doc")], 0.5, 0.1)

    kept = tmp_path / "run" / "kept.jsonl"
    with pytest.raises(KeyboardInterrupt):
        evaluate.evaluated(questions, ask, kept, lambda done, total: None)
    with kept.open("a") as file:
        file.write('{"key": "4:q4", "answ')  # the line that was being written
    asked.clear()
    outcomes = evaluate.evaluated(questions, ask, kept, lambda done, total: None)
    assert asked == ["q4", "q5"]
    assert [one.answerable for one in outcomes] == [False, True] * 3
    assert outcomes[1].place == 1, "an id found twice takes one place"
    assert "问题" not in kept.read_text("utf-8")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"qid": 1}', '{"query": "x"}', '{"qid": 1, "query": "x", "relevant": "a"}']
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"qid": 1, "query": "一"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"Line 3 of “set.jsonl”"):
        evaluate.read_set([path])
