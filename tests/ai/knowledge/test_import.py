"""Documents from upload to answer: the whole way, broken off, refused, replaced, withdrawn."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from appliance.ai.knowledge import actions, finding, import_requests, ingest, jobs, queries
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.import_requests import begin_import
from appliance.ai.knowledge.ingest import import_document as drafted
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import Document, Passage
from appliance.core.audit.tables import AuditEvent
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.masking.text import MaskedText
from tests.ai.knowledge import files
from tests.factories.knowledge import publish

EDITOR = Actor("agent", "a1", "林悦")


def ask(knowledge: KnowledgeBase, question: str) -> list[str]:
    return [hit.text for hit in knowledge.search(MaskedText.trusted(question), k=3).hits]


def markdown(folder: Path, text: str, name: str = "须知.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def import_document(*arguments, **more) -> str:
    return drafted(*arguments, **{"publish": True, **more})


def state(knowledge: KnowledgeBase, document_id: str) -> Document:
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
    assert document is not None
    return document


def test_an_imported_document_is_found_with_its_place(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = files.xlsx(tmp_path / "费率.xlsx")
    document_id = import_document(
        knowledge,
        path,
        title="2026 年费率",
        external_id="tariff",
        actor=EDITOR,
        progress=lambda d, t: seen.append((d, t)),
    )
    (hit, *_) = knowledge.search(MaskedText.trusted("跨行转账手续费"), k=3).hits
    assert hit.text == "项目=跨行转账; 标准=2.50元/笔; 最高=50,000; 生效日=2026年3月1日"
    assert (hit.kind, hit.passage_kind, hit.id, hit.lang) == ("passage", "row", "tariff", "zh")
    assert hit.source.label("zh") == "2026 年费率 · 手续费 A2:D2"
    assert hit.source.label("en") == "2026 年费率 · sheet 手续费, A2:D2"
    assert 0 < hit.dense <= 1.0001
    assert hit.bm25 > 0
    document = state(knowledge, document_id)
    assert (document.state, document.pages, document.passages_done, document.passages_total) == (
        "published",
        2,
        4,
        4,
    )
    assert seen[-1] == (4, 4)
    assert not any(knowledge.uploads.iterdir())
    with knowledge.store.reading() as s:
        verbs = list(
            s.scalars(
                select(AuditEvent.verb).where(AuditEvent.subject == document_id).order_by(AuditEvent.seq)
            )
        )
    assert verbs == ["document.imported", "document.published"]


def test_an_upload_is_imported_by_a_job(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    document_id, fresh = begin_import(
        knowledge, markdown(tmp_path, "# 年费\n金卡年费二百元。"), actor=EDITOR, publish=True
    )
    assert fresh
    assert state(knowledge, document_id).state == "importing"
    assert ask(knowledge, "金卡年费") == []
    registry = Registry()
    jobs.register(registry, knowledge)
    Runner(knowledge.store, registry, threads=1).run_until_idle()
    assert state(knowledge, document_id).state == "published"
    assert ask(knowledge, "金卡年费") == ["金卡年费二百元。"]


def test_an_import_that_was_broken_off_begins_again(
    knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = markdown(tmp_path, "# 年费\n金卡年费二百元。")
    with monkeypatch.context() as patch:
        patch.setattr(
            "appliance.ai.knowledge.ingest.write_passages",
            lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            import_document(knowledge, path, actor=EDITOR)
    with knowledge.store.reading() as s:
        (document,) = queries.documents(s)
        assert document.state == "importing"
        assert s.scalar(select(func.count()).select_from(Passage)) == 0
    assert jobs.resume_imports(knowledge) == 1
    registry = Registry()
    jobs.register(registry, knowledge)
    Runner(knowledge.store, registry, threads=1).run_until_idle()
    assert ask(knowledge, "金卡年费") == ["金卡年费二百元。"]
    assert jobs.resume_imports(knowledge) == 0


def test_an_import_that_fails_each_time_ends_and_says_so(
    knowledge: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, _ = begin_import(knowledge, markdown(tmp_path, "# 年费"), actor=EDITOR)
    monkeypatch.setattr(ingest, "read", lambda *_, **__: 1 / 0)
    registry = Registry()
    jobs.register(registry, knowledge)
    for attempt, left in ((1, "importing"), (import_requests.ATTEMPTS, "failed")):
        with pytest.raises(ZeroDivisionError):
            registry.get(import_requests.JOB)(
                JobContext(knowledge.store, "job", {"document_id": document_id}, attempt)
            )
        assert state(knowledge, document_id).state == left, "whoever watches it is told in the end"
    assert "没有完成" in (state(knowledge, document_id).error or "")
    assert list(knowledge.uploads.iterdir()) == []


def test_words_are_found_while_vectors_are_still_being_made(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    path = markdown(tmp_path, "# 年费\n金卡年费二百元。\n\n# 挂失\n挂失 Fee 5_0% 十元。")
    seen: list[tuple[str, str, int]] = []

    def look(done: int, total: int) -> None:
        with knowledge.store.reading() as s:
            seen.extend((one.state, one.text, one.number) for one in finding.in_text(s, "年费 二百"))

    drafted(knowledge, path, actor=EDITOR, progress=look)
    assert ("importing", "金卡年费二百元。", 0) in seen
    with knowledge.store.reading() as s:
        assert [one.text for one in finding.in_text(s, "挂失 fee 5_0%")] == ["挂失 Fee 5_0% 十元。"]
        assert finding.in_text(s, "挂失 5x0%") == [], "no wildcard in a word"
        assert finding.in_text(s, "年费 十元") == [], "all words stand in one passage"
        assert [one.state for one in finding.in_text(s, "年费")] == ["draft"]
        for wrong in ("  ", " ".join(map(str, range(13)))):
            with pytest.raises(BadInput):
                finding.in_text(s, wrong)
    assert ask(knowledge, "金卡年费") == [], "a visitor is answered from what is published"


def test_a_bad_file_fails_alone_and_says_why(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    path = files.pdf(tmp_path / "密.pdf", [["x"]], password="x")
    with pytest.raises(UnreadableDocument):
        import_document(knowledge, path, actor=EDITOR)
    with knowledge.store.reading() as s:
        (document,) = queries.documents(s)
    assert document.state == "failed"
    assert "已加密" in (document.error or "")
    assert "encrypted" in (document.error_en or "")
    assert not any(knowledge.uploads.iterdir())
    with pytest.raises(UnreadableDocument):
        begin_import(knowledge, markdown(tmp_path, "x", "a.exe"), actor=EDITOR)
    with knowledge.store.reading() as s:
        assert len(queries.documents(s)) == 1


def test_a_new_version_replaces_the_old_and_only_new_text_is_embedded(
    knowledge: KnowledgeBase, embedder, tmp_path: Path
) -> None:
    text = "# 年费\n金卡年费二百元。\n\n# 挂失\n挂失手续费十元。"
    first = import_document(knowledge, markdown(tmp_path, text), actor=EDITOR)
    with knowledge.store.reading() as s:
        (passage, _) = queries.passages(s, first)
    again = import_document(knowledge, markdown(tmp_path, text), actor=EDITOR)
    assert again == first
    before = embedder.asked
    second = import_document(knowledge, markdown(tmp_path, text.replace("二百", "三百")), actor=EDITOR)
    assert embedder.asked - before == 1
    assert state(knowledge, first).state == "withdrawn"
    assert state(knowledge, second).state == "published"
    assert ask(knowledge, "金卡年费多少")[0] == "金卡年费三百元。"
    assert "金卡年费二百元。" not in ask(knowledge, "金卡年费二百元")
    with knowledge.store.reading() as s:
        kept = queries.passage(s, passage.id)
        assert kept is not None
        assert kept.text == "金卡年费二百元。"


def test_a_draft_is_found_only_once_published_and_no_more_once_withdrawn(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    document_id = import_document(
        knowledge, markdown(tmp_path, "# 年费\n金卡年费二百元。"), actor=EDITOR, publish=False
    )
    assert ask(knowledge, "金卡年费") == []
    publish(knowledge, document_id, by=EDITOR)
    assert ask(knowledge, "金卡年费") == ["金卡年费二百元。"]
    with knowledge.store.writing() as s:
        actions.withdraw_document(s, document_id, actor=EDITOR)
    # Without any refresh: the store alone decides.
    assert ask(knowledge, "金卡年费") == []
    with pytest.raises(Conflict), knowledge.store.writing() as s:
        actions.withdraw_document(s, document_id, actor=EDITOR)
    with pytest.raises(NotFound):
        publish(knowledge, "none", by=EDITOR)
