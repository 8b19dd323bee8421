"""How well an author is read by weights that never learned from him: one column an author, and their mean.

`python -m appliance.ai.reading.training --figures` prints the table of `tests/ai/reading/sets/README.md`. Thresholds are the
shipped ones; rules are not asked, so `appliance handoff evaluate` may find a wish or two more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from appliance.ai.reading.evaluate import Report, Row

_ALONE: Final = ("wants_person", "escalating", "unhappy")
_WITH_MACRO: Final = ("mood", "topic")


def table(reports: Mapping[str, Report]) -> Iterator[str]:
    """Lines of Markdown. `precision / recall / F1` of each class, macro F1 of each group, per author and on average."""
    yield "| | " + " | ".join(reports) + " | mean |"
    yield "|---" * (len(reports) + 2) + "|"
    for name in (*_ALONE, *_WITH_MACRO):
        groups = [_group(report, name) for report in reports.values()]
        if name in _WITH_MACRO:
            macros = [macro for _, macro in groups]
            yield _line(f"**{name}, macro F1**", [f"{macro:.3f}" for macro in macros], f"{_mean(macros):.3f}")
        for at, row in enumerate(groups[0][0]):
            same = [rows[at] for rows, _ in groups]
            title = f"**{name}**" if name in _ALONE else f"{name} {row.name}"
            yield _line(title, [_three(each) for each in same], _three_mean(same))
    wrong = [report.mood_errors for report in reports.values()]
    yield _line("mood read wrongly", [f"{each:.1%}" for each in wrong], f"{_mean(wrong):.1%}")


def _group(report: Report, wanted: str) -> tuple[tuple[Row, ...], float]:
    return next((rows, macro) for name, rows, macro, _ in report.groups if name == wanted)


def _line(title: str, cells: Sequence[str], mean: str) -> str:
    return f"| {title} | " + " | ".join(cells) + f" | {mean} |"


def _three(row: Row) -> str:
    return f"{row.precision:.2f} / {row.recall:.2f} / {row.f1:.2f}"


def _three_mean(rows: Sequence[Row]) -> str:
    return " / ".join(
        f"{_mean(each):.2f}" for each in zip(*((r.precision, r.recall, r.f1) for r in rows), strict=True)
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
