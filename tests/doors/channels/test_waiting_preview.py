"""Who waits is listed with what they had asked: that they pressed for a person, all who wait have in common."""

from __future__ import annotations

import uuid

from appliance.service.conversations import lists
from tests.doors.channels.test_widget_bad_input import Visitor
from tests.doors.web.stage import Stage


def press(v: Visitor) -> None:
    assert v.client.post("/widget/api/person", json={"client_id": str(uuid.uuid4())}).status_code == 200


def previews(stage: Stage) -> list[str]:
    with stage.store.reading() as s:
        return [str(row.preview) for row in lists.list_for_desk(s, stage.vault, "waiting")]


def test_the_question_stays_in_view_after_the_press(open_house: Stage) -> None:
    asked, silent = Visitor(open_house), Visitor(open_house)
    asked.post("在吗")
    asked.post("白金卡的年费怎么退")
    press(asked)
    press(silent)
    assert previews(open_house)[0] == "白金卡的年费怎么退"
    assert previews(open_house)[1] == "转人工", "there is nothing else to show"
    asked.post("急用，请快一点")
    assert previews(open_house)[0] == "急用，请快一点"
