"""An address in a question is kept to its district on the way to retrieval and prompt, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from appliance.core.masking.engine import Found
from appliance.core.masking.policy import SHIPPED, Way
from appliance.core.masking.text import RawText
from appliance.service.conversations import queries
from appliance.service.conversations.actions import Received
from appliance.service.conversations.turn import build
from tests.service.scene import Scene


def asks(scene: Scene, address: str) -> Received:
    """A visitor asks for a branch nearby."""
    token = f"ADDRESS:{scene.vault.value_hash('ADDRESS', address)}"
    found = Found(token, "ADDRESS", RawText(address), "***", "rule", 1.0)
    return scene.write(f"我住⟦{token}⟧，附近有网点吗", entities=[found])


def question(scene: Scene, conversation_id: str) -> str:
    with scene.store.reading() as s:
        turn = build(s, scene.vault, conversation_id)
    assert turn is not None
    return str(turn.question)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("北京市朝阳区建国路88号院3号楼1201", "北京市朝阳区"),
        ("杭州西湖区文三路90号", "杭州西湖区"),
        ("建国路88号院3号楼", "⟦ADDRESS:"),
    ],
)
def test_the_question_keeps_the_district(scene: Scene, address: str, kept: str) -> None:
    asked = asks(scene, address)
    said = question(scene, asked.conversation_id)
    assert said.startswith(f"我住{kept}")
    assert "路" not in said
    with scene.store.reading() as s:
        stored = queries.message(s, scene.vault, asked.message_id)
    assert "⟦ADDRESS:" in str(stored.text), "what is stored keeps its token"


def test_where_places_are_masked_the_token_stays(scene: Scene) -> None:
    conversation_id = asks(scene, "北京市朝阳区建国路88号").conversation_id
    ways = MappingProxyType({**SHIPPED.default, "LOCATION": Way.TOKEN})
    scene.store.policies = replace(SHIPPED, default=ways)
    assert "⟦ADDRESS:" in question(scene, conversation_id)
