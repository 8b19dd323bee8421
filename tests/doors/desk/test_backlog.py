"""The lead sees the queues and shifts the balance; agents and others do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.approvals import queries as approvals
from appliance.core.approvals.kinds import CONTACT_DETAILS
from appliance.core.audit.tables import AuditEvent
from appliance.core.events.subscribers import Subscribers
from appliance.core.masking.engine import Found
from appliance.core.masking.text import RawText
from appliance.doors import admin, desk
from appliance.service.conversations import lists, queries
from appliance.service.conversations.events import ComesToWait, MessageReceived
from appliance.service.routing import balance, hearing, staff, teams
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
        "topics": ["fraud", "complaint", "own_9"],
        "limit_seconds": "90",
        "day": ["00:00-24:00"] * 7,
        "holidays": "2030-10-01\n2030-10-10 09:00-17:00",
    }
    assert client.post(f"/admin/routing/teams/{DEFAULT_TEAM}", data=ways).status_code == 303
    assert state(stage, waits) == "human"  # and at once shared out
    client.cookies.set("lang", "en")
    english = client.get("/admin/routing").text
    assert ("Default team" in english, "默认组" in english, "信用卡组" in english) == (True, False, True)
    client.cookies.set("lang", "zh")
    page = client.get("/admin/routing").text
    assert '<option value="least_busy" selected>最不忙</option>' in page
    chosen = re.findall(r'name="(topics|channels)" value="(\w+)" checked>([^<]+)<', page)
    assert chosen == [
        ("topics", "fraud", "疑似诈骗或盗用"),
        ("topics", "complaint", "客户投诉"),
        ("topics", "own_9", "own_9"),  # a matter that was taken out of the book goes on until it is unchecked
        ("channels", "web_widget", "网页"),
    ]
    assert "2030-10-10 09:00-17:00</textarea>" in page
    with stage.store.reading() as s:
        lin = next(a for a in staff.of_team(s, DEFAULT_TEAM) if a.login == "linyue")
        cards = next(team for team in teams.all_teams(s) if team.name == "信用卡组")
    assert 'name="away" value="3"' in page
    silence = {"away": "5", "offline": "20", "reassign": "10"}
    assert client.post("/admin/routing/silence", data=silence).status_code == 303
    assert client.post("/admin/routing/silence", data={**silence, "away": "五"}).status_code == 400
    assert client.post("/admin/routing/silence", data={**silence, "away": "30"}).status_code == 400
    assert 'name="reassign" value="10"' in client.get("/admin/routing").text
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


def test_the_agent_in_charge_sees_a_number_once_the_lead_agrees_and_nobody_else_does(stage: Stage) -> None:
    found = [
        Found("MOBILE:9f31", "MOBILE", RawText("13812345678"), "138****5678", "mobile", 1.0),
        Found("CN_ID:77aa", "CN_ID", RawText("110101199003070000"), "1101****", "cn_id", 1.0),
    ]
    one = stage.visitor_says("打我 ⟦MOBILE:9f31⟧，证件 ⟦CN_ID:77aa⟧", found=found)
    stage.ask_for_person(one)
    stage.person("zhaomin", "赵敏")
    agent, other, lead = stage.client("linyue"), stage.client("zhaomin"), stage.client("ban")
    detail = f"/desk/c/{one}/details/MOBILE:9f31"
    assert agent.post(detail, data={"reason": "回电"}).status_code == 409  # not in charge yet
    agent.post(f"/desk/c/{one}/claim")
    assert f'href="{detail}"' in agent.get(f"/desk/c/{one}").text
    assert agent.post(detail, data={"reason": " "}).status_code in (400, 422)
    assert agent.post(f"/desk/c/{one}/details/CN_ID:77aa", data={"reason": "核对"}).status_code == 404
    waiting = agent.post(detail, data={"reason": "约定回电"}).text
    assert "等待班长批准" in waiting
    assert f'hx-get="{detail}" hx-trigger="every 5s"' in waiting
    with stage.store.reading() as s:
        (row,) = approvals.pending(s, CONTACT_DETAILS)
    assert "13812345678" not in lead.get("/desk/backlog").text
    assert f"/desk/details/{row.id}/approve" in lead.get("/desk/backlog").text
    assert agent.post(f"/desk/details/{row.id}/view").status_code == 409  # nobody has agreed
    assert agent.post(f"/desk/details/{row.id}/approve").status_code == 403
    assert lead.post(f"/desk/details/{row.id}/approve").status_code == 303
    assert lead.post(f"/desk/details/{row.id}/view").status_code == 404
    assert other.get(detail).status_code == 409
    assert "13812345678" in agent.post(f"/desk/details/{row.id}/view").text
    assert "13812345678" not in agent.get(detail).text  # each look anew, and on record
    agent.post(f"/desk/c/{one}/close")
    assert agent.post(f"/desk/details/{row.id}/view").status_code == 409
    with stage.store.reading() as s:
        verbs = [event.verb for event in s.query(AuditEvent).filter_by(conversation_id=one)]
    assert [verb for verb in verbs if verb.startswith(("approval.", "reveal."))] == [
        "approval.asked",
        "approval.approved",
        "approval.used",
        "reveal.opened",
        "reveal.viewed",
    ]


def test_a_lead_says_whose_time_is_worth_more_and_the_queue_follows(stage: Stage) -> None:
    stage.store.subscribers = Subscribers(within={ComesToWait: [hearing.on_comes_to_wait]})
    first, second = stage.visitor_says("一", "a"), stage.visitor_says("二", "b")
    stage.ask_for_person(first)
    stage.ask_for_person(second)
    assert stage.client("linyue").post(f"/desk/c/{second}/standing", data={"tier": "2"}).status_code == 403
    lead = stage.client("ban")
    assert lead.post(f"/desk/c/{second}/standing", data={"tier": "2", "region": "sh"}).status_code == 204
    assert lead.post(f"/desk/c/{second}/standing", data={"tier": "3"}).status_code in (400, 422)
    with stage.store.reading() as s:
        assert (lists.place_in_queue(s, second), lists.place_in_queue(s, first)) == (1, 2)
    page = lead.get(f"/desk/c/{second}").text
    assert '<option value="2" selected>贵宾</option>' in page
    assert 'name="region" value="sh"' in page
