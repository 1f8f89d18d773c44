"""The web chat in a headless Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from bot.channels.web.options import WebOptions
from tests.browser.server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """The chat with the short conversation; quick exit leads to a page of this machine."""
    with serving(options=WebOptions(longest_wait=2, exit_url="/weather")) as running:
        yield running


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
