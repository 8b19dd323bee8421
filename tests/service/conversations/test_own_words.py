"""Where the policy keeps them, a visitor reads her own words in her own window; nobody else does."""

from __future__ import annotations

import pytest

from appliance.core.kit.ids import new_id
from appliance.core.masking import public
from appliance.core.masking.engine import Found, Masked
from appliance.core.masking.policy import book
from appliance.core.masking.show import segments
from appliance.core.masking.text import MaskedText, RawText
from appliance.service.conversations import actions, lists, queries
from tests.service.scene import Scene


def shown(views):
    return ["".join(part.text for part in segments(view.text, view.displays)) for view in views]


@pytest.mark.parametrize(
    ("channel", "expected"), [("web_widget", "13812345678"), ("loopback", "138****5678")]
)
def test_only_the_visitors_own_window_puts_them_back(scene: Scene, channel: str, expected: str) -> None:
    phone = Found("MOBILE:9f31", "MOBILE", RawText("13812345678"), "138****5678", "mobile", 1.0)
    name = Found("PERSON:7aa0", "PERSON", RawText("王小明"), "王**", "name", 1.0)
    masked = Masked(MaskedText.trusted("我是⟦PERSON:7aa0⟧，手机 ⟦MOBILE:9f31⟧"), [phone, name], [])
    with scene.store.writing() as s:
        taken = actions.receive_message(
            s, scene.vault, actions.Intake(channel, "mei", new_id(), masked, "zh")
        )
    scene.store.policies = book("1.0", {"default": {"MOBILE": "keep"}}, public.SHIPPED)
    with scene.store.reading() as s:
        hers = queries.visitor_thread(s, scene.vault, taken.conversation_id)
        theirs = queries.thread(s, scene.vault, taken.conversation_id)
        listed = lists.list_for_desk(s, scene.vault, "all")
    assert shown(hers)[0] == f"我是王**，手机 {expected}"
    assert shown(theirs)[0] == "我是王**，手机 138****5678"
    assert "13812345678" not in str([view.displays for view in theirs] + [row.displays for row in listed])
