"""A bundle's manifest: what the weights are called, what they can do, and the SHA-256 of every file.

The manifest lies in the bundle as `manifest.json`. Its exact bytes are what is signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from appliance.ai.bundles.errors import BundleProblem

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")

# Weights, graphs without code of their own, and plain text only. Pickles (.bin, .pt, .ckpt) and Python files run code when loaded,
# and scanners miss them.
ALLOWED_SUFFIXES = frozenset({".safetensors", ".onnx", ".json", ".txt"})
FORMATS = ("safetensors", "onnx")
ALLOWED_NAMES = frozenset({"tokenizer.model", "chat_template.jinja"})


@dataclass(frozen=True)
class Manifest:
    """`files` maps each path inside the bundle to its SHA-256 (hex); `made_at` is ISO 8601 in UTC."""

    name: str
    title: str
    version: int
    languages_written: tuple[str, ...]
    context_tokens: int
    licence: str
    files: Mapping[str, str]
    made_at: str
    format: str = "safetensors"

    @property
    def bundle_id(self) -> str:
        """The name of its folder on the shelf: `name-version`."""
        return f"{self.name}-{self.version}"

    def encode(self) -> bytes:
        """The bytes to write and to sign: UTF-8 JSON, keys sorted, one per line."""
        whole = {
            "name": self.name,
            "title": self.title,
            "version": self.version,
            "format": self.format,
            "languages_written": list(self.languages_written),
            "context_tokens": self.context_tokens,
            "licence": self.licence,
            "files": dict(self.files),
            "made_at": self.made_at,
        }
        return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def decode(raw: bytes) -> Manifest:
    """Read and check manifest bytes. Raises `BundleProblem` naming the field that is wrong."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise _wrong("不是 JSON 文件", "it is not JSON") from None
    if not isinstance(found, dict):
        raise _wrong("不是 JSON 对象", "it is not a JSON object")
    files = _field(found, "files", dict)
    for path, digest in files.items():
        if not may_hold(path):
            raise _wrong(f"列有不允许的文件 {path[:80]}", f"it lists a file that is not allowed, {path[:80]}")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise _wrong(f"{path} 缺少 SHA-256", f"{path} has no SHA-256")
    manifest = Manifest(
        name=_field(found, "name", str),
        title=_field(found, "title", str),
        version=_field(found, "version", int),
        languages_written=tuple(str(code) for code in _field(found, "languages_written", list)),
        context_tokens=_field(found, "context_tokens", int),
        licence=_field(found, "licence", str),
        files=files,
        made_at=_field(found, "made_at", str),
        format=_field(found, "format", str),
    )
    if manifest.format not in FORMATS:
        raise _wrong(f"格式 {manifest.format} 不受支持", f"the format {manifest.format} is not supported")
    check_name(manifest.name)
    if manifest.version < 1 or manifest.context_tokens < 1:
        raise _wrong("version 与 context_tokens 须为正数", "version and context_tokens must be positive")
    ending = f".{manifest.format}"
    if not any(path.endswith(ending) for path in files):
        raise _wrong(f"没有列出任何 {ending} 权重", f"it lists no {ending} weights")
    return manifest


def check_name(name: str) -> None:
    """Refuse a name that could not be a folder on the shelf."""
    if not _NAME.fullmatch(name):
        raise _wrong("name 只能用小写字母、数字、点和连字符", "name may only hold a-z, 0-9, dots and hyphens")


def may_hold(path: str) -> bool:
    """Whether a bundle may hold a file here: not hidden, at most one folder deep, no format with code."""
    if not _FILE.fullmatch(path) or path in (MANIFEST, SIGNATURE):
        return False
    pure = PurePosixPath(path)
    return pure.suffix in ALLOWED_SUFFIXES or pure.name in ALLOWED_NAMES


def _field(found: dict[str, Any], name: str, kind: type) -> Any:
    value = found.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _wrong(f"字段 {name} 缺失或类型不对", f"the field {name} is missing or of the wrong type")
    return value


def _wrong(zh: str, en: str) -> BundleProblem:
    return BundleProblem(
        f"模型包清单 {MANIFEST} 无效：{zh}。", f"The bundle's {MANIFEST} is not valid: {en}."
    )
