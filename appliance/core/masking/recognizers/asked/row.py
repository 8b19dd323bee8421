"""Several secrets in one answer: asked for in one breath and told in a row (后三、短验: 024　918 240), or one and the same of
several owners or tries (主卡205 副卡947, 第一次147258第二次147852).

Each value is what a word before it says, else what stands at its place in the question, else what its form allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.recognizers.asked._fits import answers
from appliance.core.masking.recognizers.asked._wished import ELSE, listed, wished

RULE: Final = "one of several asked for"
ALIKE: Final = "one of several told"
_SCORE: Final = 0.945
_BY_OWNER: Final = 0.93
_LONGEST: Final = 120
_VALUE: Final = re.compile(
    r"(?P<label>(?:尾号|尾数|[末后]四位|ending(?: in| with)?|#)[是为: ：]{0,2}\d{3,4}(?!\d)(?:的|是|那张)?[:： ]?)|"
    r"(?P<list>(?:^|(?<=[\n。；;，, ]))\d{1,2}[.、)）:：](?!\d{1,3}(?!\d))[ ]?)|"
    r"(?P<amount>\d+\.\d+|\d{1,3}(?:,\d{3})+)|"
    r"(?P<expiry>(?<![0-9])(?:1[0-2]|0?[1-9]) ?[/.] ?(?:20)?[2-4]\d(?![0-9/.]))|"
    r"(?P<mixed>(?<![!-~])(?=[!-~]{0,31}[0-9])(?=[!-~]{0,31}[a-z])[a-z0-9!@#$%^&*_+=.?~\-]{5,32})|"
    r"(?P<digits>(?<![0-9a-z.])\d+(?:[ \-·]\d+)*(?![0-9a-z%]))"
)
_NO_SECRET: Final = re.compile(r"0x[0-9a-f]+|[^@]+@[a-z0-9\-]+\.[a-z.]{2,}|https?|www|[a-z]{1,3}\d{7,}")
_SINCE: Final = re.compile(r"(?:since|in) $")
_PRICE: Final = re.compile(r"费|息|[额价]|多少钱|几[张次笔]|fee|price")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONTH_YEAR: Final = re.compile(r"(?:1[0-2]|0[1-9])[2-4]\d|[2-4]\d(?:1[0-2]|0[1-9])")
_OWNER: Final = re.compile(
    r"(?:[主副]|附属|[\u4e00-\u9fff]{2})卡(?:的|是|那张)?[:： ]?$|[工农中建交招浦邮][行储](?:的|是)?[:： ]?$|"
    r"(?:老公|老婆|我|她|他|爸|妈|孩子|儿子|女儿|先生|太太)的(?:那张)?(?:是)?[:： ]?$|第[一二三四123][次张个](?:是|输的?|的)?[:： ]?$"
)
_TRIES: Final = re.compile(r"第[一二三四123][次张个][^0-9]{0,2}$")
_SHORT_NAMES: Final = {
    "登": "PASSWORD", "取": "PASSWORD", "查": "PASSWORD", "密": "PASSWORD", "背": "CVV", "后": "CVV", "收": "OTP", "码": "OTP",
    "短": "OTP", "动": "OTP",
}  # fmt: skip
_NAMES_NOTHING: Final = 6
"""Words too few to ask for anything: 嗯, 好了没. The turn before counts then."""


@dataclass(frozen=True, slots=True)
class _Value:
    start: int
    end: int
    form: str
    """`digits`, `mixed` or `expiry`."""
    figures: str


class AskedRow:
    """Dropped, never stored."""

    kinds = frozenset({"OTP", "CVV", "EXPIRY", "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        if not a.state.said or len(a.lower) > _LONGEST:
            return []
        wishes = _wishes(a)
        secrets = [kind for kind in wishes if kind != ELSE]
        values = [*_values(a, secrets)]
        if not values:
            return []
        if len(wishes) > 1 and secrets:
            return [
                Find(v.start, v.end, kind, _SCORE, RULE)
                for v, kind in _assigned(a, values, wishes)
                if kind != ELSE
            ]
        if len(values) > 1:
            return [*_alike(a, values, secrets)]
        return []


def something_else(a: Analysis) -> list[tuple[int, int]]:
    """Where values stand that answer, by their place, what is no secret: the tail of 转账金额、尾号、短信码 and three numbers."""
    if not a.state.said or len(a.lower) > _LONGEST:
        return []
    wishes = _wishes(a)
    secrets = [kind for kind in wishes if kind != ELSE]
    if ELSE not in wishes or not secrets or not listed(_last(a)):
        return []
    values = [*_values(a, secrets)]
    return [(v.start, v.end) for v, kind in _assigned(a, values, wishes) if kind == ELSE]


def _last(a: Analysis) -> str:
    return next((words for role, words in reversed(a.state.said) if role != "visitor"), "")


def _wishes(a: Analysis) -> tuple[str, ...]:
    others = [words for role, words in a.state.said if role != "visitor"]
    if not others:
        return ()
    last = wished(others[-1])
    if not last and len(others) > 1 and len(others[-1]) <= _NAMES_NOTHING:
        return wished(others[-2])
    return last


def _values(a: Analysis, secrets: Sequence[str]) -> Iterator[_Value]:
    """What could be a secret, without the numbers that pay, count or date something."""
    for m in _VALUE.finditer(a.lower):
        form = m.lastgroup
        if form in ("label", "list", "amount"):
            continue
        if form != "digits":
            value = m[0].rstrip(".,;:?")
            if form == "mixed" and _NO_SECRET.match(value):
                continue
            yield _Value(m.start(), m.start() + len(value), str(form), value)
            continue
        for start, end in _groups(m, secrets):
            if (
                a.lower[start : start + 1] == "3"
                and a.before(start, 1) in ("后", "末", "尾")
                and end - start == 4
            ):
                start += 1  # 后三552, as said
            if answers(a, start, end) and not _SINCE.search(a.before(start, 6)):
                figures = "".join(c for c in a.lower[start:end] if c.isdigit())
                yield _Value(start, end, "digits", figures)


def _groups(m: re.Match[str], secrets: Sequence[str]) -> Iterator[tuple[int, int]]:
    """One value or several behind single spaces: 403 871 is one, 336699 190474 two, 566 403 871 a short one and a code."""
    groups = [(m.start() + g.start(), m.start() + g.end()) for g in re.finditer(r"\d+", m[0])]
    sizes = [end - start for start, end in groups]
    if len(groups) == 1 or max(sizes) < 3 or sizes in ([3, 3], [4, 4]) or "-" in m[0]:
        yield m.span()
        return
    at = 0
    first_alone = len(groups) % 2 == 1 and bool(secrets) and secrets[0] == "CVV"
    while at < len(groups):
        pair = at + 1 < len(groups) and sizes[at] == sizes[at + 1] == 3 and not (first_alone and at == 0)
        yield groups[at][0], groups[at + pair][1]
        at += 1 + pair


def _may(kind: str, v: _Value) -> bool:
    """Whether a value of this form can be that."""
    size = len(v.figures)
    match kind:
        case "CVV":
            return v.form == "digits" and size == 3
        case "EXPIRY":
            return v.form == "expiry" or (v.form == "digits" and _MONTH_YEAR.fullmatch(v.figures) is not None)
        case "OTP":
            return (v.form == "digits" and 4 <= size <= 8) or (
                v.form == "mixed" and v.figures.isalnum() and size <= 8
            )
        case "PASSWORD":
            return (v.form == "digits" and 4 <= size <= 12) or v.form == "mixed"
    return True


def _assigned(a: Analysis, values: Sequence[_Value], wishes: Sequence[str]) -> Iterator[tuple[_Value, str]]:
    """Each value and what it is, `ELSE` for what is no secret; values that fit nothing are left out."""
    secrets = list(dict.fromkeys(kind for kind in wishes if kind != ELSE))
    in_order = listed(_last(a)) and len(values) == len(wishes) and all(map(_may, wishes, values))
    left = list(secrets)
    before = 0
    for at, v in enumerate(values):
        kind = _named(a.lower[before : v.start], v)
        before = v.end
        if kind is None and in_order:
            kind = wishes[at]
        if kind is None:
            fit = not _YEAR.fullmatch(v.figures)
            likely = [k for k in left if fit and _may(k, v)] or [k for k in secrets if fit and _may(k, v)]
            if len(v.figures) != 6 and "EXPIRY" in likely:
                likely = ["EXPIRY"]
            kind = likely[0] if likely else None
        if kind is not None:
            if kind in left and len(left) > 1:
                left.remove(kind)
            yield v, kind


def _named(gap: str, v: _Value) -> str | None:
    """What the words right before a value say that it is."""
    words = gap.strip(" ,，、。;；/:：\n")
    for kind in reversed(wished(words[-12:])):
        if _may(kind, v):
            return kind
    bare = v.form == "mixed" or len(v.figures) in (3, 6)
    short = _SHORT_NAMES.get(words[-1:]) if bare and len(words) <= 2 else None
    return short if short and _may(short, v) else None


def _alike(a: Analysis, values: Sequence[_Value], secrets: Sequence[str]) -> Iterator[Find]:
    """Two or more of the same form: each is what was asked for, or what cards of several owners have."""
    kind = secrets[0] if secrets else None
    same = [v for v in values if kind and _may(kind, v)]
    forms = {(v.form, len(v.figures) if v.form == "digits" else 0) for v in same}
    if kind and len(same) > 1 and len(forms) == 1:
        yield from (Find(v.start, v.end, kind, _SCORE, ALIKE) for v in same)
        return
    others = (strength for k, strength in a.state.wants.items() if k not in SECRETS and k != "BANK_CARD")
    if kind or NOW in others or a.state.plain or _PRICE.search(_last(a)):
        return
    owned = [v for v in values if v.form == "digits" and _OWNER.search(a.before(v.start, 8))]
    sizes = {len(v.figures) for v in owned}
    if len(owned) > 1 and (
        sizes == {3} or (sizes == {6} and not any(_TRIES.search(a.before(v.start, 6)) for v in owned))
    ):
        by_form = "CVV" if sizes == {3} else "PASSWORD"
        yield from (Find(v.start, v.end, by_form, _BY_OWNER, ALIKE) for v in owned)
