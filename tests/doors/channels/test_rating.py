"""What the visitor thinks of a conversation: asked once it has ended, 1 to 5 and a word, masked; once for each end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM
from appliance.core.masking.engine import Masker
from appliance.doors import desk
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.web_widget import routes, token, window
from appliance.doors.channels.web_widget.routes import router
from appliance.service.conversations import actions, queries
from appliance.service.conversations.tables import Closing
from tests.doors.desk.test_acts import FindsNumbers
from tests.doors.web.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, router, desk.router)
    made.person("linyue", "林悦")
    made.parts.withdraw(Masker)
    made.parts.provide(Masker, FindsNumbers())
    made.parts.provide(Entrance, Entrance(made.store, made.vault, FindsNumbers()))
    yield made
    made.close()


def close(stage: Stage, conversation: str) -> None:
    with stage.store.writing() as s:
        actions.close(s, conversation, SYSTEM)


def test_rated_once_after_the_end_with_a_masked_word(stage: Stage) -> None:
    given = token.issue(stage.vault)
    client = stage.client(Authorization=f"Bearer {given}")
    conversation = stage.visitor_says("年费多少", token.visitor_of(stage.vault, f"Bearer {given}"))

    def asks() -> Any:
        return client.get("/widget/api/messages").json().get("rate")

    def rate(score: int, word: str = "") -> int:
        return client.post("/widget/api/rating", json={"score": score, "word": word}).status_code

    assert not asks()
    assert rate(5) == 409  # it goes on
    close(stage, conversation)
    assert asks()
    for wrong in (0, 6):
        assert rate(wrong) in (400, 422)
    assert rate(3, "长" * 501) == 413
    seen = client.get("/widget/api/messages").json()["messages"]
    assert rate(2, "请回电13812345678") == 200
    assert rate(5) == 409
    assert not asks()
    assert client.get("/widget/api/messages").json()["messages"] == seen  # it stands in no visitor's feed
    lin = stage.client("linyue").get(f"/desk/c/{conversation}").text
    assert "访客评价" in lin
    assert "2/5" in lin
    assert "13812345678" not in lin
    with stage.store.reading() as s:
        closing = s.scalars(select(Closing)).one()
        assert (closing.score, closing.resolved_by, closing.word_id is not None) == (2, "ai", True)
        numbers = [one.seq for one in queries.thread(s, stage.vault, conversation)]
        assert numbers == list(range(1, len(numbers) + 1))
        details = [e.details for e in s.scalars(select(AuditEvent)) if e.verb == "conversation.rated"]
    assert [(one["score"], one["entities"]) for one in details] == [(2, ["MOBILE"])]


def test_a_rating_without_a_word_and_a_new_end_asks_again(stage: Stage) -> None:
    given = token.issue(stage.vault)
    client = stage.client(Authorization=f"Bearer {given}")
    who = token.visitor_of(stage.vault, f"Bearer {given}")
    conversation = stage.visitor_says("年费多少", who)
    for score in (4, 5):
        close(stage, conversation)
        assert client.post("/widget/api/rating", json={"score": score}).status_code == 200
        assert stage.visitor_says("还有一件事", who) == conversation  # reopened
    with stage.store.reading() as s:
        assert [one.score for one in s.scalars(select(Closing).order_by(Closing.seq))] == [4, 5]
    stranger = stage.client(Authorization=f"Bearer {token.issue(stage.vault)}")
    assert stranger.post("/widget/api/rating", json={"score": 1}).status_code == 404


def test_the_answer_to_a_message_shows_what_the_window_would_ask_for(stage: Stage) -> None:
    client = stage.client(Authorization=f"Bearer {token.issue(stage.vault)}")
    sent = {"client_id": "11111111-1111-4111-8111-111111111111", "text": "年费多少", "after": 0}
    answer = client.post("/widget/api/messages", json=sent).json()
    assert answer["now"] == client.get("/widget/api/messages?after=0").json()
    assert [each["client_id"] for each in answer["now"]["messages"]] == [sent["client_id"]]
    assert client.post("/widget/api/messages", json={**sent, "after": 1}).json()["now"]["messages"] == []
    assert "now" not in client.post("/widget/api/messages", json={**sent, "after": None}).json()


def test_a_message_is_taken_whatever_can_be_shown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window far behind is told all the same, after the act; one that cannot be told anything has its message stored."""
    client = stage.client(Authorization=f"Bearer {token.issue(stage.vault)}")
    within: list[bool] = []

    def seen(s: Any, *given: Any) -> dict[str, Any]:
        within.append(s.writes)
        if given[-2] == 1:
            raise ValueError("what is shown cannot be made")
        return real(s, *given)

    real = window.seen
    monkeypatch.setattr(window, "seen", seen)
    monkeypatch.setattr(routes, "FEW", 3)
    for number in range(5):
        sent = {"client_id": f"1111111{number}-1111-4111-8111-111111111111", "text": "年费多少", "after": 0}
        said = client.post("/widget/api/messages", json=sent).json()["now"]["messages"]
        assert len(said) == number + 1
    assert within == [True, True, True, False, False]
    last = {"client_id": "21111111-1111-4111-8111-111111111111", "text": "还有吗", "after": 1}
    monkeypatch.setattr(routes, "FEW", 9)
    # Within the act it costs nothing, and only then is it told.
    assert client.post("/widget/api/messages", json=last).status_code == 500
    monkeypatch.undo()
    assert len(client.get("/widget/api/messages?after=0").json()["messages"]) == 6
