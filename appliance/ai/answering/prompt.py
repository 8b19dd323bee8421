"""The prompt: fixed rules, the numbered passages, then the question. Everything in it is masked or published."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from appliance.ai.answering import quote
from appliance.ai.inference.language_model import Prompt, Role
from appliance.ai.knowledge.rows import row_fields
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.knowledge.hits import Hit

PASSAGES = 3
PASSAGE_CHARACTERS = 600
HISTORY = 2
MAX_TOKENS = 160
_STOP = ("\n\n\n", "Question:", "问题：")


@cache
def rules(lang: str) -> str:
    """The text of prompts/<lang>.md."""
    return files(__package__).joinpath("prompts", f"{lang}.md").read_text(encoding="utf-8")


def build(
    question: MaskedText, hits: Sequence[Hit], lang: str, history: Sequence[tuple[str, MaskedText]] = ()
) -> Prompt:
    """A prompt over the first passages; `history` gives at most the last exchange, so that "it" has a meaning."""
    passages = "\n".join(f"[{n}] {passage_text(hit)}" for n, hit in enumerate(hits[:PASSAGES], 1))
    system = MaskedText.trusted(rules(lang).replace("{passages}", passages))
    turns: list[tuple[Role, MaskedText]] = [
        ("user" if role in ("user", "visitor") else "assistant", text) for role, text in history[-HISTORY:]
    ]
    return Prompt(system=system, turns=[*turns, ("user", question)], max_tokens=MAX_TOKENS, stop=_STOP)


def passage_text(hit: Hit) -> str:
    """A hit as the model reads it and as sentences are held against it: where it stands, then its words."""
    if hit.kind == "qa":
        return f"{hit.question or ''} {hit.text}"[:PASSAGE_CHARACTERS].strip()
    fields = row_fields(hit.text)
    text = quote.row(fields, hit.lang) if fields else hit.text
    place = " ".join(part for part in (hit.document_title, hit.heading.replace(" › ", " ")) if part)
    return f"{place}: {text}"[:PASSAGE_CHARACTERS].strip()


def hash_of(prompt: Prompt) -> str:
    """A short fingerprint of the whole prompt (SHA-256, 16 hex digits), to tell later which prompt was used."""
    whole = "\0".join([str(prompt.system), *(f"{role}:{text}" for role, text in prompt.turns)])
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
