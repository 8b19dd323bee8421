"""Talks of several turns or of several things at once: what was asked a few turns ago, halves, and lists answered in their order.

The questions are those of `questions/*.txt` and the nouns of `told/nouns.txt`; what goes on with an earlier question is in
`told/follows.txt`, short names in `told/short.txt`.
"""

from __future__ import annotations

from random import Random
from typing import Final

from appliance.core.masking.training.lists import choices, lines
from appliance.core.masking.training.named import nouns
from appliance.core.masking.training.questions import grown
from appliance.core.masking.training.refill import Text
from appliance.core.masking.training.slots import HARMLESS, LABEL, MADE
from appliance.core.masking.training.told import filled, question, wide

_SECRETS: Final = ("OTP", "CVV", "EXPIRY", "PASSWORD")
_SLOTS: Final = {
    "OTP": ("OTP",), "CVV": ("CVV",), "EXPIRY": ("EXPIRY",), "PASSWORD": ("PIN", "PIN", "PASSWORD", "PASSWORD"), "MOBILE": ("MOBILE",),
    "BANK_CARD": ("CARD",), "CN_ID": ("CN_ID",), "ACCOUNT": ("ACCOUNT",), "QQ": ("QQ",),
    "PLAIN": ("n3", "n4", "n6", "amtN", "amt", "tail", "tail", "year", "order", "fund", "n2"),
}  # fmt: skip
_NOUN_SLOTS: Final = {
    "OTP": "OTP",
    "CVV": "CVV",
    "EXPIRY": "EXPIRY",
    "PASSWORD": "PASSWORD",
    "PIN": "PASSWORD",
}
_JOINED: Final = (
    "、",
    "、",
    "，",
    "和",
    "、",
    "跟",
    "，再来",
    "，还有",
    "以及",
    "；",
    " ",
    "加",
    "/",
    "，然后",
)
_PARTED: Final = (
    "，",
    "，",
    ",",
    " ",
    "、",
    "/",
    "；",
    "\n",
    "。",
    "  ",
    " , ",
    "，然后",
    "，再",
    ";",
    " / ",
    "——",
)
_TALK: Final = (
    "等一下", "我找找", "好的", "哪个", "嗯", "好", "在哪看", "ok", "稍等哈", "我看看", "啊？", "哦哦", "字太小", "等等啊在找", "马上", "行", "要这个干嘛",
    "能不给吗", "我戴个眼镜", "开车呢等会", "在抽屉里", "来了来了", "还没到", "到了", "刚才不是说过吗", "你等会儿", "我问问我老公", "记不太清", "让我想想",
)  # fmt: skip
_WAITS: Final = (
    "不急", "好的", "慢慢来", "嗯嗯", "您看看", "ok", "好", "不着急", "可以的", "没关系", "对的", "是的，就是那个", "您慢慢找", "稍等没事", "放心", "嗯，是的",
)  # fmt: skip


def _value(kind: str, r: Random) -> tuple[str, str]:
    """A value, and its kind as labelled ("" where it is nobody's)."""
    slot = r.choice(_SLOTS[kind])
    return (MADE.get(slot) or HARMLESS[slot])(r), "" if kind == "PLAIN" else LABEL.get(slot, slot)


def _noun(kind: str, r: Random) -> str:
    if kind in _SECRETS and r.random() < 0.35:
        among = [words for slot, words in nouns("nouns") if _NOUN_SLOTS.get(slot) == kind]
        return r.choice(r.choice(among))
    return r.choice(dict(nouns("short"))[kind])


def _kinds(r: Random) -> list[str]:
    """Two or three different things, one of them a secret at least."""
    count = r.choice((2, 2, 2, 3))
    made = [r.choice(_SECRETS)]
    while len(made) < count:
        kind = r.choices(
            (*_SECRETS, "PLAIN", r.choice(("MOBILE", "BANK_CARD", "CN_ID", "ACCOUNT"))), (5, 5, 2, 5, 8, 3)
        )[0]
        if kind not in made:
            made.append(kind)
    r.shuffle(made)
    return made


def listed(r: Random) -> Text:
    """Several things asked for at once, given in that order, now and then each by its name."""
    kinds = _kinds(r)
    words = [_noun(kind, r) for kind in kinds]
    roll = r.random()
    if roll < 0.2:
        asked = f"先{words[0]}{r.choice('后再，')}{words[1]}" + "".join(f"，最后{word}" for word in words[2:])
    elif roll < 0.3:
        asked = "，".join(question(kind, r) for kind in kinds)
    else:
        asked = words[0] + "".join(r.choice(_JOINED) + word for word in words[1:])
    if r.random() < 0.5:
        asked = r.choice(
            (
                "请依次提供：@",
                "@，一起发",
                "按顺序来：@",
                "@都报一下",
                "麻烦@",
                "我需要@",
                "还差@",
                "两样：@",
                "@，分别是？",
                "请确认@",
                "@各是多少",
                "@呢",
            )
        ).replace("@", asked)
    named = r.random() < 0.25
    if named and r.random() < 0.5:
        order = r.sample(range(len(kinds)), len(kinds))
        kinds, words = [kinds[i] for i in order], [words[i] for i in order]
    parted = r.choice(_PARTED)
    text = r.choice(("", "", "", "好的，", "嗯 ", "记一下：", "是", "哦，"))
    spans = []
    for at, kind in enumerate(kinds):
        value, label = _value(kind, r)
        text += (parted if at else "") + (words[at] + r.choice(("", "是", "：", " ")) if named else "")
        if label:
            spans.append((len(text), len(text) + len(value), label))
        text += value
    text += r.choice(("", "", "", "", "。", "，对吗", "，就这些", "，快点", " 谢谢"))
    context = (("agent", asked),) if r.random() < 0.8 else (("visitor", r.choice(_TALK)), ("agent", asked))
    return Text(text, context, tuple(spans), author="told")


def later(r: Random) -> Text:
    """A question, talk that asks for nothing, and the answer; or half of it, a word to go on, and the rest."""
    kind = r.choices(
        (*_SECRETS, "PLAIN", r.choice(("MOBILE", "BANK_CARD", "ACCOUNT"))), (30, 20, 6, 30, 10, 4)
    )[0]
    turns = [(r.choice(("agent", "agent", "ai")), question(kind, r) if r.random() < 0.7 else _noun(kind, r))]
    value, label = _value(kind, r)
    half = kind in ("OTP", "CVV", "PASSWORD") and r.random() < 0.45 and len(value) < 12
    cut = r.randint(1, max(1, len(value) - 1))
    if half:
        turns.append(("visitor", r.choice(("", "", "嗯", "是", "我记得")) + value[:cut]))
        value = value[cut:].strip(" -.,，、") or value[-1:]
        turns.append(("agent", grown(r.choice(choices("follows", "told")), r)))
    elif r.random() < 0.5:
        if r.random() < 0.6:
            turns.append(("visitor", r.choice((*_TALK, _value(kind, r)[0]))))
        turns.append(("agent", grown(r.choice(choices("follows", "told")), r)))
    else:
        for _ in range(r.choice((1, 1, 2))):
            turns.append(("visitor", r.choice(_TALK)))
            turns.append(
                (
                    "agent",
                    r.choice(_WAITS) if r.random() < 0.6 else grown(r.choice(lines("NONE", "questions")), r),
                )
            )
    if r.random() < 0.2:
        turns.insert(0, ("visitor", r.choice(_TALK)))
        turns.insert(0, ("agent", question(r.choice((*_SECRETS, "PLAIN")), r)))
    return _answered(value, label, turns, r)


def contrasted(r: Random) -> Text:
    """Another thing was asked for and given before; the last question counts."""
    first, last = r.sample((*_SECRETS, "PLAIN", "MOBILE"), 2)
    given = r.choice(("", _value(first, r)[0], r.choice(_TALK)))
    turns = [("agent", question(first, r) if first in _SECRETS or first == "PLAIN" else _noun(first, r))]
    turns += [("visitor", given)] if given else []
    turns.append(("agent", question(last, r) if last in _SECRETS or last == "PLAIN" else _noun(last, r)))
    return _answered(*_value(last, r), turns, r)


def _answered(value: str, label: str, turns: list[tuple[str, str]], r: Random) -> Text:
    before, _, after = wide(grown(r.choice(choices("answers", "told")), r), r).partition("@")
    before, after = filled(before, r)[0], filled(after.replace("@", ""), r)[0]
    spans = ((len(before), len(before) + len(value), label),) if label else ()
    return Text(before + value + after, tuple(turns), spans, author="told")


def talks(count: int, r: Random) -> list[Text]:
    """Two in five list several things, two go on with an earlier question, one sets two questions against each other."""
    return [r.choices((listed, later, contrasted), (40, 40, 20))[0](r) for _ in range(count)]
