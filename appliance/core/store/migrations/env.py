"""Run by Alembic for every command: ties it to our connection and our column types."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from appliance.core.store import column_types


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    if kind == "type" and type(item).__module__ == column_types.__name__:
        autogen.imports.add("from appliance.core.store import column_types")
        return f"column_types.{type(item).__name__}()"
    return False


config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["target_metadata"],
    render_item=_render,
    render_as_batch=True,  # SQLite changes a column by copying the table
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
