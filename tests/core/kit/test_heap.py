"""After a start has settled, the collector passes over what was loaded, and still finds what is dropped later."""

from __future__ import annotations

import gc
import weakref

from appliance.core.kit import heap


class Ring:
    def __init__(self) -> None:
        self.itself = self


def test_what_is_dropped_later_is_still_found() -> None:
    loaded, before = Ring(), gc.get_threshold()
    try:
        heap.seldom()
        heap.settle()
        assert gc.get_freeze_count() > 1000
        assert not any(each is loaded for each in gc.get_objects())
        dropped = weakref.ref(Ring())
        gc.collect()
        assert dropped() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
