"""Texts about bare values, grown from `told/*.txt` and from the questions of `questions/*.txt` with answers to them."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from appliance.core.masking.training.lists import choices, lines
from appliance.core.masking.training.questions import grown
from appliance.core.masking.training.refill import Text
from appliance.core.masking.training.slots import HARMLESS, LABEL, MADE

_SLOT: Final = re.compile(r"\{(\w+)\}")
_ROLES: Final = {"A:": ("agent", "agent", "ai"), "V:": ("visitor",)}


def told_lines(name: str) -> tuple[str, ...]:
    """The lines of `told/<name>.txt`."""
    return choices(name, "told")


def filled(turn: str, r: Random) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Slots filled in; the labels of those that are somebody's."""
    out, spans, at = "", [], 0
    for m in _SLOT.finditer(turn):
        out += turn[at : m.start()]
        name = m[1]
        value = (MADE.get(name) or HARMLESS[name])(r)
        start = len(out) + (value[0] == "“")
        out += value
        if name in MADE:
            spans.append((start, len(out) - (value[-1] == "”"), LABEL.get(name, name)))
        at = m.end()
    return out + turn[at:], tuple(spans)


def story(name: str, r: Random) -> Text:
    """One line of `told/<name>.txt`, grown."""
    *before, last = grown(r.choice(told_lines(name)), r).split(">>")
    context = []
    for turn in before:
        if "{SECQ}" in turn:
            turn = turn.replace("{SECQ}", question(r.choice(_SECRETS), r))
        role = next((roles for mark, roles in _ROLES.items() if turn.startswith(mark)), ("visitor",))
        context.append((r.choice(role), filled(turn.removeprefix("A:").removeprefix("V:"), r)[0]))
    if not context and r.random() < 0.25:
        context = [_small_talk(r)]
    text, spans = filled(wide(last.strip(), r), r)
    return Text(text, tuple(context), spans, author="told")


def wide(said: str, r: Random) -> str:
    """Chinese commas and stops mostly."""
    return (
        said
        if said.isascii() or r.random() < 0.3
        else said.replace(",", "，").replace("?", "？").replace("!", "！")
    )


def _small_talk(r: Random) -> tuple[str, str]:
    return r.choice(("agent", "ai")), grown(r.choice(lines("NONE", "questions")), r)


_ANSWERED: Final = {
    "OTP": "OTP", "CVV": "CVV", "EXPIRY": "EXPIRY", "PASSWORD": "PASSWORD", "MOBILE": "MOBILE", "LANDLINE": "LANDLINE",
    "CN_ID": "CN_ID", "PASSPORT": "PASSPORT", "PERMIT": "PERMIT", "HKTW_ID": "HKID", "BANK_CARD": "CARD", "ACCOUNT": "ACCOUNT",
    "DOB": "DOB", "WECHAT": "WECHAT", "QQ": "QQ", "PLATE": "PLATE",
}  # fmt: skip
_SECRETS: Final = ("OTP", "CVV", "EXPIRY", "PASSWORD")
_PLAIN: Final = ("n1", "n2", "n3", "n4", "n5", "n6", "amtN", "amt", "year", "date", "time", "tail", "order", "err", "ver", "fund", "rate", "my")  # fmt: skip


def question(kind: str, r: Random) -> str:
    """One of `questions/*.txt`, mostly in a frame."""
    said = grown(r.choice(choices(kind, "questions")), r)
    frames = lines("FRAMES_EN" if said.isascii() else "FRAMES", "questions")
    return grown(r.choice(frames), r).replace("@", said) if r.random() < 0.6 else said


def dialogue(r: Random) -> Text:
    """A question of `questions/*.txt`, perhaps some turns between, and a bare answer."""
    secret = r.choices(_SECRETS, (36, 20, 18, 26))[0]
    kind = r.choices((secret, "PLAIN", r.choice(tuple(_ANSWERED)[4:])), (46, 38, 16))[0]
    context = [(r.choice(("agent", "agent", "ai")), question(kind, r))]
    if r.random() < 0.15:
        context.insert(0, (r.choice(("agent", "visitor")), question(r.choice((*_SECRETS, "PLAIN")), r)))
    if r.random() < 0.15:
        context.append(
            (
                "visitor",
                r.choice(
                    ("等一下", "我找找", "好的", "哪个", "嗯", "好", "在哪看", "ok", "稍等哈", "我看看")
                ),
            )
        )
        if r.random() < 0.5:
            context.append(("agent", r.choice(("不急", "好的", "慢慢来", "嗯嗯", "您看看", "ok"))))
    if kind != "PLAIN" and r.random() < 0.2:
        return Text(
            filled(wide(grown(r.choice(told_lines("nonanswers")), r), r), r)[0], tuple(context), author="told"
        )
    answer = grown(r.choice(told_lines("answers")), r)
    slot = r.choice(_PLAIN) if kind == "PLAIN" else _ANSWERED[kind]
    if kind == "PASSWORD" and r.random() < 0.4:
        slot = r.choice(("PIN", "PIN", "PW"))
    text, spans = filled(wide(answer.replace("@", f"{{{slot}}}"), r), r)
    return Text(text, tuple(context), spans, author="told")


def told(count: int, r: Random) -> list[Text]:
    """Stories of every kind and dialogues; the harmless are as many as the secret."""
    made = []
    for _ in range(count):
        name = r.choices(
            ("otp", "cvv", "expiry", "password", "others", "harmless", ""), (12, 8, 6, 11, 6, 31, 26)
        )[0]
        made.append(story(name, r) if name else dialogue(r))
    return made
