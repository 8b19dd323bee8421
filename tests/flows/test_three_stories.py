"""Three stories of one day at the desk, in a real browser: a visitor, the agents Lin and Zhao, their lead Zhou.

Each is played in every look that is asked for (LOOKS, see cast): language, light and size of the screen. At each station a
picture goes to tests/.artifacts and axe-core looks at the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import chromium
from tests.flows.cast import (
    Cast,
    Look,
    a_day_passes,
    claim,
    command,
    conversation_of,
    looks,
    no_pointer,
    open_by_keys,
    press,
    ready,
    tab_to,
    team,
    walk_to,
)
from tests.house import PASSWORD, House

pytestmark = pytest.mark.browser
MOBILE, IDENTITY = "13812345678", "11010519491231002X"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("stories")).running() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=60_000)
    with chromium() as started:
        yield started


@pytest.mark.parametrize("look", looks(0), ids=str)
def test_from_the_machine_to_a_person_to_another_and_to_the_end(
    house: House, browser: Browser, look: Look
) -> None:
    cast = Cast(house, browser, look, "1")
    macro, tag = look.of("登记", "log"), look.of("年费", "fee")
    house.staff("linyue").post(
        "/desk/replies",
        data={"name": macro, "body": look.of("已为您登记。", "I have noted it."), "tags": tag},
    )

    # Lin signs in by keyboard; nothing on her page, nor on Zhao's, is ever touched by a pointer.
    lin = cast.at_screen()
    no_pointer(lin)
    lin.goto("/sign-in")
    cast.station(lin, "sign-in")
    lin.keyboard.type("linyue")
    press(lin, "Tab")
    lin.keyboard.type(PASSWORD)
    press(lin, "Enter")
    ready(lin)
    zhao = cast.staff("zhaoning")
    no_pointer(zhao)
    zhao.reload()

    # The AI answers with its source. The visitor grows angry, and is told place and wait.
    mei = cast.visitor()
    cast.station(mei.page, "widget-open")
    mei.say(look.of("信用卡丢了怎么挂失", "How do I report a lost card?"))
    answer = mei.window.locator(".m.ai").nth(1)
    expect(answer.locator("small")).to_contain_text(look.of("依据", "Source"))
    cast.station(mei.page, "widget-answer")
    mei.say(
        look.of(
            "你们怎么回事，问了三遍都解决不了，气死我了，太差劲了！",
            "This is outrageous! I have asked three times, nobody helps, I am furious with your bank!",
        )
    )
    expect(mei.state).to_contain_text(look.of("您是下一位", "you are next"))
    expect(mei.state).to_contain_text(look.of("等待时间", "wait"))
    cast.station(mei.page, "widget-queued")
    said_by_ai = mei.window.locator(".m.ai").count()

    # Lin finds the row by keyboard and takes over by writing the first letter.
    conversation = conversation_of(
        house, "linyue", look.of("问了三遍都解决不了", "asked three times, nobody helps")
    )
    open_by_keys(lin, "2", conversation)
    expect(lin.locator("#impression .now")).to_be_attached()
    cast.station(lin, "desk-waiting")
    press(lin, "r")
    lin.keyboard.type(look.of("您好，我是林悦，马上为您核对。", "Hello, I am looking into it right now."))
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "mine")
    press(lin, "Enter")
    expect(lin.locator("#composer textarea")).to_have_value("")
    expect(mei.window.locator(".m.agent")).to_have_count(1)
    expect(mei.state).to_contain_text("林悦")
    # A macro by “/”: its words go out and its tag is set in one step.
    lin.keyboard.type(f"/{macro}")
    expect(lin.locator("#suggest [aria-selected=true]")).to_contain_text(macro)
    cast.station(lin, "desk-macro")
    press(lin, "Enter")
    expect(mei.window.locator(".m.agent")).to_have_count(2)
    expect(lin.locator("#card .tags")).to_contain_text(tag)
    # Knowledge beside the thread, and a draft of the AI taken by Tab.
    press(lin, "Control+j")
    expect(lin.locator("#know-q")).to_be_focused()
    lin.keyboard.type(look.of("挂失", "lost card"))
    press(lin, "Enter")
    expect(lin.locator(".know").first).to_be_visible()
    cast.station(lin, "desk-knowledge")
    press(lin, "Escape", "Escape")
    expect(lin.locator("#source h2")).to_have_count(0)
    press(lin, "d")
    expect(lin.locator(".draft")).to_be_visible()
    cast.station(lin, "desk-draft")
    expect(lin.locator("#composer textarea")).to_be_focused()
    press(lin, "Tab")
    expect(lin.locator(".draft")).to_have_count(0)
    press(lin, "Control+a", "Delete", "Escape")
    # A note that calls Zhao; then the conversation goes to him with a word.
    press(lin, "n")
    lin.keyboard.type("@赵")
    expect(lin.locator("#suggest")).to_be_visible()
    press(lin, "Enter")
    lin.keyboard.type(look.of(" 请看这一笔", " please look at this one"))
    press(lin, "Enter")
    expect(lin.locator(".m.note .who").last).to_contain_text("→ 赵宁")
    expect(lin.locator("#composer textarea")).to_have_value("")
    command(lin, "t")
    expect(lin.locator(".pass textarea")).to_be_focused()
    lin.keyboard.type(look.of("请接着核对", "please go on from here"))
    cast.station(lin, "desk-transfer")
    tab_to(lin, ".pass button[name=to]")
    walk_to(lin, "赵宁")
    press(lin, "Enter")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "other")
    cast.station(lin, "desk-passed-on")

    # Zhao reads what he was told, answers, proposes the answer as a pair, and closes for a reason.
    open_by_keys(zhao, "1", conversation)
    expect(zhao.locator(".m.note").last).to_contain_text(look.of("请接着核对", "please go on"))
    expect(zhao.locator("#composer textarea")).to_be_focused()
    zhao.keyboard.type(
        look.of(
            "挂失手续费已为您减免，补卡三个工作日寄出。", "The fee is waived; a new card comes in three days."
        )
    )
    press(zhao, "Enter")
    expect(mei.window.locator(".m.agent")).to_have_count(3)
    expect(mei.state).to_contain_text("赵宁")
    cast.station(mei.page, "widget-human")
    press(zhao, "Escape")
    tab_to(zhao, ".propose", "Shift+Tab")
    press(zhao, "Enter")
    expect(zhao.locator("#notices .notice")).to_be_visible()
    cast.station(zhao, "desk-proposed")
    press(zhao, "m")
    walk_to(zhao, look.of("已转其他渠道", "Referred elsewhere"))
    cast.station(zhao, "desk-ends")
    press(zhao, "Enter")
    expect(zhao.locator("#composer")).to_have_attribute("data-mode", "closed")
    cast.station(zhao, "desk-closed")

    # The visitor rates; not one word of the AI came after the claim; the pair waits for review.
    card = mei.window.locator("#rate")
    card.locator("input[value='5']").check(force=True)
    card.locator("textarea").fill(look.of("很快", "quick"))
    cast.station(mei.page, "widget-rating")
    card.locator("button").click()
    expect(card).to_contain_text(look.of("谢谢", "Thank"))
    expect(zhao.locator("#log")).to_contain_text("5/5")
    assert mei.window.locator(".m.ai").count() == said_by_ai
    assert (
        look.of("手续费已为您减免", "fee is waived")
        in house.staff("heqing").get("/admin/knowledge/pairs/review?base=haiyue").text
    )
    cast.part()


@pytest.mark.parametrize("look", looks(1), ids=str)
def test_a_day_of_the_lead(house: House, browser: Browser, look: Look) -> None:
    cast = Cast(house, browser, look, "2")
    people = look.of("我要找人工客服", "I want to talk to a person")
    lin = cast.staff("linyue")
    zhou = cast.staff("zhoulan", "/desk/backlog")
    cast.station(zhou, "backlog-empty")

    # Mei's number and identity card are masked at her window, and tokens at the desk.
    mei = cast.visitor()
    mei.say(
        look.of(
            f"我的身份证{IDENTITY}，手机{MOBILE}，帮我转人工",
            f"My ID number is {IDENTITY}, my mobile is {MOBILE}. I want to talk to a person",
        )
    )
    expect(mei.window.locator(".m.v .tok").first).to_be_visible()
    expect(mei.window.locator(".m.v").first).to_contain_text("138****5678")
    expect(mei.state).to_contain_text(look.of("您是下一位", "you are next"))
    cast.station(mei.page, "widget-masked")
    expect(zhou.locator("#backlog")).to_contain_text(look.of("等待 1", "1 waiting"))
    cast.station(zhou, "backlog-waiting")
    first = conversation_of(house, "linyue", "138****5678")
    lin.goto(f"/desk/c/{first}?view=waiting")
    ready(lin)
    expect(lin.locator("#log .tok").first).to_be_visible()
    for page in (lin, mei.page):
        assert MOBILE not in page.content()
        assert IDENTITY not in page.content()
    press(lin, "c")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "mine")
    cast.station(lin, "desk-masked")

    # Lin asks to see the number, Zhou approves on the backlog, Lin looks for once.
    if look.phone:
        lin.locator(".head [data-action=card]").click()
    asks = lin.locator("#card .facts a.s", has_text=look.of("申请查看", "Ask to see")).first
    asks.click()
    lin.locator("#field-reason").fill(look.of("访客要求回电", "The visitor asks to be called back"))
    cast.station(lin, "details-asked-for")
    lin.locator("#source form button[type=submit]").click()
    expect(lin.locator("#source .notice")).to_contain_text(look.of("等待班长批准", "lead"))
    zhou.reload()
    ready(zhou)
    expect(zhou.locator(".asks")).to_contain_text(look.of("访客要求回电", "asks to be called back"))
    cast.station(zhou, "backlog-asked")
    zhou.locator(".asks form button").first.click()
    expect(zhou.locator(".asks")).to_have_count(0)
    lin.locator("#source form button[type=submit]").click()  # there by itself, once the lead has agreed
    expect(lin.locator("#source code")).to_have_text(MOBILE)
    cast.station(lin, "details-seen")
    press(lin, "Escape")
    expect(lin.locator("#source code")).to_have_count(0)
    if look.phone:
        lin.locator("#card [data-action=card]").click()

    # Zhou watches, whispers, and takes over.
    zhou.goto(f"/desk/c/{first}?view=human")
    ready(zhou)
    press(zhou, "w")
    zhou.keyboard.type(look.of("先安抚，再核实身份", "Calm her first, then check who she is"))
    cast.station(zhou, "desk-whisper")
    press(zhou, "Enter")
    expect(lin.locator(".m.note").last).to_contain_text(look.of("先安抚", "Calm her"))
    cast.station(lin, "desk-whispered")
    assert look.of("先安抚", "Calm her") not in mei.page.frames[-1].content()
    command(zhou, "c")
    expect(zhou.locator("#composer")).to_have_attribute("data-mode", "mine")
    expect(mei.state).to_contain_text("周岚")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "other")

    # Everybody new goes to people; two more wait, and Zhou gives both to Zhao at once.
    zhou.goto("/desk/backlog")
    zhou.locator(".share button[value='100']").click()
    expect(zhou.locator(".share button[value='100']")).to_have_attribute("aria-pressed", "true")
    hua, bo = cast.visitor(), cast.visitor()
    for guest, words in ((hua, "甲 hello"), (bo, "乙 hello")):
        guest.say(words)
        expect(guest.state).to_contain_text(look.of("正在转接人工", "person is coming"))
    cast.station(bo.page, "widget-straight-to-people")
    zhou.locator(".share button[value='0']").click()
    expect(zhou.locator(".share button[value='0']")).to_have_attribute("aria-pressed", "true")
    cast.station(zhou, "backlog-balance")
    zhou.goto("/desk?view=waiting")
    ready(zhou)
    expect(zhou.locator("#list .row")).to_have_count(2)
    for _ in range(2):
        press(zhou, "j", "x")
    expect(zhou.locator("#chosen")).to_contain_text(look.of("已选 2 个", "2"))
    press(zhou, "a")
    expect(zhou.locator("#reassign button").first).to_be_focused()
    cast.station(zhou, "desk-reassign")
    zhou.locator("#reassign button", has_text="赵宁").press("Enter")
    expect(zhou.locator("#list .row")).to_have_count(0)
    expect(zhou.locator("#notices .notice")).to_contain_text("赵宁")
    for guest in (hua, bo):
        expect(guest.state).to_contain_text("赵宁")

    # Zhao goes away, and who comes next flows to Lin.
    zhao = cast.staff("zhaoning")
    expect(zhao.locator("#list .row")).to_have_count(2)
    press(zhao, "Control+k")
    zhao.keyboard.type(look.of("状态：离开", "Away"))
    cast.station(zhao, "desk-palette")
    press(zhao, "Enter")
    expect(zhao.locator("#presence summary")).to_contain_text(look.of("离开", "Away"))
    team(house, strategy=["longest_idle"])
    zhou.locator("#presence summary").click()
    zhou.locator("#presence button").nth(1).click()
    expect(zhou.locator("#presence summary")).to_contain_text(look.of("忙碌", "Busy"))
    an = cast.visitor()
    an.say(people)
    expect(an.state).to_contain_text("林悦")
    team(house)

    # An's earlier conversation, of yesterday, and today's become one.
    yesterday = conversation_of(house, "linyue", people)
    lin.goto(f"/desk/c/{yesterday}")
    ready(lin)
    command(lin, "e")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "closed")
    a_day_passes(house, yesterday)
    an.page.reload()
    expect(an.window.locator("#box")).to_be_visible()
    an.say(look.of("昨天的事接着说，我要转人工", "About yesterday, I want to talk to a person"))
    expect(an.state).to_contain_text(look.of("您是下一位", "you are next"))
    today = conversation_of(house, "linyue", look.of("昨天的事接着说", "About yesterday"))
    assert today != yesterday
    claim(lin, today)
    if look.phone:
        lin.locator(".head [data-action=card]").click()
    lin.locator("#card a", has_text=look.of("合并", "Merge")).click()
    expect(lin.locator("#source h2")).to_be_focused()
    cast.station(lin, "desk-merge")
    lin.locator("#source button[type=submit]").click()
    lin.wait_for_url(re.compile(yesterday))
    expect(lin.locator("#log")).to_contain_text(look.of("昨天的事接着说", "About yesterday"))
    cast.station(lin, "desk-merged")
    cast.part()


@pytest.mark.parametrize("look", looks(2), ids=str)
def test_given_back_out_of_hours_and_back_again(house: House, browser: Browser, look: Look) -> None:
    cast = Cast(house, browser, look, "3")
    heqing = house.staff("heqing")
    heqing.post(
        "/admin/channels/notice", data={"body_zh": "我们处理您写的内容。", "body_en": "We process it."}
    )
    lin = cast.staff("linyue")

    # Nothing is sent before Mei agrees to the notice; then it goes out by itself.
    mei = cast.visitor()
    notice = mei.window.locator("#consent")
    expect(notice.locator("h2")).to_be_visible()
    cast.station(mei.page, "widget-notice")
    notice.locator("button").first.click()
    mei.say(look.of("信用卡丢了怎么挂失", "How do I report a lost card?"))
    expect(mei.window.locator(".m.ai").nth(1)).to_be_visible()
    mei.ask_person()
    expect(mei.state).to_contain_text(look.of("您是下一位", "you are next"))
    conversation = conversation_of(house, "linyue", look.of("怎么挂失", "report a lost card"))

    # Lin answers and gives it back; the AI goes on, with what was said before it.
    claim(lin, conversation)
    lin.keyboard.type(look.of("您这张是白金卡，已帮您登记。", "Yours is a platinum card; I have noted it."))
    press(lin, "Enter")
    expect(lin.locator("#composer textarea")).to_have_value("")
    command(lin, "b")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "ai")
    expect(mei.state).to_contain_text("AI")
    cast.station(lin, "desk-given-back")
    before = mei.window.locator(".m.ai").count()
    mei.say(look.of("网点营业时间", "What are the opening hours of the English service branches?"))
    expect(mei.window.locator(".m.ai").nth(before)).to_be_visible()
    cast.station(mei.page, "widget-given-back")

    # Out of hours she is told when, leaves her number, and Lin closes.
    team(house, day=["", "", "", "", "", "", "00:00-00:01"])
    mei.ask_person()
    away = mei.window.locator(".sys").last
    expect(away).to_contain_text(look.of("不是人工服务时间", "agents are away"))
    mei.say(look.of(f"请打{MOBILE}", f"Call me on {MOBILE}"))
    expect(mei.window.locator(".m.v .tok").first).to_contain_text("138****5678")
    cast.station(mei.page, "widget-out-of-hours")
    team(house)
    claim(lin, conversation)
    stale = cast.staff("linyue", f"/desk/c/{conversation}")
    expect(stale.locator("#composer")).to_have_attribute("data-mode", "mine")
    # One tab hears nothing of the end; what it then sends is refused in a sentence and stays in its box.
    stale.route("**/since?*", lambda route: route.abort())
    command(lin, "e")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "closed")
    expect(mei.window.locator("#rate")).to_be_visible()
    stale.locator("#composer textarea").fill(look.of("还在吗", "Still there?"))
    press(stale, "Enter")
    expect(stale.locator("#notices .notice").first).to_be_visible()
    expect(stale.locator("#composer textarea")).to_have_value(look.of("还在吗", "Still there?"))
    stale.unroute("**/since?*")
    expect(stale.locator("#composer")).to_have_attribute("data-mode", "closed")
    expect(stale.locator("#composer textarea")).to_have_value(look.of("还在吗", "Still there?"))
    cast.station(stale, "desk-stale")

    # She writes again within the day: the same conversation, the same agent.
    mei.say(look.of("还有一个问题", "One more question"))
    expect(mei.state).to_contain_text("林悦")
    expect(lin.locator("#composer")).to_have_attribute("data-mode", "mine")
    expect(lin.locator("#log .m.in").last).to_contain_text(look.of("还有一个问题", "One more question"))
    cast.station(lin, "desk-reopened")
    cast.station(mei.page, "widget-reopened")
    cast.part()
