"""Who plays in the three stories: people at screens of one look, what they say in its language, and stations to look at."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from typing import cast as cast_to

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Table, update

from appliance.core.accounts.tables import DEFAULT_TEAM
from appliance.core.kit import clock
from appliance.core.store.engine import open_store
from appliance.core.vault.seal import read_keyfile
from appliance.core.vault.vault import Vault
from appliance.service.conversations.tables import Conversation
from tests.browser import axe, person, picture
from tests.house import House


@dataclass(frozen=True)
class Look:
    """A language, a light and a size of the screen."""

    lang: str
    dark: bool = False
    phone: bool = False

    def __str__(self) -> str:
        return f"{self.lang[:2]}-{'dark' if self.dark else 'light'}-{'phone' if self.phone else 'wide'}"

    def of(self, zh: str, en: str) -> str:
        """The words of this look's language."""
        return zh if self.lang.startswith("zh") else en


LOOKS = (
    Look("zh-CN"),
    Look("en-GB", dark=True, phone=True),
    Look("zh-CN", dark=True, phone=True),
    Look("en-GB"),
)


def looks(story: int) -> tuple[Look, ...]:
    """The looks to play story `story` in: LOOKS of them (the environment's, 1 by default), beginning with one of the first two
    by turns."""
    many = int(os.environ.get("LOOKS", "1"))
    return (LOOKS if story % 2 == 0 else (LOOKS[1], LOOKS[0], *LOOKS[2:]))[:many]


@dataclass
class Cast:
    """One house and one browser in one look; everybody has a browser profile of their own."""

    house: House
    browser: Browser
    look: Look
    story: str
    pages: list[Page] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Nothing is left of the story before."""
        all_go_home(self.house)

    def at_screen(self) -> Page:
        """A fresh person who has not signed in."""
        page = person(
            self.browser, self.house.url, lang=self.look.lang, dark=self.look.dark, phone=self.look.phone
        )
        self.pages.append(page)
        return page

    def staff(self, login: str, path: str = "/desk") -> Page:
        """Somebody who works here, signed in."""
        page = self.at_screen()
        for name, value in self.house.staff(login).cookies.items():
            if name != "lang":
                page.context.add_cookies([{"name": name, "value": value, "url": self.house.url}])
        page.goto(path)
        ready(page)
        return page

    def visitor(self) -> Guest:
        """Somebody on the bank's page with the window open."""
        page = self.at_screen()
        page.goto(f"/sample?lang={self.look.lang[:2]}")
        guest = Guest(page)
        guest.window.locator("#launch").click()
        expect(guest.window.locator("#box")).to_be_visible()
        return guest

    def station(self, page: Page, name: str) -> None:
        """Stop and look: a picture, what scrolls sideways, what axe-core finds in any of its frames (see `part`)."""
        picture(page, f"story-{self.story}-{self.look}-{name}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.wrong.append(f"{name}: scrolls sideways by {wide} px")
        for frame in page.frames:
            self.wrong += [f"{name}: {found}" for found in axe(frame)]

    def part(self) -> None:
        """Everybody goes home: no station was wrong, and nothing on their pages has raised or broken its policy."""
        assert not self.wrong, "\n".join(dict.fromkeys(self.wrong))
        for page in self.pages:
            assert page.complaints == [], page.complaints  # type: ignore[attr-defined]
            page.context.close()


class Guest:
    """A visitor at the window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.window = page.frame_locator("iframe")
        self.state = self.window.locator("#state")

    def say(self, words: str) -> None:
        """Write and send, and wait until the house has it."""
        before = self.window.locator(".m.v:not(.unsent)").count()
        self.window.locator("#box").fill(words)
        self.window.locator("#send").click()
        expect(self.window.locator(".m.v:not(.unsent)")).to_have_count(before + 1)

    def ask_person(self) -> None:
        """One tap to a person."""
        self.window.locator("#person").click()


def ready(page: Page) -> None:
    """The page's scripts and its live feed are there."""
    page.wait_for_selector("html[data-live=on]", state="attached")


def press(page: Page, *keys: str) -> None:
    """Keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def claim(page: Page, conversation: str) -> None:
    """Open what waits and take it by its key."""
    page.goto(f"/desk/c/{conversation}?view=waiting")
    ready(page)
    press(page, "c")
    expect(page.locator("#composer")).to_have_attribute("data-mode", "mine")


def command(page: Page, key: str) -> None:
    """A key that is a command: out of the box first, if somebody is writing."""
    if page.evaluate("document.activeElement.matches('input, textarea, select')"):
        press(page, "Escape")
    press(page, key)


def tab_to(page: Page, selector: str, key: str = "Tab", most: int = 60) -> None:
    """Walk by `key` until the focus is on `selector`."""
    for _ in range(most):
        if page.evaluate("(what) => Boolean(document.activeElement?.matches(what))", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {most} presses of {key}")


def walk_to(page: Page, words: str) -> None:
    """Walk by arrow in the menu that has the focus, until it is on the entry that says `words`."""
    focused = page.locator(".menu[open] button:focus")
    for _ in range(20):
        expect(focused).to_have_count(1)
        if words in focused.inner_text():
            return
        press(page, "ArrowDown")
    raise AssertionError(f"no entry of the menu says {words}")


def no_pointer(page: Page) -> None:
    """From now on any press of a mouse or finger on this page is a fault of the test."""
    page.expose_function("pointed", lambda: page.complaints.append("a pointer was used"))  # type: ignore[attr-defined]
    page.add_init_script("addEventListener('pointerdown', () => window.pointed(), true)")


def open_by_keys(page: Page, tab: str, conversation: str) -> None:
    """From the desk to a conversation in the list of key `tab`, by keyboard."""
    for _ in range(3):  # on a phone: out of what is open, to the list
        if page.locator(".list").is_visible():
            break
        press(page, "Escape")
    press(page, tab)
    row = page.locator(f"#row-{conversation}")
    expect(row).to_be_attached()
    for _ in range(30):
        press(page, "j")
        if page.evaluate("document.activeElement?.dataset.open") == conversation:
            break
    press(page, "Enter")
    expect(page.locator(f'[data-conversation="{conversation}"]')).to_be_attached()


def conversation_of(house: House, who: str, words: str) -> str:
    """The id of the open conversation whose thread says `words`, as `who` sees it at the desk."""
    client = house.staff(who)
    for view in ("waiting", "human", "ai", "mine", "team"):
        for found in re.findall(r'id="row-(\w{26})"', client.get(f"/desk/list?view={view}").text):
            if words in client.get(f"/desk/c/{found}").text:
                return str(found)
    raise AssertionError(f"no conversation says {words}")


def team(house: House, **ways: Any) -> None:
    """How the one team works, as the administrator's page sends it: `strategy`, `day` (seven spans)."""
    answer = house.staff("heqing").post(f"/admin/routing/teams/{DEFAULT_TEAM}", data=ways)
    assert answer.status_code == 303, answer.text


def all_go_home(house: House) -> None:
    """Everything that is open ends, whoever has it; everybody is available again and takes by hand."""
    team(house)
    for login in ("linyue", "zhaoning", "zhoulan"):
        client = house.staff(login)
        client.post("/desk/presence/available")
        for view in ("ai", "waiting", "mine"):
            for found in re.findall(r'id="row-(\w{26})"', client.get(f"/desk/list?view={view}").text):
                client.post(f"/desk/c/{found}/claim")
                client.post(f"/desk/c/{found}/close")


def a_day_passes(house: House, conversation: str) -> None:
    """The conversation ended more than a day ago: written into the house's store from beside it, as only time could."""
    vault = Vault(house.folder)
    vault.unseal(read_keyfile(house.folder / "unseal.key"))
    table = cast_to(Table, Conversation.__table__)
    then = {"created_at": clock.now() - timedelta(hours=26), "closed_at": clock.now() - timedelta(hours=25)}
    with (
        open_store(house.folder / "store" / "appliance.db", vault.store_key()) as store,
        store.writing() as s,
    ):
        s.execute(update(table).where(table.c.id == conversation).values(**then))
    vault.seal()
