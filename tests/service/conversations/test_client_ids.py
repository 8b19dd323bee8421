"""A sender's id of a message may be any text; what is kept of it tells nothing."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from appliance.service.conversations import actions
from appliance.service.conversations.tables import Message
from tests.service.scene import Scene, hire


def kept(scene: Scene) -> list[str]:
    with scene.store.reading() as s:
        return [f"{one.client_id} {one.client_key}" for one in s.scalars(select(Message)) if one.client_id]


def test_a_number_sent_as_an_id_is_not_kept_and_still_counts_once(scene: Scene) -> None:
    first = scene.write("你好", client_id="13812345678")
    again = scene.write("你好", client_id="13812345678")
    assert (again.message_id, again.duplicate) == (first.message_id, True)
    lin = hire(scene.store, "lin")
    scene.ask_for_person(first.conversation_id)
    with scene.store.writing() as s:
        actions.claim(s, first.conversation_id, lin)
    assert scene.say(first.conversation_id, lin, "您好", client_id="13812345678").duplicate is False
    assert scene.say(first.conversation_id, lin, "您好", client_id="13812345678").duplicate is True
    assert len(kept(scene)) == 2
    assert not [one for one in kept(scene) if "13812345678" in one]


def test_a_uuid_comes_back_as_it_was(scene: Scene) -> None:
    mine = str(uuid.uuid4())
    scene.write("你好", client_id=mine)
    assert kept(scene)[0].startswith(f"{mine} ")
