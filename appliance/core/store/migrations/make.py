"""Write the next migration from the difference between the tables in code and those the migrations make.

    python -m appliance.core.store.migrations.make "add callbacks"

The tables are those `appliance.rows` imports, which knows every room.
"""

from __future__ import annotations

import importlib
import secrets
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from appliance.core.store.base import Base
from appliance.core.store.engine import create_store
from appliance.core.store.migrations import configuration


def make(message: str, target_metadata: MetaData) -> Path | None:
    """Write the file into `versions/` and return it; `None` when there is no difference, and then no file either."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "scratch.db", secrets.token_bytes(32))
        with store, store.connection() as connection:
            config = configuration(connection, target_metadata)
            command.upgrade(config, "head")
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            written: list[bool] = []

            def only_if_different(_context: object, _revision: object, directives: list[object]) -> None:
                operations = getattr(directives[0], "upgrade_ops", None)
                if operations is None or operations.is_empty():
                    directives.clear()
                written.extend([True] * len(directives))

            made = command.revision(
                config,
                message,
                autogenerate=True,
                rev_id=f"{number:04d}",
                process_revision_directives=only_if_different,  # type: ignore[arg-type]
            )
            path = getattr(made, "path", None)
            return Path(path) if written and path else None


def main(arguments: list[str]) -> int:
    """The command. Exit 2 without a message."""
    if len(arguments) != 1 or not arguments[0].strip():
        print('usage: python -m appliance.core.store.migrations.make "what changes"', file=sys.stderr)
        return 2
    # By name: this floor must not know wiring, which stands above it.
    importlib.import_module("appliance.rows")
    made = make(arguments[0], Base.metadata)
    print(made.name if made else "no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
