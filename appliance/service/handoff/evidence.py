"""What a reason rests on, in words for the agent. Evidence is kept short and stable ("angry 0.83 (reading-2)")."""

from __future__ import annotations

import re
from typing import Final

from appliance.service.handoff.knobs import Words

_FORM: Final = re.compile(r"(?P<what>[a-z_ ]+?)(?: (?P<figure>\d+(?:\.\d+)?))?(?: \((?P<version>[\w.-]+)\))?")
WHATS: Final[dict[str, Words]] = {
    "lexicon": ("明确的字词", "plain words"),
    "wording": ("明说要人工", "asked for in so many words"),
    "agreed to our offer": ("同意了转人工的询问", "said yes to our offer"),
    "wants_person": ("按语义：要求人工", "by meaning: asks for a person"),
    "angry": ("按语义：激动", "by meaning: angry"),
    "escalating": ("按语义：情绪变差", "by meaning: getting worse"),
    "dissatisfied twice": ("按语义：两次不满", "by meaning: dissatisfied twice"),
    "anxious": ("按语义：焦急", "by meaning: anxious"),
    "self_harm": ("按语义：自伤风险", "by meaning: danger to life"),
    "fraud": ("按语义：诈骗或盗用", "by meaning: fraud or misuse"),
    "bereavement": ("按语义：亲属离世", "by meaning: a death"),
    "legal_threat": ("按语义：诉讼", "by meaning: legal threat"),
    "regulator": ("按语义：监管", "by meaning: regulator"),
    "media_threat": ("按语义：媒体", "by meaning: press"),
    "complaint": ("按语义：投诉", "by meaning: complaint"),
    "money_laundering": ("按语义：洗钱", "by meaning: money laundering"),
    "lost_card": ("按语义：卡片遗失", "by meaning: lost card"),
    "refund": ("按语义：退款", "by meaning: refund"),
    "minor": ("按语义：未成年人", "by meaning: a minor"),
    "elderly": ("按语义：年长客户", "by meaning: an elderly customer"),
    "example": ("与例句相近", "like an example"),
    "unanswered": ("连续没有答案的次数", "times in a row without an answer"),
    "insists": ("说明很急", "says it is urgent"),
    "two rejections": ("两次否定", "two answers turned down"),
    "rejections": ("否定次数", "answers turned down"),
    "turns": ("没有解决的轮数", "turns that resolved nothing"),
    "asked": ("问到的次数", "times asked"),
    "rejected": ("未过核对的次数", "drafts that failed the checks"),
    "confidence": ("把握", "confidence"),
    "engine not ready": ("引擎未就绪", "engine not ready"),
    "seconds": ("耗时秒数", "seconds taken"),
    "tier": ("客户等级", "tier"),
    "rung handoff twice": ("连续两次没有答案", "unanswered twice in a row"),
    "the answer could not be made": ("答复未能生成", "the answer could not be made"),
}


def said(kept: str, lang: str) -> str:
    """The evidence for people; as it is kept where it is of no known form."""
    found = _FORM.fullmatch(kept)
    words = WHATS.get(found["what"]) if found else None
    if found is None or words is None:
        return kept
    parts = [
        words[0 if lang.startswith("zh") else 1],
        found["figure"],
        f"({found['version']})" if found["version"] else "",
    ]
    return " ".join(part for part in parts if part)
