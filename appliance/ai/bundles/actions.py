"""What is done with bundles on an appliance: install, trust a signer, activate. One function each."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from appliance.ai.bundles import shelf, signature
from appliance.ai.bundles.errors import BundleProblem
from appliance.ai.bundles.hashes import HashMemory
from appliance.ai.bundles.make import replace
from appliance.ai.bundles.manifest import MANIFEST, check_name, decode
from appliance.ai.bundles.shelf import Bundle
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.clock import now
from appliance.core.settings import Settings
from appliance.core.store.session import Store


def install(settings: Settings, source: Path) -> Bundle:
    """Copy a signed bundle from `source` onto the shelf, whole or not at all; the copy is what is checked.

    Raises `BundleProblem` with the first problem; then the shelf is as it was.
    """
    trusted = signature.trusted_keys(shelf.trust_folders(settings))
    try:
        manifest = decode((source / MANIFEST).read_bytes())
    except OSError:
        raise BundleProblem(
            f"{source} 中没有 {MANIFEST}，这不是模型包。",
            f"{source} has no {MANIFEST}, so it is no model bundle.",
        ) from None
    target = settings.shelf_path / manifest.bundle_id
    if target.exists():
        raise BundleProblem(
            f"模型架上已有 {manifest.bundle_id}；新权重请使用新的版本号。",
            f"{manifest.bundle_id} is on the shelf already; give new weights a new version number.",
        )
    # The copy is checked under its final name, in a hidden folder of the shelf: one rename puts it in place.
    waiting = settings.shelf_path / ".incoming"
    draft = waiting / manifest.bundle_id
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        shutil.copytree(source, draft, symlinks=True)
        bundle = shelf.check(draft, trusted, HashMemory(None))
        if not bundle.ok:
            raise BundleProblem(bundle.problems[0].zh, bundle.problems[0].en)
        draft.rename(target)
    except OSError as problem:
        raise BundleProblem(
            f"无法把模型包复制到 {settings.shelf_path}：{problem.strerror}。",
            f"The bundle cannot be copied to {settings.shelf_path}: {problem.strerror}.",
        ) from None
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return shelf.inspect(target, settings)


def trust(store: Store, settings: Settings, public_key: Path, name: str, actor: Actor) -> Path:
    """Take bundles signed by this public key from now on; recorded first. Raises `BundleProblem`."""
    check_name(name)
    signature.read_public(public_key)
    content = public_key.read_bytes()
    with store.writing() as session:
        append(
            session,
            Verb("settings.changed"),
            actor=actor,
            subject=f"trusted-key:{name}",
            sha256=hashlib.sha256(content).hexdigest(),
        )
    folder = settings.data_dir / "models" / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.pub"
    replace(target, content)
    return target


def trust_this_machine(store: Store, settings: Settings, actor: Actor) -> bool:
    """Trust the key that set-up made on this machine to sign the starter model; False when set-up made none.

    For the demo. A bank trusts its signing desk's key instead (models/README.md).
    """
    public = settings.shelf_path / ".keys" / f"{signature.MACHINE_KEY}.pub"
    if not public.is_file():
        return False
    trust(store, settings, public, signature.MACHINE_KEY, actor)
    return True


def activate(store: Store, settings: Settings, bundle_id: str, actor: Actor) -> Bundle:
    """Choose the bundle that answers from the next engine start on: checked, recorded, then in force.

    Raises `NoSuchBundle`, or `BundleProblem` with the first problem. The record is committed first:
    no record, no act.
    """
    bundle = shelf.find(settings, bundle_id)
    if not bundle.ok:
        raise BundleProblem(bundle.problems[0].zh, bundle.problems[0].en)
    if bundle.manifest is not None and bundle.manifest.format != "safetensors":
        raise BundleProblem(
            f"{bundle_id} 是重排模型，不能用来作答；请写入设置 RERANKER。",
            f"{bundle_id} is a re-ranker and writes no answers; name it in the setting RERANKER.",
        )
    digest = hashlib.sha256((bundle.path / MANIFEST).read_bytes()).hexdigest()
    with store.writing() as session:
        append(
            session,
            Verb("bundle.activated"),
            actor=actor,
            subject=f"bundle:{bundle_id}",
            manifest_sha256=digest,
            signed_by=bundle.signed_by,
        )
    target = shelf.active_file(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    choice = {"bundle": bundle_id, "manifest_sha256": digest, "at": now().isoformat(timespec="seconds")}
    replace(target, json.dumps(choice, indent=1).encode())
    return bundle
