"""A coordinator changes texts in the console, and a worker's phone shows them."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.demo.conftest import Demo
from tests.demo.test_chain import console_of
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.slow]
OpenContext = Callable[..., BrowserContext]
AT_ONCE = 5
"""Seconds until workers read what was published."""


def test_a_broken_placeholder_is_seen_mended_looked_at_and_published(demo: Demo, open_context: OpenContext) -> None:
    worker = WebWorker.at(open_context(has_touch=True, is_mobile=True).new_page(), demo.url)
    worker.press("vi")
    worker.press("start")
    desk = console_of("coordinator", open_context(viewport={"width": 1200, "height": 900}), demo)
    if desk.locator("button[name=lang][value=en]").count():
        desk.click("button[name=lang][value=en]")

    desk.goto(demo.url + "/console/workshop/texts/vi/common.progress")
    desk.fill("#text", "Chỉ còn chừng {cuont} câu nữa thôi")
    expect(desk.locator("#findings")).to_contain_text("{cuont}")
    desk.click("button:has-text('Save')")
    expect(desk.locator("[role=alert]")).to_contain_text("Not saved")
    assert desk.input_value("#text") == "Chỉ còn chừng {cuont} câu nữa thôi", "what was typed is still there"
    desk.fill("#text", "Chỉ còn chừng {count} câu nữa thôi")
    expect(desk.locator("#findings")).to_contain_text("Nothing to mend")
    expect(desk.locator(".phone")).to_contain_text("Chỉ còn chừng 999 câu nữa thôi")
    desk.click("button:has-text('Save')")
    expect(desk.locator("[role=status]").first).to_contain_text("Published")

    desk.goto(demo.url + "/console/workshop/texts/vi/unpaid_overtime.safe_now.ask")
    desk.fill("#text", "Trước tiên: bây giờ bạn có được an toàn không?")
    expect(desk.locator(".phone")).to_contain_text("bạn có được an toàn không?")
    desk.click("button:has-text('Save')")
    expect(desk.locator("[role=status]").first).to_contain_text("waits")
    desk.goto(demo.url + "/console/workshop/publish")
    desk.locator("summary", has_text="phone").click()
    expect(desk.locator(".phone")).to_contain_text("bạn có được an toàn không?")
    desk.check("input[name=change]")
    desk.click("button:has-text('Publish what is ticked')")
    expect(desk.locator("[role=status]").first).to_contain_text("Published")
    published = time.monotonic()

    worker.press("unpaid_overtime")
    worker.reads("bạn có được an toàn không?", within=AT_ONCE)
    worker.reads("Chỉ còn chừng", within=AT_ONCE)
    assert time.monotonic() - published < AT_ONCE
