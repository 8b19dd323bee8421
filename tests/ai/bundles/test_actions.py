"""Installing, trusting and activating: recorded, whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.ai.bundles import actions, make, shelf, signature
from appliance.ai.bundles.errors import BundleProblem
from appliance.core.audit import tables
from appliance.core.kit.actors import Actor
from appliance.core.settings import Settings, load
from appliance.core.store.session import Store

OPERATOR = Actor("agent", "op1", "IT operator")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, data_dir=str(tmp_path / "data"), model_shelf=str(tmp_path / "shelf"))


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """What the signing desk hands over: a signed folder, and its public key beside it."""
    folder = tmp_path / "parcel"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    make.make(
        folder,
        name="tiny",
        title="Tiny",
        version=3,
        languages=("zh",),
        context_tokens=512,
        licence="Apache-2.0",
    )
    signature.make_key(tmp_path / "desk.key")
    make.sign(folder, tmp_path / "desk.key")
    return folder


def events(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        rows = session.scalars(select(tables.AuditEvent).order_by(tables.AuditEvent.seq)).all()
        return [(str(row.verb), row.subject) for row in rows]


def test_from_the_desk_to_answering(store: Store, settings: Settings, parcel: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleProblem, match="Not signed by a trusted key"):
        actions.install(settings, parcel)
    assert list(settings.shelf_path.glob("*")) == []

    actions.trust(store, settings, tmp_path / "desk.pub", "bank-desk", OPERATOR)
    assert actions.install(settings, parcel).signed_by == "bank-desk"
    assert actions.activate(store, settings, "tiny-3", OPERATOR).ok

    chosen = shelf.active(settings)
    assert chosen is not None
    assert (chosen.bundle_id, chosen.ok) == ("tiny-3", True)
    assert events(store) == [
        ("settings.changed", "trusted-key:bank-desk"),
        ("bundle.activated", "bundle:tiny-3"),
    ]


def test_the_same_version_is_not_installed_twice(
    store: Store, settings: Settings, parcel: Path, tmp_path: Path
) -> None:
    actions.trust(store, settings, tmp_path / "desk.pub", "bank-desk", OPERATOR)
    actions.install(settings, parcel)
    with pytest.raises(BundleProblem, match="new version number"):
        actions.install(settings, parcel)


def test_a_damaged_parcel_leaves_the_shelf_as_it_was(
    store: Store, settings: Settings, parcel: Path, tmp_path: Path
) -> None:
    actions.trust(store, settings, tmp_path / "desk.pub", "bank-desk", OPERATOR)
    (parcel / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(BundleProblem, match=r"model\.safetensors differs"):
        actions.install(settings, parcel)
    assert list(settings.shelf_path.glob("*")) == []


def test_a_bundle_changed_on_the_shelf_is_not_activated(
    store: Store, settings: Settings, parcel: Path, tmp_path: Path
) -> None:
    actions.trust(store, settings, tmp_path / "desk.pub", "bank-desk", OPERATOR)
    installed = actions.install(settings, parcel)
    (installed.path / "extra.json").write_text("{}")
    with pytest.raises(BundleProblem, match=r"extra\.json"):
        actions.activate(store, settings, "tiny-3", OPERATOR)
    assert shelf.active(settings) is None
    assert ("bundle.activated", "bundle:tiny-3") not in events(store)


def test_no_record_no_act(
    store: Store, settings: Settings, parcel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.trust(store, settings, tmp_path / "desk.pub", "bank-desk", OPERATOR)
    actions.install(settings, parcel)

    def refuses(*_: object, **__: object) -> int:
        raise RuntimeError("the chain cannot be written")

    monkeypatch.setattr(actions, "append", refuses)
    with pytest.raises(RuntimeError):
        actions.activate(store, settings, "tiny-3", OPERATOR)
    assert shelf.active(settings) is None


def test_the_demo_trusts_what_set_up_signed_here(store: Store, settings: Settings) -> None:
    assert actions.trust_this_machine(store, settings, OPERATOR) is False
    signature.make_key(settings.shelf_path / ".keys" / f"{signature.MACHINE_KEY}.key")
    assert actions.trust_this_machine(store, settings, OPERATOR) is True
    assert shelf.installed(settings) == []
