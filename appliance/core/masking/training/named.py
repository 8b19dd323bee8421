"""Numbers called by their nouns, grown from `told/nouns.txt` in frames that every noun shares: only the noun, or the question
before, tells a secret from a number that is nobody's."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

from appliance.core.masking.training.lists import lines
from appliance.core.masking.training.questions import grown
from appliance.core.masking.training.refill import Text
from appliance.core.masking.training.told import filled, question, wide

_SECRETS: Final = ("OTP", "CVV", "EXPIRY", "PASSWORD")
_BEFORE: Final = (
    "你好，", "您好 ", "请问", "那个，", "哎，", "帮我看看，", "我想问下，", "就是，", "不好意思，", "客服，", "亲，", "hi, ", "哦", "嗯 ", "对了，",
    "急！", "烦死了，", "我妈问，", "老师，", "麻烦查下，", "今天", "刚才", "昨天", "上次", "我就想问",
)  # fmt: skip
_AFTER: Final = (
    "，怎么办", "，谢谢", "，对吗", "，是吧", "，你看看", "，能办吗", "，什么情况", "，快点", "，麻烦了", "，不行吗", "，在哪改", "，怎么填", "，别的不知道",
    "，我没记错吧", "，急", "。", "！", "？", "…", "，你们系统有问题吧", "，然后呢", "，不是吗", "，收到没", "，就这样",
)  # fmt: skip
_NOT_THAT: Final = (
    "，不是验证码", "，跟密码没关系", "，不是你要的那个吧", "，别的我没有", "，卡的我没带", "，你要的是这个吗", "，验证码还没来", "，密码不能说", "，不是卡的",
    "，跟那个是两码事吧", "，你问的是这个？", "，卡没过期", "，那三位我不说", "，先查这个", "，有效期看不清",
)  # fmt: skip


@cache
def nouns(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(slot, its nouns) of a list; a line of several slots counts for each."""
    found = []
    for line in lines(name, "told"):
        slots, _, words = line.partition(":")
        found += [(slot, tuple(words.strip().split("|"))) for slot in slots.split()]
    return tuple(found)


def _pair(r: Random, name: str, secret: bool) -> tuple[str, str]:
    """A noun and the slot of its value; one-time codes are told most."""
    among = [each for each in nouns(name) if each[0].isupper() == secret]
    slot, words = r.choices(among, [3 if each[0] == "OTP" else 1 for each in among])[0]
    return r.choice(words), slot


def _framed(r: Random, secret: bool) -> str:
    frame = grown(r.choice(lines("frames", "told")), r)
    pairs = [_pair(r, "nouns", secret)]
    if frame.count("$") > 1:
        pairs.append(_pair(r, "nouns", r.random() < 0.5))
        r.shuffle(pairs)
    elif frame.count("@") > 1:
        pairs *= 2
    for noun, slot in pairs:
        frame = frame.replace("$", noun, 1).replace("@", f"{{{slot}}}", 1)
    return frame


def _form(r: Random, secret: bool) -> str:
    """A request, a line of a log, a form of several fields."""
    fields = [_pair(r, "keys", secret or r.random() < 0.3)]
    fields += [_pair(r, "keys", r.random() < 0.3) for _ in range(r.randint(1, 3))]
    r.shuffle(fields)
    roll = r.random()
    if roll < 0.45:
        said = ",".join(f'"{key}":"{{{slot}}}"' for key, slot in fields)
        return f"{{{said}}}" if r.random() < 0.8 else said
    link, between = r.choice((("=", "&"), ("=", " "), ("=", ", "), (": ", "\n"), (":", " "), (": ", "; ")))
    return between.join(f"{key}{link}{{{slot}}}" for key, slot in fields)


def named(count: int, r: Random) -> list[Text]:
    """Half of them hold a secret; nearly half follow a question, mostly for another thing than what is said."""
    made = []
    for _ in range(count):
        secret = r.random() < 0.5
        form = r.random() < 0.12
        said = _form(r, secret) if form else _framed(r, secret)
        context: tuple[tuple[str, str], ...] = ()
        roll = r.random()
        if roll < 0.45:
            kind = r.choice(_SECRETS) if r.random() < 0.75 else "PLAIN"
            context = ((r.choice(("agent", "ai")), question(kind, r)),)
            if not secret and not form and r.random() < 0.25:
                said += r.choice(_NOT_THAT)
        elif roll < 0.55:
            context = ((r.choice(("agent", "ai")), grown(r.choice(lines("NONE", "questions")), r)),)
        if r.random() < 0.22:
            said = r.choice(_BEFORE) + said
        if r.random() < 0.25:
            said += r.choice(_AFTER)
        text, spans = filled(said if form else wide(said, r), r)
        made.append(Text(text, context, spans, author="named"))
    return made
