"""A headless Chromium and the web chat in it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.channels.web.options import WebOptions
from tests.browser.server import Site, serving
from tests.support import tools

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
PATIENCE = 20_000
"""Milliseconds for something to show itself, on a machine that has much else to do."""
expect.set_options(timeout=PATIENCE)
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def launched() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """One Chromium for all tests, and Playwright's loop.

    That loop counts as running in this thread as long as the browser is there, and no other could run beside it.
    Between browser tests it is hidden, so that tests with a loop of their own can come in between.
    """
    path = tools.chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield chromium, loop
        asyncio._set_running_loop(loop)
        chromium.close()


@pytest.fixture
def browser(launched: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """Chromium, awake for one test."""
    chromium, loop = launched
    asyncio._set_running_loop(loop)
    yield chromium
    asyncio._set_running_loop(None)


@pytest.fixture
def site() -> Iterator[Site]:
    """The chat with the short conversation; quick exit leads to a page of this machine."""
    with serving(options=WebOptions(longest_wait=2, exit_url="/weather")) as running:
        yield running


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser windows of their own (`open_context(viewport=…)`) and closes them after the test."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, "locale": "en-US", **options})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext], site: Site) -> Iterator[Page]:
    """A phone of 360 × 740 that has opened the chat. The test fails if the page complained about anything."""
    page = open_context(has_touch=True, is_mobile=True).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    yield page
    serious = [line for line in complaints if "Failed to load resource" not in line and "ERR_" not in line]
    assert not serious
