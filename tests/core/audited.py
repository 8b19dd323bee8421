"""A store that audits, for what needs nothing else of the house."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.core.store.session import Store
from tests import blank


@contextmanager
def audited_store(folder: Path) -> Iterator[Store]:
    """Made in this folder with the tables that are imported; closed afterwards."""
    opened = blank.store(folder / "appliance.db", b"k" * 32)
    opened.audit_key = b"a" * 32
    yield opened
    opened.close()
