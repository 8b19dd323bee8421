"""A lead moves conversations from wherever they are; limits hold, and what cannot move stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.core.accounts.tables import Agent, Team
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import Conflict, NotFound
from appliance.core.store.session import WriteSession
from appliance.service.conversations.errors import AlreadyClosed
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import actions, reassign
from appliance.service.routing.errors import AtCapacity, NotAtWork, ThereAlready
from tests.service.scene import Scene, hire

Put = Callable[[Scene, str, Actor], None]


def waiting(scene: Scene, one: str, lin: Actor) -> None:
    scene.ask_for_person(one)


def with_lin(scene: Scene, one: str, lin: Actor) -> None:
    with scene.store.writing() as s:
        actions.claim(s, one, lin)


def with_ai(scene: Scene, one: str, lin: Actor) -> None:
    return None


def ended(scene: Scene, one: str, lin: Actor) -> None:
    with scene.store.writing() as s:
        actions.close(s, one, lin)


@pytest.fixture
def people(scene: Scene) -> tuple[Actor, Actor, Actor]:
    lin, zhao, lead = (
        hire(scene.store, "林悦"),
        hire(scene.store, "赵敏", capacity=1),
        hire(scene.store, "何组长"),
    )
    with scene.store.writing() as s:
        s.add(Team(id="cards", name="信用卡组"))
        s.get_one(Agent, lead.id).role = "team_lead"
    return lin, zhao, lead


@pytest.mark.parametrize("put", [waiting, with_lin, with_ai], ids=["waiting", "with an agent", "with the AI"])
def test_to_an_agent_from_wherever_it_is(scene: Scene, people: tuple[Actor, Actor, Actor], put: Put) -> None:
    lin, zhao, lead = people
    one = scene.write(who="mei").conversation_id
    other = scene.write(who="hua").conversation_id
    put(scene, one, lin)
    with scene.store.writing() as s:
        reassign.to_agent(s, one, zhao.id, lead)
    assert scene.row(one).agent_id == zhao.id
    assert scene.row(one).queue_no is None
    did = scene.audit("conversation.claimed")[-1]
    assert (did.actor_id, did.details.get("why", did.details.get("how"))) == (lead.id, "reassigned")
    with pytest.raises(AtCapacity), scene.store.writing() as s:
        reassign.to_agent(s, other, zhao.id, lead)
    assert (scene.row(other).state, scene.row(other).agent_id) == ("ai", None)


@pytest.mark.parametrize("put", [waiting, with_lin, with_ai], ids=["waiting", "with an agent", "with the AI"])
def test_to_a_teams_queue_from_wherever_it_is(
    scene: Scene, people: tuple[Actor, Actor, Actor], put: Put
) -> None:
    lin, _, lead = people
    one = scene.write(who="mei").conversation_id
    put(scene, one, lin)
    came = scene.row(one).queued_at
    with scene.store.writing() as s:
        reassign.to_team(s, one, "cards", lead)
        row = s.get_one(Conversation, one)
        assert (row.state, row.team_id) == ("queued", "cards")
    if put is waiting:
        assert scene.row(one).queued_at == came  # who has waited goes on waiting, and does not begin anew
    assert scene.audit("handoff.made")[-1].actor_id == lead.id
    with pytest.raises(ThereAlready), scene.store.writing() as s:
        reassign.to_team(s, one, "cards", lead)
    thread = scene.thread(one)
    assert [m.seq for m in thread] == list(range(1, len(thread) + 1))
    seen = [m.visitor_seq for m in scene.visitor_thread(one)]
    assert seen == list(range(1, len(seen) + 1))


def test_what_cannot_move_says_why(scene: Scene, people: tuple[Actor, Actor, Actor]) -> None:
    lin, _, lead = people
    one = scene.write(who="mei").conversation_id
    ended(scene, one, lin)
    with pytest.raises(AlreadyClosed), scene.store.writing() as s:
        reassign.to_agent(s, one, lin.id, lead)
    with pytest.raises(AlreadyClosed), scene.store.writing() as s:
        reassign.to_team(s, one, "cards", lead)
    two = scene.write(who="hua").conversation_id
    with_lin(scene, two, lin)
    cases: list[tuple[Callable[[WriteSession], None], type[Exception]]] = [
        (lambda s: reassign.to_agent(s, two, lin.id, lead), ThereAlready),
        (lambda s: reassign.to_agent(s, two, "nobody", lead), NotAtWork),
        (lambda s: reassign.to_team(s, two, "nowhere", lead), NotFound),
    ]
    with scene.store.writing() as s:
        s.get_one(Agent, lead.id).role = "compliance_officer"
    cases.append((lambda s: reassign.to_agent(s, two, lead.id, lead), NotAtWork))
    for act, problem in cases:
        with pytest.raises(problem), scene.store.writing() as s:
            act(s)
    assert issubclass(AlreadyClosed, Conflict)
    assert scene.row(two).agent_id == lin.id
