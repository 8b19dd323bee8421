"""`appliance mask`: find and mask personal data in texts. Shipped policy; needs no store and no key."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from appliance.cli.terminal import language, out, say
from appliance.core.kit.errors import BadInput, NotFound

if TYPE_CHECKING:
    from appliance.core.masking.engine import Span
    from appliance.core.masking.evaluate import Report, Score
    from appliance.core.masking.policy import Policy

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """检测与脱敏文本 · find and mask personal data in text"""


@app.command()
def detect() -> None:
    """逐行检测个人信息 · find the personal data in each line

    输入每行 `{"text": …, "context": [...]}`，原样输出并附 `"spans": [[start, end, kind, score], …]`；行多时用上全部核心，顺序不变。
    · Lines of `{"text": …, "context": [...]}` in; the same lines out, with `"spans": [[start, end, kind, score], …]`. Many
    lines are looked at on all cores; the order stays.
    """
    masker = _masker()
    from appliance.cli import many
    from appliance.core.masking.evaluate import turns
    from appliance.core.masking.text import RawText

    def answer(line: dict[str, Any]) -> str:
        spans = masker.detect(RawText(line["text"]), turns(line.get("context") or ()))
        found = [[s.start, s.end, s.kind, round(s.score, 2)] for s in spans]
        return json.dumps({**line, "spans": found}, ensure_ascii=False) + "\n"

    for each in many.answers(answer, _lines(sys.stdin)):
        sys.stdout.write(each)
        sys.stdout.flush()


@app.command()
def text(
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    why: Annotated[bool, typer.Option("--why", help="which rule found each · 由哪条规则发现")] = False,
) -> None:
    """脱敏一段文字，按员工所见显示 · Mask one text and print it the way people at work see it."""
    from appliance.core.masking import show
    from appliance.core.masking.text import RawText

    masker, raw, lang = _masker(), RawText(text), language()
    # Ids here are for looking only: nothing is kept, so no key is needed.
    done = masker.mask(raw, hasher=lambda kind, value: hashlib.sha256(value.encode()).hexdigest()[:8])
    policy = masker.policies.of()
    out.print(str(done.text), markup=False, soft_wrap=True)
    shown = show.shown_all(policy, {found.token_id: found.display for found in done.entities})
    out.print(show.plain(done.text, shown, lang), markup=False, soft_wrap=True)
    for line in _reasons(text, masker.detect(raw), policy, lang) if why else ():
        out.print(line, markup=False, soft_wrap=True)


def _reasons(text: str, spans: Iterable[Span], policy: Policy, lang: str) -> Iterator[str]:
    """For each span its kind, its partial form, the score, what found it, and what became of it; never the value."""
    from appliance.core.masking import show
    from appliance.core.masking.display import display
    from appliance.core.masking.kinds import SECRETS
    from appliance.core.masking.reasons import reason

    zh = lang == "zh"
    for span in spans:
        if span.kind in SECRETS:
            said, fate = "—", "已删除，不入库" if zh else "dropped, never stored"
        elif policy.leaves(span.kind):
            said, fate = text[span.start : span.end], "策略不脱敏" if zh else "left readable by the policy"
        else:
            said, fate = display(span.kind, text[span.start : span.end]), "脱敏" if zh else "masked"
        found_by = ": ".join(part for part in reason(span.found_by, lang) if part)
        yield f"  {show.labels(span.kind, lang)}  {said}  {span.score:.2f}  {found_by}  {fate}"


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    misses: Annotated[bool, typer.Option("--misses", help="show the missed words · 显示漏检的内容")] = False,
) -> None:
    """与标注对照：各类与各组的召回率（附 95% 区间）、精确率与 F1，泄漏的字数，误脱敏的行与漏检的行
    · Compare with labelled lines: recall (with its 95 % interval), precision and F1 per kind and group, leaked characters,
    masked negatives, and which lines were missed."""
    if not file.is_file():
        raise NotFound(f"找不到文件 {file.name}。", f"There is no file {file.name}.")
    from appliance.core.masking import evaluate as measure

    with file.open(encoding="utf-8") as lines:
        labelled = list(_lines(lines, labelled=True))
    _print(measure.evaluate(_masker(), labelled), misses)


def _masker() -> Any:
    from appliance.core.masking.engine import Masker

    masker = Masker()
    masker.warm_up()
    return masker


def _lines(source: Iterable[str], *, labelled: bool = False) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL source; blank lines are passed over, a bad one is named by its number."""
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError:
            value = None
        usable = isinstance(value, dict) and isinstance(value.get("text"), str)
        if usable and isinstance(value.get("context", []), list | None) and (not labelled or _labels(value)):
            yield value
            continue
        needs = 'text 和 spans：{"text": "…", "spans": [[0, 3, "PERSON"]]}' if labelled else '{"text": "…"}'
        wants = needs.replace(" 和 ", " and ")
        raise BadInput(
            f"第 {number} 行不可用：每行应为一个 JSON 对象 {needs}。",
            f"Line {number} cannot be used: each line is one JSON object {wants}.",
        )


def _labels(value: dict[str, Any]) -> bool:
    spans = value.get("spans")
    return isinstance(spans, list) and all(
        isinstance(s, list) and len(s) >= 3 and isinstance(s[0], int) and isinstance(s[1], int) for s in spans
    )


def _print(report: Report, misses: bool) -> None:
    zh = language() == "zh"
    heads = (
        ("数量", "召回", "95% 区间", "精确", "F1", "漏出字符")
        if zh
        else ("n", "recall", "95 % interval", "precision", "F1", "leaked")
    )
    kinds = [(kind, report.kinds[kind]) for kind in sorted(report.kinds)]
    _table("类型" if zh else "kind", heads, [*kinds, ("全部" if zh else "all", report.total)])
    if len(report.groups) > 1:
        _table("分组" if zh else "group", heads, [(name, each.score) for name, each in report.groups.items()])
        for name, each in report.groups.items():
            if each.negatives:
                _negatives(name, each.negatives_masked, each.negatives)
    _negatives("", report.negatives_masked, report.negatives)
    p50, p95 = report.quantile(0.5) * 1000, report.quantile(0.95) * 1000
    say(
        f"共 {report.texts} 条；每条耗时 p50 {p50:.1f} ms，p95 {p95:.1f} ms",
        f"{report.texts} texts; per text p50 {p50:.1f} ms, p95 {p95:.1f} ms",
    )
    if misses:
        for (number, kind), words in zip(report.misses, report.missed_words, strict=True):
            out.print(f"  {number}: {kind}  {words}", markup=False, soft_wrap=True)
    elif report.misses:
        listed = ", ".join(f"{number} {kind}" for number, kind in report.misses)
        say(f"漏检（行号与类型）：{listed}", f"missed (line and kind): {listed}")


def _table(first: str, heads: tuple[str, ...], rows: list[tuple[str, Score]]) -> None:
    from appliance.core.masking.evaluate import wilson

    table = Table(box=None, pad_edge=False)
    for i, head in enumerate((first, *heads)):
        table.add_column(head, justify="left" if i == 0 else "right", no_wrap=True)
    for name, score in rows:
        count = score.right + score.missed
        low, high = wilson(score.right, count)
        table.add_row(
            name,
            str(count),
            f"{score.recall:.3f}" if count else "-",
            f"{low:.3f}–{high:.3f}" if count else "-",
            f"{score.precision:.3f}",
            f"{score.f1:.3f}" if count else "-",
            f"{score.leaked}/{score.characters} ({score.leak:.1%})",
        )
    out.print(table)


def _negatives(name: str, masked: int, texts: int) -> None:
    from appliance.core.masking.evaluate import wilson

    low, high = wilson(masked, texts)
    where = f"{name}: " if name else ""
    share = f"{masked}/{texts}" + (f" ({masked / texts:.1%}, {low:.1%}–{high:.1%})" if texts else "")
    say(f"{where}无隐私文本被遮蔽 {share}", f"{where}negatives masked {share}")
