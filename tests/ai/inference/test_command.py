"""How vLLM is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.ai.bundles.manifest import Manifest
from appliance.ai.inference.command import CPU_NICE, Call, build
from appliance.ai.inference.engine_log import EngineLog
from appliance.ai.inference.machine import cpu_dtype, has_gpu

MANIFEST = Manifest(
    "tiny", "Tiny", 1, ("en",), 1024, "Apache-2.0", {"model.safetensors": "0" * 64}, "2026-01-01"
)


def call(*, gpu: bool = False, home: Path = Path("/d/engine"), dtype: str | None = "float32") -> Call:
    return build(
        Path("/e/python"), Path("/s/tiny-1"), MANIFEST, port=81, key="k3y", home=home, gpu=gpu, dtype=dtype
    )


def after(argv: tuple[str, ...], flag: str) -> str:
    return argv[argv.index(flag) + 1]


def test_loopback_only_and_the_key_is_no_argument() -> None:
    made = call()
    assert after(made.argv, "--host") == "127.0.0.1"
    assert "k3y" not in made.argv
    assert made.environment["VLLM_API_KEY"] == "k3y"
    assert "--trust-remote-code" not in made.argv


def test_it_looks_for_its_own_address_on_loopback() -> None:
    assert call().environment["VLLM_HOST_IP"] == "127.0.0.1"


def test_secrets_of_the_appliance_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSPHRASE", "open sesame")
    monkeypatch.setenv("LLM_KEY", "other")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("VLLM_CPU_KVCACHE_SPACE", "4")
    environment = call().environment
    assert not {"PASSPHRASE", "LLM_KEY", "HTTPS_PROXY"} & set(environment)
    assert environment["VLLM_CPU_KVCACHE_SPACE"] == "4"


def test_everything_it_writes_lies_in_its_home() -> None:
    environment = call(home=Path("/d/engine")).environment
    for name in ("HOME", "XDG_CACHE_HOME", "VLLM_CACHE_ROOT", "VLLM_CONFIG_ROOT", "HF_HOME", "TMPDIR"):
        assert environment[name].startswith("/d/engine")
    assert "TMPDIR" not in call(home=Path("/" + "long" * 30)).environment


@pytest.mark.parametrize(("gpu", "eager"), [(False, True), (True, False)])
def test_a_gpu_compiles_and_a_cpu_does_not(gpu: bool, eager: bool) -> None:
    assert ("--enforce-eager" in call(gpu=gpu).argv) is eager


def test_the_context_is_no_longer_than_the_model_has() -> None:
    assert after(call().argv, "--max-model-len") == "1024"


@pytest.mark.parametrize(
    ("flags", "dtype"),
    [
        ("fpu avx avx2 fma", "float32"),
        ("avx512f avx512_bf16", "bfloat16"),
        ("amx_bf16", "bfloat16"),
        ("", "float32"),
    ],
)
def test_the_number_format_fits_the_cpu(tmp_path: Path, flags: str, dtype: str) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    assert cpu_dtype(tmp_path / "cpuinfo") == dtype


def test_no_cpu_information_and_no_gpu(tmp_path: Path) -> None:
    assert cpu_dtype(tmp_path / "none") == "float32"
    assert not has_gpu(tmp_path / "none")


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    log = EngineLog(tmp_path / "logs", limit_bytes=100)
    for number in range(60):
        log.note(f"line {number:02}")
    files = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert files == ["engine.log", "engine.log.1", "engine.log.2", "engine.log.3"]
    assert "line 59" in log.path.read_text()
    assert sum(path.stat().st_size for path in (tmp_path / "logs").iterdir()) < 500


@pytest.mark.parametrize(("gpu", "nice"), [(False, True), (True, False)])
def test_on_a_cpu_it_steps_back_for_everything_else(gpu: bool, nice: bool) -> None:
    assert (f"--nice={CPU_NICE}" in call(gpu=gpu).argv) is nice
