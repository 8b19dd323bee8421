"""A backup is made by the clock: the first an hour after the installation, then whenever the newest is old enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.backups import jobs, shelf
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import StorageFull
from appliance.wiring import BACKED_UP, Appliance
from tests.core.backups import staged
from tests.fixtures import small


@pytest.fixture
def house(tmp_path: Path, clock: Frozen) -> Iterator[Appliance]:
    folder = small.data(tmp_path)
    with staged.opened(folder, backup_hours="6", backups_kept="2") as appliance:
        yield appliance


def look(house: Appliance) -> list[str]:
    """What the job does each time it comes round; gives the backups there are then."""
    registry = Registry()
    jobs.register(registry, house.store, house.vault, house.settings, BACKED_UP)
    registry.get(jobs.KIND)(JobContext(house.store, "job", {}, 1))
    return shelf.names(house.settings.backups_folder)


def test_by_the_clock_and_no_more_than_are_kept(house: Appliance, clock: Frozen) -> None:
    clock.advance(days=400)  # the small house was made when the clock was real
    assert len(look(house)) == 1
    clock.advance(hours=5)
    assert len(look(house)) == 1
    clock.advance(hours=1)
    first = look(house)
    assert len(first) == 2
    clock.advance(hours=7)
    assert len(look(house)) == 2
    assert look(house)[0] == first[1], "the oldest went"


def test_without_room_it_fails_where_it_is_seen(
    house: Appliance, clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.making, "room_for", lambda store, folder: False)
    clock.advance(days=400)
    with pytest.raises(StorageFull, match="BACKUP_PATH"):
        look(house)


def test_never_when_it_is_not_wanted(tmp_path: Path, clock: Frozen) -> None:
    with staged.opened(small.data(tmp_path), backup_hours="0") as house:
        clock.advance(days=400)
        assert look(house) == []
