"""Who is signed in at the bank is known by the bank's word, with every request; no other word counts, and a bad one loses nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from appliance.doors.channels.web_widget import token
from appliance.governance.compliance import legal_hold
from appliance.governance.compliance.grounds import Cause
from appliance.service.consent import actions as consent
from appliance.service.contacts import actions as contacts
from appliance.service.contacts import customers
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import key_rotation
from appliance.service.conversations.tables import Conversation
from appliance.service.inboxes import actions as inboxes
from appliance.service.inboxes import identity
from appliance.service.inboxes.look import Look
from appliance.subscriptions import subscriptions
from tests.browser import ROOT
from tests.doors.channels.conftest import house
from tests.doors.web.stage import Stage

NUMBER = "6222000012348821"
Signs = Callable[..., str]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = house(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Signs]]:
    """One house and one key for tests that each have a customer of their own."""
    made = house(tmp_path_factory.mktemp("identity"))
    yield made, signer(made)
    made.close()


@pytest.fixture
def signs(stage: Stage) -> Signs:
    """The bank's backend."""
    return signer(stage)


def signer(stage: Stage) -> Signs:
    """Signs tokens with a key of its own: sign(number, claims that differ)."""
    with stage.store.writing() as s:
        key_id, secret = identity.make_key(s, stage.vault, "main", actor=SYSTEM)

    def sign(
        number: str = NUMBER, alg: str = "HS256", kid: str = key_id, key: str = secret, **other: Any
    ) -> str:
        now = int(clock.now().timestamp())
        part = lambda thing: base64.urlsafe_b64encode(json.dumps(thing).encode()).rstrip(b"=")  # noqa: E731
        head = part({"alg": alg, "typ": "JWT", "kid": kid})
        claims = part({"sub": number, "aud": "main", "iat": now, "exp": now + 300, **other})
        mark = hmac.new(key.encode(), head + b"." + claims, hashlib.sha256).digest()
        return (head + b"." + claims + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()

    return sign


class Window:
    """One browser: a session, and what the bank's page gives it."""

    def __init__(self, stage: Stage, word: str = "") -> None:
        given = token.issue(stage.vault)
        self.id = token.visitor_of(stage.vault, f"Bearer {given}")
        self.client = stage.client(Authorization=f"Bearer {given}")
        self.word = word

    def _headers(self) -> dict[str, str]:
        return {"X-Kefu-Identity": self.word} if self.word else {}

    def write(self, words: str, client_id: str = "") -> Any:
        body = {"client_id": client_id or str(uuid.uuid4()), "text": words}
        return self.client.post("/widget/api/messages", json=body, headers=self._headers())

    def said(self) -> list[str]:
        seen = self.client.get("/widget/api/messages", headers=self._headers())
        assert seen.status_code == 200, seen.text
        return [
            "".join(p["text"] for p in m["segments"])
            for m in seen.json()["messages"]
            if m["who"] == "visitor"
        ]


def test_one_customer_on_two_devices_is_one_conversation(stage: Stage, signs: Signs) -> None:
    phone, desk = Window(stage, signs()), Window(stage, signs())
    assert phone.write("从手机写的").status_code == 200
    assert desk.said() == ["从手机写的"]
    assert desk.write("从电脑写的").status_code == 200
    assert phone.said() == ["从手机写的", "从电脑写的"]
    other = Window(stage, signs("7777000012340000"))
    assert other.said() == []
    with stage.store.reading() as s:
        contact = s.scalars(select(Contact)).one()
        assert contact.known_as == "62****21"
        assert customers.opened(stage.vault, contact) == NUMBER
        assert NUMBER.encode() not in (contact.known_sealed or b"")
        row = s.scalars(select(Conversation)).one()
        assert NUMBER not in row.channel_key
        done = [e.details for e in s.scalars(select(AuditEvent)) if e.verb == "contact.recognised"]
    assert len(done) == 2
    assert NUMBER not in str(done)
    page = stage.client("linyue").get(f"/desk/c/{row.id}").text
    assert "已登录客户" in page
    assert "62****21" in page
    assert NUMBER not in page


def test_what_was_written_before_signing_in_goes_along(stage: Stage, signs: Signs) -> None:
    stage.store.subscribers = subscriptions(stage.store, stage.vault, None)  # type: ignore[arg-type]
    mei = Window(stage)
    mei.write("还没登录")
    with stage.store.reading() as s:
        before = s.scalars(select(Contact)).one()
    with stage.store.writing() as s:
        legal_hold.place(s, before.id, next(iter(Cause)), by=SYSTEM)
    mei.word = signs()
    assert mei.write("登录以后").status_code == 200
    assert mei.said() == ["还没登录", "登录以后"]
    elsewhere = Window(stage, signs())
    assert elsewhere.said() == ["还没登录", "登录以后"]
    with stage.store.reading() as s:
        row = s.scalars(select(Conversation)).one()
        assert row.contact_id != before.id
        assert legal_hold.of(s, row.contact_id) is not None  # what had to be kept still has to be
    key_rotation.rotate(stage.store, stage.vault, [before.id, row.contact_id])
    assert elsewhere.said() == ["还没登录", "登录以后"]
    with stage.store.reading() as s:
        assert customers.opened(stage.vault, s.get(Contact, row.contact_id)) == NUMBER  # type: ignore[arg-type]
    with stage.store.writing() as s:
        contacts.forget(s, row.contact_id)
    with stage.store.reading() as s:
        gone = s.get(Contact, row.contact_id)
        assert gone is not None
        assert (gone.known_sealed, gone.known_as) == (None, "")


def test_two_open_conversations_become_one(stage: Stage, signs: Signs) -> None:
    phone, desk = Window(stage, signs()), Window(stage)
    phone.write("客户的会话")
    desk.write("匿名的会话")
    desk.word = signs()
    assert desk.write("接着说").status_code == 200
    assert desk.said() == ["客户的会话", "接着说"]
    with stage.store.reading() as s:
        states = sorted(row.state for row in s.scalars(select(Conversation)))
        assert states == ["ai", "closed"]
        assert len({row.contact_id for row in s.scalars(select(Conversation))}) == 1


@pytest.mark.parametrize(
    ("claims", "kind", "words"),
    [
        ({"key": "another secret"}, "IdentityRefused", "无效"),
        ({"alg": "none"}, "IdentityRefused", "无效"),
        ({"kid": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "IdentityRefused", "无效"),
        ({"aud": "cards"}, "IdentityRefused", "无效"),
        ({"number": ""}, "IdentityRefused", "无效"),
        ({"exp": "soon"}, "IdentityRefused", "无效"),
        ({"exp": -400, "iat": -700}, "IdentityExpired", "已过期"),
        ({"iat": 4000, "exp": 4200}, "IdentityRefused", "校对银行服务器的时钟"),
        ({"exp": 86_400}, "IdentityRefused", "10 分钟"),
        ("not.a.token", "IdentityRefused", "无效"),
        ("x" * 5000, "IdentityRefused", "无效"),
        ("", "IdentityNeeded", "登录"),
    ],
)
def test_a_bad_word_is_told_and_nothing_is_lost(
    shared: tuple[Stage, Signs], claims: Any, kind: str, words: str
) -> None:
    stage, signs = shared
    number, client_id = uuid.uuid4().hex, str(uuid.uuid4())
    mei = Window(stage, signs(number))
    assert mei.write("先写一句").status_code == 200
    if isinstance(claims, str):
        mei.word = claims
    else:
        now = int(clock.now().timestamp())
        mei.word = signs(
            **{"number": number, **{k: v + now if isinstance(v, int) else v for k, v in claims.items()}}
        )
    refused = mei.write("再写一句", client_id)
    assert (refused.status_code, refused.json()["error"]) == (401, kind)
    assert words in refused.json()["zh"]
    assert "没有丢失" in refused.json()["zh"]
    read = mei.client.get("/widget/api/messages", headers=mei._headers())
    assert read.status_code == 401, "nor does it read"
    mei.word = signs(number)
    assert mei.write("再写一句", client_id).status_code == 200
    assert mei.said() == ["先写一句", "再写一句"]


def test_a_clock_a_little_off_is_forgiven(shared: tuple[Stage, Signs]) -> None:
    stage, signs = shared
    now = int(clock.now().timestamp())
    for off in (-330, 50):
        assert Window(stage, signs(iat=now + off, exp=now + off + 300)).write("钟差一点").status_code == 200


def test_a_session_left_by_a_customer_serves_nobody_else(shared: tuple[Stage, Signs]) -> None:
    stage, signs = shared
    mei = Window(stage, signs("3333000012340000"))
    mei.write("我的事")
    mei.word = signs("7777000012340000")
    for answer in (mei.write("我是别人"), mei.client.get("/widget/api/messages", headers=mei._headers())):
        assert (answer.status_code, answer.json()["error"]) == (401, "SomebodyElse")


def test_keys_take_turns_and_rest_sealed(stage: Stage, signs: Signs) -> None:
    he, old = stage.client("he"), signs()
    page = he.post("/admin/channels/main/keys").text
    secret, kid = re.search(r'id="secret">([^<]+)<', page), re.search(r"<dt>kid</dt><dd[^>]*>(\w{26})<", page)
    assert secret
    assert kid
    assert secret[1] not in he.get("/admin/channels").text  # shown once
    new = signs(kid=kid[1], key=secret[1])
    assert [Window(stage, word).write("两把都行").status_code for word in (old, new)] == [200, 200]
    assert he.post("/admin/channels/main/keys").status_code == 409
    with stage.store.reading() as s:
        first = identity.valid(s, "main")[0]
        assert all(secret[1].encode() not in row.secret_sealed for row in identity.valid(s, "main"))
    assert he.post(f"/admin/channels/main/keys/{first.id}/retire").status_code == 303
    assert [Window(stage, word).write("旧的不行了").status_code for word in (old, new)] == [401, 200]
    assert he.post(f"/admin/channels/main/keys/{first.id}/retire").status_code == 404


def test_an_inbox_may_be_for_customers_only(stage: Stage, signs: Signs) -> None:
    with stage.store.writing() as s:
        look = Look()
        inboxes.change(
            s, "main", title="主", pages=[], look=look, enabled=True, identity_required=True, actor=SYSTEM
        )
    assert Window(stage).write("匿名").json()["error"] == "IdentityNeeded"
    assert Window(stage, signs()).write("客户").status_code == 200


def test_a_customer_who_has_agreed_to_nothing_is_not_remembered(stage: Stage, signs: Signs) -> None:
    with stage.store.writing() as s:
        consent.publish(s, "告知", "Notice", actor=SYSTEM)
    mei = Window(stage, signs())
    assert mei.write("先写").status_code == 403
    with stage.store.reading() as s:
        assert s.scalars(select(Contact)).all() == []
    answer = mei.client.post("/widget/api/consent", json={"number": 1}, headers=mei._headers())
    assert answer.status_code == 200
    assert mei.write("先写").status_code == 200
    assert Window(stage, signs()).write("另一台设备上不必再问").status_code == 200


def test_the_readmes_example_makes_what_is_accepted(stage: Stage) -> None:
    text = (ROOT / "deploy" / "README.md").read_text("utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert example
    made: dict[str, Any] = {}
    exec(example[1], made)
    with stage.store.writing() as s:
        key_id, secret = identity.make_key(s, stage.vault, "main", actor=SYSTEM)
    assert abs(clock.now().timestamp() - time.time()) < timedelta(seconds=30).total_seconds()
    assert Window(stage, made["kefu_token"](NUMBER, key_id, secret)).write("按说明做的").status_code == 200
