"""The main story in a real browser: a visitor, two agents, compliance, IT and the administrator, on the sample bank.

Pictures of every page go to tests/.artifacts; two of them are the README's.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser import PICTURES, ROOT, chromium, person, picture
from tests.house import PASSWORD, House

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

IDENTITY, MOBILE = "11010519491231002X", "13812345678"
TRAP = '<img src=x onerror="window.top.caught=1"><b hx-get="/sign-out" hx-trigger="load">粗体</b>'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("five")).running() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def widget(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def open_widget(page: Page) -> None:
    """Open the window, and wait until it has greeted: what it answers comes after that."""
    widget(page).locator("#launch").click()
    expect(widget(page).locator(".m.ai")).to_have_count(1)


def say(page: Page, words: str) -> None:
    widget(page).locator("#box").fill(words)
    widget(page).locator("#send").click()


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def search(officer: Page, words: str) -> None:
    """Until something is found: the search file follows a moment behind the store."""
    for _ in range(100):
        officer.locator("input[name=q]").fill(words)
        with officer.expect_navigation():
            officer.keyboard.press("Enter")
        expect(officer.get_by_role("link", name="清除")).to_be_visible()
        if officer.locator("table").count():
            return
    raise AssertionError("nothing is found")


def test_a_visitor_is_served_by_ai_then_by_a_person_and_the_others_do_their_work(
    house: House, browser: Browser
) -> None:
    # Two agents are at their desks.
    lin, zhao = person(browser, house.url), person(browser, house.url)
    for page, login in ((lin, "linyue"), (zhao, "zhaoning")):
        sign_in(page, login)
        expect(page).to_have_url(re.compile("/desk"))
    picture(lin, "desk-empty")

    # The visitor asks on the bank's own page.
    visitor = person(browser, house.url)
    visitor.goto("/sample")
    open_widget(visitor)
    expect(widget(visitor).locator(".ai-note")).to_contain_text("人工智能")
    picture(visitor, "widget-open")
    say(visitor, "信用卡丢了怎么挂失")
    answer = widget(visitor).locator(".m.ai").nth(1)
    expect(answer).to_contain_text("挂失")
    expect(answer.locator("small")).to_contain_text("AI")
    expect(answer.locator("small")).to_contain_text("依据")
    say(visitor, f"我的身份证{IDENTITY}，手机{MOBILE}，帮我看看")
    own = widget(visitor).locator(".m.v:not(.wait)")
    expect(own.nth(1)).to_contain_text("138****5678")
    expect(own.nth(1)).not_to_contain_text(MOBILE)
    say(visitor, "我要找人工客服")
    expect(widget(visitor).locator("#state")).to_contain_text("转接")
    expect(widget(visitor).locator(".sys").last).to_contain_text("人工")
    picture(visitor, "widget-queued")

    # It arrives live at both desks, with the reason; Lin claims it by one key, Zhao is too late.
    for page in (lin, zhao):
        page.locator("[data-tab=waiting]").click()
        expect(page.locator(".row")).to_have_count(1)
        page.locator(".row").first.click()
        expect(page.locator("#log")).to_contain_text("138****5678")
        assert IDENTITY not in page.content()
        assert MOBILE not in page.content()
    picture(lin, "desk-waiting")
    zhao_claim = zhao.locator("#head button[data-key=c]")
    expect(zhao_claim).to_be_visible()
    conversation = lin.url.split("/desk/c/")[1][:26]
    lin.keyboard.press("c")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "mine")
    late = zhao.evaluate(
        """async (id) => { const token = document.querySelector('meta[name="csrf-token"]').content;
           const headers = {"X-CSRF-Token": token, Accept: "application/json"};
           const answer = await fetch(`/desk/c/${id}/claim`, {method: "POST", headers});
           return [answer.status, await answer.text()]; }""",
        conversation,
    )
    assert late[0] == 409
    assert "林悦" in late[1]
    expect(zhao.locator("#head")).to_contain_text("林悦")

    # She writes; the visitor reads it live; after the claim no AI word reaches the visitor.
    expect(widget(visitor).locator("#state")).to_contain_text("林悦")
    ai_words = widget(visitor).locator(".m.ai").count()
    lin.locator("#composer textarea").fill("您好，我是客服林悦，前面的内容我都看到了，马上为您核对。")
    lin.keyboard.press("Enter")
    expect(widget(visitor).locator(".m.agent")).to_contain_text("我是客服林悦")
    say(visitor, "好的，顺便问下白金卡年费是多少")
    expect(lin.locator("#log .m.in").last).to_contain_text("年费")
    picture(lin, "desk")
    picture(visitor, "widget")
    # What the visitor types as markup is text everywhere.
    say(visitor, TRAP)
    expect(lin.locator("#log")).to_contain_text("<img src=x")
    assert visitor.evaluate("window.caught") is None
    assert lin.locator("#log img, #log [hx-get='/sign-out']").count() == 0
    assert widget(visitor).locator(".m.ai").count() == ai_words

    # The compliance officer finds it by the number's token, reads it masked, and sees who did what.
    officer = person(browser, house.url)
    sign_in(officer, "chenzheng")
    expect(officer).to_have_url(re.compile("/oversight"))
    search(officer, MOBILE)
    expect(officer.locator("table")).to_contain_text("138****5678")
    assert MOBILE not in officer.locator("table").inner_text()
    picture(officer, "oversight-search")
    officer.locator("table a").first.click()
    expect(officer.locator(".transcript")).to_contain_text("我是客服林悦")
    expect(officer.locator(".trail")).to_contain_text("林悦")
    text = officer.content()
    assert IDENTITY not in text
    picture(officer, "oversight-conversation")
    officer.goto("/oversight/audit")
    officer.get_by_role("button", name="核验全链").click()
    expect(officer.locator("#verified")).to_contain_text("完整")
    picture(officer, "oversight-audit")
    assert officer.goto("/desk").status == 403  # type: ignore[union-attr]
    assert officer.goto("/admin/knowledge").status == 403  # type: ignore[union-attr]

    # Lin closes; the visitor sees the end.
    lin.locator("#head").click()
    lin.keyboard.press("e")
    expect(widget(visitor).locator("#state")).to_contain_text("结束")

    # IT sees the model, the engine and the disk.
    operator = person(browser, house.url)
    sign_in(operator, "wuwei")
    expect(operator).to_have_url(re.compile("/operations"))
    expect(operator.locator("#status")).to_contain_text("磁盘")
    picture(operator, "operations")
    assert operator.goto("/oversight").status == 403  # type: ignore[union-attr]

    # The administrator publishes a pair and a document; a moment later a visitor is answered from them.
    admin = person(browser, house.url)
    sign_in(admin, "heqing")
    expect(admin).to_have_url(re.compile("/admin/knowledge"))
    picture(admin, "admin-knowledge")
    publish_pair(admin, "停车场怎么收费", "总行停车场首两小时免费，之后每小时 5 元。")
    note = PICTURES / "fengshan.md"
    note.write_text(
        "# 枫山支行装修公告\n\n枫山支行自 2026 年 12 月 8 日起装修，装修期间由临湖支行代办业务，预计 2027 年 1 月 20 日恢复营业。\n",
        "utf-8",
    )
    admin.goto("/admin/knowledge")
    admin.locator("input[type=file]").first.set_input_files(note)
    admin.locator("form:has(input[type=file]) button[type=submit]").first.click()
    expect(admin.get_by_text("fengshan").first).to_be_visible()
    second = person(browser, house.url)
    second.goto("/sample")
    open_widget(second)
    say(second, "停车场怎么收费的")
    expect(widget(second).locator(".m.ai").nth(1)).to_contain_text("首两小时免费")
    expect(admin.locator("#documents tr", has_text="fengshan")).to_contain_text("已发布")
    say(second, "枫山支行装修到什么时候恢复营业")
    expect(widget(second).locator(".m.ai").nth(2)).to_contain_text("2027 年 1 月 20 日")

    for page in (lin, zhao, visitor, officer, operator, admin, second):
        assert page.complaints == [], page.complaints  # type: ignore[attr-defined]


def publish_pair(admin: Page, question: str, answer: str) -> None:
    admin.locator("[name=question]").first.fill(question)
    admin.locator("[name=answer]").first.fill(answer)
    admin.locator("form:has([name=answer]) button[type=submit]").first.click()
    expect(admin.locator("#publication .page-head")).to_contain_text(question)
    expect(admin.locator("#publication .page-head")).to_contain_text("已发布")


LOOKS = [
    ("linyue", "/desk", "desk"),
    ("chenzheng", "/oversight", "oversight"),
    ("chenzheng", "/oversight/audit", "audit"),
    ("wuwei", "/operations", "operations"),
    ("heqing", "/admin/knowledge", "knowledge"),
    ("heqing", "/admin/people", "people"),
]


@pytest.mark.parametrize("lang", ["zh-CN", "en-GB"])
@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, False), (False, True)])
def test_every_page_in_every_look(house: House, browser: Browser, lang: str, dark: bool, phone: bool) -> None:
    look = f"{lang[:2]}-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}"
    for login, path, name in LOOKS:
        page = person(browser, house.url, lang=lang, dark=dark, phone=phone)
        sign_in(page, login)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        picture(page, f"{name}-{look}")
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{path} scrolls sideways by {width} px"
        assert page.complaints == [], page.complaints  # type: ignore[attr-defined]
        page.context.close()
    page = person(browser, house.url, lang=lang, dark=dark, phone=phone)
    page.goto(f"/sample?lang={lang[:2]}")
    open_widget(page)
    say(page, "How do I report a lost card?" if lang.startswith("en") else "信用卡丢了怎么挂失")
    expect(widget(page).locator(".m.ai").nth(1)).to_be_visible()
    picture(page, f"widget-{look}")
    page.goto("/sign-in")
    picture(page, f"sign-in-{look}")
    page.context.close()


def test_the_readme_shows_what_the_test_has_seen() -> None:
    """Keep the README's two pictures: the desk and the widget of the story above."""
    for name in ("desk", "widget"):
        made = PICTURES / f"{name}.png"
        assert made.exists(), "the story above makes it"
        kept = ROOT / "deploy" / "pictures" / f"{name}.png"
        assert kept.exists() or Path(shutil.copy(made, kept)).exists()
