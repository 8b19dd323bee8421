"""The shelf: which bundles are installed, and what is wrong with each.

A bundle is a folder holding `manifest.json`, `manifest.sig` and exactly the files the manifest lists.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from appliance.ai.bundles import manifest as manifests
from appliance.ai.bundles import signature
from appliance.ai.bundles.errors import BundleProblem, NoSuchBundle
from appliance.ai.bundles.hashes import HashMemory
from appliance.ai.bundles.manifest import MANIFEST, SIGNATURE, Manifest
from appliance.core.settings import PROJECT, Settings


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a bundle, as the operator reads it."""

    zh: str
    en: str


@dataclass(frozen=True)
class Bundle:
    """A folder on the shelf. `manifest` is None when unreadable; `signed_by` is the trusted key, if any."""

    path: Path
    manifest: Manifest | None
    signed_by: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def bundle_id(self) -> str:
        """The folder's name, which is how people call a bundle."""
        return self.path.name

    @property
    def title(self) -> str:
        """What to show: the manifest's title, else the folder's name."""
        return self.manifest.title if self.manifest else self.bundle_id

    @property
    def ok(self) -> bool:
        """Whether it may be loaded."""
        return self.manifest is not None and self.signed_by is not None and not self.problems


def trust_folders(settings: Settings) -> list[Path]:
    """Where trusted public keys lie: shipped with the product, and added on this appliance."""
    return [PROJECT / "models" / "trust", settings.data_dir / "models" / "trust"]


def active_file(settings: Settings) -> Path:
    """The small file that says which bundle answers."""
    return settings.data_dir / "models" / "active.json"


def hash_memory(settings: Settings) -> HashMemory:
    """Remembered hashes of this appliance."""
    return HashMemory(settings.data_dir / "models" / "hashes.json")


def installed(settings: Settings) -> list[Bundle]:
    """Every folder on the shelf, by name, each fully checked (files hashed, or remembered unchanged)."""
    shelf = settings.shelf_path
    if not shelf.is_dir():
        return []
    return [inspect(path, settings) for path in sorted(shelf.iterdir()) if _is_candidate(path)]


def find(settings: Settings, bundle_id: str) -> Bundle:
    """The bundle of that name. Raises `NoSuchBundle`."""
    path = settings.shelf_path / bundle_id
    if not bundle_id or Path(bundle_id).name != bundle_id or not path.is_dir() or not _is_candidate(path):
        raise NoSuchBundle(bundle_id)
    return inspect(path, settings)


def active(settings: Settings) -> Bundle | None:
    """The bundle that is to answer, checked again now; None when none was chosen or it has left the shelf.

    The caller looks at `ok`: a bundle changed since its activation comes with its problems and must not be
    loaded.
    """
    try:
        chosen = json.loads(active_file(settings).read_text(encoding="utf-8"))["bundle"]
        return find(settings, str(chosen))
    except (OSError, ValueError, KeyError, TypeError, NoSuchBundle):
        return None


def languages_of(settings: Settings, bundle_id: str) -> frozenset[str] | None:
    """The languages a bundle on the shelf may write, for a vLLM that somebody else runs with it; None if it is not here."""
    try:
        manifest = find(settings, bundle_id).manifest
    except NoSuchBundle:
        return None
    return frozenset(manifest.languages_written) if manifest else None


def inspect(path: Path, settings: Settings) -> Bundle:
    """Check one folder against its manifest, its signature and this appliance's trusted keys."""
    memory = hash_memory(settings)
    try:
        trusted = signature.trusted_keys(trust_folders(settings))
    except BundleProblem as problem:
        return Bundle(path, None, None, (Problem(problem.zh, problem.en),))
    bundle = check(path, trusted, memory)
    memory.save()
    return bundle


def check(path: Path, trusted: signature.Trusted, memory: HashMemory) -> Bundle:
    """The check itself: manifest, signature, folder name, then every file, none too few and none too many."""
    try:
        raw = (path / MANIFEST).read_bytes()
        manifest = manifests.decode(raw)
    except OSError:
        return Bundle(
            path,
            None,
            None,
            (
                Problem(
                    f"缺少 {MANIFEST}，这不是模型包。", f"It has no {MANIFEST}, so it is no model bundle."
                ),
            ),
        )
    except BundleProblem as problem:
        return Bundle(path, None, None, (Problem(problem.zh, problem.en),))
    problems: list[Problem] = []
    signed_by = None
    try:
        signed_by = signature.signer(raw, (path / SIGNATURE).read_text(encoding="ascii"), trusted)
        if signed_by is None:
            problems.append(
                Problem(
                    "签名不属于任何受信任的密钥；请核对签名方，或信任其公钥（appliance models trust）。",
                    "Not signed by a trusted key; check who did, or trust that key (appliance models trust).",
                )
            )
    except (OSError, UnicodeDecodeError):
        problems.append(
            Problem(
                "没有签名；请先用 appliance models sign 签名。",
                "It is not signed; sign it with appliance models sign.",
            )
        )
    if path.name != manifest.bundle_id:
        problems.append(
            Problem(
                f"文件夹名应为 {manifest.bundle_id}。", f"Its folder should be called {manifest.bundle_id}."
            )
        )
    problems += _file_problems(path, manifest, memory)
    return Bundle(path, manifest, signed_by, tuple(problems))


def _file_problems(path: Path, manifest: Manifest, memory: HashMemory) -> list[Problem]:
    problems: list[Problem] = []
    present: set[str] = set()
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink():
            problems.append(
                Problem(f"{name} 是符号链接，不允许。", f"{name} is a symbolic link, which is not allowed.")
            )
        elif file.is_dir() or name in (MANIFEST, SIGNATURE):
            continue
        elif name not in manifest.files:
            problems.append(
                Problem(f"多出清单之外的文件 {name}。", f"The file {name} is not in the manifest.")
            )
        else:
            present.add(name)
    for name, digest in sorted(manifest.files.items()):
        if name not in present:
            problems.append(Problem(f"缺少文件 {name}。", f"The file {name} is missing."))
            continue
        try:
            same = memory.of(path / name) == digest
        except OSError:
            problems.append(Problem(f"无法读取文件 {name}。", f"The file {name} cannot be read."))
            continue
        if not same:
            problems.append(
                Problem(
                    f"文件 {name} 与签名清单不一致，已被改动或损坏。",
                    f"The file {name} differs from the signed manifest.",
                )
            )
    return problems


def _is_candidate(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and path.name != "trust"
