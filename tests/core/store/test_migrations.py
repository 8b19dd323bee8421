"""A store is brought to this version whole, and one of a newer version is left alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import MetaData, Table, inspect, text
from sqlalchemy.exc import IntegrityError

from appliance.core.audit.tables import AuditEvent
from appliance.core.jobs.tables import Job
from appliance.core.store import migrations
from appliance.core.store.base import Base
from appliance.core.store.engine import create_store
from appliance.core.store.migrations import OtherVersion, make, migrate
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations folder without any version."""
    here = tmp_path / "migrations"
    shutil.copytree(
        Path(migrations.__file__).parent, here, ignore=shutil.ignore_patterns("00*", "__pycache__")
    )
    (here / "versions").mkdir(exist_ok=True)
    monkeypatch.setattr(migrations, "_HERE", here)
    return here


@pytest.fixture
def empty(data_dir: Path, vault: Vault) -> Store:
    return create_store(data_dir / "other" / "appliance.db", vault.store_key())


def some_tables() -> MetaData:
    """The audit trail and the queue, apart from whatever else a test run has imported."""
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in (AuditEvent.__table__, Job.__table__):
        assert isinstance(table, Table)
        table.to_metadata(metadata)
    metadata.info.update(Base.metadata.info)
    return metadata


def tables(store: Store) -> set[str]:
    with store.reading() as s:
        return set(inspect(s.connection()).get_table_names())


def test_the_first_migration_makes_all_tables_triggers_and_nothing_is_left_to_do(
    workshop: Path, empty: Store
) -> None:
    metadata = some_tables()
    made = make.make("first tables", metadata)
    assert made is not None
    assert made.name == "0001_first_tables.py"
    assert "column_types.UtcMs()" in made.read_text()
    assert migrate(empty, metadata) == "0001"
    assert migrate(empty, metadata) == "0001"
    assert tables(empty) == {"audit_event", "job", "alembic_version", "sqlite_sequence"} - {"sqlite_sequence"}
    assert make.make("nothing new", metadata) is None
    assert len(list((workshop / "versions").glob("*.py"))) == 1
    with empty.connection() as connection:
        connection.execute(
            text("INSERT INTO audit_event VALUES (1, 0, 'v', 'k', 'i', 'n', 's', NULL, '{}', '', '')")
        )
    with pytest.raises(IntegrityError, match="never deleted"), empty.connection() as connection:
        connection.execute(text("DELETE FROM audit_event"))


def test_a_table_that_no_migration_makes_is_named_and_nothing_is_changed(
    workshop: Path, empty: Store
) -> None:
    metadata = some_tables()
    make.make("first tables", metadata)
    Table("forgotten", metadata)
    with pytest.raises(OtherVersion, match="forgotten"):
        migrate(empty, metadata)
    assert tables(empty) == set()


def test_a_store_of_a_newer_version_is_left_alone(workshop: Path, empty: Store) -> None:
    metadata = some_tables()
    make.make("first tables", metadata)
    migrate(empty, metadata)
    with empty.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(OtherVersion, match="0099"):
        migrate(empty, metadata)


def test_the_command_wants_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert make.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_migrations_follow_one_another_each_with_a_number_of_its_own() -> None:
    """Two made at the same time would share a number, and one of them would never run."""
    files = sorted((Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))
    said = [
        re.findall(r'^(?:down_)?revision: str.* = "?(\w+)"?$', file.read_text("utf-8"), re.M)
        for file in files
    ]
    assert said == [[f"{n:04}", f"{n - 1:04}" if n > 1 else "None"] for n in range(1, len(files) + 1)]
