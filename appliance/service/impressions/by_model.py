"""The model's draft of an impression, or of what was asked and tried. Only a model that writes the language is asked, and what it
says is used only if it is short, in that language, speaks of the visitor rather than as one, and holds no figure that the material
does not. A small model rather goes on with the talk (the starter model did, and once asked for a code): it is stopped at the
first such word, and the rules' facts stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.ai.answering.conduct import fault
from appliance.ai.answering.language import detect
from appliance.ai.answering.words import content_pieces
from appliance.ai.inference.language_model import LanguageModel, ModelUnavailable, Prompt
from appliance.core.kit.clock import monotonic
from appliance.core.masking.text import MaskedText, tokens_in

PATIENCE: Final = 20.0
"""Seconds."""
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_TALKS: Final = re.compile(
    r"[?？]|^\s*(?:visitor|answer|assistant|user|访客|答复)\s*[:：]|我(?!行)|[您你]|\b(?:i|i'm|i've|me|my|we|you|your)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What is said to somebody, or by one of the two."""
_LAST: Final = re.compile(r"\w+$")
"""A word that may still grow: I, In."""
_RESTS: Final = 0.3
"""Share of the words of an English draft that the material has; the others tell of it (wants, was told)."""


@dataclass(frozen=True)
class Wanted:
    """What the model is asked for, by language, and how long it may be: characters of Chinese; English may have twice as many."""

    zh: str
    en: str
    longest: int


IMPRESSION: Final = Wanted(
    "下面是一位访客说过的话和之前的答复。用一到两句中文写给接待的同事：访客关心什么，语气如何，接待时注意什么。"
    "只依据这些话，不写数字，不写个人信息，不要称呼。",
    "Below is what a visitor said and was answered. Write one or two sentences for the colleague who takes over: what the "
    "visitor cares about, in what mood, and what to mind. Rest on these words only; no figures, no personal data.",
    160,
)
SUMMARY: Final = Wanted(
    "下面是一位访客说过的话和之前的答复。用两到三句中文告诉接手的同事：访客要办什么，已经答复了什么，还有什么没有解决。"
    "只依据这些话，不写其中没有的数字，不写个人信息，不要称呼。",
    "Below is what a visitor said and was answered. Tell the colleague who takes over in two or three sentences: what the "
    "visitor wants, what was answered, what is still open. Rest on these words only; no figures that are not there, no personal "
    "data.",
    200,
)


def draft(
    model: LanguageModel | None,
    turns: Sequence[tuple[str, MaskedText]],
    lang: str,
    salt: str,
    wanted: Wanted = IMPRESSION,
) -> str | None:
    """The model's words, or None where it is not there, cannot write the language, or what it wrote cannot be used.

    `turns` are (role, text), oldest first. Takes up to `PATIENCE`; call it with no transaction open.
    """
    which = "zh" if lang.startswith("zh") else "en"
    if model is None or which not in model.writes or model.status().state != "ready" or not turns:
        return None
    until = monotonic() + PATIENCE
    names = {"user": "访客" if which == "zh" else "Visitor"}
    said = "\n".join(
        f"{names.get(role, '答复' if which == 'zh' else 'Answer')}: {text}" for role, text in turns
    )
    prompt = Prompt(
        MaskedText.trusted(wanted.zh if which == "zh" else wanted.en),
        [("user", MaskedText.trusted(said))],
        max_tokens=wanted.longest,
        salt=salt,
    )
    said_so_far: list[str] = []

    def enough() -> bool:
        return monotonic() > until or talks(_LAST.sub("", "".join(said_so_far)))

    try:
        for part in model.stream(prompt, cancelled=enough):
            said_so_far.append(part)
    except ModelUnavailable:
        return None
    words = "".join(said_so_far).strip()
    # What was cut short by the clock may be half a sentence.
    return words if monotonic() <= until and usable(words, said, which, wanted.longest) else None


def usable(words: str, material: str, lang: str, longest: int) -> bool:
    """Whether a draft may be shown: something, short, in the language, of the visitor, with no token and no figure of its own."""
    if not words or len(words) > longest * (1 if lang == "zh" else 2) or tokens_in(MaskedText.trusted(words)):
        return False
    if talks(words) or fault(words) is not None or detect(words) != lang:
        return False
    known = set(_FIGURES.findall(material))
    return all(figure in known for figure in _FIGURES.findall(words)) and _rests(words, material, lang)


def talks(words: str) -> bool:
    """Whether a draft goes on with the talk, which no more words can mend."""
    return bool(_TALKS.search(words))


def _rests(words: str, material: str, lang: str) -> bool:
    if lang == "zh":
        return True  # told in words of its own, which say nothing by themselves
    said, there = set(content_pieces(words)), set(content_pieces(material))
    return not said or len(said & there) >= _RESTS * len(said)
