"""Why a person was asked for, in the reader's words: the reasons, what each rests on, and the one that must catch the eye."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from appliance.doors.web.catalogs import N_, gettext
from appliance.service.handoff import evidence
from appliance.service.handoff.rules.registry import BY_NAME

# Reasons that must catch the eye in a list, the gravest first.
ALARMS = {
    "self_harm": N_("危急"),
    "fraud": N_("疑似盗用"),
    "lost_card": N_("卡片遗失"),
    "bereavement": N_("丧亲"),
    "legal": N_("法律"),
    "complaint": N_("投诉"),
    "angry": N_("情绪激动"),
    "escalating": N_("情绪变差"),
    "dissatisfied": N_("不满"),
    "rejected_twice": N_("不满"),
}


def rests(stored: Iterable[Any] | None, lang: str) -> list[str]:
    """What each reason rests on: what was seen, by which rule and version of the rule book; "" where none is kept."""
    say, found = gettext(lang), []
    for one in stored or ():
        kept = one if isinstance(one, dict) else {}
        parts = [evidence.said(str(kept["evidence"]), lang)] if kept.get("evidence") else []
        kind = BY_NAME.get(str(kept.get("rule", "")))
        if kind is not None and kept.get("version"):
            title, number = kind.title[0 if lang == "zh" else 1], str(kept["version"])
            version = (
                say(N_("出厂规则")) if number == "0" else say(N_("第 %(n)s 版")).replace("%(n)s", number)
            )
            parts.append(
                say(N_("规则“%(rule)s”，%(version)s"))
                .replace("%(rule)s", title)
                .replace("%(version)s", version)
            )
        found.append(" · ".join(parts))
    return found


def alarm(stored: Iterable[Any] | None, lang: str) -> str:
    """The gravest reason as a word, '' if none is grave."""
    codes = {one.get("code") for one in stored or () if isinstance(one, dict)}
    return next((gettext(lang)(word) for code, word in ALARMS.items() if code in codes), "")
