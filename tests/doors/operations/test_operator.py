"""The IT operator sees engine, bundle, index, jobs and disk; no transcripts; looking leaves no trace in the audit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel, State
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.status import KnowledgeStatus
from appliance.core.audit import queries as audit
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.clock import now
from appliance.doors import operations
from appliance.doors.channels.apart import Apart
from appliance.doors.operations import health
from tests.doors.web.stage import Stage


class Index:
    """A knowledge base that only says how it is."""

    def __init__(self, state: str = "ready") -> None:
        self.state = state

    def status(self) -> KnowledgeStatus:
        return KnowledgeStatus(self.state, 722, 300, "索引的话。", "Words of the index.")  # type: ignore[arg-type]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, operations.router, model_shelf=str(tmp_path / "shelf"))
    made.parts.provide(KnowledgeBase, Index())  # type: ignore[arg-type]
    made.person("wu", "吴维", "it_operator")
    engine(made, "ready")
    yield made
    made.close()


def engine(stage: Stage, state: State) -> None:
    model = NoModel(ModelStatus(state, "starter", now(), "引擎的话。", "Words of the engine."))
    stage.parts.provide(LanguageModel, model)


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_of_the_engine_reads_well(stage: Stage, state: State, lang: str) -> None:
    engine(stage, state)
    client = stage.client("wu")
    client.cookies.set("lang", lang)
    page = client.get("/operations")
    assert page.status_code == 200
    assert ("引擎的话。" if lang == "zh" else "Words of the engine.") in page.text
    assert "<html" not in client.get("/operations/status").text
    if lang == "zh" and state != "ready":
        assert "已核准问答" in page.text, "what still works is said"


@pytest.mark.parametrize("state", ["ready", "loading", "rebuilding", "text_only"])
def test_every_state_of_the_index_has_a_word(stage: Stage, state: str) -> None:
    stage.parts.provide(KnowledgeBase, Index(state))  # type: ignore[arg-type]
    page = stage.client("wu").get("/operations").text
    assert health.INDEX_STATES[state][0] in page
    assert ("索引的话。" in page) == (state != "ready")


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        ("starting", "来访者会稍等片刻", "visitors wait for a moment"),
        ("sealed", "封存期间不接待访客", "no visitor is served"),
        ("ready", "其地址没有员工页面", "its address has no pages for staff"),
    ],
)
def test_the_visitors_process_says_what_visitors_meet(stage: Stage, state: str, zh: str, en: str) -> None:
    apart = Apart("127.0.0.1", 8601)
    apart.becomes(state)
    stage.parts.provide(Apart, apart)
    client = stage.client("wu")
    assert zh in client.get("/operations").text
    client.cookies.set("lang", "en")
    assert en in client.get("/operations").text


def test_jobs_are_counted_and_nothing_is_audited(stage: Stage) -> None:
    with stage.store.writing() as s:
        for _ in range(3):
            enqueue(s, "knowledge.import", {"document_id": "x"})
    client = stage.client("wu")
    with stage.store.reading() as s:
        before = audit.head(s)
    assert '<dd class="num">3</dd>' in client.get("/operations").text
    with stage.store.reading() as s:
        after = audit.head(s)
    assert before is not None
    assert after is not None
    assert before.seq == after.seq


@pytest.mark.parametrize(("used", "kind"), [(0.5, ""), (0.86, "wait"), (0.96, "alarm")])
def test_a_filling_disk_is_said(
    used: float, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = 100_000_000_000
    usage = (total, int(total * used), int(total * (1 - used)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(*usage))  # type: ignore[attr-defined]
    assert health.disk(tmp_path).kind == kind


@pytest.mark.parametrize("role", ["agent", "team_lead", "administrator", "compliance_officer"])
def test_others_stay_outside(stage: Stage, role: str) -> None:
    stage.person("someone", "某人", role)
    for address in ("/operations", "/operations/status"):
        assert stage.client("someone").get(address).status_code == 403
    with stage.store.reading() as s:
        found = audit.head(s)
    assert found is not None
    assert found.verb == "permission.denied"
