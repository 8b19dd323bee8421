"""What a policy may say, what holds in one place, and what a surface then shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.kit.errors import BadInput
from appliance.core.masking import policy, public, show
from appliance.core.masking.kinds import LABELS, SECRETS
from appliance.core.masking.policy import KINDS, SHIPPED, STRICTNESS, Way, book, changes
from appliance.core.masking.public import Entry, PublicList, bare, merged, parse
from appliance.core.masking.text import RawText

WAYS = st.dictionaries(
    st.sampled_from([kind for kind in KINDS if kind != "WITHHELD"]), st.sampled_from([w.value for w in Way])
)


def made(default=None, channels=None, bases=None):
    content = {"default": default or {}, "channels": channels or {}, "bases": bases or {}}
    return book("7.1", content, public.SHIPPED)


def test_the_shipped_policy_leaves_places_and_companies_and_shows_the_rest_in_part():
    shipped = SHIPPED.of()
    assert {kind for kind in LABELS if shipped.leaves(kind)} == {"LOCATION", "ORG"}
    assert {shipped.way(kind) for kind in KINDS if not shipped.leaves(kind)} == {Way.PARTIAL}
    assert shipped.way("A_KIND_OF_LATER") is Way.PARTIAL


@pytest.mark.parametrize("kind", sorted(SECRETS))
@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("place", ["default", "channels", "bases"])
def test_no_policy_speaks_of_secrets(kind, way, place):
    ways = {kind: way.value}
    with pytest.raises(BadInput, match="never stored"):
        made(**{place: ways if place == "default" else {"web_widget": ways}})
    assert not SHIPPED.of().leaves(kind)


@pytest.mark.parametrize(
    "content",
    [
        {"default": {"MOBILE": "shout"}},
        {"default": {"NAME": "partial"}},
        {"default": {"WITHHELD": "leave"}},
        {"default": {"WITHHELD": "keep"}},
        {"channels": {"a b": {"MOBILE": "hash"}}},
        {"bases": {"": {"MOBILE": "hash"}}},
    ],
)
def test_what_no_policy_may_say(content):
    with pytest.raises(BadInput):
        book("1", content, public.SHIPPED)


def test_a_channel_differs_from_the_default_and_a_base_from_both():
    policies = made(
        {"MOBILE": "hash"},
        channels={"web_widget": {"MOBILE": "partial", "PERSON": "redact"}},
        bases={"main": {"MOBILE": "redact"}, "branch": {"PERSON": "partial", "ORG": "partial"}},
    )
    table = [
        ("", "", "MOBILE", Way.HASH),
        ("loopback", "", "MOBILE", Way.HASH),
        ("web_widget", "", "MOBILE", Way.PARTIAL),
        ("web_widget", "", "PERSON", Way.REDACT),
        ("", "main", "MOBILE", Way.REDACT),
        ("web_widget", "main", "MOBILE", Way.REDACT),  # both differ: the stricter one
        ("web_widget", "branch", "PERSON", Way.REDACT),
        ("web_widget", "branch", "ORG", Way.PARTIAL),
        ("web_widget", "unknown", "MOBILE", Way.PARTIAL),
    ]
    assert [policies.of(channel, base).way(kind) for channel, base, kind, _ in table] == [
        w for *_, w in table
    ]
    assert policies.of("web_widget") is policies.of("web_widget"), "no merging per message"


@given(WAYS, WAYS, WAYS)
def test_a_book_comes_back_from_its_json_and_an_override_is_never_weaker_than_the_stricter(default, one, two):
    policies = made(default, {"c": one}, {"b": two})
    assert book("7.1", policies.content(), public.SHIPPED) == policies
    for kind in KINDS:
        both = [Way(ways[kind]) for ways in (one, two) if kind in ways]
        wanted = max(both, key=STRICTNESS.__getitem__) if both else policies.default[kind]
        assert policies.of("c", "b").way(kind) is wanted


@given(WAYS, WAYS)
def test_changes_are_none_between_equals_and_undone_backwards(before, after):
    old, new = made(before, {"c": after}), made(after, {"c": before})
    assert changes(old, old) == []
    there, back = changes(old, new), changes(new, old)
    assert [(c.place, c.kind, c.before, c.after) for c in there] == [
        (c.place, c.kind, c.after, c.before) for c in back
    ]


def test_a_looser_change_says_so():
    old = made({"MOBILE": "redact"})
    looser, stricter = made({"MOBILE": "partial"}), made({"MOBILE": "redact", "ORG": "hash"})
    assert [(c.kind, c.looser) for c in changes(old, looser)] == [("MOBILE", True)]
    assert [(c.kind, c.looser) for c in changes(old, stricter)] == [("ORG", False)]
    override = made({"MOBILE": "redact"}, {"web_widget": {"MOBILE": "partial"}})
    assert [(c.place, c.name, c.before, c.looser) for c in changes(old, override)] == [
        ("channel", "web_widget", "", True)
    ]


SHOWN = [
    ("partial", None, "138****5678"),
    ("partial", "13812345678", "138****5678"),
    ("token", None, "MOBILE:4q8f1x2c"),
    ("hash", None, "#4q8f1x"),
    ("redact", "13812345678", "■■■"),
    ("keep", None, "138****5678"),
    ("keep", "13812345678", "13812345678"),
    ("leave", None, "138****5678"),
]


@pytest.mark.parametrize(("way", "original", "expected"), SHOWN)
def test_each_way_of_showing(way, original, expected):
    under = made({"MOBILE": way}).of()
    assert show.shown(under, "MOBILE:4q8f1x2c9zzz", "138****5678", original) == expected


def test_a_masker_follows_a_new_book_from_the_next_text_on(masker, hasher):
    text = RawText("我叫王小明，在青岛，电话0532-85556677，手机13812345678")
    before = str(masker.mask(text, hasher=hasher).text)
    assert "青岛" in before
    other = masker.under(made({"LOCATION": "hash", "PERSON": "leave"}, {"web_widget": {"PERSON": "partial"}}))
    after = str(other.mask(text, hasher=hasher).text)
    assert "王小明" in after
    assert "青岛" not in after
    assert "⟦MOBILE:" in after
    assert "王小明" not in str(other.mask(text, hasher=hasher, channel="web_widget").text)
    listed = policy.Policies("2", public=PublicList(merged([Entry("0532-8555-6677", "青岛支行")])))
    assert "0532-85556677" in str(masker.under(listed).mask(text, hasher=hasher).text)
    assert str(masker.mask(text, hasher=hasher).text) == before, "the first masker still follows its own"


PUBLIC = [
    ("95588", "", True),
    ("400-820-8788", "LANDLINE", True),
    ("(0532) 0000-1102", "LANDLINE", True),
    ("+86 0532 0000 1102", "LANDLINE", True),
    ("青岛崂山支行", "ORG", True),
    ("ＶＩＳＡ", "PERSON", True),
    ("0532-0000-1103", "LANDLINE", False),
    ("青岛崂山", "LOCATION", False),
    ("13812345678", "MOBILE", False),
    ("4001234567", "LANDLINE", True),
    ("4001234567", "QQ", False),
    ("95533", "QQ", True),
    ("9553388", "QQ", False),
]


@pytest.mark.parametrize(("value", "kind", "expected"), PUBLIC)
def test_the_public_list_is_exact(value, kind, expected):
    listed = PublicList((*public.SHIPPED.entries, Entry("0532-0000-1102"), Entry("青岛崂山支行")))
    assert listed.holds(value, kind) is expected


def test_entries_come_from_lines():
    found = parse(
        "# branches\n0532-0000-1102\t青岛崂山支行\n\n010-0000-2101, 北京朝阳支行\n海岳银行\n云闪付  钱包\n"
    )
    assert [(e.value, e.note) for e in found] == [
        ("0532-0000-1102", "青岛崂山支行"),
        ("010-0000-2101", "北京朝阳支行"),
        ("海岳银行", ""),
        ("云闪付", "钱包"),
    ]


@pytest.mark.parametrize(
    "line",
    ["11010519491231002X\t张三", "4111 1111 1111 1111", "x", "长" * 61, "a\u200bb", "⟦MOBILE:1⟧", "- -"],
)
def test_what_cannot_be_public_is_named_by_its_line(line):
    with pytest.raises(BadInput, match="Line 2: "):
        parse(f"95588\n{line}")


def test_a_list_has_an_end():
    with pytest.raises(BadInput, match="5000"):
        merged(Entry(str(number)) for number in range(10_000, 15_001))


@given(st.lists(st.text(min_size=1, max_size=8)))
def test_merging_keeps_each_value_once(values):
    once = merged(Entry(value) for value in values)
    assert len({bare(entry.value) for entry in once}) == len(once)
    assert merged([*once, *once]) == once
