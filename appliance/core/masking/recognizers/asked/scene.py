"""A short number in a scene of proving who one is: the secret that fits it best, whatever words asked for it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.asks import RULE
from appliance.core.masking.recognizers.asked._fits import answers, of_a_card, rest
from appliance.core.masking.recognizers.expiry import FORM

_RUN: Final = re.compile(
    r"(?<![0-9a-z/\-¥￥$€£])(?<![0-9][.:])\d(?:[ \-·_]{0,3}\d){2,11}(?![0-9a-z%])(?![.:/]\d)"
)
_MONTH_YEAR: Final = re.compile(r"(?:1[0-2]|0[1-9])(?:20)?[2-4]\d")
_SLASHED: Final = re.compile(
    r"(?<![0-9a-z/.:])(?:(?:1[0-2]|0?[1-9]) ?[/\-.] ?(?:20)?[2-4]\d|20[2-4]\d ?[/\-.] ?(?:1[0-2]|0?[1-9]))(?![0-9/.:\-])"
)
_FORM: Final = re.compile(rf"{FORM}|(?:20)?[2-4]\d年[尾底]?[ ,，]?(?:1[0-2]|0?[1-9])月")
_MIXED: Final = re.compile(
    r"(?<![!-~])(?=[!-~]{0,30}[0-9])(?=[!-~]{0,30}[a-z])[a-z0-9!@#$%^&*_+\-=.?~]{6,32}(?![a-z0-9@#$%^&*_+\-=~])"
)
_SAID: Final = re.compile(
    r"(?:是|叫|为) ?(?:[“\"「『](?P<v>[\u4e00-\u9fff]{3,8})[”\"」』]|(?<= )(?P<w>[\u4e00-\u9fff]{4})(?=$|[，。,])|"
    r"(?P<x>[\u4e00-\u9fff]{1,4}\d{4})(?![0-9年月日点元]))"
)
_COMMAS: Final = re.compile(r"(?<![0-9])\d[、,，] ?\d[、,，] ?\d(?![0-9]|[、,，] ?\d)")
_MAIL: Final = re.compile(r"[^@]+@[a-z0-9\-]+\.[a-z.]{2,}|https?|www|[a-z]{1,3}\d{7,}")
_CARD_LINE: Final = re.compile(
    r"(?<![0-9a-z])(?P<expiry>(?:1[0-2]|0[1-9]) ?/? ?[2-4]\d)[ /,，、;|\-]{1,3}(?P<cvv>\d{3,4})(?![0-9a-z])"
)
_ROUND: Final = re.compile(r"\d+000|[1-9]00")
_YEAR: Final = re.compile(r"19\d\d|20[0-4]\d")
_DATE: Final = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")
_BELOW_RULES: Final = 0.61
_ROOM: Final = 40
_FEW: Final = 9
_SURE: Final = 8
"""Words beside a number of three or four digits that no such secret was asked for."""


class InScene:
    """A low score: whatever else reads the number goes first."""

    kinds = frozenset({"OTP", "CVV", "EXPIRY", "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        scene = a.state.scene
        if not scene:
            return self._six(a) if a.state.open else []
        if not a.state.modelled:
            return self._inside(a, scene)
        ruled = tuple(kind for kind in scene if kind not in a.state.modelled)
        found = self._inside(a, ruled) if ruled else self._six(a) if a.state.open else []
        return found + [_by_model(f) for f in self._inside(a, scene)]

    def _inside(self, a: Analysis, scene: tuple[str, ...]) -> list[Find]:
        found = []
        for m in _RUN.finditer(a.lower):
            value = "".join(c for c in m[0] if c.isdigit())
            if len(value) > 8 or _DATE.fullmatch(m[0]) or not answers(a, *m.span()):
                continue
            room = rest(a.lower, *m.span())
            if room > _ROOM or (_YEAR.fullmatch(value) and room > 1):
                continue
            kind = _kind(value, scene, room)
            if kind == "CVV" and len(value) == 4 and "BANK_CARD" in a.state.wants:
                continue  # a piece of the card
            if _ROUND.fullmatch(value) and (room > 1 or kind not in a.state.wants):
                continue
            if kind:
                found.append(Find(*m.span(), kind, 0.63, "short number where secrets are asked for"))
        if "PASSWORD" in scene:
            found += [
                Find(*m.span(), "PASSWORD", 0.86, "letters and digits where a password is asked for")
                for m in _MIXED.finditer(a.lower)
                if not _MAIL.match(m[0])
            ]
            for m in _SAID.finditer(a.lower):
                part = next(p for p in "vwx" if m[p])
                found.append(Find(*m.span(part), "PASSWORD", 0.86, "words where a password is asked for"))
        if "CVV" in scene:
            found += [
                Find(*m.span(), "CVV", 0.64, "three digits where a card is checked")
                for m in _COMMAS.finditer(a.lower)
            ]
        if "EXPIRY" in scene:
            found += [
                Find(*m.span(), "EXPIRY", 0.84, "month and year where a card is checked")
                for m in _FORM.finditer(a.lower)
                if of_a_card(a, *m.span())
            ]
        if "EXPIRY" in scene or "CVV" in scene:
            found += [
                Find(*m.span(), "EXPIRY", 0.84, "month and year where a card is checked")
                for m in _SLASHED.finditer(a.lower)
                if ("EXPIRY" in scene or rest(a.lower, *m.span()) <= _ROOM) and of_a_card(a, *m.span())
            ]
            for m in _CARD_LINE.finditer(a.lower):
                found.append(Find(*m.span("expiry"), "EXPIRY", 0.93, "expiry and cvv in one line"))
                found.append(Find(*m.span("cvv"), "CVV", 0.93, "expiry and cvv in one line"))
        return found

    def _six(self, a: Analysis) -> list[Find]:
        """Six digits and little else, in answer to words that asked for nothing we know: likely a code all the same."""
        found = []
        for m in _RUN.finditer(a.lower):
            value = "".join(c for c in m[0] if c.isdigit())
            if len(value) != 6 or _ROUND.fullmatch(value) or not answers(a, *m.span()):
                continue
            if rest(a.lower, *m.span()) <= _FEW:
                found.append(Find(*m.span(), "OTP", 0.6, "six digits in answer to the other side"))
        return found


def _by_model(find: Find) -> Find:
    """Whatever a rule found goes first: the learned reader only adds."""
    return replace(find, score=min(find.score, _BELOW_RULES), rule=f"InScene: {RULE}: {find.kind}")


def _kind(value: str, scene: tuple[str, ...], room: int) -> str | None:
    """The likeliest secret of this length; three digits are a CVV, or the first half of a code."""
    if len(value) == 3:
        if "CVV" in scene:
            return "CVV"
        return next((k for k in scene if k != "EXPIRY"), None) if room <= _SURE else None
    if "EXPIRY" in scene and _MONTH_YEAR.fullmatch(value):
        return "EXPIRY"
    if len(value) == 4:
        return next((k for k in scene if k != "EXPIRY"), None)
    return next((k for k in scene if k in ("OTP", "PASSWORD")), "OTP" if len(value) == 6 else None)
