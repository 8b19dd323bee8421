"""A real Chromium for tests, quiet: no updates, no look-ups, pictures on request."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "tests" / ".artifacts"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium if there is one, else Playwright's own."""
    own = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    expect.set_options(timeout=60_000)  # ms; a loaded machine is no fault of the page
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=own, args=QUIET if os.geteuid() == 0 else QUIET[1:])
        try:
            yield browser
        finally:
            browser.close()


def person(
    browser: Browser, url: str, *, lang: str = "zh-CN", dark: bool = False, phone: bool = False
) -> Page:
    """A fresh person at a screen; whatever breaks the page's security policy or raises in it is collected in
    `page.complaints`.
    """
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    context: BrowserContext = browser.new_context(
        base_url=url,
        locale=lang,
        viewport=size,
        color_scheme="dark" if dark else "light",
        extra_http_headers={"Accept-Language": lang},
    )
    # An account has a language of its own; the reader's choice counts for more.
    context.add_cookies([{"name": "lang", "value": lang[:2], "url": url}])
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    page.complaints = complaints  # type: ignore[attr-defined]
    return page


def axe(page: Page | Frame) -> list[str]:
    """What axe-core (MPL-2.0, a pinned tool of the tests) finds on the page or frame as it is: rule and place of each violation."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None, "run: python3 deploy/setup.py dev"
    page.evaluate((Path(str(package.origin)).parent / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(
        """axe.run().then((all) => all.violations.map((one) =>
            `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 4).join(" | ")}`))"""
    )
    return found


def picture(page: Page, name: str) -> Path:
    """Take a picture of what the person sees now."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    return path
