"""What the masking pages call things, and how each way of showing looks on a made-up value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.core.kit.parts import Parts
from appliance.core.masking.display import display
from appliance.core.masking.policy import KINDS, Change, Policies, Way, Ways
from appliance.core.masking.public import Entry, PublicList, bare
from appliance.core.masking.show import shown
from appliance.core.store.session import ReadSession
from appliance.doors.channels.registry import Channels
from appliance.doors.web.catalogs import N_

WAYS: Final[Mapping[str, str]] = {
    Way.PARTIAL: N_("部分显示"),
    Way.TOKEN: N_("令牌"),
    Way.HASH: N_("摘要"),
    Way.REDACT: N_("全部隐去"),
    Way.KEEP: N_("访客本人可见"),
    Way.LEAVE: N_("不脱敏"),
}
GROUPS: Final = (
    (N_("证件"), ("CN_ID", "PASSPORT", "PERMIT", "HKTW_ID", "MILITARY_ID", "DOB")),
    (N_("账户与卡"), ("BANK_CARD", "ACCOUNT", "IBAN", "SWIFT", "USCC")),
    (N_("联系方式"), ("MOBILE", "LANDLINE", "EMAIL", "WECHAT", "QQ", "ADDRESS")),
    (N_("姓名与其他"), ("PERSON", "PLATE", "IP", "MAC", "LOCATION", "ORG", "WITHHELD")),
)
CHANNELS: Final[Mapping[str, str]] = {"web_widget": N_("网页"), "loopback": N_("自测")}
_EXAMPLES: Final[Mapping[str, str]] = {
    "CN_ID": "11010519491231002X",
    "PASSPORT": "E12345678",
    "PERMIT": "H1234567801",
    "HKTW_ID": "A123456789",
    "MILITARY_ID": "军字第1234567号",
    "DOB": "1990年5月3日",
    "BANK_CARD": "6222020200000000017",
    "ACCOUNT": "370212345678901",
    "IBAN": "GB82WEST12345698765432",
    "SWIFT": "BKCHCNBJ110",
    "USCC": "92340621MA2PBMKK45",
    "MOBILE": "13812345678",
    "LANDLINE": "0532-85556677",
    "EMAIL": "wang.xm@example.com",
    "WECHAT": "wxm_2026",
    "QQ": "123456789",
    "ADDRESS": "青岛市市南区海岳路18号3单元502",
    "PERSON": "王小明",
    "PLATE": "鲁B12345",
    "IP": "10.1.2.3",
    "MAC": "00:1A:2B:3C:4D:5E",
    "LOCATION": "济南",
    "ORG": "青岛海纳商贸有限公司",
    "WITHHELD": "这一段没有能够检查",
}


@dataclass(frozen=True)
class Scope:
    """One column of the book: the default, a channel or a knowledge base. `key` is `default`, `channel:…`, `base:…`."""

    key: str
    place: str
    name: str


@dataclass(frozen=True)
class Choice:
    """One way for one kind, and what a made-up value looks like then. `value` "" is: as the default; `masked`: not left readable."""

    value: str
    label: str
    example: str
    masked: bool


@dataclass(frozen=True)
class Row:
    """One kind in one scope: the way in the draft and the way that holds."""

    kind: str
    way: str
    before: str
    choices: Sequence[Choice]

    @property
    def chosen(self) -> Choice:
        """The way in the draft, with how a value would look."""
        return next(choice for choice in self.choices if choice.value == self.way)


@dataclass(frozen=True)
class ListChange:
    """What a new public list adds and removes."""

    added: Sequence[Entry]
    removed: Sequence[Entry]


def scopes(parts: Parts, bases: Sequence[str], book: Policies) -> list[Scope]:
    """Every place a policy may speak of: what there is, and what the book names already."""
    known = parts.get(Channels).names() if parts.has(Channels) else list(CHANNELS)
    return [
        Scope("default", "default", ""),
        *(Scope(f"channel:{name}", "channel", name) for name in sorted({*known, *book.channels})),
        *(Scope(f"base:{name}", "base", name) for name in sorted({*bases, *book.bases})),
    ]


def ways_of(book: Policies, scope: Scope) -> Ways:
    """What a book says of one scope itself."""
    if scope.place == "channel":
        return book.channels.get(scope.name, {})
    return book.bases.get(scope.name, {}) if scope.place == "base" else book.default


def groups(now: Policies, draft: Policies, scope: Scope) -> list[tuple[str, list[Row]]]:
    """The kinds of one scope in groups, as the table shows them."""
    before, after = ways_of(now, scope), ways_of(draft, scope)
    listed = {kind for _, kinds in GROUPS for kind in kinds}
    rest = tuple(kind for kind in KINDS if kind not in listed)
    return [
        (title, [_row(kind, before, after, draft, scope) for kind in kinds])
        for title, kinds in (*GROUPS, (N_("其他"), rest))
        if kinds
    ]


def _row(kind: str, before: Ways, after: Ways, draft: Policies, scope: Scope) -> Row:
    default = draft.default[kind]
    choices = [] if scope.place == "default" else [_choice(kind, default, "", "")]
    allowed = [way for way in WAYS if kind != "WITHHELD" or way not in (Way.KEEP, Way.LEAVE)]
    choices += [_choice(kind, way, str(way), WAYS[way]) for way in allowed]
    return Row(kind, str(after.get(kind, "")), str(before.get(kind, "")), choices)


def _choice(kind: str, way: str, value: str, label: str) -> Choice:
    return Choice(value, label, example(kind, way), way != Way.LEAVE)


def example(kind: str, way: str) -> str:
    """A made-up value of this kind, shown this way to staff; as it is where the kind is left readable."""
    raw = _EXAMPLES.get(kind, "12345678")
    if way == Way.LEAVE:
        return raw
    one = Policies(default={kind: Way(way)}).of()
    return shown(one, f"{kind}:4q8f1x2c9z", display(kind, raw))


def list_change(old: PublicList, new: PublicList) -> ListChange:
    """Entries of one list that the other lacks."""
    before = {bare(entry.value): entry for entry in old.entries}
    after = {bare(entry.value): entry for entry in new.entries}
    return ListChange(
        [entry for value, entry in after.items() if before.get(value) != entry],
        [entry for value, entry in before.items() if value not in after],
    )


def count(changes: Sequence[Change], scope: Scope) -> int:
    """How many changes a draft makes in one scope."""
    return sum((change.place, change.name) == (scope.place, scope.name) for change in changes)


def base_names(s: ReadSession) -> list[str]:
    """Names of the knowledge bases."""
    from appliance.ai.knowledge import bases

    return bases.names(s)
