"""Files in a real window: chosen by a person, refused in a sentence before they leave, shown as sent, in every tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from appliance.core.kit.actors import SYSTEM
from appliance.service.inboxes import actions as inboxes
from appliance.service.inboxes.look import Look
from appliance.service.inboxes.uploads import Uploads
from tests.doors.channels.bank_page import BankPage
from tests.doors.channels.test_widget_browser import enter, faults, mei  # noqa: F401
from tests.doors.web.stage import Stage

pytestmark = pytest.mark.browser


def test_a_file_goes_up_with_progress_and_a_wrong_one_stays_here(
    mei: Any,  # noqa: F811
    bank: BankPage,
    open_house: Stage,
    tmp_path: Path,
) -> None:
    policy = Uploads(on=True, kinds=(".png", ".txt"), most_mb=1, most_files=5)
    with open_house.store.writing() as s:
        inboxes.change(
            s, "main", title="主", pages=[bank.url], look=Look(), enabled=True, uploads=policy, actor=SYSTEM
        )
    good, false, large, other = (tmp_path / name for name in ("回执.txt", "假.png", "大.txt", "程序.exe"))
    good.write_text("网点给我的回执", "utf-8")
    false.write_bytes(b"%PDF-1.7 really")
    large.write_bytes(b"x" * 1_100_000)
    other.write_bytes(b"MZ")
    page, window = enter(mei, bank)
    held: list[Route] = []
    page.route("**/widget/api/files*", lambda route: held.append(route))
    window.locator("#files").set_input_files([good])
    expect(window.locator(".unsent progress")).to_be_visible()
    expect(window.locator(".unsent .w")).to_contain_text("回执.txt")
    while not held:
        page.wait_for_timeout(20)
    held[0].abort()  # the network broke off: it says so, and goes again under the same id
    page.unroute("**/widget/api/files*")
    window.locator(".m.fail button").click()
    expect(window.locator(".m.v:not(.unsent) .w")).to_contain_text(["回执.txt"])
    expect(window.locator(".sys").last).to_contain_text("AI 不读取文件")
    window.locator("#files").set_input_files([large, other, false])
    expect(window.locator(".m.fail")).to_have_count(3)
    expect(window.locator(".m.fail", has_text="大.txt")).to_contain_text("超过 1 MB")
    expect(window.locator(".m.fail", has_text="程序.exe")).to_contain_text("只接收 .png .txt")
    expect(window.locator(".m.fail", has_text="假.png")).to_contain_text("内容是 .pdf")
    assert window.locator(".m.fail button").count() == 0  # sending those again would not help
    _, second = enter(mei, bank)
    expect(second.locator(".m.v .w")).to_contain_text(["回执.txt"])
    assert faults(page) == []
