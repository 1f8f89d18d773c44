"""A headless Chromium for tests, one in each test process."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
PATIENCE = 20_000
"""Milliseconds for something to show itself, on a machine that has much else to do."""
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def launched() -> Iterator[tuple["Browser", asyncio.AbstractEventLoop]]:
    """One Chromium for all tests, and Playwright's loop.

    That loop counts as running in this thread as long as the browser is there, and no other could run beside it.
    Between browser tests it is hidden, so that tests with a loop of their own can come in between.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    path = tools.chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield chromium, loop
        asyncio._set_running_loop(loop)
        chromium.close()


@pytest.fixture
def browser(launched: tuple["Browser", asyncio.AbstractEventLoop]) -> Iterator["Browser"]:
    """Chromium, awake for one test."""
    chromium, loop = launched
    asyncio._set_running_loop(loop)
    yield chromium
    asyncio._set_running_loop(None)


@pytest.fixture
def open_context(browser: "Browser") -> Iterator[Callable[..., "BrowserContext"]]:
    """Opens browser windows of their own (`open_context(viewport=…)`) and closes them after the test."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> "BrowserContext":
        context = browser.new_context(**{"viewport": PHONE, "locale": "en-US", **options})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
