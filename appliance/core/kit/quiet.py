"""Keep libraries silent: nothing in this process may try to reach the network or report home."""

from __future__ import annotations

import os

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # Spinning worker threads would take both cores of a small machine while they wait.
    "OMP_WAIT_POLICY": "PASSIVE",
}


def hush() -> None:
    """Set the environment before onnxruntime, chromadb or llama_index is imported; safe to call often.

    `OPENAI_*` goes: LlamaIndex falls back to a hosted service when it finds such a key. The number of threads
    is only a default, so an operator may raise it.
    """
    os.environ.update(_QUIET)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        del os.environ[name]
