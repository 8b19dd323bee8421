"""A visitor's file: only where the inbox takes it, only if it is what it says; sealed, its words masked, opened on record only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.masking.engine import Masker
from appliance.service.attachments import in_memory, jobs
from appliance.service.conversations import actions, erasure, lists, merging, queries
from appliance.service.conversations.tables import Attachment, Conversation, Message
from appliance.service.conversations.turn import build
from appliance.service.inboxes import actions as inboxes
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.uploads import Uploads
from appliance.subscriptions import subscriptions
from tests.doors.channels.conftest import house
from tests.doors.channels.test_consent import Mei
from tests.doors.web.stage import Stage

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
WORDS = "我的电话是 13812345678，请回电。\n第二行".encode()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = house(tmp_path)
    made.person("ban", "班小组", "team_lead")
    made.person("zhao", "赵敏")
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """For files that are refused."""
    made = house(tmp_path_factory.mktemp("files"))
    yield made
    made.close()


def allow(stage: Stage, **policy: Any) -> None:
    wanted = Uploads(**{"on": True, "kinds": (".jpg", ".png", ".pdf", ".txt"), "most_mb": 1, **policy})
    with stage.store.writing() as s:
        inboxes.change(
            s, "main", title="主", pages=[], look=Look(), enabled=True, uploads=wanted, actor=SYSTEM
        )


def send(mei: Mei, name: str, content: bytes, client_id: str = "") -> Any:
    query = {"client_id": client_id or str(uuid.uuid4()), "name": name}
    return mei.client.post("/widget/api/files", params=query, content=content)


def rows(stage: Stage) -> list[Attachment]:
    with stage.store.reading() as s:
        return list(s.scalars(select(Attachment).order_by(Attachment.id)).all())


def read_all(stage: Stage) -> None:
    """Do what the act of sending has asked for."""
    registry = Registry()
    jobs.register(registry, jobs.ReadParts(stage.store, stage.vault, stage.parts.get(Masker)))
    Runner(stage.store, registry).run_until_idle()


def test_off_until_an_administrator_allows_it(stage: Stage) -> None:
    mei = Mei(stage)
    assert send(mei, "a.txt", WORDS).status_code == 403
    assert 'id="attach"' not in stage.client().get("/widget/frame").text
    form = {
        "title": "主",
        "enabled": "on",
        "files": "on",
        "kind": [".txt"],
        "most_mb": "2",
        "most_files": "1",
    }
    he = stage.client("he")
    for wrong in ({"kind": []}, {"kind": [".exe"]}, {"most_mb": "11"}, {"most_files": "x"}):
        assert he.post("/admin/channels/main", data={**form, **wrong}).status_code == 400
    assert he.post("/admin/channels/main", data=form).status_code == 303
    frame = stage.client().get("/widget/frame").text
    assert 'id="attach"' in frame
    assert 'accept=".txt"' in frame
    assert send(mei, "a.txt", WORDS).status_code == 200
    assert send(mei, "b.txt", WORDS).status_code == 409  # one for each conversation


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("a.pdf", PNG, 400, "内容是 .png"),
        ("a.txt", PNG, 400, "内容与扩展名不符"),
        ("a.png", b"%PDF-1.7 x", 400, "内容是 .pdf"),
        ("a.png", b"<svg onload=alert(1)>", 400, "内容与扩展名不符"),
        ("a.docx", b"PK\x03\x04", 400, "只接收"),
        ("a.exe", b"MZ", 400, "不支持"),
        ("a", b"x", 400, "不支持"),
        ("a.txt", b"", 400, "空的"),
        ("a.txt", b"x" * 1_000_001, 413, "超过 1 MB"),
        ("a.txt", b"x" * 10_200_000, 413, "10 MB"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_one_sentence(
    shared: Stage, name: str, content: bytes, status: int, said: str
) -> None:
    allow(shared)
    answer = send(Mei(shared), name, content)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["zh"]
    assert answer.json()["zh"].count("。") == 1
    assert rows(shared) == []
    assert list(in_memory.PLACE.glob("kefu-file-*")) == []


def test_sealed_masked_and_opened_on_record_only(stage: Stage) -> None:
    stage.store.subscribers = subscriptions(stage.store, stage.vault, None)  # type: ignore[arg-type]
    allow(stage)
    mei, client_id = Mei(stage), str(uuid.uuid4())
    first = send(mei, "../王小明 13812345678.txt", WORDS, client_id).json()
    assert send(mei, "other.txt", WORDS, client_id).json() == {**first, "duplicate": True}
    (row,) = rows(stage)
    assert WORDS not in row.body_sealed
    seen = mei.sees()
    (own,) = [one for one in seen["messages"] if one["who"] == "visitor"]
    assert own["file"] == {"size": len(WORDS)}
    assert "13812345678" not in str(seen)
    assert "AI 不读取文件" in str(seen["messages"])
    with stage.store.reading() as s:
        assert build(s, stage.vault, row.conversation_id) is None  # nothing for the AI to answer
        found = lists.list_for_desk(s, stage.vault, "ai")[0]
        assert found.last_author_kind == "visitor"  # somebody waits to be answered
        assert "txt" in str(found.preview)
    here = f"/desk/c/{row.conversation_id}/file/{row.id}"
    lin = stage.client("linyue")
    waiting = lin.get(here, headers={"HX-Request": "true"}).text
    assert "正在识别文字" in waiting
    assert "every 1s" in waiting, "who has it open reads the words when they are there"
    read_all(stage)
    shown = lin.get(here).text
    assert rows(stage)[0].standing == "read"
    assert "识别出的文字" in shown
    assert "13812345678" not in shown
    assert 'class="tok"' in shown
    assert here in lin.get(f"/desk/c/{row.conversation_id}").text
    # The bytes: for who has the conversation and for leads, each time on record first.
    assert lin.get(f"{here}/open").status_code == 409
    with stage.store.writing() as s:
        from appliance.core.accounts.tables import Agent

        agent = s.scalars(select(Agent).where(Agent.login == "linyue")).one()
        actions.claim(s, row.conversation_id, Actor("agent", agent.id, agent.name))
    opened = lin.get(f"{here}/open")
    assert opened.content == WORDS
    assert opened.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in opened.headers["content-security-policy"]
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert stage.client("ban").get(f"{here}/open").content == WORDS
    assert stage.client("zhao").get(f"{here}/open").status_code == 409
    assert stage.client("he").get(f"{here}/open").status_code == 403
    with stage.store.reading() as s:
        verbs = [e.verb for e in s.scalars(select(AuditEvent)) if e.verb.startswith("attachment.")]
    assert verbs == ["attachment.received", "attachment.read", "attachment.opened", "attachment.opened"]
    # No record, no look.
    stage.store.audit_key = None
    assert lin.get(f"{here}/open").status_code >= 500
    assert list(in_memory.PLACE.glob("kefu-file-*")) == []


def test_what_cannot_be_read_says_so(stage: Stage) -> None:
    stage.store.subscribers = subscriptions(stage.store, stage.vault, None)  # type: ignore[arg-type]
    allow(stage)
    mei = Mei(stage)
    assert send(mei, "a.pdf", b"%PDF-1.7\nnothing").status_code == 200
    read_all(stage)
    assert [row.standing for row in rows(stage)] == ["unreadable"]


def test_a_reading_that_fails_each_time_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(stage)
    send(Mei(stage), "a.txt", WORDS)
    (row,) = rows(stage)
    monkeypatch.setattr(jobs, "read", lambda _: 1 / 0)
    registry = Registry()
    jobs.register(registry, jobs.ReadParts(stage.store, stage.vault, stage.parts.get(Masker)))
    for attempt, left in ((1, "waiting"), (jobs.ATTEMPTS, "unreadable")):
        with pytest.raises(ZeroDivisionError):
            registry.get(jobs.KIND)(JobContext(stage.store, "job", {"file_id": row.id}, attempt))
        assert [row.standing for row in rows(stage)] == [left]


def test_files_go_where_their_conversation_goes(stage: Stage) -> None:
    allow(stage)
    mei = Mei(stage)
    mei.write("第一次")
    lin = Actor("agent", "lin", "林悦")
    with stage.store.reading() as s:
        before = queries.open_conversation(s, "web_widget", mei.id)
        assert before is not None
    with stage.store.writing() as s:
        actions.close(s, before.id, SYSTEM)
        s.get(Conversation, before.id).closed_at = before.created_at.replace(year=2020)  # type: ignore[union-attr]
    send(mei, "a.txt", WORDS)
    (row,) = rows(stage)
    assert row.conversation_id != before.id
    with stage.store.writing() as s:
        actions.claim(s, row.conversation_id, lin)
        merging.merge(s, stage.vault, before.id, row.conversation_id, lin)
    (row,) = rows(stage)
    assert row.conversation_id == before.id
    with stage.store.reading() as s:
        from appliance.service.conversations import attachments

        assert attachments.content(s, stage.vault, before.id, row.id) == WORDS
    with stage.store.writing() as s:
        erasure.empty(s, [before.id])
    assert rows(stage) == []
    with stage.store.reading() as s:
        assert all(m.kind == "event" for m in s.scalars(select(Message)))


def test_a_killed_readers_leavings_are_removed() -> None:
    left = in_memory.PLACE / "kefu-file-999999999-x"
    left.mkdir()
    (left / "file.txt").write_bytes(b"x")
    in_memory.sweep()
    assert not left.exists()


def test_pieces_are_whole_lines() -> None:
    assert list(jobs.pieces("一\n二\n三三三三三\n", 4)) == ["一\n二", "三三三三", "三"]
