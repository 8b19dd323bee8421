"""One body for every channel: what comes in is stored once; what is said goes out once, in order, masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from fastapi.testclient import TestClient

from appliance.core.accounts.tables import Agent
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.actors import Actor
from appliance.core.masking.show import segments
from appliance.core.masking.text import RawText
from appliance.doors.channels import outbound
from appliance.doors.channels.adapter import InboundMessage
from appliance.doors.channels.inbound import Entrance
from appliance.doors.channels.loopback.adapter import Loopback
from appliance.doors.channels.registry import Channels
from appliance.main import build_app
from appliance.service.conversations import actions, queries
from appliance.service.routing import actions as routing
from appliance.service.turns import jobs as turns
from appliance.service.turns.parts import TurnParts
from appliance.wiring import Appliance
from tests.fixtures import small
from tests.service.scene import Rules, Script

MOBILE = "13900005555"
Written = tuple[str, bool]  # message id, whether it was there already


class Form(Protocol):
    """One channel as its visitor uses it."""

    name: str

    def write(self, client_id: str, text: str) -> Written: ...

    def ask_for_person(self, client_id: str) -> None: ...

    def got(self) -> list[tuple[str, str]]: ...  # (who, text) of all but the visitor's own, as delivered


class Widget:
    name = "web_widget"

    def __init__(self, appliance: Appliance) -> None:
        self.client = TestClient(build_app(appliance))
        token = self.client.post("/widget/api/session", json={}).json()["token"]
        self.visitor = token.partition(".")[0]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def write(self, client_id: str, text: str) -> Written:
        said = self.client.post("/widget/api/messages", json={"client_id": client_id, "text": text}).json()
        return said["message_id"], said["duplicate"]

    def ask_for_person(self, client_id: str) -> None:
        assert self.client.post("/widget/api/person", json={"client_id": client_id}).status_code == 200

    def got(self) -> list[tuple[str, str]]:
        thread = self.client.get("/widget/api/messages").json()["messages"]
        numbers = [one["seq"] for one in thread]
        assert numbers == list(range(1, len(numbers) + 1)), "gapless, in order"
        return [
            (one["who"], "".join(part["text"] for part in one["segments"]))
            for one in thread
            if one["who"] != "visitor"
        ]


class Pushed:
    name = "loopback"
    visitor = "mei"

    def __init__(self, appliance: Appliance) -> None:
        self.entrance = appliance.parts.get(Entrance)
        adapter = appliance.parts.get(Channels).get("loopback")
        assert isinstance(adapter, Loopback)
        self.delivered = adapter.delivered

    def write(self, client_id: str, text: str) -> Written:
        received = self.entrance.receive(
            InboundMessage(self.name, self.visitor, client_id, RawText(text), "zh")
        )
        return received.message_id, received.duplicate

    def ask_for_person(self, client_id: str) -> None:
        self.entrance.ask_for_person(self.name, self.visitor, client_id, "zh")

    def got(self) -> list[tuple[str, str]]:
        numbers = [one.number for one in self.delivered]
        assert numbers == sorted(set(numbers)), "each once, in order"
        assert {one.external_id for one in self.delivered} <= {self.visitor}
        return [
            (one.author_kind, "".join(part.text for part in segments(one.text, one.displays)))
            for one in self.delivered
        ]


@pytest.fixture
def appliance(tmp_path: Path) -> Iterator[Appliance]:
    opened = Appliance(small.settings(small.data(tmp_path), intake_per_minute="6000"))
    opened.unseal(opened.secret() or b"")
    yield opened
    opened.stop()


@pytest.fixture(params=[Widget, Pushed], ids=lambda form: form.name)
def form(request: pytest.FixtureRequest, appliance: Appliance) -> Form:
    made: Form = request.param(appliance)
    return made


@pytest.fixture
def work(appliance: Appliance) -> Callable[[], object]:
    """Run every job that is due: the AI's turn (which echoes a fixed answer) and deliveries."""
    registry = Registry()
    parts = TurnParts(appliance.store, appliance.vault, Script("年费每年 200 元。"), Rules())
    turns.register(registry, parts)
    outbound.register(registry, appliance.store, appliance.vault, appliance.parts.get(Channels))
    return Runner(appliance.store, registry).run_until_idle


def conversation(appliance: Appliance, form: Form) -> str:
    with appliance.store.reading() as s:
        found = queries.open_conversation(s, form.name, form.visitor)  # type: ignore[attr-defined]
    assert found is not None
    return str(found.id)


def claimed(appliance: Appliance, form: Form) -> tuple[str, Actor]:
    """Lin has taken the conversation."""
    one = conversation(appliance, form)
    with appliance.store.writing() as s:
        row = s.query(Agent).filter_by(login="linyue").one()
        lin = Actor("agent", row.id, row.name)
        routing.claim(s, one, lin)
    return one, lin


def says(appliance: Appliance, one: str, lin: Actor, text: str, client_id: str) -> None:
    masked = appliance.masker.mask(RawText(text), hasher=appliance.vault.value_hash)
    with appliance.store.writing() as s:
        actions.post_agent_message(s, appliance.vault, one, lin, masked, client_id)


def test_a_question_is_answered_once(form: Form, work: Callable[[], object]) -> None:
    form.write("question-1", "年费多少")
    work()
    work()
    assert form.got() == [("ai", "年费每年 200 元。")]


def test_a_repeat_is_the_same_message(form: Form, work: Callable[[], object], appliance: Appliance) -> None:
    first, again = form.write("question-1", "年费多少"), form.write("question-1", "年费多少")
    assert first == (again[0], False)
    assert again[1]
    work()
    assert form.write("question-1", "年费多少") == again, "also after the answer"
    work()
    assert len(form.got()) == 1
    with appliance.store.reading() as s:
        thread = queries.thread(s, appliance.vault, conversation(appliance, form))
    assert [one.author_kind for one in thread if one.kind == "text"] == ["visitor", "ai"]


def test_what_an_agent_writes_arrives_in_order(
    form: Form, work: Callable[[], object], appliance: Appliance
) -> None:
    form.write("question-1", "年费多少")
    work()
    form.ask_for_person("person-01")
    one, lin = claimed(appliance, form)
    for number in range(5):
        says(appliance, one, lin, f"第 {number} 句", f"l{number}")
        says(appliance, one, lin, f"第 {number} 句", f"l{number}")
    work()
    work()
    assert [text for who, text in form.got() if who == "agent"] == [f"第 {n} 句" for n in range(5)]


def test_no_answer_after_the_claim(form: Form, work: Callable[[], object], appliance: Appliance) -> None:
    form.ask_for_person("person-01")
    work()
    claimed(appliance, form)
    before = form.got()
    form.write("question-1", "年费多少")
    work()
    assert [who for who, _ in form.got()[len(before) :] if who == "ai"] == []


def test_values_leave_masked(form: Form, work: Callable[[], object], appliance: Appliance) -> None:
    form.write("question-1", f"我的手机号是 {MOBILE}")
    form.ask_for_person("person-01")
    one, lin = claimed(appliance, form)
    says(appliance, one, lin, f"已登记手机 {MOBILE}，请核对", "l1")
    work()
    texts = [text for who, text in form.got() if who == "agent"]
    assert len(texts) == 1
    assert MOBILE not in texts[0]
    assert "139****5555" in texts[0]
    assert "⟦" not in texts[0]


def test_nothing_readable_is_nothing(form: Form) -> None:
    if form.name == "loopback":
        from appliance.core.kit.errors import BadInput

        with pytest.raises(BadInput):
            form.write("question-1", "\u200b \u202e")
    else:
        with pytest.raises(KeyError):
            form.write("question-1", "\u200b \u202e")
    assert form.got() == []
