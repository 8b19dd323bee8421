"""Knowledge written before there were bases and versions: it stays published, in `main`, and its history is numbered."""

from __future__ import annotations

import secrets
from pathlib import Path

from alembic import command
from sqlalchemy import text

import appliance.rows  # noqa: F401
from appliance.ai.knowledge import bases, history, queries
from appliance.core.store.base import Base
from appliance.core.store.engine import create_store
from appliance.core.store.migrations import configuration, migrate

DOCUMENT = (
    "INSERT INTO documents (id, external_id, title, filename, media_type, sha256, pages, size, state, publish,"
    " passages_done, passages_total, base, created_by, created_at, pages_done)"
    " VALUES (:id, :outside, '费率', :name, 'x', '0', 0, 0, :state, 1, 1, 1, 'main', 'a', 0, 0)"
)
PAIR = (
    "INSERT INTO qa_pairs (id, external_id, question, answer, phrasings, lang, source_label, state, created_by, created_at)"
    " VALUES (:id, :outside, '问？', '答。', '[]', 'zh', '', :state, 'a', 5)"
)
DOCUMENTS = [
    ("d1", None, "费率.md", "withdrawn"),
    ("d2", None, "费率.md", "failed"),
    ("d3", None, "费率.md", "published"),
    ("d4", "fees", "费率.md", "published"),
    ("d5", None, "公告.md", "importing"),
]


def test_versions_are_numbered_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    with create_store(tmp_path / "a.db", secrets.token_bytes(32)) as store:
        with store.connection() as connection:
            command.upgrade(configuration(connection, Base.metadata), "0007")
            for id_, outside, name, state in DOCUMENTS:
                row = {"id": id_, "outside": outside, "name": name, "state": state}
                connection.execute(text(DOCUMENT), row)
            connection.execute(
                text("INSERT INTO passages (id, document_id, ordinal, text, heading, kind, lang)"
                     " VALUES ('p1', 'd3', 0, '年费二百元。', '', 'text', 'zh')")
            )  # fmt: skip
            for id_, outside, state in (
                ("q1", "a", "withdrawn"),
                ("q2", "a", "published"),
                ("q3", None, "published"),
            ):
                connection.execute(text(PAIR), {"id": id_, "outside": outside, "state": state})
        migrate(store, Base.metadata)
        with store.reading() as s:
            assert [row.name for row in bases.bases(s)] == ["main"]
            assert bases.for_channel(s, "web_widget") == ["main"]
            assert not bases.base(s, "main").single_person
            found = {row.id: (row.line, row.number, row.state, row.base) for row in queries.documents(s)}
            assert found == {
                "d1": ("d1", 1, "withdrawn", "main"),
                "d2": ("d1", 0, "failed", "main"),
                "d3": ("d1", 2, "published", "main"),
                "d4": ("d4", 1, "published", "main"),
                "d5": ("d5", 0, "importing", "main"),
            }
            assert [row.id for row in history.versions(s, "d1")] == ["d3", "d1"]
            pairs = {
                row.id: (row.line, row.number)
                for row in queries.qa_pairs(s, states=("published", "withdrawn"))
            }
            assert pairs == {"q1": ("q1", 1), "q2": ("q1", 2), "q3": ("q3", 1)}
            assert [entry.key for entry in queries.entries(s)] == ["p:p1", "qa:q2:0", "qa:q3:0"]
