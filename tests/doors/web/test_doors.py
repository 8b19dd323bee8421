"""Who comes in: signing in, permissions, requests from elsewhere, languages."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import select

from appliance.core.accounts.permissions import Permission
from appliance.core.audit.tables import TABLE
from appliance.core.kit.errors import ApplianceError
from appliance.doors.web import hardware
from appliance.doors.web.depends import public, require, unguarded
from appliance.doors.web.sign_in_page import own_path
from tests.doors.web.stage import PASSWORD, Stage

router = APIRouter()


@router.get("/probe")
def probe(agent=require(Permission("audit.read"))) -> str:
    return agent.name


@router.post("/probe")
def change(agent=require(Permission("audit.read"))) -> str:
    return agent.name


@pytest.fixture
def door(stage: Stage) -> Stage:
    stage.app.include_router(router)
    stage.person("chen", "陈合规", "compliance_officer")
    stage.person("linyue", "林悦")
    return stage


def test_a_route_without_declaration_is_named_and_stops_the_start() -> None:
    app, forgotten = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), APIRouter()
    forgotten.get("/forgotten")(lambda: "open")
    inner = APIRouter()
    inner.get("/deep")(lambda: "open")
    outer = APIRouter(prefix="/outer")
    outer.include_router(inner)
    declared = APIRouter(dependencies=[Depends(public)])
    declared.get("/open")(lambda: "open")
    for one in (forgotten, outer, declared, router):
        app.include_router(one)
    assert unguarded(app) == ["GET /forgotten", "GET /outer/deep"]
    with pytest.raises(ApplianceError, match="/forgotten"):
        hardware.check(app)


def test_every_door_declares_its_routes(stage: Stage) -> None:
    from appliance.doors import admin, desk, operations, oversight
    from appliance.doors.channels.web_widget import routes as widget

    for one in (desk, oversight, operations, admin, widget):
        stage.app.include_router(one.router)
    assert unguarded(stage.app) == []


def test_nobody_comes_in_without_signing_in(door: Stage) -> None:
    client = door.client()
    assert client.get("/probe").headers["location"] == "/sign-in?next=%2Fprobe"
    assert client.get("/probe", headers={"Accept": "application/json"}).status_code == 401
    assert client.post("/probe").status_code == 401


def test_signing_in_gives_a_guarded_cookie_and_leads_on(door: Stage) -> None:
    client = door.client()
    answer = client.post("/sign-in", data={"login": "chen", "password": PASSWORD, "next": "/probe"})
    assert answer.headers["location"] == "/probe"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/probe").json() == "陈合规"


def test_a_wrong_password_says_one_sentence_and_keeps_the_login(door: Stage) -> None:
    answer = door.client().post("/sign-in", data={"login": "chen", "password": "wrong-wrong-wrong"})
    assert answer.status_code == 401
    assert "工号或密码不正确" in answer.text
    assert 'value="chen"' in answer.text
    assert "wrong-wrong" not in answer.text


def test_a_role_without_the_permission_is_refused_and_recorded(door: Stage) -> None:
    answer = door.client("linyue").get("/probe")
    assert answer.status_code == 403
    with door.store.reading() as s:
        row = s.execute(select(TABLE.c.subject).where(TABLE.c.verb == "permission.denied")).one()
    assert row.subject == "/probe"


def test_changes_need_the_token_of_this_sign_in(door: Stage) -> None:
    client = door.client("chen")
    assert client.post("/probe").status_code == 200
    token = client.headers.pop("X-CSRF-Token")
    assert client.post("/probe").status_code == 403
    assert client.post("/probe", data={"csrf": token}).status_code == 200
    # always another token, whatever letter the random one ends with
    other = token[:-1] + ("x" if token[-1] != "x" else "y")
    assert client.post("/probe", headers={"X-CSRF-Token": other}).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "null"])
def test_another_sites_page_cannot_act(door: Stage, origin: str) -> None:
    assert door.client("chen").post("/probe", headers={"Origin": origin}).status_code == 403
    signing = {"login": "chen", "password": PASSWORD}
    assert door.client().post("/sign-in", data=signing, headers={"Origin": origin}).status_code == 403


def test_signing_out_ends_it_on_the_server(door: Stage) -> None:
    client = door.client("chen")
    token = client.cookies["sign_in"]
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    late = door.client()
    late.cookies.set("sign_in", token)
    assert late.get("/probe").status_code == 303


def test_a_password_given_by_others_must_be_changed_first(door: Stage) -> None:
    door.person("new", "新人", "compliance_officer", must_change=True)
    client = door.client("new")
    assert client.get("/probe").headers["location"] == "/password"
    form = {"old": PASSWORD, "new": "my-own-long-phrase-1", "again": "my-own-long-phrase-1"}
    wrong = client.post("/password", data={**form, "old": "not-it-at-all"})
    assert (wrong.status_code, "原密码不正确" in wrong.text) == (400, True)
    assert client.post("/password", data=form).status_code == 303
    assert client.get("/probe").status_code == 200


def test_a_link_to_us_leads_nowhere_else() -> None:
    table = {
        "/desk": "/desk",
        "//evil.example": "/",
        "/\\evil": "/",
        "https://evil.example": "/",
        "/a\nb": "/",
        "": "/",
    }
    assert {value: own_path(value) for value in table} == table


def test_a_page_speaks_the_readers_language(door: Stage) -> None:
    client = door.client(**{"Accept-Language": "en-GB,en;q=0.9"})
    assert "Sign in" in client.get("/sign-in").text
    client.post("/language", data={"to": "zh", "next": "/sign-in"})
    assert "登录" in client.get("/sign-in").text
