"""Names in Latin letters: pinyin, other romanisations, English, and from anywhere on earth."""

from __future__ import annotations

from random import Random

from appliance.core.masking.training.lists import lines, words

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
_LINKS = (
    "binti",
    "bin",
    "van der",
    "van",
    "von",
    "de",
    "de la",
    "da",
    "dos",
    "al-",
    "el",
    "El",
    "Al",
    "ibn",
    "Binti",
    "a/l",
    "Ben",
)
_ACCENTS = str.maketrans("aeiouncs", "áéíóúñçş")


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


def foreign(r: Random) -> str:
    """Names of more shapes: Nur Aisyah binti Hassan, van der Berg, José García López, LI/XIAOMING, Chan Tai Man, Peter."""
    own, family = r.choice(words("english_given")), r.choice((r.choice(words("english_family")), _word(r)))
    roll = r.random()
    if roll < 0.25:
        link = r.choice(_LINKS)
        first = (
            f"{r.choice((own, _word(r)))}{' ' + _word(r) if r.random() < 0.4 else ''} "
            if r.random() < 0.8
            else ""
        )
        return f"{first}{link}{'' if link.endswith('-') else ' '}{family}"
    if roll < 0.4:
        plain = f"{own} {family}{' ' + r.choice(words('english_family')) if r.random() < 0.5 else ''}"
        return "".join(c.translate(_ACCENTS) if r.random() < 0.25 else c for c in plain)
    if roll < 0.5:
        return " ".join(r.choice(part.split()) for part in lines("vietnamese"))
    if roll < 0.6:
        surname_, given_ = (
            r.choice(words("pinyin_surnames")).upper(),
            "".join(r.sample(words("pinyin_given"), 2)).upper(),
        )
        return f"{surname_}{r.choice(('/', '/', ', ', ','))}{given_}"
    if roll < 0.7:
        return f"{_romanised(r)}{r.choice((', ', ' '))}{own}"
    if roll < 0.8:
        return r.choice((_word(r), own)) + r.choice(
            (f" {r.choice('ABCDEFGHKLMPRST')}.", f" {r.choice('ABCDEFGHKLMPRST')}")
        )
    return _invented(r)
