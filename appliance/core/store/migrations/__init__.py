"""How the store's tables change from version to version. `migrate` brings a store up to date.

Configured in code: there is no ini file whose path or settings could be wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text

from appliance.core.kit.errors import ApplianceError
from appliance.core.store.base import standing_statements
from appliance.core.store.session import Store

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent


class OtherVersion(ApplianceError):
    """The store belongs to another version of the appliance."""


def migrate(store: Store, target_metadata: MetaData) -> str:
    """Bring the store's tables to this version, all or nothing. Returns the revision it is now at.

    Raises `OtherVersion` for a store of a newer appliance, which is left as it was.
    """
    # Alembic takes a tenth of a second to import; commands that open no store do without it.
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with store.connection() as connection:
        config = configuration(connection, target_metadata)
        scripts = ScriptDirectory.from_config(config)
        now = MigrationContext.configure(connection).get_current_revision()
        if now is not None and now not in {script.revision for script in scripts.walk_revisions()}:
            raise OtherVersion(
                f"数据由更新版本的系统写入（版本 {now}）；请安装对应版本后再启动。",
                f"The store was written by a newer appliance (revision {now}); install that version to open it.",
            )
        command.upgrade(config, "head")
        for statement in standing_statements(target_metadata):
            connection.execute(text(statement.replace(":", "\\:")))
        missing = set(target_metadata.tables) - set(inspect(connection).get_table_names())
        if missing:
            names = ", ".join(sorted(missing))
            raise OtherVersion(
                f"迁移脚本未包含数据表 {names}；请重新安装程序。",
                f"No migration makes the tables {names}; reinstall the appliance.",
            )
        return scripts.get_current_head() or ""


def configuration(connection: Connection, target_metadata: MetaData) -> Config:
    """Alembic's settings for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["target_metadata"] = target_metadata
    return config
