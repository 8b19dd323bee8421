"""Promise: the import of a scan that `kill -9` ended goes on at the page where it was; no page is read twice but that one."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from appliance.ai.knowledge.readers import ocr
from appliance.ai.knowledge.tables import Document, Passage, SeenPage
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.ai.knowledge import more_files
from tests.guarantees.knowledge_worker import opened
from tests.guarantees.test_knowledge_kills import ROOT, mended


def test_a_scan_goes_on_where_it_was(
    data_dir: Path, vault: Vault, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root_key = vault.hand_over()
    store.close()
    pages = [more_files.picture([f"第{n}页"]).convert("RGB") for n in range(1, 7)]
    scan = tmp_path / "手册.tif"
    pages[0].save(scan, save_all=True, append_images=pages[1:])
    died = subprocess.run(
        [sys.executable, "-m", "tests.guarantees.scan_importer", str(data_dir), str(scan)],
        cwd=ROOT,
        input=f"{root_key.hex()}\n",
        text=True,
        timeout=600,  # only a hang is that slow
    )
    assert died.returncode == -signal.SIGKILL
    asked = data_dir / "pages-asked"
    assert asked.read_text().split() == ["1", "2", "3", "4"]
    monkeypatch.setattr(ocr, "MODULE", "tests.ai.knowledge.mortal_ocr")
    knowledge = opened(data_dir, vault)
    try:
        mended(knowledge)
        assert asked.read_text().split() == ["1", "2", "3", "4", "4", "5", "6"]
        with knowledge.store.reading() as s:
            (document,) = s.scalars(select(Document)).all()
            assert (document.state, document.pages) == ("draft", 6)
            words = " ".join(s.scalars(select(Passage.text).order_by(Passage.ordinal)))
            assert s.scalar(select(func.count()).select_from(SeenPage)) == 0, "kept beyond the import"
        assert all(f"收费{n}元" in words for n in range(1, 7)), words
    finally:
        knowledge.close()
        knowledge.store.close()
