"""The same labelled texts through our masking, Presidio as it comes, and the open tool for Chinese text that we found.

    python -m tests.benchmarks.peers [FILE.jsonl …]      (none: the sets under tests/core/masking/sets)

Presidio's defaults are its shipped recognizers in English without a language model, since none installs from the package
index; its own names for kinds are read as ours. Helan (MIT) is installed into .cache/peers, with jieba for names; it never ships.
Kinds that a tool does not know count as missed: they are personal data in the bank's chat all the same.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker, Span
from appliance.core.masking.evaluate import Report, evaluate
from appliance.core.masking.kinds import REPORTED
from appliance.core.masking.text import RawText
from tests.benchmarks.machine import described

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "tests" / "core" / "masking" / "sets"
HOME = ROOT / ".cache" / "peers"

PRESIDIO = {
    "PHONE_NUMBER": "MOBILE",
    "CREDIT_CARD": "BANK_CARD",
    "EMAIL_ADDRESS": "EMAIL",
    "IBAN_CODE": "IBAN",
    "IP_ADDRESS": "IP",
    "MAC_ADDRESS": "MAC",
    "PERSON": "PERSON",
    "LOCATION": "LOCATION",
}
HELAN = {
    "PERSON_NAME": "PERSON",
    "ID_CARD": "CN_ID",
    "TW_ID_CARD": "HKTW_ID",
    "BANK_CARD": "BANK_CARD",
    "USCC": "USCC",
    "PASSPORT": "PASSPORT",
    "PHONE": "MOBILE",
    "LANDLINE": "LANDLINE",
    "EMAIL": "EMAIL",
    "IP_ADDRESS": "IP",
    "LICENSE_PLATE": "PLATE",
    "ADDRESS": "ADDRESS",
    "QQ_NUMBER": "QQ",
    "WECHAT_ID": "WECHAT",
    "OFFICER_ID": "MILITARY_ID",
}
Find = Callable[[str], Iterable[tuple[int, int, str]]]


class Peer(Masker):
    """Another tool behind our own function's signature. It sees no earlier turns: none of them takes any."""

    def __init__(self, find: Find) -> None:
        self._find = find

    def detect(self, raw: RawText, context: Sequence[Turn] = ()) -> list[Span]:
        found = self._find(raw.expose())
        return [Span(start, end, kind, 1.0, "peer") for start, end, kind in sorted(found)]


def presidio() -> Find:
    """`AnalyzerEngine` with the recognizers it ships for English, as its documentation starts it."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

    # As it comes, its e-mail recognizer fetches a list from the internet at the first address it sees.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]

    from appliance.core.masking.presidio import TaggerEngine
    from appliance.core.masking.tagger import Tagger

    class English(TaggerEngine):
        def get_supported_languages(self) -> list[str]:
            return ["en"]

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=English(Tagger()), supported_languages=["en"])

    def find(text: str) -> Iterable[tuple[int, int, str]]:
        for result in engine.analyze(text, "en"):
            if result.score >= 0.4:
                yield result.start, result.end, PRESIDIO.get(result.entity_type, result.entity_type)

    return find


def helan() -> Find:
    """Helan with its jieba names switched on."""
    if not HOME.exists():
        wanted = ["-r", str(ROOT / "requirements-bench.txt")]
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "--no-deps",
            "--target",
            str(HOME),
        ]
        subprocess.run([*pip, *wanted], check=True)
    sys.path.append(str(HOME))
    logging.getLogger("jieba").setLevel(logging.WARNING)
    from helan import recognize  # type: ignore[import-not-found]

    def find(text: str) -> Iterable[tuple[int, int, str]]:
        for entity in recognize(text, jieba=True):
            if entity.type in HELAN:
                yield entity.start, entity.end, HELAN[entity.type]

    return find


def run(out: Console, files: Sequence[Path]) -> None:
    """A table for each file."""
    tools: dict[str, Masker] = {
        "Kefu": Masker(),
        "Presidio 2.2 defaults": Peer(presidio()),
        "Helan 0.1 + jieba": Peer(helan()),
    }
    tools["Kefu"].warm_up()
    for path in files:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        table = Table(
            title=f"{path.stem}: {len(lines)} texts", title_justify="left", box=None, padding=(0, 2)
        )
        for column in ("", "recall", "precision", "F1", "leaked", "harmless masked", "p50 ms", "p95 ms"):
            table.add_column(column, justify="right" if column else "left")
        for name, tool in tools.items():
            table.add_row(name, *row(evaluate(tool, lines)))
        out.print(table)


def row(report: Report) -> list[str]:
    """What is found, what leaks, what is masked in vain, and the time of one text."""
    total: Any = None
    for kind, score in report.kinds.items():
        if kind in REPORTED:
            continue
        if total is None:
            total = type(score)()
        for name in ("right", "missed", "wrong", "characters", "leaked"):
            setattr(total, name, getattr(total, name) + getattr(score, name))
    if total is None:
        return ["-"] * 7
    return [
        f"{total.recall:.3f}",
        f"{total.precision:.3f}",
        f"{total.f1:.3f}",
        f"{total.leaked / max(1, total.characters):.1%}",
        f"{report.negatives_masked}/{report.negatives}",
        f"{report.quantile(0.5) * 1000:.1f}",
        f"{report.quantile(0.95) * 1000:.1f}",
    ]


def main() -> None:
    out = Console(width=110)
    out.print(described())
    run(out, [Path(each) for each in sys.argv[1:]] or sorted(SETS.glob("*.jsonl")))


if __name__ == "__main__":
    main()
