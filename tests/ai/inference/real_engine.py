"""The real vLLM with the starter model, for tests marked `engine`. One at a time: it fills two cores and 3 GiB."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.ai.bundles import shelf, signature
from appliance.ai.inference.engine import Engine
from appliance.ai.inference.language_model import ModelStatus
from appliance.ai.inference.vllm import VllmModel
from appliance.core.settings import load

READY_SECONDS = 240


@contextlib.contextmanager
def running(folder: Path) -> Iterator[tuple[Engine, VllmModel]]:
    """An engine that has become ready, and a client of it; both are ended afterwards."""
    settings = load({}, data_dir=str(folder))
    trusted = folder / "models" / "trust"
    trusted.mkdir(parents=True)
    key = settings.shelf_path / ".keys" / f"{signature.MACHINE_KEY}.pub"
    assert key.exists(), "the starter model is not set up: python3 deploy/setup.py app engine model"
    (trusted / key.name).write_bytes(key.read_bytes())
    bundle = next(found for found in shelf.installed(settings) if found.ok)
    changed = threading.Event()
    states: list[ModelStatus] = []

    def note(status: ModelStatus) -> None:
        states.append(status)
        if status.state in ("ready", "failed"):
            changed.set()

    engine = Engine(settings, bundle, folder / "logs", on_change=note)
    engine.start()
    try:
        assert changed.wait(READY_SECONDS), (folder / "logs" / "engine.log").read_text()[-3000:]
        assert engine.status().state == "ready", engine.status().detail_en
        assert bundle.manifest is not None
        writes = frozenset(bundle.manifest.languages_written)
        yield engine, VllmModel("", engine.key, engine.name, writes, watched=engine, patience=4)
    finally:
        engine.stop()
