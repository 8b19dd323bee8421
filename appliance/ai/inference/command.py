"""How vLLM is called: its arguments and its environment. Nothing else in the house knows a flag of vLLM."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.ai.bundles.manifest import Manifest
from appliance.ai.inference.machine import cpu_dtype, has_gpu

LAUNCHER = Path(__file__).with_name("launcher.py")
CPU_NICE = 10
"""On a CPU the engine takes every core while it writes. What needs none of it comes first: visitors' messages, approved answers, desks."""
CPU_CONTEXT_TOKENS = 2048
GPU_CONTEXT_TOKENS = 8192

# What the engine may see of our own environment. Everything else stays here: an unseal passphrase is not
# its business.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME")
_PREFIXES_PASSED_ON = ("NVIDIA_", "VLLM_CPU_", "NCCL_")


@dataclass(frozen=True)
class Call:
    """`argv` and the whole environment of the engine's process."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]


def build(
    python: Path,
    bundle_path: Path,
    manifest: Manifest,
    *,
    port: int,
    key: str,
    home: Path,
    gpu: bool | None = None,
    dtype: str | None = None,
) -> Call:
    """The call for one bundle.

    `home` is the folder of all that the engine writes; the key travels in the environment, where other
    users of the machine cannot read it as they could an argument.
    """
    on_gpu = has_gpu() if gpu is None else gpu
    limit = GPU_CONTEXT_TOKENS if on_gpu else CPU_CONTEXT_TOKENS
    argv = [
        *(str(python), "-I", str(LAUNCHER)),
        *(() if on_gpu else (f"--nice={CPU_NICE}",)),
        *(str(python), "-m", "vllm.entrypoints.openai.api_server"),
        *("--model", str(bundle_path)),
        *("--served-model-name", manifest.bundle_id),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--dtype", dtype or ("auto" if on_gpu else cpu_dtype())),
        *("--max-model-len", str(min(limit, manifest.context_tokens))),
        "--disable-uvicorn-access-log",
        "--disable-fastapi-docs",
    ]
    if not on_gpu:
        # Compiling takes minutes at the first start and gains little for one visitor at a time.
        argv += ["--max-num-seqs", "8", "--enforce-eager"]
    return Call(tuple(argv), _environment(key, home, on_gpu))


def _environment(key: str, home: Path, on_gpu: bool) -> dict[str, str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PREFIXES_PASSED_ON)
    }
    environment |= {
        "VLLM_API_KEY": key,
        # All it writes lies under `home`.
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "VLLM_CACHE_ROOT": str(home / "cache" / "vllm"),
        "VLLM_CONFIG_ROOT": str(home / "config"),
        "HF_HOME": str(home / "cache" / "hf"),
        **_temporary(home),
        # It asks nobody and reports to nobody.
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_DO_NOT_TRACK": "1",
        "DO_NOT_TRACK": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        # Without these it finds its own address by opening a socket towards a public one.
        "VLLM_HOST_IP": "127.0.0.1",
        "VLLM_LOOPBACK_IP": "127.0.0.1",
        "GLOO_SOCKET_IFNAME": "lo",
        # One request may not ask for thousands of answers.
        "VLLM_MAX_N_SEQUENCES": "2",
        "VLLM_DISABLE_LOG_LOGO": "1",
        "VLLM_LOGGING_COLOR": "0",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }
    if not on_gpu:
        environment.setdefault("VLLM_CPU_KVCACHE_SPACE", "1")
    return environment


def _temporary(home: Path) -> dict[str, str]:
    # Sockets are made in the temporary folder, and a socket's path may have 107 bytes at most.
    folder = home / "tmp"
    return {"TMPDIR": str(folder)} if len(os.fsencode(folder)) <= 60 else {}
