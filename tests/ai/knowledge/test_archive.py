"""A zip is unpacked file by file, each with its own line; bombs, nests, locks and second names are told."""

from __future__ import annotations

import random
import struct
import zipfile
from pathlib import Path

import pytest

from appliance.ai.knowledge.readers import archive
from appliance.ai.knowledge.readers.archive import One, each

LIMIT = 1_000_000


def packed(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def opened(folder: Path, *paths: Path, limit: int = LIMIT) -> list[One]:
    return list(each([(path.name, path) for path in paths], folder / "out", limit))


def said(one: One) -> str:
    assert one.error is not None
    return f"{one.error.zh} {one.error.en}"


def test_each_file_is_on_its_own_and_only_its_last_name_counts(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "资料.zip",
        {
            "费率/存款.md": b"# a",
            "../../outside.txt": b"b",
            "/etc/passwd.txt": b"c",
            "__MACOSX/费率/._存款.md": b"x",
            ".DS_Store": b"x",
            "空/": b"",
        },
    )
    ones = opened(tmp_path, path)
    assert [(one.name, one.filename) for one in ones] == [
        ("资料.zip/费率/存款.md", "存款.md"),
        ("资料.zip/../../outside.txt", "outside.txt"),
        ("资料.zip/etc/passwd.txt", "passwd.txt"),
    ]
    for one, content in zip(ones, (b"# a", b"b", b"c"), strict=True):
        assert one.path is not None
        assert (tmp_path / "out") in one.path.parents
        assert ".." not in one.path.parts
        assert one.path.read_bytes() == content
        assert one.path.stat().st_mode & 0o077 == 0


def test_chinese_names_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("PLACE", b"x")
    raw = path.read_bytes().replace(b"PLACE", "费率"[:2].encode("gb18030") + b"1")
    path.write_bytes(raw)
    assert [one.filename for one in opened(tmp_path, path)] == ["费率1"]


def test_two_files_of_one_name(tmp_path: Path) -> None:
    first = packed(tmp_path / "a.zip", {"甲/费率.md": b"a", "乙/费率.MD": b"b"})
    second = tmp_path / "费率.md"
    second.write_bytes(b"c")
    ones = opened(tmp_path, first, second)
    assert ones[0].path is not None
    assert [one.path for one in ones[1:]] == [None, None]
    assert "与本次导入的“a.zip/甲/费率.md”同名，请改名" in said(ones[1])
    assert "rename this file" in said(ones[2])


def _bomb(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.txt": b"\x00" * 50_000_000})


def _lying(folder: Path) -> Path:
    """Says that it unpacks to a kilobyte, and goes on and on."""
    path = packed(folder / "a.zip", {"a.txt": bytes(range(256)) * 4})
    raw = bytearray(packed(folder / "b.zip", {"a.txt": b"\x00" * 30_000_000}).read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 1000)
    path.write_bytes(bytes(raw))
    return path


def _nest(folder: Path) -> Path:
    inner = packed(folder / "inner.zip", {"a.txt": b"x"}).read_bytes()
    return packed(folder / "a.zip", {"inner.zip": inner, "b.txt": b"y"})


def _locked(folder: Path) -> Path:
    path = packed(folder / "a.zip", {"a.txt": b"secret", "b.txt": b"y"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    return path


def _cut(folder: Path) -> Path:
    path = packed(folder / "a.zip", {"a.txt": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    return path


def _flipped(folder: Path) -> Path:
    path = packed(folder / "a.zip", {"a.txt": b"some words", "b.txt": b"y"}, compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"some words", b"some w0rds"))
    return path


def _many(folder: Path) -> Path:
    return packed(folder / "a.zip", {f"{n}.txt": b"x" for n in range(archive.MOST_FILES + 1)})


def _long_list(folder: Path) -> Path:
    return packed(folder / "a.zip", {f"{'a' * 200}{n}.txt": b"" for n in range(9000)})


@pytest.mark.parametrize(
    ("make", "words", "others"),
    [
        (_bomb, "unpacks to a suspicious size", 0),
        (_lying, "damaged", 0),
        (_nest, "archive within an archive; unpack it", 1),
        (_locked, "is encrypted; remove the password", 1),
        (_cut, "damaged", 0),
        (_flipped, "damaged", 1),
        (_many, "holds 501 files, the limit is 500", 0),
        (_long_list, "lists too many files", 0),
        (lambda folder: packed(folder / "a.zip", {}), "The archive is empty", 0),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_rest_goes_on(
    tmp_path: Path, make, words: str, others: int
) -> None:
    ones = opened(tmp_path, make(tmp_path), limit=5_000_000)
    bad = [one for one in ones if one.error is not None]
    assert len(bad) == 1
    assert words in said(bad[0]), said(bad[0])
    assert len(ones) - 1 == others
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(left) == others, "nothing of a refused file stays"


def test_a_file_larger_than_the_limit_within_an_archive(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "a.zip", {"a.txt": random.Random(1).randbytes(400_000).hex().encode(), "b.txt": b"y"}
    )
    bad, good = opened(tmp_path, path, limit=600_000)
    assert "larger than the limit" in said(bad)
    assert good.path is not None
