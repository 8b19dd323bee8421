"""Bad input at the widget's door: a clear answer each, nothing lost, nothing executed. The table first, then a real browser."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from appliance.core.kit.actors import SYSTEM
from appliance.doors.channels.web_widget import token
from appliance.service.conversations import actions, queries
from appliance.service.conversations.tables import Message
from tests.doors.channels.bank_page import BankPage
from tests.doors.channels.test_widget_browser import WATCH, enter, faults, mei, own, pages, say, stored  # noqa: F401
from tests.doors.web.stage import PASSWORD, Stage

expect.set_options(timeout=30_000)
TRAP = (
    '<img src=x onerror="top.caught=true"><script>top.caught=true</script><b hx-get="/sign-out" hx-trigger="load" '
    'hx-on::load="top.caught=true">粗</b><a href="javascript:top.caught=true">链接</a>{{ x }}'
)
MEGABYTE = "长" * 340_000


@dataclass
class Visitor:
    """A window without a browser; `client` carries the token."""

    stage: Stage

    def __post_init__(self) -> None:
        self.token = token.issue(self.stage.vault)
        self.id = token.visitor_of(self.stage.vault, f"Bearer {self.token}")
        self.client = self.stage.client(Authorization=f"Bearer {self.token}")

    def post(self, text: str, client_id: str = "", **headers: str) -> Any:
        body = {"client_id": client_id or str(uuid.uuid4()), "text": text}
        return self.client.post("/widget/api/messages", json=body, headers=headers)

    def close(self) -> str:
        with self.stage.store.reading() as s:
            row = queries.open_conversation(s, "web_widget", self.id)
            assert row is not None
        with self.stage.store.writing() as s:
            actions.close(s, row.id, SYSTEM)
        return row.id

    def words(self) -> list[str]:
        seen = self.client.get("/widget/api/messages").json()["messages"]
        return ["".join(part["text"] for part in one["segments"]) for one in seen if one["who"] == "visitor"]


def twice(v: Visitor) -> Any:
    """Two presses that overtake each other."""
    client_id = str(uuid.uuid4())
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: v.post("双击", client_id), range(2))
    assert {first.json()["duplicate"], second.json()["duplicate"]} == {True, False}
    assert first.json()["message_id"] == second.json()["message_id"]
    return first


def person_twice(v: Visitor) -> Any:
    body = {"client_id": str(uuid.uuid4())}
    first = v.client.post("/widget/api/person", json=body)
    assert v.client.post("/widget/api/person", json=body).json() == {**first.json(), "duplicate": True}
    return first


def after_the_end(v: Visitor) -> Any:
    """A tab that does not know yet that the conversation has ended."""
    v.post("第一句")
    v.close()
    return v.post("还在写")


def person_after_the_end(v: Visitor) -> Any:
    v.post("第一句")
    v.close()
    return v.client.post("/widget/api/person", json={"client_id": str(uuid.uuid4())})


def rating_that_goes_on(v: Visitor) -> Any:
    v.post("第一句")
    return v.client.post("/widget/api/rating", json={"score": 5})


def with_token(change: Callable[[str], str]) -> Callable[[Visitor], Any]:
    return lambda v: v.post("你好", Authorization=f"Bearer {change(v.token)}")


def with_body(body: bytes) -> Callable[[Visitor], Any]:
    return lambda v: v.client.post(
        "/widget/api/messages", content=body, headers={"Content-Type": "application/json"}
    )


NOTHING: list[str] = []
TABLE: dict[str, tuple[Callable[[Visitor], Any], int, str, list[str]]] = {
    # what is done: (act, status, part of the sentence, what is stored)
    "a message of 1 MB": (lambda v: v.post(MEGABYTE), 413, "MB", NOTHING),
    "4001 characters": (lambda v: v.post("长" * 4001), 413, "4000", NOTHING),
    "nothing but controls": (lambda v: v.post("\x00\x07\x1b\u202e \u2066"), 400, "空的", NOTHING),
    "controls among words": (lambda v: v.post("年\x00费\x1b[31m多少\x7f"), 200, "", ["年费[31m多少"]),
    "text turned around": (lambda v: v.post("\u202e元001\u202c年费\u2067x"), 200, "", ["元001年费x"]),
    "half a character": (with_body(b'{"client_id":"aaaaaaaaaaaa","text":"a\\ud800b"}'), 200, "", ["ab"]),
    "markup and htmx": (lambda v: v.post(TRAP), 200, "", [TRAP]),
    "no JSON": (with_body(b"{"), 400, "填写的内容有误", NOTHING),
    "a forged token": (
        with_token(lambda one: one[:-1] + ("0" if one[-1] != "0" else "1")),
        401,
        "凭证",
        NOTHING,
    ),
    "another's token": (with_token(lambda one: "0" * 32 + one[32:]), 401, "凭证", NOTHING),
    "another inbox's token": (with_token(lambda one: one.replace(".", "-cards.")), 401, "凭证", NOTHING),
    "no token": (with_token(lambda one: ""), 401, "凭证", NOTHING),
    "a foreign origin": (lambda v: v.post("你好", Origin="https://evil.example"), 403, "其他网站", NOTHING),
    "an origin of nowhere": (lambda v: v.post("你好", Origin="null"), 403, "其他网站", NOTHING),
    "a clock years off": (
        lambda v: v.post("钟不准", Date="Mon, 01 Jan 2001 00:00:00 GMT"),
        200,
        "",
        ["钟不准"],
    ),
    "a double click": (twice, 200, "", ["双击"]),
    "a person, twice": (person_twice, 200, "", ["转人工"]),
    "a stale tab writes": (after_the_end, 200, "", ["第一句", "还在写"]),
    "a stale tab asks for a person": (person_after_the_end, 200, "", ["第一句", "转人工"]),
    "a rating too early": (rating_that_goes_on, 409, "结束后", ["第一句"]),
}


@pytest.mark.parametrize("what", TABLE)
def test_each_gets_a_clear_answer_and_nothing_is_lost(open_house: Stage, what: str) -> None:
    act, status, sentence, kept = TABLE[what]
    visitor = Visitor(open_house)
    answer = act(visitor)
    assert answer.status_code == status, answer.text[:300]
    if status >= 400:
        said = answer.json()
        assert set(said) == {"error", "status", "message", "zh", "en"}
        assert sentence in said["zh"]
        assert said["en"].endswith(".")
        assert "Traceback" not in answer.text
    digits = any(character.isdigit() for word in kept for character in word)  # this house masks those
    assert len(visitor.words()) == len(kept)
    if not digits:
        assert visitor.words() == kept
    # Whatever came, the next word is taken.
    assert visitor.post("接着").status_code == 200
    assert visitor.words()[-1] == "接着"


def test_a_foreign_page_reads_nothing_either(open_house: Stage) -> None:
    visitor = Visitor(open_house)
    visitor.post("私事")
    answer = visitor.client.get("/widget/api/messages", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    asked = visitor.client.options(
        "/widget/api/messages",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert "access-control-allow-origin" not in asked.headers


@pytest.mark.browser
def test_nothing_is_executed_and_nothing_cut_off_in_a_real_window(
    mei: Any,  # noqa: F811
    bank: BankPage,
    open_house: Stage,
    browser: Browser,
) -> None:
    page, window = enter(mei, bank)
    box, send = window.locator("#box"), window.locator("#send")
    # A megabyte pasted: it is all there, and says what to do.
    box.evaluate("(box, words) => { box.value = words; box.dispatchEvent(new Event('input')); }", MEGABYTE)
    expect(window.locator("#over")).to_contain_text("340000 字")
    expect(send).to_be_disabled()
    assert box.evaluate("box => box.value.length") == len(MEGABYTE)
    # Two clicks on what was written: one message.
    box.fill("连点两下")
    send.dblclick()
    expect(own(window)).to_have_text(["连点两下"])
    say(window, TRAP)
    expect(own(window).last).to_have_text(TRAP)
    assert window.locator("#log img, #log script, #log b, #log a, #log [hx-get]").count() == 0
    # And at the desk.
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(WATCH)
    desk = context.new_page()
    desk.goto(f"{bank.home}/sign-in")
    desk.fill("[name=login]", "linyue")
    desk.fill("[name=password]", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk**")
    desk.goto(f"{bank.home}/desk/c/{stored(open_house, '<img')[0][0]}")
    expect(desk.locator("#log")).to_contain_text("<img src=x")
    assert (
        desk.locator("#log .m.in img, #log .m.in script, #log .m.in b, #log [hx-get='/sign-out']").count()
        == 0
    )
    for one in (page, desk):
        assert one.evaluate("window.caught") is None
        assert faults(one) == []
    context.close()


@pytest.mark.browser
def test_a_browser_whose_clock_is_years_off_works(mei: Any, bank: BankPage, open_house: Stage) -> None:  # noqa: F811
    mei.clock.install(time="2001-01-01T00:00:00Z")
    page, window = enter(mei, bank)
    say(window, "钟在零一年")
    expect(own(window)).to_have_text(["钟在零一年"])
    with open_house.store.reading() as s:
        assert s.scalars(select(Message.created_at).order_by(Message.ordinal.desc())).first().year > 2020  # type: ignore[union-attr]
    assert faults(page) == []
