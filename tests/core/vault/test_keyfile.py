"""The unseal key file: 32 bytes, the owner's alone, never replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.core.kit.errors import BadInput
from appliance.core.vault import seal


@pytest.mark.parametrize("problem", ["missing", "short", "open to others"])
def test_a_bad_key_file_is_one_sentence(tmp_path: Path, problem: str) -> None:
    path = tmp_path / "unseal.key"
    if problem != "missing":
        seal.make_keyfile(path)
        assert len(seal.read_keyfile(path)) == 32
    if problem == "short":
        path.write_bytes(b"x" * 31)
    if problem == "open to others":
        path.chmod(0o644)
    with pytest.raises(BadInput) as said:
        seal.read_keyfile(path)
    assert str(path) in said.value.zh


def test_a_key_file_is_never_replaced(tmp_path: Path) -> None:
    secret = seal.make_keyfile(tmp_path / "k")
    with pytest.raises(BadInput):
        seal.make_keyfile(tmp_path / "k")
    assert seal.read_keyfile(tmp_path / "k") == secret
