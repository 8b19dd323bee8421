"""The seeded sample bank opened in this process, for measuring single steps."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from appliance.core.settings import load
from appliance.wiring import Appliance
from tests.house import seeded


@contextlib.contextmanager
def appliance(folder: Path, **settings: object) -> Iterator[Appliance]:
    """A copy of the seeded folder, unsealed; knowledge loaded, no engine unless the settings say so."""
    shutil.copytree(seeded(), folder, symlinks=True)
    opened = Appliance(
        load(
            data_dir=str(folder),
            seal="keyfile",
            key_file=str(folder / "unseal.key"),
            **{"engine": "off", **settings},
        )
    )
    opened.take_folder()
    try:
        opened.unseal(opened.secret() or b"")
        opened.knowledge.load()
        yield opened
    finally:
        opened.stop()
