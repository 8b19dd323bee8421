"""The signing desk's part: write a manifest for a folder of weights, and sign it.

Needs no appliance and no store.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from appliance.ai.bundles import signature
from appliance.ai.bundles.errors import BundleProblem
from appliance.ai.bundles.manifest import MANIFEST, SIGNATURE, Manifest, check_name, decode, may_hold
from appliance.core.kit.clock import now


def make(
    folder: Path,
    *,
    name: str,
    title: str,
    version: int,
    languages: tuple[str, ...],
    context_tokens: int,
    licence: str,
) -> Manifest:
    """Write `manifest.json` for the files in `folder`.

    Raises `BundleProblem` naming a file that no bundle may hold.
    """
    check_name(name)
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_dir() or inside in (MANIFEST, SIGNATURE):
            continue
        if path.is_symlink() or not may_hold(inside):
            raise BundleProblem(
                f"模型包中不允许有文件 {inside}；只接受 .safetensors、.onnx、.json、.txt 与分词器文本，请先移走。",
                f"A bundle may hold .safetensors, .onnx, .json, .txt and tokenizer text; remove {inside} first.",
            )
        with path.open("rb") as file:
            files[inside] = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = Manifest(
        name=name,
        title=title,
        version=version,
        languages_written=languages,
        context_tokens=context_tokens,
        licence=licence,
        files=files,
        made_at=now().isoformat(timespec="seconds"),
        format="onnx" if any(inside.endswith(".onnx") for inside in files) else "safetensors",
    )
    decode(manifest.encode())  # what is written must be what is accepted
    replace(folder / MANIFEST, manifest.encode())
    return manifest


def sign(folder: Path, private_key: Path) -> None:
    """Sign the manifest in `folder`. Raises `BundleProblem` without one, or when the key is not Ed25519."""
    key = signature.read_private(private_key)
    try:
        raw = (folder / MANIFEST).read_bytes()
    except OSError:
        raise BundleProblem(
            f"{folder} 中没有 {MANIFEST}；请先生成清单。",
            f"{folder} has no {MANIFEST}; make the manifest first.",
        ) from None
    decode(raw)
    replace(folder / SIGNATURE, signature.sign(raw, key).encode())


def replace(path: Path, content: bytes) -> None:
    """Write a whole file or none."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
