"""Walking the chain on demand, and leaving a record of having done so."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.audit.verify import Verified, verify
from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import monotonic, now
from appliance.core.kit.errors import SealedError
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import Store


@dataclass(frozen=True)
class Walk:
    """A finished walk: what came out, when, and how long it took."""

    result: Verified
    at: datetime
    seconds: float


def walk(parts: Parts, actor: Actor) -> Walk:
    """Check every event from the first to the last, and against the anchor. The outcome is an audit event itself."""
    store = parts.get(Store)
    if store.audit_key is None:
        raise SealedError
    began = monotonic()
    with (
        _anchor_of_now(parts.get(Settings).data_dir / "audit" / "anchor.log") as anchor,
        store.reading() as s,
    ):
        result = verify(s, store.audit_key, anchor)
    seconds = monotonic() - began
    with store.writing() as w:
        append(
            w,
            Verb.AUDIT_VERIFIED,
            actor=actor,
            subject="audit",
            ok=result.ok,
            count=result.count,
            first_bad=result.first_bad,
        )
    return Walk(result, now(), seconds)


@contextmanager
def _anchor_of_now(path: Path) -> Iterator[Path | None]:
    """The anchor as it stands before the store is read: one that grows during the walk would look like a cut chain."""
    if not path.exists():
        yield None
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".walk-") as folder:
        yield Path(shutil.copyfile(path, Path(folder) / "anchor.log"))
