"""What a visitor writes, as officers find it: masked, stored and in the search file."""

from __future__ import annotations

from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText
from appliance.core.store.search_index import SearchIndex
from appliance.service.conversations import actions
from appliance.service.conversations.actions import Received
from appliance.service.conversations.search import catch_up
from tests.doors.web.stage import Stage


def written(stage: Stage, text: str, visitor: str = "mei") -> Received:
    """Its conversation, contact and message."""
    masked = stage.parts.get(Masker).mask(RawText(text), hasher=stage.vault.value_hash)
    with stage.store.writing() as s:
        taken = actions.receive_message(
            s, stage.vault, actions.Intake("web_widget", visitor, new_id(), masked, "zh")
        )
    catch_up(stage.store, stage.vault, stage.parts.get(SearchIndex))
    return taken
