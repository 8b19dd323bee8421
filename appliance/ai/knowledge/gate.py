"""What may stop a publication: checks that look at what would be published before it is.

    def golden_set(knowledge: KnowledgeBase, proposal: Proposal) -> Verdict: ...
    knowledge.before_publish.append(("golden_set", golden_set))       # in wiring

A check runs with no transaction open, may take its time, and may be asked again: when something else is published
meanwhile, it is asked anew about the new state. One that fails itself stops the publication as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from appliance.core.kit.errors import ApplianceError, Conflict
from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

log = get_logger("knowledge")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is judged: `documents` and `pairs` come in force in `base`, what they replace (`gone_…`) goes.

    All are ids of versions. `number` is the version of the base that it was read at.
    """

    publication_id: str
    base: str
    documents: tuple[str, ...]
    pairs: tuple[str, ...]
    gone_documents: tuple[str, ...]
    gone_pairs: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`zh` and `en` say in one sentence what was found; `detail` is JSON for the page, such as failing questions."""

    ok: bool
    zh: str = ""
    en: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


Check = Callable[["KnowledgeBase", Proposal], Verdict]
Named = tuple[str, Check]


class Stopped(Conflict):
    """A check refused; the sentence says which and why."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        bad = [one for one in found if not one["ok"]]
        super().__init__(
            "发布被检查拦下：" + "；".join(one["zh"].rstrip("。") for one in bad) + "。",
            "The publication was stopped: " + "; ".join(one["en"].rstrip(".") for one in bad) + ".",
        )


def judged(knowledge: KnowledgeBase, proposal: Proposal) -> list[dict[str, Any]]:
    """What every check says, in order, as `Publication.found` keeps it."""
    return [_asked(name, check, knowledge, proposal) for name, check in knowledge.before_publish]


def _asked(name: str, check: Check, knowledge: KnowledgeBase, proposal: Proposal) -> dict[str, Any]:
    try:
        verdict = check(knowledge, proposal)
    except ApplianceError as problem:
        verdict = Verdict(False, problem.zh, problem.en)
    except Exception as problem:  # noqa: BLE001  what cannot be checked is not published
        log.error("a check before publishing failed", check=name, kind=type(problem).__name__)
        verdict = Verdict(False, f"检查“{name}”未能完成。", f"The check “{name}” could not be completed.")
    return {"check": name, "ok": verdict.ok, "zh": verdict.zh, "en": verdict.en, "detail": verdict.detail}
