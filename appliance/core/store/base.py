"""The common root of all tables."""

from __future__ import annotations

from sqlalchemy import DDL, MetaData, Table, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import ExecutableDDLElement

# Every constraint has a name, so that a later migration can change it.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_STANDING = "standing statements"


class Base(DeclarativeBase):
    """All rows of the store."""

    metadata = MetaData(naming_convention=NAMING)


def standing(table: Table, *statements: str) -> None:
    """Let statements (triggers) stand with a table: run when it is created and again after every migration.

    Each must be harmless when repeated (`CREATE TRIGGER IF NOT EXISTS …`).
    """
    for statement in statements:
        ddl: ExecutableDDLElement = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", ddl)
        table.metadata.info.setdefault(_STANDING, []).append((table.name, statement))


def standing_statements(metadata: MetaData) -> list[str]:
    """All statements registered by `standing` for tables that are among these."""
    return [said for table, said in metadata.info.get(_STANDING, []) if table in metadata.tables]
