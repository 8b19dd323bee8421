"""What masking took out of a message is kept sealed, once per conversation, and shown in part."""

from __future__ import annotations

import pytest

from appliance.core.entities import actions, queries
from appliance.core.entities.tables import Entity
from appliance.core.kit.ids import new_id
from appliance.core.masking import public
from appliance.core.masking.engine import Found
from appliance.core.masking.policy import book
from appliance.core.masking.text import RawText
from appliance.core.vault import envelope
from tests import blank


@pytest.fixture
def store(tmp_path):
    opened = blank.store(tmp_path / "appliance.db", b"k" * 32)
    yield opened
    opened.close()


def found(value="13812345678", token="MOBILE:0abc", shown="138****5678"):
    return Found(token, token.split(":")[0], RawText(value), shown, "Mobile: mobile prefix and length", 0.9)


def test_a_value_is_kept_sealed_and_shown_in_part(store):
    key, conversation, message = envelope.new_key(), new_id(), new_id()
    with store.writing() as s:
        assert actions.keep(s, conversation, key, [found()], message) == 1
    with store.reading() as s:
        assert queries.displays(s, {conversation: "web_widget"}) == {
            conversation: {"MOBILE:0abc": "138****5678"}
        }
        row = s.get(Entity, (conversation, "MOBILE:0abc"))
    assert b"13812345678" not in row.value_sealed
    bound = actions.bound_to(conversation, "MOBILE:0abc")
    assert envelope.open_(key, row.value_sealed, bound_to=bound) == b"13812345678"


def test_a_sealed_value_moved_to_another_row_does_not_open(store):
    key, conversation = envelope.new_key(), new_id()
    with store.writing() as s:
        actions.keep(s, conversation, key, [found()], new_id())
        sealed = s.get(Entity, (conversation, "MOBILE:0abc")).value_sealed
    with pytest.raises(Exception, match=r"\w"):
        envelope.open_(key, sealed, bound_to=actions.bound_to(new_id(), "MOBILE:0abc"))


def test_a_value_said_again_keeps_its_first_row(store):
    key, conversation, first, second = envelope.new_key(), new_id(), new_id(), new_id()
    with store.writing() as s:
        actions.keep(s, conversation, key, [found()], first)
    with store.writing() as s:
        again = [found(), found("王小明", "PERSON:0xyz", "王**")]
        assert actions.keep(s, conversation, key, again, second) == 1
    with store.reading() as s:
        assert [row.token_id for row in queries.of_message(s, first)] == ["MOBILE:0abc"]
        assert [row.token_id for row in queries.of_message(s, second)] == ["PERSON:0xyz"]


def test_the_same_value_in_two_conversations_is_two_rows_with_one_token(store):
    one, two = new_id(), new_id()
    with store.writing() as s:
        for conversation in (one, two):
            actions.keep(s, conversation, envelope.new_key(), [found()], new_id())
    with store.reading() as s:
        shown = queries.displays(s, {one: "web_widget", two: "web_widget"})
        assert shown[one] == shown[two] == {"MOBILE:0abc": "138****5678"}
        assert queries.displays(s, {}) == {}


def test_each_conversation_is_shown_by_its_channels_policy(store):
    one, two = new_id(), new_id()
    with store.writing() as s:
        for conversation in (one, two):
            actions.keep(s, conversation, envelope.new_key(), [found()], new_id())
    store.policies = book("1.0", {"channels": {"messenger": {"MOBILE": "redact"}}}, public.SHIPPED)
    with store.reading() as s:
        shown = queries.displays(s, {one: "web_widget", two: "messenger"})
    assert (shown[one]["MOBILE:0abc"], shown[two]["MOBILE:0abc"]) == ("138****5678", "■■■")
