"""Mei agrees to the privacy notice before her first message, in its version; what she takes back ends at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.masking.engine import Masked
from appliance.core.masking.text import MaskedText
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget import token
from appliance.service.consent import actions as consent
from appliance.service.consent.errors import Withdrawn
from appliance.service.consent.tables import Consent
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import actions, queries
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.turn import build
from tests.doors.channels.conftest import house
from tests.doors.web.stage import Stage

HERE = "/admin/channels/notice"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = house(tmp_path)
    yield made
    made.close()


class Mei:
    """A visitor without a browser."""

    def __init__(self, stage: Stage) -> None:
        given = token.issue(stage.vault)
        self.id = token.visitor_of(stage.vault, f"Bearer {given}")
        self.client = stage.client(Authorization=f"Bearer {given}")

    def write(self, words: str, client_id: str = "") -> Any:
        body = {"client_id": client_id or str(uuid.uuid4()), "text": words}
        return self.client.post("/widget/api/messages", json=body)

    def agree(self, number: int) -> int:
        return self.client.post("/widget/api/consent", json={"number": number}).status_code

    def withdraw(self) -> Any:
        return self.client.post("/widget/api/consent/withdraw").json()

    def sees(self) -> Any:
        return self.client.get("/widget/api/messages").json()


def count(stage: Stage, table: Any) -> int:
    with stage.store.reading() as s:
        return len(s.scalars(select(table)).all())


def verbs(stage: Stage, start: str) -> list[tuple[str, Any]]:
    with stage.store.reading() as s:
        return [
            (e.verb, e.details.get("number"))
            for e in s.scalars(select(AuditEvent))
            if e.verb.startswith(start)
        ]


def test_nobody_is_asked_until_a_notice_is_published_and_everybody_after(stage: Stage) -> None:
    mei, he = Mei(stage), stage.client("he")
    assert mei.sees()["consent"] == ""
    assert mei.write("年费多少").status_code == 200
    first = he.get(HERE).text
    assert "还没有发布隐私告知" in first
    assert "海岳银行在线客服需要处理" in first  # a first wording to start from
    assert he.post(HERE, data={"body_zh": "只有中文", "body_en": " "}).status_code == 400
    assert he.post(HERE, data={"body_zh": "告知一", "body_en": "Notice one"}).status_code == 303
    assert he.post(HERE, data={"body_zh": "告知一\r\n", "body_en": "Notice one"}).status_code == 400
    assert mei.sees()["consent"] == "needed"
    refused = mei.write("我的手机 13812345678")
    assert (refused.status_code, refused.json()["error"]) == (403, "ConsentNeeded")
    assert mei.client.post("/widget/api/person", json={"client_id": str(uuid.uuid4())}).status_code == 403
    assert count(stage, Message) == 1
    said = mei.client.get("/widget/api/notice", headers={"Accept-Language": "en"}).json()
    assert (said["number"], said["text"], said["agreed_at"]) == (1, "Notice one", "")
    assert [mei.agree(number) for number in (0, 2, 1, 1)] == [409, 409, 200, 200]
    assert mei.write("我的手机 13812345678").status_code == 200
    # The next version: asked again, also in the middle of a conversation; what went out before is not stored twice.
    known = str(uuid.uuid4())
    assert mei.write("还有", known).status_code == 200
    assert he.post(HERE, data={"body_zh": "告知二", "body_en": "Notice two"}).status_code == 303
    assert mei.write("还有", known).status_code == 403
    assert mei.agree(1) == 409
    assert mei.agree(2) == 200
    assert mei.write("还有", known).json()["duplicate"]
    assert verbs(stage, "notice.") + verbs(stage, "consent.") == [
        ("notice.published", 1),
        ("notice.published", 2),
        ("consent.given", 1),
        ("consent.given", 2),
    ]


def test_somebody_who_has_not_agreed_leaves_no_trace(stage: Stage) -> None:
    with stage.store.writing() as s:
        consent.publish(s, "告知", "Notice", actor=SYSTEM)
    asked: list[str] = []
    entrance = stage.parts.get(Entrance)
    entrance.masker.mask = lambda *a, **k: asked.append("masked")  # type: ignore[method-assign]
    assert Mei(stage).write("13812345678").status_code == 403
    assert (count(stage, Contact), count(stage, Message), asked) == (0, 0, [])
    # The write asks for itself, whoever calls it.
    with pytest.raises(Exception, match="agree"), stage.store.writing() as s:
        actions.receive_message(
            s, stage.vault, actions.Intake("web_widget", "x", "c-1", Masked(MaskedText.trusted("x"), [], []))
        )
    assert count(stage, Contact) == 0


def test_what_is_taken_back_ends_the_conversation_the_ai_and_all_storing(stage: Stage) -> None:
    with stage.store.writing() as s:
        consent.publish(s, "告知", "Notice", actor=SYSTEM)
    mei = Mei(stage)
    assert mei.withdraw() == {"withdrawn": False}
    mei.agree(1)
    mei.write("年费多少")
    with stage.store.reading() as s:
        row = queries.open_conversation(s, "web_widget", mei.id)
        assert row is not None
        assert build(s, stage.vault, row.id) is not None
    assert mei.withdraw() == {"withdrawn": True}
    assert mei.withdraw() == {"withdrawn": False}
    with stage.store.reading() as s:
        assert build(s, stage.vault, row.id) is None  # no turn for the AI
        assert queries.conversation(s, row.id).state == "closed"
        kept = s.scalars(select(Consent)).one()
        assert (kept.number, kept.withdrawn_at is not None) == (1, True)
    seen = mei.sees()
    assert (seen["consent"], seen["rate"]) == ("needed", False)
    assert "您已撤回同意" in str(seen["messages"])
    before = count(stage, Message)
    assert mei.write("在吗").status_code == 403
    assert mei.client.post("/widget/api/rating", json={"score": 5}).status_code == 403
    lin = Actor("agent", "lin", "林悦")
    with pytest.raises(Withdrawn), stage.store.writing() as s:
        actions.reopen(s, row.id, lin)
    assert count(stage, Message) == before
    assert "访客撤回了同意" in stage.client("linyue").get(f"/desk/c/{row.id}").text
    assert mei.agree(1) == 200
    assert mei.write("在吗").status_code == 200
    with stage.store.reading() as s:
        assert s.get(Conversation, row.id).state == "ai"  # type: ignore[union-attr]
    assert [verb for verb, _ in verbs(stage, "consent.")] == [
        "consent.given",
        "consent.withdrawn",
        "consent.given",
    ]


def test_a_person_in_charge_stops_as_well(stage: Stage) -> None:
    with stage.store.writing() as s:
        consent.publish(s, "告知", "Notice", actor=SYSTEM)
    mei, lin = Mei(stage), Actor("agent", "lin", "林悦")
    mei.agree(1)
    mei.write("找人工")
    with stage.store.reading() as s:
        row = queries.open_conversation(s, "web_widget", mei.id)
        assert row is not None
    with stage.store.writing() as s:
        actions.claim(s, row.id, lin)
    mei.withdraw()
    masked = Masked(MaskedText.trusted("您好"), [], [])
    with pytest.raises(Exception, match="closed"), stage.store.writing() as s:
        actions.post_agent_message(s, stage.vault, row.id, lin, masked, "l1")
