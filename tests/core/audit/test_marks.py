"""The anchor file is only added to; going back is said in it, and takes the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.core.audit import marks

KEY = b"k" * 32


def digest(number: int) -> str:
    return f"{number:064x}"


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    path = tmp_path / "audit" / "anchor.log"
    for seq in (3, 7, 12):
        marks.write(path, seq, digest(seq))
    return path


def go_back(path: Path, seq: int, agreed: int, key: bytes = KEY) -> None:
    marks.go_back(path, seq, digest(100 + seq), key, lambda number, _: number <= agreed)


def test_marks_of_what_was_left_no_longer_count(anchor: Path) -> None:
    go_back(anchor, 8, agreed=7)
    assert [seq for seq, _ in marks.lines(anchor, KEY)] == [3, 7, 8]
    assert marks.last(anchor, KEY) == (8, digest(108))
    assert not marks.write(anchor, 8, digest(108)), "as far already"
    marks.write(anchor, 20, digest(20))
    go_back(anchor, 5, agreed=3)
    assert [seq for seq, _ in marks.lines(anchor, KEY)] == [3, 5]
    assert anchor.read_text().count("\n") == 6, "nothing is ever taken out of it"


def test_a_store_that_parted_early_keeps_only_the_marks_it_agrees_with(anchor: Path) -> None:
    go_back(anchor, 30, agreed=3)
    assert [seq for seq, _ in marks.lines(anchor, KEY)] == [3, 30]


@pytest.mark.parametrize(
    "forged",
    [f"back 3 4 {digest(4)} {'0' * 64}", f"back 3 4 {digest(4)}", "back 3", f"back x 4 {digest(4)} y"],
)
def test_without_the_key_nobody_voids_a_mark(anchor: Path, forged: str) -> None:
    with anchor.open("a") as file:
        file.write(forged + "\n")
    with pytest.raises(marks.BadAnchor, match="Line 4"):
        list(marks.lines(anchor, KEY))
    with pytest.raises(marks.BadAnchor, match="Line 4"):
        marks.last(anchor, KEY)


def test_a_line_of_going_back_belongs_to_its_place(anchor: Path) -> None:
    go_back(anchor, 8, agreed=7)
    line = anchor.read_text().splitlines()[-1]
    marks.write(anchor, 9, digest(9))
    with anchor.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(marks.BadAnchor, match="Line 6"):
        list(marks.lines(anchor, KEY))


def test_what_cannot_be_read_is_set_aside_not_lost(anchor: Path) -> None:
    with anchor.open("a") as file:
        file.write("rubbish\n")
    go_back(anchor, 13, agreed=12)
    assert [seq for seq, _ in marks.lines(anchor, KEY)] == [13]
    (aside,) = anchor.parent.glob("anchor.log.damaged-*")
    assert "rubbish" in aside.read_text()
