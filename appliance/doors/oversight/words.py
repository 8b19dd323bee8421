"""What happened, in the words of somebody who audits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from appliance.ai.knowledge.hits import Source
from appliance.core.audit.verbs import LABELS, Verb
from appliance.core.masking.show import labels
from appliance.doors.web.catalogs import N_, gettext
from appliance.service.handoff.reasons import reasons

STATES = {
    "ai": N_("AI 在答"),
    "queued": N_("等待人工"),
    "human": N_("人工服务"),
    "closed": N_("已结束"),
}
STATE_TONES = {"ai": "ai", "queued": "wait", "human": "next", "closed": ""}
CHANNELS = {"web_widget": N_("网页"), "loopback": N_("自测")}
RUNGS = {
    "approved": N_("已核准答案"),
    "generated": N_("依据资料生成"),
    "quote": N_("原文摘录"),
    "clarify": N_("请访客澄清"),
    "handoff": N_("没有依据，可转人工"),
}
AUTHORS = {
    "visitor": N_("访客"),
    "agent": N_("人工"),
    "ai": N_("AI"),
    "system": N_("系统"),
}
# Name of the event -> (chip, tone, sentence).
EVENTS = {
    "handed_off": (N_("已转人工"), "wait", N_("AI 已停止 · 转人工：%(why)s")),
    "claimed": (N_("人工接管"), "next", N_("%(name)s 接管 · AI 锁定")),
    "transferred": (N_("转交"), "", N_("%(name)s 接手")),
    "released": (N_("转交"), "wait", N_("退回排队")),
    "given_back": (N_("交回 AI"), "ai", N_("%(name)s 交回 AI")),
    "closed": (N_("已结束"), "", N_("会话已结束")),
    "reopened": (N_("重新打开"), "", N_("会话重新打开")),
    "secret_dropped": (N_("敏感：未入库"), "alarm", N_("访客发来的密码或验证码已删除，没有保存")),
    "erased": (N_("内容已删除"), "", N_("内容已按要求删除")),
    "remasked": (N_("重新脱敏"), "", N_("前文已重新脱敏")),
}


def happened(view: Any, lang: str) -> tuple[str, str]:
    """(words, tone) of the chip beside a message."""
    say = gettext(lang)
    if view.kind == "event":
        chip, tone, _ = EVENTS.get(_event(view), (N_("系统"), "", ""))
        return say(chip), tone
    if view.kind == "note":
        return say(N_("内部备注")), "wait"
    if view.author_kind == "ai":
        if view.withdrawn:
            return say(N_("AI 草稿已撤下")), "alarm"
        rung = RUNGS.get(str(view.meta.get("rung", "")))
        return say(N_("AI 答")) + (f" · {say(rung)}" if rung else ""), "ai"
    if view.author_kind == "visitor" and ":dropped⟧" in str(view.text):
        return say(N_("敏感：未入库")), "alarm"
    return say(AUTHORS.get(view.author_kind, view.author_kind)), "next" if view.author_kind == "agent" else ""


def event_line(view: Any, lang: str) -> str:
    """The sentence of an event; the appliance's own words for one that has no sentence here."""
    name = _event(view)
    if name not in EVENTS:
        return str(view.text)
    values = {
        "name": str(view.meta.get("agent") or view.meta.get("from") or view.author_name or ""),
        "why": "、".join(reasons(view.meta.get("reasons"), lang)),
    }
    sentence = gettext(lang)(EVENTS[name][2])
    for key, value in values.items():
        sentence = sentence.replace(f"%({key})s", value)
    return sentence.strip().rstrip("：: ")


def _event(view: Any) -> str:
    name = str(view.meta.get("event", ""))
    return "released" if name == "transferred" and not view.meta.get("agent") else name


def sources(stored: Iterable[Any] | None, lang: str) -> list[str]:
    """The places an answer rests on, each once: 住房贷款手册 · 第 14 页."""
    known = Source.__dataclass_fields__.keys()
    labels: dict[str, None] = {}
    for one in stored or ():
        if isinstance(one, dict):
            values = {"document_id": None, "title": "", **{k: v for k, v in one.items() if k in known}}
            labels[Source(**values).label(lang)] = None
        else:
            labels[str(one)] = None
    return list(labels)


def verbs(lang: str) -> dict[str, str]:
    """Every verb with its label."""
    return {verb.value: LABELS[verb][0 if lang == "zh" else 1] for verb in Verb}


def counted(found: Mapping[str, int], lang: str) -> str:
    """`手机 2、姓名 1` · `Mobile 2, Name 1`."""
    return ("、" if lang == "zh" else ", ").join(
        f"{labels(kind, lang)} {count}" for kind, count in found.items()
    )
