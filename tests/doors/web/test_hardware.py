"""Headers, sizes, rates, seals and errors on every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from appliance.core.kit.clock import frozen, now
from appliance.core.kit.errors import Conflict, RateLimited
from appliance.core.store.session import Store
from appliance.doors import admin, desk, operations, oversight
from appliance.doors.channels.web_widget import routes as web_widget
from appliance.doors.web import depends, hardware, limits
from appliance.doors.web.depends import public
from appliance.doors.web.limits import Buckets
from tests.doors.web.stage import Stage

router = APIRouter(dependencies=[Depends(public)])


@router.get("/taken")
@router.get("/api/v1/taken")
def taken() -> None:
    raise Conflict("这个会话已由 林悦 接待。", "林悦 has it.")


@router.get("/broken")
def broken() -> None:
    raise RuntimeError("13812345678")


@router.get("/framed")
def framed() -> HTMLResponse:
    return HTMLResponse("x", headers={"X-Kefu-Frame-Ancestors": "'self' https://bank.example"})


@router.post("/echo")
@router.post("/admin/knowledge/upload")
async def echo(request: Request) -> int:
    return len(await request.body())


@router.post("/filled-in")
def filled_in(content: Annotated[str, Form()]) -> int:
    return len(content)


@router.post("/api/v1/parsed")
def parsed(content: dict[str, str]) -> int:
    return len(content)


@pytest.fixture
def client(stage: Stage) -> TestClient:
    stage.app.include_router(router)
    return stage.client(Accept="text/html")


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/sign-in", "/no-such-page", "/taken", "/broken"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_the_chat_window_may_be_framed_by_those_named(client: TestClient) -> None:
    headers = client.get("/framed").headers
    assert "frame-ancestors 'self' https://bank.example" in headers["content-security-policy"]
    assert "x-kefu-frame-ancestors" not in headers


def test_static_files_are_kept_when_stamped(client: TestClient) -> None:
    assert "immutable" in client.get("/static/css/base.css?v=1").headers["cache-control"]
    assert client.get("/static/css/base.css").headers["cache-control"] == "no-cache"


def test_an_error_comes_in_the_readers_form(client: TestClient) -> None:
    page = client.get("/taken")
    assert (page.status_code, "情况已变" in page.text, "林悦" in page.text) == (409, True, True)
    part = client.get("/taken", headers={"HX-Request": "true"})
    assert part.headers["hx-retarget"] == "#notices"
    assert "<html" not in part.text
    data = client.get("/api/v1/taken")
    assert data.json()["error"] == "Conflict"
    english = client.get("/api/v1/taken", headers={"Accept-Language": "en"}).json()
    assert english["message"] == "林悦 has it."


def test_a_fault_of_ours_shows_a_number_and_no_detail(client: TestClient) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "13812345678" not in answer.text
    assert "Traceback" not in answer.text


def test_too_much_is_refused_before_it_is_read(client: TestClient) -> None:
    fine = client.post("/echo", content=b"x" * 900_000)
    assert fine.json() == 900_000
    declared = client.post("/echo", content=b"x" * 1_000_001)
    assert (declared.status_code, "1 MB" in declared.text) == (413, True)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/echo", "text/plain"),
        ("/api/v1/parsed", "application/json"),
        ("/filled-in", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_hides_its_length_is_counted(client: TestClient, path: str, kind: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"content": "' if kind.endswith("json") else b"content="
        for _ in range(30):
            yield b"x" * 100_000
        yield b'"}'

    answer = client.post(path, content=pieces(), headers={"Content-Type": kind})
    assert (answer.status_code, "1 MB" in answer.text) == (413, True), answer.text


def test_documents_may_be_larger(client: TestClient) -> None:
    assert client.post("/admin/knowledge/upload", content=b"x" * 5_000_000).json() == 5_000_000
    late = client.post("/admin/knowledge/upload", content=b"x" * 21_000_000)
    assert (late.status_code, "20 MB" in late.text) == (413, True)


def test_a_bucket_fills_again_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1000.0]
    monkeypatch.setattr(limits, "monotonic", lambda: at[0])
    buckets = Buckets()
    assert [buckets.take("a", 3) for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("b", 3)
    at[0] += 20
    assert [buckets.take("a", 3) for _ in range(2)] == [True, False]


def test_buckets_forget_the_longest_unused() -> None:
    buckets = Buckets(keep=2)
    for key in ("a", "b", "c"):
        buckets.take(key, 1)
    assert buckets.take("a", 1)
    assert not buckets.take("c", 1)


def test_too_many_sign_ins_from_one_address_are_slowed(stage: Stage) -> None:
    client = stage.client()
    seen = {client.post("/sign-in", data={"login": "x"}).status_code for _ in range(31)}
    assert seen == {400, RateLimited.status}


def test_while_sealed_nothing_but_static_is_served(stage: Stage, client: TestClient) -> None:
    stage.parts.withdraw(Store)
    assert "正在启动" in client.get("/sign-in").text
    stage.vault.seal()
    page = client.get("/sign-in")
    assert (page.status_code, "系统已封存" in page.text) == (503, True)
    assert page.headers["retry-after"] == "5"
    assert client.get("/api/v1/taken").json()["error"] == "SealedError"
    assert client.get("/static/css/tokens.css").status_code == 200


def test_times_are_written_short(stage: Stage) -> None:
    from datetime import UTC, datetime

    from appliance.doors.web import filters

    with frozen(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)):
        assert filters.iso(now()) == "2026-03-03T09:00:00+00:00"
        assert filters.day(datetime(2025, 3, 3, 9, tzinfo=UTC)) == "2025-03-03"
    assert [filters.span(one) for one in (None, 0, 102.9, 3909)] == ["—", "00:00", "01:42", "1:05:09"]
    assert [filters.size(one) for one in (999, 20_000_000, None)] == ["999 B", "20.0 MB", "—"]
    assert [filters.num(one) for one in (1234567, 1.25, 2.0)] == ["1,234,567", "1.2", "2"]


def test_a_door_s_routes_stand_on_the_app_with_all_that_their_routers_ask_for() -> None:
    doors = (web_widget, desk, oversight, operations, admin)
    usual, ours = FastAPI(), FastAPI()
    for door in doors:
        usual.include_router(door.router)
        hardware.open_door(ours, door.router)

    def asked(app: FastAPI) -> dict[tuple[str, tuple[str, ...]], list[object]]:
        return {
            (route.path, tuple(sorted(route.methods))): list(depends._calls(route.dependant))
            for route in depends._routes(app.routes)
            if getattr(route, "dependant", None) is not None
        }

    assert asked(ours) == asked(usual)
    assert len(asked(ours)) > 100
    nested = APIRouter()
    nested.include_router(router, prefix="/within")
    hardware.open_door(ours, nested)
    assert TestClient(ours, raise_server_exceptions=False).get("/within/framed").status_code == 200


def test_a_straight_route_has_its_guards_and_answers_errors_as_others_do(stage: Stage) -> None:
    from pydantic import BaseModel
    from starlette.responses import JSONResponse, Response

    from appliance.doors.web.depends import unguarded
    from appliance.doors.web.straight import body_of, in_thread, straight

    class Told(BaseModel):
        number: int

    router = APIRouter()
    seen: list[str] = []

    async def noted(request: Request) -> None:
        seen.append(request.url.path)

    @straight(router, "POST", "/api/straight", public, noted)
    async def double(request: Request) -> Response:
        told = await body_of(request, Told)
        if told.number > 9:
            raise Conflict("太大。", "Too large.")
        return JSONResponse(await in_thread(lambda: 2 * told.number))

    hardware.open_door(stage.app, router)
    assert unguarded(stage.app) == []
    client = TestClient(stage.app)
    assert client.post("/api/straight", json={"number": 4}).json() == 8
    assert client.post("/api/straight", json={"number": 10}).status_code == 409
    for wrong in (
        {"json": {"number": "x"}},
        {"content": "{", "headers": {"content-type": "application/json"}},
    ):
        assert client.post("/api/straight", **wrong).status_code == 400  # type: ignore[arg-type]
    assert client.get("/api/straight").status_code == 404
    assert seen == ["/api/straight"] * 4

    @straight(router, "GET", "/api/forgotten")
    async def forgotten(request: Request) -> Response:
        return Response()

    stage.app.router.routes.append(router.routes[-1])
    assert unguarded(stage.app) == ["GET/HEAD /api/forgotten"]
