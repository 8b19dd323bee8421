"""A custodian's share of the unseal key, as it is printed, typed and checked.

    K7Q2M-9XTR4-0D3VH-…      16 groups of five characters of Crockford's base 32 (no I, L, O, U)

Four characters of each group are content, the fifth checks the group and its place, so that a slip is named by its
group. The content is 40 bytes:

    byte 0      version (1) in the high half, threshold in the low half
    byte 1      the share's number, 1 … 15
    bytes 2-4   the set it belongs to, random
    bytes 5-36  the value: 32 bytes of `shamir.split`
    bytes 37-39 the first bytes of SHA-256 over all before

vault.json keeps, besides the set and the numbers, a SHA-256 mark of each share: a foreign or forged share is refused when
it is given, not after the last one. A mark tells nothing of a share, which holds 256 random bits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import ALPHABET, base32
from appliance.core.vault import shamir
from appliance.core.vault.errors import BrokenVault

MOST = 15
GROUPS, GROUP = 16, 5
_VERSION = 1
_HEAD, _BODY, _CHECK = 5, 37, 3


class BadShare(BadInput):
    """A share that cannot be used. `why` is one word for the journal."""

    def __init__(self, why: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.why = why


class GivenTwice(BadInput):
    """A share that was given already; no harm done."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"第 {number} 号份额已经录入过；请录入另一份。",
            f"Share {number} was given already; give another one.",
        )


@dataclass(frozen=True)
class Share:
    """One share. `value` is secret."""

    number: int
    threshold: int
    set_id: bytes
    value: bytes = field(repr=False)

    @property
    def set_name(self) -> str:
        """The set in five characters, as it is printed beside the share."""
        return name_of(self.set_id)

    @property
    def text(self) -> str:
        """The share as it is printed: 16 groups, joined by hyphens."""
        body = bytes((_VERSION << 4 | self.threshold, self.number)) + self.set_id + self.value
        symbols = base32(int.from_bytes(body + _digest(body)), GROUPS * (GROUP - 1))
        groups = [symbols[at : at + GROUP - 1] for at in range(0, len(symbols), GROUP - 1)]
        return "-".join(group + _group_check(place, group) for place, group in enumerate(groups))

    @property
    def mark(self) -> str:
        """What vault.json keeps to know it again."""
        return hashlib.sha256(b"kefu/1/share-mark/" + self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Made:
    """A new set of shares. `secret` is the unseal key they give; `params` are for vault.json."""

    secret: bytes = field(repr=False)
    params: dict[str, Any]
    shares: list[Share]


def check_numbers(threshold: int, count: int) -> None:
    """Raises `BadInput` for numbers that `make` refuses."""
    if not 2 <= threshold <= count <= MOST:
        raise BadInput(
            f"份额数须在 2 到 {MOST} 之间，门限至少为 2 且不超过份额数。",
            f"There can be 2 to {MOST} shares; the threshold is at least 2 and at most their number.",
        )


def make(threshold: int, count: int) -> Made:
    """A random unseal key in `count` shares, any `threshold` of which give it. Raises `BadInput` for other numbers."""
    check_numbers(threshold, count)
    secret, set_id = secrets.token_bytes(32), secrets.token_bytes(3)
    values = shamir.split(secret, threshold, count)
    made = [Share(number, threshold, set_id, value) for number, value in values.items()]
    params = {
        "set": set_id.hex(),
        "threshold": threshold,
        "shares": count,
        "marks": [share.mark for share in made],
    }
    return Made(secret, params, made)


def name_of(set_id: bytes) -> str:
    """A set's name as people read it."""
    return base32(int.from_bytes(set_id), 5)


def read(typed: str) -> Share:
    """The share in what somebody typed; case, spaces, hyphens and look-alikes do not matter.

    Raises `BadShare` naming the group that is wrong.
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    symbols = "".join(letter for letter in plain if letter.isalnum()).translate(_LOOK_ALIKES)
    if len(symbols) != GROUPS * GROUP:
        raise BadShare(
            "mistyped",
            f"一份份额应为 {GROUPS} 组、每组 {GROUP} 个字符，共 {GROUPS * GROUP} 个；收到 {len(symbols)} 个。",
            f"A share has {GROUPS} groups of {GROUP} characters, {GROUPS * GROUP} in all; {len(symbols)} were given.",
        )
    number = 0
    for place in range(GROUPS):
        group = symbols[place * GROUP : (place + 1) * GROUP]
        if not set(group) <= set(ALPHABET) or group[-1] != _group_check(place, group[:-1]):
            raise BadShare(
                "mistyped",
                f"第 {place + 1} 组有误，请核对后重新录入。",
                f"Group {place + 1} is mistyped; check it and give the share again.",
            )
        for letter in group[:-1]:
            number = number << 5 | ALPHABET.index(letter)
    content = number.to_bytes(GROUPS * (GROUP - 1) * 5 // 8)
    body, digest = content[:_BODY], content[_BODY:]
    if not hmac.compare_digest(digest, _digest(body)) or body[0] >> 4 != _VERSION:
        raise BadShare(
            "mistyped",
            "份额校验未通过，请对照原件逐组核对。",
            "The share fails its check; compare it with the original group by group.",
        )
    return Share(body[1], body[0] & 0x0F, body[2:_HEAD], body[_HEAD:])


class Collector:
    """Shares of one vault, given one by one, in memory only."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        """`params` as in vault.json. Raises `BrokenVault`."""
        try:
            self.need = int(params["threshold"])
            self.count = int(params["shares"])
            self._set = bytes.fromhex(params["set"])
            self._marks = [str(mark) for mark in params["marks"]]
            if not 2 <= self.need <= self.count == len(self._marks) or len(self._set) != 3:
                raise ValueError(self.need)
        except (KeyError, ValueError, TypeError):
            raise BrokenVault(
                "保险库文件 vault.json 的份额参数无法识别，请从备份恢复。",
                "The parameters of the shares in vault.json cannot be understood; restore it from a backup.",
            ) from None
        self._given: dict[int, bytes] = {}

    def add(self, typed: str) -> int:
        """Take one share; returns its number. Raises `BadShare` (mistyped, of another set, forged) and `GivenTwice`."""
        share = read(typed)
        if share.set_id != self._set:
            mine = name_of(self._set)
            raise BadShare(
                "other set",
                f"这份份额属于 {share.set_name} 组，不是本库的 {mine} 组；请使用本库当前的份额。",
                f"This share is of set {share.set_name}; this vault's set is {mine}. Use the vault's present shares.",
            )
        known = 1 <= share.number <= self.count and hmac.compare_digest(
            share.mark, self._marks[share.number - 1]
        )
        if not known:
            raise BadShare(
                "forged",
                "这份份额与本库的登记不符；请核对来源，并通知安全负责人。",
                "This share is not the one this vault knows by its number; ask where it comes from and tell security.",
            )
        if share.number in self._given:
            raise GivenTwice(share.number)
        self._given[share.number] = share.value
        return share.number

    @property
    def numbers(self) -> list[int]:
        """The numbers of the shares given."""
        return sorted(self._given)

    @property
    def complete(self) -> bool:
        """Whether there are enough."""
        return len(self._given) >= self.need

    def secret(self) -> bytes:
        """The unseal key, once complete. Forgets the shares."""
        if not self.complete:
            raise ValueError("too few shares")
        secret = shamir.combine(self._given)
        self._given = {}
        return secret


_LOOK_ALIKES = str.maketrans("OIL", "011")


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(b"kefu/1/share/" + body).digest()[:_CHECK]


def _group_check(place: int, group: str) -> str:
    """The fifth character: a sum over GF(32) with different weights, so that every single wrong character, every pair
    exchanged within a group and every group in another one's place changes it."""
    total = place + 1
    for letter in group:
        total = _doubled(total) ^ ALPHABET.index(letter)
    return ALPHABET[_doubled(total)]


def _doubled(value: int) -> int:
    """Times x in GF(32), modulo x^5 + x^2 + 1."""
    return (value << 1) ^ (0b100101 if value & 16 else 0)
