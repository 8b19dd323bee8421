"""A lead sees all that people have, takes over, and passes many on at once; others may not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.accounts.tables import Agent, Team
from appliance.core.audit.tables import AuditEvent
from appliance.service.conversations import queries
from tests.doors.desk.test_acts import id_of
from tests.doors.web.stage import Stage


@pytest.fixture
def lead(stage: Stage) -> Any:
    stage.person("hezong", "何组长", "team_lead")
    return stage.client("hezong")


def agent_of(stage: Stage, conversation: str) -> str:
    with stage.store.reading() as s:
        return queries.conversation(s, conversation).agent_name


def test_many_move_at_once_and_one_line_says_which_could_not(stage: Stage, waiting: str, lead: Any) -> None:
    lin = stage.client("linyue")
    others = [stage.visitor_says("年费多少", who) for who in ("hua", "bo", "an")]
    lin.post(f"/desk/c/{others[0]}/claim")
    lin.post(f"/desk/c/{others[2]}/claim")
    lin.post(f"/desk/c/{others[2]}/close")
    with stage.store.writing() as s:
        s.scalars(select(Agent).where(Agent.name == "赵敏")).one().capacity = 2
    zhao = id_of(stage, "赵敏")
    assert "赵敏" in lead.get("/desk/reassign").text
    page = lead.post("/desk/reassign", data={"to": zhao, "ids": [waiting, *others, "no-such"]})
    assert page.status_code == 200
    assert page.headers["HX-Trigger"] == "desk:changed"
    assert "2 个会话已改派给 赵敏。" in page.text
    with stage.store.reading() as s:
        codes = {one: queries.code_of(s, one) for one in others}
    assert f"访客 {codes[others[1]]}（赵敏 已达到同时接待上限" in page.text
    assert f"访客 {codes[others[2]]}（会话已经结束）" in page.text
    assert [agent_of(stage, one) for one in (waiting, *others)] == ["赵敏", "赵敏", "", "林悦"]


def test_to_a_team_and_back_to_oneself(stage: Stage, waiting: str, lead: Any) -> None:
    with stage.store.writing() as s:
        s.add(Team(id="cards", name="信用卡组"))
    stage.client("linyue").post(f"/desk/c/{waiting}/claim")
    page = lead.get("/desk?view=human").text
    assert f'id="row-{waiting}"' in page
    assert f'value="{waiting}"' in page
    head = lead.get(f"/desk/c/{waiting}").text
    assert f'hx-post="/desk/c/{waiting}/take"' in head
    assert lead.post(f"/desk/c/{waiting}/take").status_code == 204
    assert agent_of(stage, waiting) == "何组长"
    assert lead.post(f"/desk/c/{waiting}/take").status_code == 409
    assert (
        "1 个会话已改派给 信用卡组。"
        in lead.post("/desk/reassign", data={"to": "team:cards", "ids": [waiting]}).text
    )
    with stage.store.reading() as s:
        assert queries.conversation(s, waiting).state == "queued"
        taken = [e for e in s.scalars(select(AuditEvent)) if e.verb == "conversation.claimed"]
    assert taken[-1].details["taken_from"] == id_of(stage, "林悦")


def test_by_agent(stage: Stage, waiting: str, lead: Any) -> None:
    stage.client("linyue").post(f"/desk/c/{waiting}/claim")
    row = f'id="row-{waiting}"'
    assert row in lead.get(f"/desk?view=human&of={id_of(stage, '林悦')}").text
    assert row not in lead.get(f"/desk?view=human&of={id_of(stage, '赵敏')}").text


def test_what_is_a_leads_is_not_an_agents(stage: Stage, waiting: str, lead: Any) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    lin.post(f"/desk/c/{waiting}/claim")
    for answer in (
        zhao.get("/desk/reassign"),
        zhao.post("/desk/reassign", data={"to": id_of(stage, "赵敏"), "ids": [waiting]}),
        zhao.post(f"/desk/c/{waiting}/take"),
    ):
        assert answer.status_code == 403
    assert agent_of(stage, waiting) == "林悦"
    page = zhao.get("/desk?view=human").text
    assert 'class="choose"' not in page
    assert 'id="tab-human"' not in page
    assert f'id="row-{waiting}"' not in page  # an unknown list is one's own
    for wrong in ({"to": "nobody", "ids": [waiting]}, {"to": "team:nowhere", "ids": [waiting]}):
        assert lead.post("/desk/reassign", data=wrong).status_code == 404
    assert lead.post("/desk/reassign", data={"to": id_of(stage, "赵敏")}).status_code == 400
