"""Names as people bear and write them: Chinese, nicknames, titles, Latin in several romanisations, dotted."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import words
from appliance.core.masking.training.marks import mark
from appliance.core.masking.training.people_abroad import latin, latin_full

_SOUNDS = "阿巴尔吉提古丽别克布江木孜热依买合加那拉孟和特其格乌云斯琴达娃扎西卓玛多杰央宗艾力米尼亚萨迪努哈桑图雅朝鲁苏伦桑罗伊万德里奇维克娜莎叶列"


def surname(r: Random) -> str:
    """The hundred commonest bear most people; rare and compound ones are drawn more often than in life."""
    roll = r.random()
    if roll < 0.62:
        common = words("surnames_common")
        return common[min(int(r.expovariate(1 / 30)), len(common) - 1)]
    return r.choice(words("surnames_rare" if roll < 0.9 else "surnames_compound"))


def given(r: Random) -> str:
    """One or two characters, now and then an unusual one."""
    roll = r.random()
    if roll < 0.25:
        return r.choice(words("given_names"))
    first = _char(r)
    if roll < 0.43:
        return first
    second = first if r.random() < 0.06 else _char(r)
    return first + second


def given_two(r: Random) -> str:
    """A given name that can stand by itself."""
    while len(name := given(r)) != 2:
        pass
    return name


def _char(r: Random) -> str:
    chars = words("given_chars")
    roll = r.random()
    if roll < 0.05:
        return chr(r.randrange(0x4E00, 0x9000))
    if roll < 0.15:
        return r.choice(chars)
    return chars[min(int(r.expovariate(1 / 190)), len(chars) - 1)]


def full(r: Random) -> str:
    """Surname and given name; some are everyday words, some bear two surnames, some are written apart."""
    roll = r.random()
    if roll < 0.05:
        return r.choice(words("wordlike_names"))
    extra = r.choice(words("surnames_common")) if roll < 0.065 else ""
    if roll > 0.985:
        return surname(r) + " " + given(r)
    return extra + surname(r) + given(r) + (_char(r) if roll > 0.975 else "")


def nick(r: Random) -> str:
    """老王, 小李, 阿强, 强哥, 小红: masked whole."""
    part = words("nick_parts")
    return r.choice(
        (
            lambda: "老" + surname(r)[:2],
            lambda: "小" + surname(r)[:2],
            lambda: "阿" + r.choice(part),
            lambda: "小" + r.choice(part),
            lambda: "大" + r.choice("刘李张陈王杨龙伟强军明"),
            lambda: r.choice(part) + r.choice(("哥", "姐", "叔", "姨", "仔", "子", "嫂")),
            lambda: r.choice(part) * 2,
            lambda: r.choice("老二三") + r.choice(part),
        )
    )()


def titled(r: Random) -> str:
    """Only the name is labelled; the title stays readable."""
    roll = r.random()
    name = surname(r) if roll < 0.8 else full(r) if roll < 0.95 else given_two(r)
    return mark("P", name) + r.choice(words("titles"))


def dotted(r: Random) -> str:
    """买买提·艾力."""
    parts = r.sample(words("dotted"), 2 if r.random() < 0.9 else 3)
    if r.random() < 0.4:
        parts[0] = "".join(r.choice(_SOUNDS) for _ in range(r.choice((2, 3, 4, 5))))
    return r.choice("·····•.・").join(parts)


def undotted(r: Random) -> str:
    """乌云其其格, 扎西卓玛: no surname, no dot."""
    if r.random() < 0.4:
        return "".join(r.choice(_SOUNDS) for _ in range(r.choice((3, 4, 4, 5, 5, 6))))
    return "".join(r.sample(words("dotted"), 2 if r.random() < 0.7 else 1))


def anyone(r: Random) -> str:
    """A person as mentioned in passing, marked."""
    roll = r.random()
    if roll < 0.66:
        return mark("P", full(r))
    if roll < 0.76:
        return titled(r)
    if roll < 0.86:
        return mark("P", nick(r))
    if roll < 0.9:
        return mark("P", given_two(r))
    if roll < 0.925:
        return mark("P", dotted(r))
    if roll < 0.935:
        return mark("P", undotted(r))
    return mark("P", latin_full(r) if r.random() < 0.6 else latin(r))


def everyday(r: Random) -> str:
    """A name that is an everyday word (应该, 和平, 高兴, 万里): only where the words around say that it is one."""
    if r.random() < 0.5:
        return r.choice(words("wordlike_names"))
    while len(word := r.choice(words("everyday_words"))) != 2:
        pass
    return word
