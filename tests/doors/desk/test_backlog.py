"""The lead sees the queues and shifts the balance; agents and others do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.events.subscribers import Subscribers
from appliance.doors import admin, desk
from appliance.service.conversations import queries
from appliance.service.conversations.events import MessageReceived
from appliance.service.routing import balance, staff, teams
from tests.doors.web.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path, desk.router, admin.router)
    made.store.subscribers = Subscribers(within={MessageReceived: [balance.on_message_received]})
    made.person("linyue", "林悦")
    made.person("ban", "班小组", "team_lead")
    made.person("he", "何清", "administrator")
    yield made
    made.close()


def state(stage: Stage, conversation_id: str) -> str:
    with stage.store.reading() as s:
        return queries.conversation(s, conversation_id).state


def test_the_lead_sees_who_waits_and_who_is_here(stage: Stage) -> None:
    waits = stage.visitor_says("找人工")
    stage.visitor_says("年费多少", "bo")
    stage.ask_for_person(waits)
    stage.client("linyue").get("/desk")
    page = stage.client("ban").get("/desk/backlog").text
    assert f'href="/desk/c/{waits}?view=waiting"' in page
    assert "访客点了“转人工”" in page
    assert "等待 1" in page
    assert "在岗 1" in page
    assert "0/6" in page
    assert "100%" in page  # all that is served is with the AI
    english = stage.client("ban")
    english.post("/language", data={"to": "en", "next": "/desk/backlog"})
    assert "1 waiting" in english.get("/desk/backlog").text


def test_the_balance_is_shifted_for_the_next_visitor_as_long_as_there_is_room(stage: Stage) -> None:
    lead = stage.client("ban")
    stage.client("linyue").get("/desk")  # available, room for six
    assert state(stage, stage.visitor_says("一", "a")) == "ai"
    shifted = lead.post(
        f"/desk/backlog/{DEFAULT_TEAM}/share", data={"share": "50"}, headers={"HX-Request": "true"}
    )
    assert 'value="50" aria-pressed="true"' in shifted.text
    half = [state(stage, stage.visitor_says("一", f"b{n}")) for n in range(4)]
    assert half == ["ai", "queued", "ai", "queued"]
    lead.post(f"/desk/backlog/{DEFAULT_TEAM}/share", data={"share": "100"})
    every = [state(stage, stage.visitor_says("一", f"c{n}")) for n in range(6)]
    assert every == ["queued"] * 4 + ["ai"] * 2  # full: the AI takes what is over
    assert lead.post(f"/desk/backlog/{DEFAULT_TEAM}/share", data={"share": "101"}).status_code == 400
    assert lead.post("/desk/backlog/none/share", data={"share": "10"}).status_code == 404


@pytest.mark.parametrize("login", ["linyue", "he"])
def test_only_leads_see_it(stage: Stage, login: str) -> None:
    client = stage.client(login)
    assert client.get("/desk/backlog").status_code == 403
    assert client.post(f"/desk/backlog/{DEFAULT_TEAM}/share", data={"share": "50"}).status_code == 403


def test_an_administrator_sets_how_a_team_works_and_what_an_agent_is_here_for(stage: Stage) -> None:
    client = stage.client("he")
    waits = stage.visitor_says("找人工")
    stage.ask_for_person(waits)
    stage.client("linyue").get("/desk")
    assert state(stage, waits) == "queued"  # taken by hand
    assert client.post("/admin/routing/teams", data={"name": "信用卡组"}).status_code == 303
    ways = {
        "strategy": ["by_topic", "", "least_busy", ""],
        "channels": "web_widget",
        "topics": "fraud，complaint",
        "limit_seconds": "90",
        "day": ["00:00-24:00"] * 7,
        "holidays": "2030-10-01\n2030-10-10 09:00-17:00",
    }
    assert client.post(f"/admin/routing/teams/{DEFAULT_TEAM}", data=ways).status_code == 303
    assert state(stage, waits) == "human"  # and at once shared out
    page = client.get("/admin/routing").text
    assert '<option value="least_busy" selected>最不忙</option>' in page
    assert "2030-10-10 09:00-17:00</textarea>" in page
    with stage.store.reading() as s:
        lin = next(a for a in staff.of_team(s, DEFAULT_TEAM) if a.login == "linyue")
        cards = next(team for team in teams.all_teams(s) if team.name == "信用卡组")
    place = {
        "team_id": cards.id,
        "capacity": "3",
        "skill": "fraud",
        "language": "zh en",
        "team": DEFAULT_TEAM,
    }
    assert client.post(f"/admin/routing/agents/{lin.id}", data=place).status_code == 303
    page = client.get("/admin/routing").text
    assert 'name="skill" value="fraud"' in page
    assert 'name="capacity" value="3"' in page


@pytest.mark.parametrize(
    ("where", "data"),
    [
        (f"teams/{DEFAULT_TEAM}", {"strategy": "by_dice"}),
        (f"teams/{DEFAULT_TEAM}", {"limit_seconds": "soon"}),
        (f"teams/{DEFAULT_TEAM}", {"limit_seconds": "99999"}),
        (f"teams/{DEFAULT_TEAM}", {"day": ["9-18"]}),
        (f"teams/{DEFAULT_TEAM}", {"holidays": "国庆"}),
        ("teams", {"name": " "}),
        ("agents/nobody", {"capacity": "3"}),
        ("agents/nobody", {"capacity": "many"}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(stage: Stage, where: str, data: dict[str, object]) -> None:
    answer = stage.client("he").post(f"/admin/routing/{where}", data=data)
    assert answer.status_code in (400, 404, 422)
    with stage.store.reading() as s:
        assert teams.ways(s, DEFAULT_TEAM) == teams.Ways()


def test_agents_do_not_set_it(stage: Stage) -> None:
    client = stage.client("linyue")
    assert client.get("/admin/routing").status_code == 403
    assert client.post(f"/admin/routing/teams/{DEFAULT_TEAM}", data={}).status_code == 403
