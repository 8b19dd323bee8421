"""Postal addresses of other countries by their form: street words of Europe, and what follows a street in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_WORD: Final = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.\-]*"
_NAME: Final = r"[A-Z\u00c0-\u00de][a-z\u00df-\u024f'’\-]+"
_TOWN: Final = (
    rf"(?:,? ?(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:-\d{{3}})?"
    rf" {_NAME}(?:[ \-](?:am |an der |de |la |sur )?{_NAME}){{0,2}}(?: \d{{1,2}}(?!\d))?)?"
)
_COUNTRY: Final = rf"(?:, ?{_NAME}(?: {_NAME}){{0,2}}){{0,2}}"
_STREETS: Final = (
    re.compile(
        rf"(?<![A-Za-z])(?:Via|Viale|Piazza|Corso|Vicolo|Calle|Carrer|Avenida|Avda\.?|Plaza|Paseo|Rua|Travessa|Largo|Rue|Quai|ul\.|"
        rf"Ulica) "
        rf"(?:{_WORD},? ){{1,5}}?(?:n[º°.]? ?)?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}})?(?!\d)"
        rf"(?:,? ?\d[º°ªa-z]{{0,2}}(?: ?[A-Z])?(?![A-Za-z0-9]))?{_TOWN}{_COUNTRY}"
    ),
    re.compile(
        rf"(?<![A-Za-z0-9\-])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|bd|place (?=d[eu]|st)|quai|chemin|impasse|allée|"
        rf"cours|route) "
        rf"(?:{_WORD} ?){{1,6}}?(?=,|$|[^A-Za-z\u00c0-\u024f'’ .\-]| \d){_TOWN}{_COUNTRY}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![A-Za-z\u00c0-\u024f])(?:{_NAME}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|straat|laan|gracht|plein|"
        rf"kade|gatan|vägen|veien|vej)|"
        rf"{_NAME} (?:Straße|Strasse|Str\.|Platz|Allee|Weg)) \d{{1,4}} ?[a-zA-Z]?(?![A-Za-z0-9])"
        rf"(?:(?:,? ?\d{{4}} ?[A-Z]{{2}}(?![A-Za-z])(?:,? {_NAME}){{0,2}})|{_TOWN}){_COUNTRY}"
    ),
)
_CODE: Final = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[\dW] ?[A-Z0-9]{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d|"
    r"[A-Z]{2,3},? \d{4,5}(?:-\d{4})?|\d{5}(?:-\d{4})?)(?![A-Za-z0-9])"
)
"""Postcodes of the United Kingdom, Ireland, Canada, Australia and the United States."""
_PART: Final = re.compile(
    rf",? ?(?:(?:Apt|Apartment|Unit|Flat|Suite|Room|Rm)\.? ?#?[0-9A-Za-z\-]{{1,6}}|{_CODE}|(?:(?<=, )|"
    rf"(?<=,)){_NAME}(?: {_NAME}){{0,2}}(?: \d{{1,2}}(?![0-9A-Za-z]))?(?: {_CODE})?|"
    rf"{_NAME} {_CODE}|(?<=[a-z] )\d{{1,2}}(?![0-9A-Za-z])(?=[,.]|$))"
)
_MOST: Final = 6


def streets(flat: str) -> Iterator[tuple[int, int]]:
    """Where addresses with a street word of another language stand."""
    for pattern in _STREETS:
        for m in pattern.finditer(flat):
            yield m.span()


def onward(flat: str, end: int) -> int:
    """Past flat, town, postcode and country that follow a street which ends at `end`."""
    for _ in range(_MOST):
        m = _PART.match(flat, end)
        if m is None or m.end() == end:
            break
        end = m.end()
    return end
