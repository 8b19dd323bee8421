"""An administrator sets up where the window appears and how it looks; a page that is not named gets a sentence, not a window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.kit.actors import SYSTEM
from appliance.doors import admin
from appliance.doors.channels.web_widget import embed, token
from appliance.doors.channels.web_widget import routes as widget
from appliance.service.inboxes import actions, queries
from appliance.service.inboxes.look import Look
from tests.doors.web.stage import Stage

HERE = "/admin/channels"
BANK, OTHER = "https://www.bank.example", "https://www.other.example"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def house(folder: Path) -> Stage:
    made = Stage(folder, admin.router, widget.router, public_origins="https://old.bank.example")
    made.person("he", "何清", "administrator")
    made.person("linyue", "林悦")
    return made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = house(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """For tests that change nothing."""
    made = house(tmp_path_factory.mktemp("channels"))
    yield made
    made.close()


def form(**more: Any) -> dict[str, Any]:
    return {"title": "主入口", "origins": BANK, "enabled": "on", "colour": "#0b6b57", "away": "20", **more}


def shown(stage: Stage, host: str, inbox: str = "main", **headers: str) -> Any:
    return stage.client().get(f"/widget/frame?inbox={inbox}&host={host}", headers=headers)


def test_only_named_pages_get_the_window(stage: Stage) -> None:
    he = stage.client("he")
    assert (
        he.post(
            f"{HERE}/main", data=form(origins=f"{BANK}\nHTTPS://Kredit.Bank.example:443/"[:-1])
        ).status_code
        == 303
    )
    for page in (BANK, "https://kredit.bank.example", "https://old.bank.example", "http://testserver"):
        answer = shown(stage, page)
        assert answer.status_code == 200, page
        ancestors = re.search(r"frame-ancestors ([^;]+)", answer.headers["content-security-policy"])
        assert ancestors
        assert ancestors[1].split() == [
            "'self'",
            BANK,
            "https://kredit.bank.example",
            "https://old.bank.example",
        ]
        assert f'data-host="{page}"' in answer.text
    for refused in (shown(stage, OTHER), shown(stage, "", referer=f"{OTHER}/a?b")):
        assert refused.status_code == 403
        assert f"网页 {OTHER} 不在入口" in refused.text
        assert 'id="box"' not in refused.text
        assert "frame-ancestors *" in refused.headers["content-security-policy"]
    assert (
        shown(stage, "javascript:alert(1)").status_code == 200
    )  # no page named: the browser's own rule holds
    assert shown(stage, BANK, "nowhere").status_code == 404


def test_behind_a_proxy_that_ends_tls_the_visitors_own_pages_are_ours(tmp_path: Path) -> None:
    """The example page, say: browsers see it by https, we are asked by http."""
    stage = Stage(tmp_path, widget.router, visitors_url="https://chat.bank.example")
    proxied = {"Host": "chat.bank.example"}
    for own in ("https://chat.bank.example", "http://chat.bank.example"):
        assert shown(stage, own, **proxied).status_code == 200, own
        assert shown(stage, "", **proxied, referer=f"{own}/sample").status_code == 200, own
    assert 'data-host="https://chat.bank.example"' in shown(stage, "", **proxied).text
    assert shown(stage, OTHER, **proxied).status_code == 403
    stage.close()


def test_a_second_inbox_has_pages_a_look_and_visitors_of_its_own(stage: Stage) -> None:
    he = stage.client("he")
    assert (
        he.post(HERE, data={"name": "cards", "title": "信用卡"}).headers["location"] == f"{HERE}?inbox=cards"
    )
    assert he.post(HERE, data={"name": "cards", "title": "又一个"}).status_code == 409
    assert he.post(HERE, data={"name": "Bad Name", "title": "x"}).status_code == 400
    look = {
        "colour": "#FFD400",
        "side": "left",
        "away": "64",
        "title_zh": "信用卡客服",
        "starters_en": "One?\n\nTwo?",
    }
    assert he.post(f"{HERE}/cards", data=form(title="信用卡中心", origins=OTHER, **look)).status_code == 303
    zh = shown(stage, OTHER, "cards").text
    assert "信用卡客服" in zh
    assert 'data-side="left" data-away="64"' in zh
    assert "/widget/style/ffd400.css" in zh
    en = stage.client().get(f"/widget/frame?inbox=cards&lang=en&host={OTHER}").text
    assert [en.count(f'<button type="button">{word}?</button>') for word in ("One", "Two")] == [1, 1]
    assert "--brand-ink:#000000" in stage.client().get("/widget/style/ffd400.css").text
    assert "--brand-ink:#ffffff" in stage.client().get("/widget/style/0b6b57.css").text
    assert shown(stage, BANK, "cards").status_code == 403
    given = stage.client().post("/widget/api/session", json={"inbox": "cards"}).json()["token"]
    visitor = token.visitor_of(stage.vault, f"Bearer {given}")
    assert token.inbox_of(visitor) == "cards"
    moved = given.replace("-cards", "")
    assert stage.client(Authorization=f"Bearer {moved}").get("/widget/api/messages").status_code == 401
    he.post(f"{HERE}/cards", data={**form(origins=OTHER), "enabled": ""})
    assert "已停用" in shown(stage, OTHER, "cards").text
    with stage.store.reading() as s:
        kept = [
            (e.subject, e.details["what"]) for e in s.scalars(select(AuditEvent)) if e.verb == "inbox.changed"
        ]
    assert kept == [("cards", "created"), ("cards", "changed"), ("cards", "changed")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"origins": "https://a.example/path"}, "不带路径"),
        ({"origins": "*"}, "网页来源"),
        ({"origins": "https://a.example; script-src *"}, "网页来源"),
        ({"origins": "\n".join(f"https://a{n}.example" for n in range(51))}, "最多允许"),
        ({"colour": "red;}"}, "颜色"),
        ({"side": "top"}, "左下角"),
        ({"away": "201"}, "像素"),
        ({"away": "²"}, "像素"),
        ({"title_zh": "长" * 41}, "标题最长"),
        ({"starters_zh": "一\n二\n三\n四\n五"}, "最多 4 个"),
        ({"title": " "}, "名称"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(shared: Stage, wrong: dict[str, str], said: str) -> None:
    answer = shared.client("he").post(f"{HERE}/main", data=form(**{"greeting_zh": "写了很久的问候", **wrong}))
    assert answer.status_code == 400
    assert said in answer.text
    assert "写了很久的问候" in answer.text
    with shared.store.reading() as s:
        assert queries.inbox(s, "main").origins == []


def test_a_logo_is_a_small_picture(stage: Stage) -> None:
    he = stage.client("he")
    for content, status in (
        (b"<svg onload=alert(1)>", 400),
        (PNG + b"0" * 64_000, 413),
        (b"", 400),
        (PNG, 303),
    ):
        assert he.post(f"{HERE}/main/logo", files={"picture": ("a.png", content)}).status_code == status
    answer = stage.client().get("/widget/logo/main")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "/widget/logo/main" in shown(stage, "").text
    assert he.post(f"{HERE}/main/logo", data={"remove": "yes"}).status_code == 303
    assert stage.client().get("/widget/logo/main").status_code == 404


def test_the_code_for_the_page_is_what_is_served(stage: Stage) -> None:
    with stage.store.writing() as s:
        actions.change(s, "main", title="主", pages=[BANK], look=Look(), enabled=True, actor=SYSTEM)
    page = stage.client("he").get(HERE).text
    found = re.search(r"/widget/loader-(\w{12})\.js&#34;\s+integrity=&#34;(sha384-[^&]+)&#34;", page)
    assert found
    served = stage.client().get(f"/widget/loader-{found[1]}.js")
    assert embed.integrity(served.content) == found[2]
    assert served.headers["access-control-allow-origin"] == "*"
    assert "immutable" in served.headers["cache-control"]
    assert served.content == stage.client().get("/widget/loader.js").content
    assert stage.client().get("/widget/loader-0123456789ab.js").status_code == 404
    assert "host=https%3A%2F%2Fwww.bank.example" in page


def test_the_preview_shows_what_is_not_saved_yet(shared: Stage) -> None:
    he = shared.client("he")
    draft = {"lang": "en", "colour": "#aa0000", "title": "Cards <b>", "starters": "Why?"}
    answer = he.get(f"{HERE}/main/preview", params=draft)
    assert "Cards &lt;b&gt;" in answer.text
    assert "/widget/style/aa0000.css" in answer.text
    assert "<script" not in answer.text
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert he.get(f"{HERE}/main/preview?colour=no").status_code == 200  # half typed: as shipped
    assert "Cards" not in shown(shared, "").text


def test_nobody_else_sets_channels_up(shared: Stage) -> None:
    lin = shared.client("linyue")
    assert lin.get(HERE).status_code == 403
    assert lin.post(f"{HERE}/main", data=form()).status_code == 403
