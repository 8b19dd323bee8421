"""The model's draft of an impression, or of what was asked and tried. Only a model that writes the language is asked, and what it
says is used only if it is short, in that language, and holds no figure that the material does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.ai.answering.language import detect
from appliance.ai.inference.language_model import LanguageModel, ModelUnavailable, Prompt
from appliance.core.kit.clock import monotonic
from appliance.core.masking.text import MaskedText, tokens_in

PATIENCE: Final = 20.0
"""Seconds."""
LONGEST: Final = 160
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_ASKED: Final = {
    "zh": "下面是一位访客说过的话和之前的答复。用一到两句中文写给接待的同事：访客关心什么，语气如何，接待时注意什么。"
    "只依据这些话，不写数字，不写个人信息，不要称呼。",
    "en": "Below is what a visitor said and was answered. Write one or two sentences for the colleague who takes over: what the "
    "visitor cares about, in what mood, and what to mind. Rest on these words only; no figures, no personal data.",
}


def draft(
    model: LanguageModel | None, turns: Sequence[tuple[str, MaskedText]], lang: str, salt: str
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
        MaskedText.trusted(_ASKED[which]), [("user", MaskedText.trusted(said))], max_tokens=120, salt=salt
    )
    try:
        words = "".join(model.stream(prompt, cancelled=lambda: monotonic() > until)).strip()
    except ModelUnavailable:
        return None
    return words if usable(words, said, which) else None


def usable(words: str, material: str, lang: str) -> bool:
    """Whether a draft may be shown: something, short, in the language, with no token and no figure of its own."""
    if not words or len(words) > LONGEST * (1 if lang == "zh" else 2) or tokens_in(MaskedText.trusted(words)):
        return False
    known = set(_FIGURES.findall(material))
    return detect(words) == lang and all(figure in known for figure in _FIGURES.findall(words))
