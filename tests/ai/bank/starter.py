"""The real starter model behind the real vLLM, for asking questions of."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from appliance.ai.inference.language_model import LanguageModel


@contextlib.contextmanager
def starter_model(folder: Path) -> Iterator[LanguageModel]:
    """Ready to answer; raises when the engine does not come up."""
    from tests.benchmarks.opened import appliance

    with appliance(folder, engine="auto") as house:
        assert house.engine is not None
        house.engine.start()
        while house.engine.status().state in {"starting", "off"}:
            time.sleep(0.2)
        assert house.engine.status().state == "ready", house.engine.status()
        model: LanguageModel = house.parts.get(LanguageModel)
        yield model
