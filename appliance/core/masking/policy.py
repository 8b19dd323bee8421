"""The masking policy as a value: which kinds become tokens, how a surface shows one, what is public.

    Policies (the whole book: default, channels, knowledge bases, public list; one version)
        .of(channel="web_widget", base="main")  ->  Policy (what holds there)

Both are immutable and swapped as one, so no text is ever masked by half of a change. Secrets are in no policy: they are
dropped whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from appliance.core.kit.errors import BadInput
from appliance.core.masking import public as publics
from appliance.core.masking.kinds import LABELS, REPORTED, SECRETS, WITHHELD
from appliance.core.masking.public import PublicList


class Way(StrEnum):
    """What becomes of one kind. All but `leave` rest as tokens in the store, in prompts and in the search file."""

    LEAVE = "leave"
    """Found, but not masked: it stays readable everywhere."""
    KEEP = "keep"
    """The visitor's own window shows the visitor's words; everybody else sees the partial form."""
    PARTIAL = "partial"
    """138****1234; first six and last four digits of a card (PCI DSS 3.4.1)."""
    TOKEN = "token"  # noqa: S105  (a way of showing, no password)
    """MOBILE:4q8f1x2c: the name the value has in the store, cut short."""
    HASH = "hash"
    """#4q8f1x: equal values look equal, and nothing else is told."""
    REDACT = "redact"
    """■■■: that something of this kind was here."""


STRICTNESS: Final = {way: place for place, way in enumerate(Way)}
KINDS: Final = tuple(kind for kind in LABELS if kind not in SECRETS)
"""The kinds a policy decides on."""
_NEVER_READABLE: Final = frozenset({WITHHELD})
_NAME = re.compile(r"[A-Za-z0-9_\-.]{1,40}")

Ways = Mapping[str, Way]
SHIPPED_WAYS: Final[Ways] = MappingProxyType(
    {kind: Way.LEAVE if kind in REPORTED else Way.PARTIAL for kind in KINDS}
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds in one place. `version` is the book's."""

    version: str
    ways: Ways
    public: PublicList

    def way(self, kind: str) -> Way:
        """How a kind is treated; one that this version does not know is shown in part."""
        return self.ways.get(kind, Way.PARTIAL)

    def leaves(self, kind: str) -> bool:
        """True when the kind is not masked. Never for a secret."""
        return kind not in SECRETS and self.way(kind) is Way.LEAVE

    def is_public(self, value: str, kind: str = "") -> bool:
        """True for what the public list names."""
        return self.public.holds(value, kind)


@dataclass(frozen=True)
class Policies:
    """The book. `channels` and `bases` hold only what differs there from `default`."""

    version: str = "shipped"
    default: Ways = field(default_factory=lambda: SHIPPED_WAYS)
    channels: Mapping[str, Ways] = field(default_factory=dict)
    bases: Mapping[str, Ways] = field(default_factory=dict)
    public: PublicList = publics.SHIPPED
    _known: dict[tuple[str, str], Policy] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, channel: str = "", base: str = "") -> Policy:
        """What holds for a channel and a knowledge base. Where both differ from the default the stricter way counts."""
        place = (channel if channel in self.channels else "", base if base in self.bases else "")
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = Policy(self.version, self._ways(*place), self.public)
        return found

    def _ways(self, channel: str, base: str) -> Ways:
        there, here = self.channels.get(channel, {}), self.bases.get(base, {})
        ways = {**self.default, **there}
        for kind, way in here.items():
            ways[kind] = max(way, there[kind], key=STRICTNESS.__getitem__) if kind in there else way
        return MappingProxyType(ways)

    def content(self) -> dict[str, Any]:
        """All but the public list, as JSON."""
        return {
            "default": _plain(self.default),
            "channels": {name: _plain(ways) for name, ways in sorted(self.channels.items()) if ways},
            "bases": {name: _plain(ways) for name, ways in sorted(self.bases.items()) if ways},
        }


SHIPPED: Final = Policies()


def book(version: str, content: Mapping[str, Any], public: PublicList) -> Policies:
    """The book from stored JSON. Raises `BadInput` for what no policy may say: a secret, an unknown kind or way, a
    name that is none; a kind that an older version did not list is treated as shipped."""
    default = {**SHIPPED_WAYS, **_ways(content.get("default", {}))}
    channels = {_name(name): _ways(ways) for name, ways in content.get("channels", {}).items() if ways}
    bases = {_name(name): _ways(ways) for name, ways in content.get("bases", {}).items() if ways}
    return Policies(version, MappingProxyType(default), channels, bases, public)


@dataclass(frozen=True, slots=True)
class Change:
    """One kind that is treated differently. `place` is default, channel or base; "" as a way: as the default."""

    place: str
    name: str
    kind: str
    before: str
    after: str
    looser: bool


def changes(old: Policies, new: Policies) -> list[Change]:
    """What differs, the default first. `looser`: more is shown than before."""
    return [*_changes("default", "", old.default, new.default, old, new), *_overrides(old, new)]


def _overrides(old: Policies, new: Policies) -> Iterator[Change]:
    for place, before, after in (
        ("channel", old.channels, new.channels),
        ("base", old.bases, new.bases),
    ):
        for name in sorted({*before, *after}):
            yield from _changes(place, name, before.get(name, {}), after.get(name, {}), old, new)


def _changes(
    place: str, name: str, before: Ways, after: Ways, old: Policies, new: Policies
) -> Iterator[Change]:
    for kind in KINDS:
        was, now = before.get(kind, ""), after.get(kind, "")
        if was != now:
            meant, means = was or old.default[kind], now or new.default[kind]
            looser = STRICTNESS[Way(means)] < STRICTNESS[Way(meant)]
            yield Change(place, name, kind, str(was), str(now), looser)


def _ways(given: Mapping[str, Any]) -> Ways:
    ways: dict[str, Way] = {}
    for kind, name in given.items():
        if kind in SECRETS:
            raise BadInput(
                "密码、验证码等敏感内容一律不入库，不能在策略里更改。",
                "Passwords and codes are never stored; no policy can change that.",
            )
        try:
            way = Way(name)
        except ValueError:
            way = None
        if kind not in LABELS or way is None:
            raise BadInput("策略中有未知的类型或方式。", "The policy names an unknown kind or way.")
        if kind in _NEVER_READABLE and way in (Way.LEAVE, Way.KEEP):
            raise BadInput(
                "未能检查的内容不能设为可读。", "What could not be checked cannot be made readable."
            )
        ways[kind] = way
    return MappingProxyType(ways)


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadInput("渠道或知识库的名称无效。", "This is no name of a channel or knowledge base.")
    return name


def _plain(ways: Ways) -> dict[str, str]:
    return {kind: way.value for kind, way in sorted(ways.items())}
