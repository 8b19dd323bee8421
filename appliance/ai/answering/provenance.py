"""Provenance: what an answer rested on, as ids and fingerprints, for the message that carries it. No words of anyone."""

from __future__ import annotations

import hashlib
from typing import Any

from appliance.ai.answering.answer import Answer


def provenance(answer: Answer, knowledge_version: int | None = None) -> dict[str, Any]:
    """JSON-able: rung, lang, passages (id, kind, document, page/sheet/cell, hash of the text used), checks that failed,
    prompt hash, model bundle, version of the knowledge, seconds."""
    return {
        "rung": answer.rung,
        "lang": answer.lang,
        "passages": [
            {
                "id": hit.passage_id or hit.qa_id,
                "kind": hit.kind,
                "external_id": hit.external_id,
                "document": hit.source.document_id,
                "title": hit.source.title,
                "page": hit.source.page,
                "sheet": hit.source.sheet,
                "cell": hit.source.cell,
                "text_hash": hashlib.sha256(hit.text.encode()).hexdigest()[:16],
            }
            for hit in answer.used
        ],
        "checks_failed": [{"name": check.name, "detail": check.detail} for check in answer.failed()],
        "prompt": answer.prompt_hash,
        "model": answer.model,
        "knowledge_version": knowledge_version,
        "seconds": {step: round(value, 4) for step, value in answer.seconds.items()},
    }
