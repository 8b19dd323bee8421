"""The sentences that the appliance says of its own, in both languages. Nothing here states a fact about the bank."""

from __future__ import annotations

from typing import Literal

Key = Literal[
    "not_published", "own_data", "advice", "promise", "other_bank", "forecast", "clarify", "quote_other_language",
    "data_only", "greeting", "thanks", "bye", "who", "human_or_ai", "poor_scan",
]  # fmt: skip

_TEXTS: dict[str, tuple[str, str]] = {
    "not_published": (
        "在已发布的资料中没有找到这个问题的答案，我不便猜测。您可以换个说法再问，也可以转人工客服为您解答。",
        "Our published information does not contain the answer, and I will not guess. You can rephrase the question, "
        "or I can pass you to a colleague.",
    ),
    "own_data": (
        "这涉及您本人的账户或申请，我看不到这些信息，请由人工客服核实身份后为您查询。需要为您转人工吗？",
        "This is about your own account or application, which I cannot see. A colleague can look it up after checking "
        "your identity. Shall I pass you to one?",
    ),
    "advice": (
        "我不能替您做投资或产品选择的建议。需要的话，可以转人工客服，由有资质的同事为您说明。",
        "I cannot give investment or product advice. If you wish, I can pass you to a qualified colleague.",
    ),
    "promise": (
        "这取决于具体审核或市场情况，我不能作出任何保证。需要的话，可以转人工客服为您说明。",
        "That depends on the review or on the market, and I cannot promise anything. I can pass you to a colleague.",
    ),
    "other_bank": (
        "我只能依据本行已发布的资料回答，不了解其他机构的情况。关于本行的业务，可以转人工客服为您解答。",
        "I can only answer from this bank's own published information, not about other institutions. I can pass you to "
        "a colleague.",
    ),
    "forecast": (
        "将来的变化我无法预测，已发布的资料中也没有说明。需要的话，可以转人工客服为您解答。",
        "I cannot foresee future changes, and our published information does not state them. I can pass you to a colleague.",
    ),
    "poor_scan": (
        "相关内容来自扫描件，其中的数字可能识别有误，我不便直接引用。可以转人工客服为您核对。",
        "What I found comes from a scanned document whose figures may have been misread, so I will not quote them. I can pass "
        "you to a colleague who checks them.",
    ),
    "clarify": ("您想了解的是哪一项？", "Which one do you mean?"),
    "data_only": (
        "您发来的个人信息已隐去。请问您想咨询什么问题？",
        "The personal data you sent has been hidden. What would you like to know?",
    ),
    "quote_other_language": ("以下为资料原文（英文）：", "From our published text (in Chinese):"),
    "greeting": (
        "您好！我是本行的 AI 客服，可以根据已发布的资料回答业务问题，也可以随时为您转人工。请问有什么可以帮您？",
        "Hello! I am the bank's AI assistant. I answer from our published information, and you can ask for a person at "
        "any time. How can I help?",
    ),
    "thanks": ("不客气！还有其他问题请随时告诉我。", "You are welcome! Just ask if there is anything else."),
    "bye": ("感谢您的咨询，再见！", "Thank you for contacting us. Goodbye!"),
    "who": (
        "我是本行的 AI 客服，由计算机根据已发布的资料自动回答，不是真人。需要时可以随时转人工客服。",
        "I am the bank's AI assistant: a computer that answers from published information, not a person. You can ask for "
        "a person at any time.",
    ),
}


def say(key: str, lang: str) -> str:
    """The fixed sentence `key` in "zh" or "en"."""
    zh, en = _TEXTS[key]
    return zh if lang == "zh" else en
