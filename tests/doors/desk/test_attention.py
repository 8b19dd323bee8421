"""Being called at the desk, and the desk as an app: in a real browser, with notifications that hold no words, and a cache that holds
no page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

import appliance.service.attention.tables  # noqa: F401
from tests.browser import chromium, picture
from tests.doors.desk.test_desk_browser import enter, faults
from tests.doors.web.stage import Stage

CAUGHT = """
window.__shown = []; window.__asked = 0; window.__tones = 0;
window.Notification = class {
  constructor(title, options) { window.__shown.push({title, ...options}); document.documentElement.dataset.shown = title; }
  addEventListener() {} close() {}
};
const allowed = () => sessionStorage.getItem("allowed") || "default";
Object.defineProperty(window.Notification, "permission", {get: allowed});
window.Notification.requestPermission = async () => {
  window.__asked += 1; sessionStorage.setItem("allowed", "granted"); return "granted";
};
const play = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
  window.__tones += 1; document.documentElement.dataset.tones = window.__tones; return play.call(this);
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def test_each_chooses_for_themselves_and_nothing_calls_in_quiet_hours(stage: Stage, waiting: str) -> None:
    lin, zhao = stage.client("linyue"), stage.client("zhaomin")
    assert 'name="notify" value="1">' in lin.get("/desk/attention").text
    begin = lin.get("/desk/attention/since").json()["head"]
    lin.post(f"/desk/c/{waiting}/claim")
    stage.visitor_says("在吗")
    told = lin.get(f"/desk/attention/since?after={begin}").json()
    assert [one["kind"] for one in told["calls"]] == ["given", "wrote"]
    assert "在吗" not in str(told)
    assert zhao.get(f"/desk/attention/since?after={begin}").json()["calls"] == []
    wrong = lin.post("/desk/attention", data={"quiet_from": "22:00"})
    assert (wrong.status_code, "起止两个时间" in wrong.text) == (400, True)
    always = {"notify": "1", "sound": "1", "quiet_from": "00:00", "quiet_to": "23:59"}
    assert lin.post("/desk/attention", data=always).status_code == 303
    assert 'name="notify" value="1" checked>' in lin.get("/desk/attention").text
    assert 'data-notify="1" data-sound="1"' in lin.get("/desk").text
    assert 'data-notify="1"' not in zhao.get("/desk").text
    quiet = lin.get(f"/desk/attention/since?after={begin}").json()
    assert (quiet["calls"], quiet["head"] >= told["head"]) == ([], True)
    assert 'data-unread="1"' in lin.get("/desk").text  # the number stays


def test_the_two_public_files_name_the_bank_and_nothing_else(stage: Stage) -> None:
    anybody = stage.client()
    told = anybody.get("/desk/app.webmanifest", headers={"Accept-Language": "en"})
    assert told.headers["content-type"].startswith("application/manifest+json")
    assert (told.json()["start_url"], told.json()["display"]) == ("/desk", "standalone")
    assert "Agents' desk" in told.json()["name"]
    for icon in told.json()["icons"]:
        assert anybody.get(icon["src"]).headers["content-type"] == "image/png"
    worker = anybody.get("/desk/worker.js")
    assert worker.headers["service-worker-allowed"] == "/desk"
    assert worker.headers["content-type"].startswith("text/javascript")


@pytest.mark.browser
def test_permission_is_asked_by_a_press_and_who_looks_elsewhere_is_called(
    browser: Browser, waiting: str, stage: Stage
) -> None:
    with stage.served() as url:
        context, page = enter(browser, url, "linyue")
        context.add_init_script(CAUGHT)
        page.goto(f"{url}/desk/attention")
        assert page.evaluate("window.__asked") == 0
        page.locator("[name=notify]").check()
        expect(page.locator("#allowed")).to_contain_text("已允许")
        assert page.evaluate("window.__asked") == 1
        page.locator("[name=sound]").check()
        picture(page, "desk-attention")
        page.locator("form.panel button[type=submit]").click()
        expect(page.locator(".notice.next")).to_contain_text("已保存")
        page.goto(f"{url}/desk/c/{waiting}")
        page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
        page.keyboard.press("c")  # a key lets the page sound, and the conversation is hers
        page.wait_for_selector("#composer[data-mode=mine]")
        with page.expect_response("**/desk/attention/since?*") as looked:
            stage.visitor_says("看着呢")
        looked.value.finished()
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("window.__shown") == []  # she has it before her
        page.evaluate("document.hasFocus = () => false")
        stage.visitor_says("您还在吗，我的号码是 13812345678")
        expect(page.locator("html[data-shown]")).to_have_count(1)
        shown = page.evaluate("window.__shown")[0]
        assert shown["title"].endswith("发来新消息")
        assert "13812345678" not in str(shown)
        assert shown["data"]["href"] == f"/desk/c/{waiting}"
        expect(page.locator("html[data-tones]")).to_have_count(1)
        assert faults(page) == []
        context.close()


@pytest.mark.browser
def test_as_an_app_it_keeps_static_files_only(browser: Browser, waiting: str, stage: Stage) -> None:
    with stage.served() as url:
        context, page = enter(browser, url, "linyue", service_workers="allow")
        page.evaluate("""async () => {
            const { worker } = await import("/static/js/desk/attention.js");
            await worker(); await navigator.serviceWorker.ready; }""")
        for _ in range(2):  # the second time it is the worker that answers for static files
            page.goto(f"{url}/desk/c/{waiting}")
            page.wait_for_selector("html[data-live=on][data-desk=ready]", state="attached")
        assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
        page.evaluate("""async () => {
            const cache = await caches.open("desk-static");
            for (let n = 0; n < 300 && (await cache.keys()).length < 6; n += 1) await new Promise(requestAnimationFrame); }""")
        kept = page.evaluate(
            "caches.open('desk-static').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"
        )
        assert len(kept) > 5
        assert all(path.startswith("/static/") for path in kept), kept
        assert page.evaluate("caches.keys()") == ["desk-static"]
        errors = context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one["errorId"] for one in errors if one["errorId"] != "in-incognito"] == []
        assert faults(page) == []
        context.set_offline(True)
        page.goto(f"{url}/desk", wait_until="commit")
        expect(page.locator("h1")).to_have_text("连不上服务器")
        assert waiting not in page.content()
        picture(page, "desk-offline")
        context.close()
