"""What the bank publishes, from the file to the answer and back, in a real browser.

He uploads a manual of 200 pages and a table of fees, watches them come in, has pairs made and reviews them; Zhou, the second
person, publishes. Mei asks and opens the page that the answer rests on. A number changes in a new version: new answers
have it, Mei's old conversation still shows the old passage. Then the way back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium, person, picture
from tests.factories.manual import PAGE, PAGES, fees, manual, sentence
from tests.fixtures import small
from tests.flows.test_five_people import open_widget, say, sign_in, widget
from tests.house import House

pytestmark = pytest.mark.browser

SLOW = 300_000  # ms at most for what waits for the reader, the embedder or the worker on a loaded machine
ASKED = "贵宾箱的年租金是多少？"
AXE = Path(os.environ.get("AXE_JS", "/usr/share/javascript/axe-core/axe.min.js"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with small.house(tmp_path_factory.mktemp("walk")).running() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=60_000)
    with chromium() as started:
        yield started


def at(browser: Browser, house: House, login: str, **look: bool | str) -> Page:
    page = person(browser, house.url, **look)  # type: ignore[arg-type]
    sign_in(page, login)
    return page


def upload(he: Page, *files: Path) -> None:
    """Choose files on the knowledge page and watch each until it is a draft."""
    he.goto("/admin/knowledge")
    he.locator("#upload input[type=file]").set_input_files(list(files))
    he.locator("#upload button[type=submit]").click()
    # While it is read, a new version stands above the one that is published.
    states = [he.locator("#documents tr", has_text=file.name).first.locator(".state") for file in files]
    for state in states:
        expect(state).to_contain_text(re.compile("导入中|草稿"), timeout=SLOW)
    picture(he, "walk-importing")
    for state in states:
        expect(state).to_contain_text("草稿", timeout=SLOW)


def ask_to_publish(he: Page, reason: str) -> str:
    """From the page of a version: ask for the second person; the address of the request."""
    he.locator("#field-reason").fill(reason)
    he.locator("form:has(#field-reason) button[type=submit]").click()
    he.wait_for_url(re.compile("/admin/publications/"))
    return he.url


def publish(second: Page, request: str, name: str = "") -> None:
    """The second person looks at a request and allows it."""
    second.goto(request)
    if name:
        picture(second, name)
    second.locator("#approve").click()
    expect(second.locator("#publication .page-head")).to_contain_text("已发布", timeout=SLOW)


def document(he: Page, filename: str) -> None:
    """Open the page of a document's newest version."""
    he.goto("/admin/knowledge")
    he.locator("#documents tr", has_text=filename).locator(".title a").click()
    he.wait_for_url(re.compile("/admin/knowledge/documents/"))


def visitor(browser: Browser, house: House) -> Page:
    page = person(browser, house.url)
    page.goto("/sample")
    open_widget(page)
    return page


def answered(page: Page, question: str, words: str) -> None:
    """Ask, and wait until the newest answer says it."""
    before = widget(page).locator(".m.ai").count()
    say(page, question)
    expect(widget(page).locator(".m.ai").nth(before)).to_contain_text(words, timeout=SLOW)


def source(page: Page) -> Page:
    """Open what the newest answer rests on."""
    with page.expect_popup() as opened:
        widget(page).locator(".m.ai").last.locator("small a").first.click()
    opened.value.wait_for_load_state()
    return opened.value


def sound(page: Page) -> None:
    """Nothing scrolls sideways, no id twice, no control without a name; with axe-core at hand, no violation of its rules."""
    wide, twice, nameless = page.evaluate(
        """() => {
          const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
          const named = (one) => one.labels?.length || one.getAttribute("aria-label") || one.title || one.textContent.trim();
          const controls = [...document.querySelectorAll("button, a[href], select, textarea, input:not([type=hidden])")];
          return [document.documentElement.scrollWidth - document.documentElement.clientWidth,
            ids.filter((id, at) => ids.indexOf(id) !== at), controls.filter((one) => !named(one)).map((one) => one.outerHTML)];
        }"""
    )
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
    assert twice == []
    assert nameless == []
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            "axe.run().then((all) => all.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"
        )
        assert found == []


def test_from_the_file_to_the_answer_and_back(house: House, browser: Browser, tmp_path: Path) -> None:
    book, table = tmp_path / "保管箱业务手册.pdf", fees(tmp_path / "保管箱收费表.xlsx")
    he, zhou = at(browser, house, "heqing"), at(browser, house, "zhoulan")

    # He uploads both, watches, and asks for the second person.
    upload(he, manual(book, "1,680"), table)
    row = he.locator("#documents tr", has_text=book.name)
    expect(row).to_contain_text(str(PAGES))
    picture(he, "walk-documents")
    document(he, book.name)
    first = he.url
    expect(he.locator("table.t")).to_contain_text(f"第 {PAGE} 页")
    sound(he)
    publish(zhou, ask_to_publish(he, "新手册"))

    # Pairs are made of the table; he reviews them beside its rows, corrects one, rejects one, accepts the rest.
    document(he, table.name)
    publish(zhou, ask_to_publish(he, "2026 年收费表"))
    document(he, table.name)
    he.locator("#make").click()
    he.locator("#review").click(timeout=SLOW)
    expect(he.locator(".draft")).to_have_count(4)
    expect(he.locator(".draft", has_text="中型箱").locator("blockquote")).to_contain_text("年租金=480元")
    small_one = he.locator(".draft", has_text="小型箱")
    small_one.locator("summary").click()
    small_one.locator("[name=answer]").fill("小型箱年租金 300 元，押金 500 元，退租时退还。")
    small_one.locator("button[type=submit]").click()
    expect(small_one).to_contain_text("已保存")
    sound(he)
    picture(he, "walk-review")
    he.locator(".draft", has_text="立式箱").locator("input[name=pair]").check()
    he.locator("#reject").click()
    expect(he.locator(".draft")).to_have_count(3)
    he.locator("#tick-all").check()
    expect(he.locator("#ticked")).to_contain_text("3")
    he.locator("#accept").click()
    he.wait_for_url(re.compile("/admin/publications/"))
    publish(zhou, he.url, "walk-publication")

    # Mei is answered from page 137, which she opens: the passage is marked on it; then from a pair.
    mei = visitor(browser, house)
    answered(mei, ASKED, "1,680")
    expect(widget(mei).locator(".m.ai").last.locator("small")).to_contain_text(f"第 {PAGE} 页")
    picture(mei, "walk-widget")
    old = source(mei)
    expect(old.locator("#cited")).to_contain_text(sentence("1,680"))
    expect(old.locator(".outline .mark")).to_have_count(1)
    sound(old)
    picture(old, "walk-source")
    answered(mei, "请问小型箱的年租金和押金一共是多少钱？", "退租时退还")

    # At the desk the same source opens beside the conversation.
    lin = at(browser, house, "linyue")
    lin.goto("/desk?view=ai")
    lin.locator("#list .row").first.click()
    lin.locator("#log .src a.s", has_text=f"第 {PAGE} 页").click()
    expect(lin.locator("#source #cited")).to_contain_text("1,680")
    picture(lin, "walk-desk")
    lin.keyboard.press("Escape")
    expect(lin.locator("#source h2")).to_have_count(0)

    # One number changes. Zhou sees which; the new answer has it.
    upload(he, manual(book, "1,880"))
    document(he, book.name)
    request = ask_to_publish(he, "租金调整")
    zhou.goto(request)
    expect(zhou.locator(".changes .new mark")).to_have_text("1,880")
    publish(zhou, request, "walk-change")
    bo = visitor(browser, house)
    answered(bo, ASKED, "1,880")

    # Mei's conversation still shows what it showed, and that it has been replaced.
    expect(widget(mei).locator(".m.ai").nth(1)).to_contain_text("1,680")
    old.reload()
    expect(old.locator("#cited")).to_contain_text(sentence("1,680"))
    expect(old.locator(".notice")).to_contain_text("第 1 版，现已由新版接替")
    picture(old, "walk-old-source")

    # And back.
    he.goto(first)
    publish(zhou, ask_to_publish(he, "调整暂缓"))
    ann = visitor(browser, house)
    answered(ann, ASKED, "1,680")
    old.reload()
    expect(old.locator(".notice")).to_have_count(0)

    # Every page of the walk in the other language, in the dark and on a phone.
    seen = {"review": "/admin/knowledge/pairs/review", "document": first, "request": request}
    seen |= {
        "sets": "/admin/knowledge/sets",
        "synonyms": "/admin/knowledge/synonyms",
        "base": "/admin/knowledge",
    }
    he.goto("/admin/knowledge")
    seen["pair"] = str(
        he.locator("#pairs details a[href^='/admin/knowledge/pairs/']").first.get_attribute("href")
    )
    for look in ({"lang": "en-GB", "dark": True}, {"lang": "zh-CN", "phone": True}):
        page = at(browser, house, "heqing", **look)
        for name, place in {**seen, "source": old.url}.items():
            page.goto(place)
            sound(page)
            picture(page, f"walk-{name}-{look['lang'][:2]}")
        assert page.complaints == []  # type: ignore[attr-defined]
        page.context.close()
    for page in (he, zhou, mei, bo, ann, lin):
        assert page.complaints == [], page.complaints  # type: ignore[attr-defined]
