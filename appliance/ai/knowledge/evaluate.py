"""Sets of questions with the ids that answer them, asked of the knowledge; stops and resumes.

What is kept of a run are ids, places and figures, by the question's own id: none of its words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.json_lines import json_lines
from appliance.ai.knowledge.measures import Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a set. `relevant` ids answer it; none do when it is empty. `history` as `search --jsonl` takes it."""

    qid: str
    query: str
    relevant: frozenset[str]
    history: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What a search brought: ids of its hits (each hit's own and its document's), confidence, seconds; `named` as in `Outcome`."""

    ids: Sequence[tuple[str, ...]]
    confidence: float
    seconds: float
    named: bool = False


def read_set(paths: Sequence[Path]) -> list[Question]:
    """The questions of JSONL files, in order. Raises `UnreadableDocument` naming the first line that is none.

    A line is `{"qid", "query"[, "relevant": [ids]][, "history"]}`; one without `relevant` is unanswerable.
    """
    found: list[Question] = []
    for path in paths:
        for number, row in _rows(path):
            relevant = row.get("relevant", [])
            if (
                not isinstance(row.get("query"), str)
                or not row["query"].strip()
                or row.get("qid") is None
                or not isinstance(relevant, list)
                or not isinstance(row.get("history", []), list)
            ):
                raise _wrong(path, number)
            history = tuple(row.get("history", []))
            found.append(Question(str(row["qid"]), row["query"], frozenset(map(str, relevant)), history))
    return found


def evaluated(
    questions: Sequence[Question],
    ask: Callable[[Question], Answered],
    kept: Path,
    progress: Callable[[int, int], None],
) -> list[Outcome]:
    """The outcome of each question; those in `kept` from an earlier run that was broken off are not asked again."""
    done = _kept(kept)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with kept.open("a", encoding="utf-8") as file:
        if file.tell():
            file.write("\n")  # the line before may have been broken off
        for number, question in enumerate(questions):
            progress(number, len(questions))
            key = f"{number}:{question.qid}"
            if key not in done:
                done[key] = outcome(question, ask(question))
                file.write(json.dumps({"key": key, **asdict(done[key])}) + "\n")
                file.flush()
    progress(len(questions), len(questions))
    return [done[f"{number}:{question.qid}"] for number, question in enumerate(questions)]


def outcome(question: Question, answered: Answered) -> Outcome:
    """Where the first relevant id stands among the different ids that were found."""
    place = None
    seen: list[tuple[str, ...]] = []
    for ids in answered.ids:
        if ids[:1] in seen:
            continue
        if question.relevant & set(ids):
            place = len(seen)
            break
        seen.append(ids[:1])
    return Outcome(bool(question.relevant), place, answered.confidence, answered.seconds, answered.named)


def digest(questions: Sequence[Question], *more: object) -> str:
    """Names a run: the same questions asked of the same knowledge."""
    said = [[q.qid, q.query, sorted(q.relevant), list(q.history)] for q in questions]
    return hashlib.sha256(json.dumps([said, [str(one) for one in more]]).encode()).hexdigest()[:24]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in json_lines(path):
        if row is None:
            raise _wrong(path, number)
        yield number, row


def _wrong(path: Path, number: int) -> UnreadableDocument:
    return UnreadableDocument(
        f'“{path.name}”第 {number} 行不是题目，应为 {{"qid","query"[,"relevant":[编号]][,"history":[…]]}}。',
        f"Line {number} of “{path.name}” is no question: "
        'it should read {"qid","query"[,"relevant":[ids]][,"history":[…]]}.',
    )


def _kept(path: Path) -> dict[str, Outcome]:
    out: dict[str, Outcome] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return out
    for line in lines:
        try:
            row = json.loads(line)
            key = row.pop("key")
            out[key] = Outcome(**row)
        except (ValueError, KeyError, TypeError):
            continue  # the line that was being written when the run ended
    return out
