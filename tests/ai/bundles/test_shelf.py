"""A bundle is loaded as it was signed, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.ai.bundles import make, shelf, signature
from appliance.ai.bundles.errors import BundleProblem, NoSuchBundle
from appliance.core.settings import Settings, load

ABOUT = {"title": "Tiny", "languages": ("zh", "en"), "context_tokens": 4096, "licence": "Apache-2.0"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, data_dir=str(tmp_path / "data"), model_shelf=str(tmp_path / "shelf"))


@pytest.fixture
def desk_key(tmp_path: Path, settings: Settings) -> Path:
    """The signing desk's key, trusted by this appliance."""
    public = signature.make_key(tmp_path / "desk" / "bank-desk.key")
    trusted = settings.data_dir / "models" / "trust"
    trusted.mkdir(parents=True)
    (trusted / "bank-desk.pub").write_bytes(public.read_bytes())
    return public.with_suffix(".key")


def weights(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}" + bytes(200))
    (folder / "config.json").write_text('{"model_type": "llama"}')
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    return folder


@pytest.fixture
def bundle(settings: Settings, desk_key: Path) -> Path:
    folder = weights(settings.shelf_path / "tiny-1")
    make.make(folder, name="tiny", version=1, **ABOUT)
    make.sign(folder, desk_key)
    return folder


def problems(settings: Settings) -> str:
    (found,) = shelf.installed(settings)
    assert not found.ok
    return " ".join(problem.en for problem in found.problems)


def test_a_signed_bundle_is_in_order(settings: Settings, bundle: Path) -> None:
    (found,) = shelf.installed(settings)
    assert found.ok
    assert found.signed_by == "bank-desk"
    assert found.manifest is not None
    assert found.manifest.languages_written == ("zh", "en")
    assert set(found.manifest.files) == {"model.safetensors", "config.json", "chat_template.jinja"}


def test_a_changed_file_is_named(settings: Settings, bundle: Path) -> None:
    assert shelf.installed(settings)[0].ok
    file = bundle / "config.json"
    before = file.stat()
    file.write_text('{"model_type": "gemma"}')
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # putting its date back does not help
    assert file.stat().st_size == before.st_size
    assert "config.json differs" in problems(settings)


def test_a_file_too_many_is_named(settings: Settings, bundle: Path) -> None:
    (bundle / ".gitattributes").write_text("* filter=evil")
    assert ".gitattributes is not in the manifest" in problems(settings)


def test_a_missing_file_is_named(settings: Settings, bundle: Path) -> None:
    (bundle / "chat_template.jinja").unlink()
    assert "chat_template.jinja is missing" in problems(settings)


def test_a_link_is_refused(settings: Settings, bundle: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.json"
    (bundle / "config.json").rename(real)
    (bundle / "config.json").symlink_to(real)
    assert "config.json is a symbolic link" in problems(settings)


def test_a_changed_manifest_loses_its_signature(settings: Settings, bundle: Path) -> None:
    manifest = bundle / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"zh"', '"ja"'))
    assert "Not signed by a trusted key" in problems(settings)


def test_without_a_signature(settings: Settings, bundle: Path) -> None:
    (bundle / "manifest.sig").unlink()
    assert "It is not signed" in problems(settings)


def test_signed_by_a_stranger(settings: Settings, bundle: Path, tmp_path: Path) -> None:
    signature.make_key(tmp_path / "stranger.key")
    make.sign(bundle, tmp_path / "stranger.key")
    assert "Not signed by a trusted key" in problems(settings)


def test_a_signature_over_the_bare_manifest_does_not_count(
    settings: Settings, bundle: Path, desk_key: Path
) -> None:
    import base64

    key = signature.read_private(desk_key)
    bare = key.sign((bundle / "manifest.json").read_bytes())
    (bundle / "manifest.sig").write_text(base64.b64encode(bare).decode())
    assert "Not signed by a trusted key" in problems(settings)


def test_another_name_for_the_folder_is_refused(settings: Settings, bundle: Path) -> None:
    bundle.rename(bundle.with_name("tiny-2"))
    assert "should be called tiny-1" in problems(settings)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "run.py", "model.gguf", ".hidden.json", "a/b/c.json", "x.pkl"]
)
def test_formats_that_may_hold_code_get_no_manifest(tmp_path: Path, name: str) -> None:
    folder = weights(tmp_path / "new")
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"x")
    with pytest.raises(BundleProblem, match=name.replace(".", r"\.")):
        make.make(folder, name="tiny", version=1, **ABOUT)
    assert not (folder / "manifest.json").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"files": {"../../etc/x.json": "0" * 64}}, "not allowed"),
        ({"files": {"run.py": "0" * 64}}, "not allowed"),
        ({"files": {"config.json": "0" * 64}}, "no .safetensors"),
        ({"files": {"model.safetensors": "short"}}, "no SHA-256"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"format": "pickle"}, "pickle"),
        ({"name": "../up"}, "name"),
        ({"context_tokens": 0}, "positive"),
    ],
)
def test_a_manifest_that_says_something_odd_is_refused(
    bundle: Path, change: dict[str, object], said: str
) -> None:
    import json

    from appliance.ai.bundles import manifest

    whole = json.loads((bundle / "manifest.json").read_bytes()) | change
    with pytest.raises(BundleProblem, match=said):
        manifest.decode(json.dumps(whole).encode())


def test_the_shelf_without_that_bundle(settings: Settings, bundle: Path) -> None:
    for name in ("tiny-9", "../shelf/tiny-1", ".keys", ""):
        with pytest.raises(NoSuchBundle):
            shelf.find(settings, name)


def test_languages_of_a_bundle_that_another_vllm_serves(settings: Settings, bundle: Path) -> None:
    assert shelf.languages_of(settings, "tiny-1") == {"zh", "en"}
    assert shelf.languages_of(settings, "tiny-9") is None


def test_nothing_active_until_somebody_chose(settings: Settings, bundle: Path) -> None:
    assert shelf.active(settings) is None


def test_a_trusted_key_that_is_none_stops_everything(settings: Settings, bundle: Path) -> None:
    (settings.data_dir / "models" / "trust" / "broken.pub").write_text("not a key")
    assert "broken.pub" in problems(settings)


def test_a_signing_key_is_never_overwritten(desk_key: Path) -> None:
    before = desk_key.read_bytes()
    with pytest.raises(BundleProblem, match="exists already"):
        signature.make_key(desk_key)
    assert desk_key.read_bytes() == before
    assert desk_key.stat().st_mode & 0o077 == 0


def test_unchanged_files_are_not_read_twice(
    settings: Settings, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shelf.installed(settings)[0].ok
    read: list[Path] = []
    real = Path.open

    def watched(self: Path, *a: object, **k: object) -> object:
        read.append(self)
        return real(self, *a, **k)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    assert shelf.installed(settings)[0].ok
    assert bundle / "model.safetensors" not in read
