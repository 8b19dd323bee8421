"""Names as people bear and write them: Chinese, nicknames, titles, Latin in several romanisations, dotted."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import words
from appliance.core.masking.training.marks import mark

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


def initial(r: Random) -> str:
    """X. Zhang, J Smith."""
    family = r.choice((r.choice(words("pinyin_surnames")).capitalize(), r.choice(words("english_family"))))
    return f"{r.choice('ABCDEFGHJKLMNPRSTWXYZ')}{r.choice(('. ', ' ', '.'))}{family}"


def latin(r: Random) -> str:
    """Any Latin name, in any case."""
    name = r.choice((_pinyin, _pinyin, _romanised, _english, _english_one, _invented))(r)
    roll = r.random()
    return name.lower() if roll < 0.28 else name.upper() if roll < 0.4 else name


def latin_full(r: Random) -> str:
    """Two words or more."""
    while " " not in (name := latin(r)):
        pass
    return name


def pinyin(r: Random) -> str:
    """zhang wei, Zhang Xiaoming, WANG JUN, Lihua Chen."""
    name = _pinyin(r)
    roll = r.random()
    return name.lower() if roll < 0.45 else name.upper() if roll < 0.6 else name


def _pinyin(r: Random) -> str:
    family = r.choice(words("pinyin_surnames")).capitalize()
    syllables = [r.choice(words("pinyin_given")) for _ in range(1 if r.random() < 0.4 else 2)]
    joint = r.choice(("", "", "", " ", "-", "'")) if len(syllables) == 2 else ""
    own = joint.join(syllables).title() if joint in (" ", "-") else joint.join(syllables).capitalize()
    if r.random() < 0.05:
        return (family + own.replace(" ", "")).capitalize()
    return f"{own} {family}" if r.random() < 0.25 else f"{family} {own}"


def _romanised(r: Random) -> str:
    family, own = r.choice(words("romanised")), r.choice(words("romanised_given"))
    if "-" not in own and r.random() < 0.85:
        own = f"{own}{r.choice((' ', ' ', '-'))}{r.choice(words('romanised_given')).split('-')[0]}"
    english = r.choice(words("english_given"))
    return r.choice((f"{family} {own}", f"{own} {family}", f"{english} {family}", f"{family} {own}"))


def _english(r: Random) -> str:
    own, family = r.choice(words("english_given")), r.choice(words("english_family"))
    middle = r.choice("ABCDEFGHJKLMNPRSTW") + r.choice((". ", " ")) if r.random() < 0.06 else ""
    if r.random() < 0.12:
        family = r.choice(words("pinyin_surnames")).capitalize()
    return f"{own} {middle}{family}"


_STARTS = [
    "b",
    "d",
    "k",
    "m",
    "n",
    "r",
    "s",
    "t",
    "v",
    "h",
    "ch",
    "sh",
    "ng",
    "br",
    "st",
    "kr",
    "gl",
    "w",
    "j",
    "f",
    "l",
    "y",
    "z",
    "p",
]
_ENDS = (
    "n",
    "r",
    "s",
    "l",
    "v",
    "sky",
    "ez",
    "ov",
    "stadt",
    "berg",
    "son",
    "",
    "",
    "",
    "ma",
    "wale",
    "ssen",
    "to",
    "sz",
    "ko",
    "t",
    "d",
)


def _word(r: Random) -> str:
    middle = "".join(r.choice(_STARTS) + r.choice("aeiou") for _ in range(r.choice((0, 1, 1, 2))))
    return (
        r.choice((*_STARTS, "", ""))
        + r.choice(["a", "e", "i", "o", "u", "ai", "oo", "ie"])
        + middle
        + r.choice(_ENDS)
    ).capitalize()


def _invented(r: Random) -> str:
    """From anywhere on earth: Ngozi Adewale, Lena Hoffstadt."""
    return f"{r.choice((r.choice(words('english_given')), _word(r), _word(r)))} {_word(r)}"


def _english_one(r: Random) -> str:
    if r.random() < 0.35:
        return (
            _word(r)
            if r.random() < 0.6
            else r.choice(words("pinyin_given")).capitalize() + r.choice(words("pinyin_given"))
        )
    return r.choice(words("english_given"))


def english_one(r: Random) -> str:
    """A first name alone."""
    name = _english_one(r)
    return name.lower() if r.random() < 0.2 else name


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
