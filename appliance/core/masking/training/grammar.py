"""From templates to texts: `(a|b|)` chooses, `(…)?` may be missing, `{slot}` is filled."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final

from appliance.core.masking.training import (
    births,
    junk,
    junk_names,
    people,
    people_abroad,
    places,
    places_abroad,
    values,
)
from appliance.core.masking.training.lists import lines, words
from appliance.core.masking.training.marks import mark

_HOW: Final = (
    "毕业的毕", "诸葛的葛", "李白的白", "欧阳修的修", "刘德华的华", "三个马", "三个字", "上面一个山", "单人旁", "四声的", "带三点水", "春天的春", "耳东陈", "弓长张", "木子李", "双木林", "立早章", "口天吴", "草头黄", "言午许", "古月胡", "三横王", "人可何", "走肖赵",
    "文刀刘", "国家的国", "美丽的丽", "早晨的晨", "王字旁的", "三点水的", "那个字不好打", "伟大的伟", "日月明", "竖心旁的怡", "干勾于", "双人徐",
    "军队的军", "东方的东", "复姓", "生活的生", "蒲公英的蒲", "金字旁", "明天的明", "高兴的高", "方向的方", "简单的简", "建设的建",
)  # fmt: skip

_SLOTS: Final[dict[str, Callable[[Random], str]]] = {
    "N": lambda r: mark("P", people.full(r)),
    "P": people.anyone,
    "T": people.titled,
    "K": lambda r: mark("P", people.nick(r)),
    "G": lambda r: mark("P", people.given_two(r)),
    "G1": lambda r: mark("P", r.choice(words("given_chars")[:240])),
    "S": lambda r: mark("P", people.surname(r)),
    "X": lambda r: mark("P", people.dotted(r) if r.random() < 0.75 else people.undotted(r)),
    "L": lambda r: mark("P", people_abroad.latin(r)),
    "LI": lambda r: mark("P", people_abroad.initial(r)),
    "LF": lambda r: mark("P", people_abroad.latin_full(r)),
    "PY": lambda r: mark("P", people_abroad.pinyin(r)),
    "EN": lambda r: mark("P", people_abroad.english_one(r)),
    "lb": lambda r: "{",
    "rb": lambda r: "}",
    "spelled": lambda r: " ".join(r.choice("abcdefghijklmnoprstuwyz") for _ in range(r.randint(3, 7))),
    "R": lambda r: r.choice(words("relatives")),
    "A": lambda r: mark("A", places.address(r)),
    "AV": lambda r: mark("A", places.address(r, spoken=True)),
    "AT": lambda r: mark("A", places.tail(r)),
    "AR": lambda r: mark("A", f"{r.choice(words('roads'))}{r.randint(1, 1200)}号"),
    "AN": lambda r: mark(
        "A",
        r.choice(
            (
                f"{r.randint(1, 30)}-{r.randint(101, 3302)}",
                f"{r.randint(101, 3302)}室",
                f"{r.randint(1, 30)}栋{r.randint(101, 3302)}",
            )
        ),
    ),
    "AE": lambda r: mark("A", places_abroad.english(r)),
    "DI": places.district,
    "M": lambda r: mark("P", r.choice(words("minority")) if r.random() < 0.7 else people.undotted(r)),
    "KK": lambda r: mark("P", r.choice(words("pet_names"))),
    "W": lambda r: mark("P", people.everyday(r)),
    "WL": lambda r: mark("P", r.choice(words("wordlike_names"))),
    "O": lambda r: mark("P", people_abroad.foreign(r)),
    "FIG": lambda r: mark("P", junk_names.figure(r)),
    "fig": junk_names.figure,
    "latinpl": lambda r: r.choice(words("latin_places")),
    "fam": people.surname,
    "nm": people.full,
    "shop": lambda r: r.choice(words("shops")),
    "prodname": junk_names.product,
    "pl": lambda r: r.choice(words("world")),
    "enp": junk_names.english_phrase,
    "vers": lambda r: ".".join(str(r.randint(0, 19)) for _ in range(r.choice((2, 3, 3, 4)))),
    "role": junk_names.role,
    "D": lambda r: mark("D", births.chinese(r)),
    "DE": lambda r: mark("D", births.date(r)),
    "DA": lambda r: mark("D", births.answer(r)),
    "DY": lambda r: mark("D", str(r.randint(1940, 2008))),
    "DM": lambda r: mark("D", f"{r.randint(1, 12):02d}{r.randint(1, 28):02d}"),
    "DX": births.other,
    "mob": values.mobile,
    "card": values.card,
    "id": values.identity,
    "amt": values.amount,
    "amten": values.amount_english,
    "tail4": lambda r: values.digits(r, 4),
    "code": lambda r: values.digits(r, 6),
    "bank": lambda r: r.choice(words("banks")),
    "branch": values.branch,
    "org": values.company,
    "prod": lambda r: r.choice(words("products")),
    "city": lambda r: r.choice(words("org_cities")),
    "abroad": lambda r: r.choice(words("abroad")),
    "lm": lambda r: r.choice(words("landmarks")),
    "spell": lambda r: r.choice(_HOW),
    "w": lambda r: r.choice(words("everyday_words")),
    "e": lambda r: r.choice(words("everyday")),
    "junk": junk.junk,
    "fund": junk_names.fund,
    "brand": lambda r: r.choice(words("brands")),
    "model": lambda r: " ".join(r.sample(words("models"), 1 if r.random() < 0.5 else 2)),
    "ver": lambda r: r.choice(words("models")),
    "any": lambda r: some(r, "clauses"),
    "any0": lambda r: some(r, "clauses"),
}


def some(r: Random, name: str) -> str:
    """One text from a template of that file."""
    return expand(r, r.choice(lines(name, "templates")))


def expand(r: Random, template: str) -> str:
    """One text from one template, labels marked."""
    text, _ = _choices(r, template, 0)
    out, at = "", 0
    while (start := text.find("{", at)) >= 0:
        end = text.index("}", start)
        out += text[at:start] + _SLOTS[text[start + 1 : end]](r)
        at = end + 1
    return (out + text[at:]).replace("\\n", "\n").replace("\\t", "\t")


def _choices(r: Random, t: str, at: int) -> tuple[str, int]:
    """Read up to the closing bracket (or the end); one of the alternatives, and where reading stopped."""
    options, now = [], ""
    while at < len(t):
        c = t[at]
        if c == "\\" and t[at + 1] in "()|?":
            now, at = now + t[at + 1], at + 2
        elif c == "(":
            inner, at = _choices(r, t, at + 1)
            if t[at : at + 1] == "?":
                at, inner = at + 1, inner if r.random() < 0.5 else ""
            now += inner
        elif c == "|":
            options.append(now)
            now, at = "", at + 1
        elif c == ")":
            return r.choice([*options, now]), at + 1
        else:
            now, at = now + c, at + 1
    return r.choice([*options, now]) if options else now, at


@cache
def fillers() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What people say before and after."""
    before, after = lines("fill", "templates")
    return tuple(before.split("|")), tuple(after.split("|"))
