"""A coordinator changes texts in the console, and a worker's phone shows them."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.demo.conftest import Demo
from tests.demo.test_chain import console_of
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.web_worker import LONGEST, WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180), pytest.mark.slow]
OpenContext = Callable[..., BrowserContext]
WANTED = ("en", "unpaid_overtime", "add_details", *MISSIONS["unpaid_overtime"], *COMMON, "_unknown")
LAST_TIME, PROOF = "the last time that overtime was not paid", "You can send photos"
QUESTION = {
    "ask": "Who saw how long you worked?", "choice.colleague": "A colleague", "choice.nobody": "Nobody",
}  # fmt: skip
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


@pytest.mark.sampled(0)
def test_a_button_and_a_question_are_added_and_who_has_begun_goes_on_undisturbed(
    demo: Demo, open_context: OpenContext
) -> None:
    before = WebWorker.at(open_context(has_touch=True, is_mobile=True).new_page(), demo.url)
    for ending in ("en", "start", "unpaid_overtime"):
        before.press(ending)
    desk = console_of("coordinator", open_context(viewport={"width": 1200, "height": 900}), demo)
    if desk.locator("button[name=lang][value=en]").count():
        desk.click("button[name=lang][value=en]")

    desk.goto(demo.url + "/console/workshop/questions?step=unpaid_overtime.last_time")
    desk.fill("[name=new_choice]", "Years ago")
    desk.press("[name=new_choice]", "Enter")
    desk.fill("[name='text:unpaid_overtime.last_time.choice.years_ago']", "Years ago")
    desk.select_option("select[name=step]", "unpaid_overtime.keep_proof")
    desk.click("button[name=look]")
    desk.fill("[name=new_question]", "who saw it")
    desk.select_option("[name=new_kind]", "choice")
    desk.fill("[name=new_choices]", "colleague, nobody")
    desk.click("button:has-text('Put it into the draft')")
    for key, text in QUESTION.items():
        desk.fill(f"[name='text:unpaid_overtime.who_saw_it.{key}']", text)
    desk.click("button:has-text('Publish for new conversations')")
    expect(desk.locator("[role=status]").first).to_contain_text("begin now are asked this way")

    assert "years_ago" not in on(before, LAST_TIME)
    on(before, PROOF)
    assert not any(QUESTION["ask"] in text for text in before.said())
    after = WebWorker.at(open_context(has_touch=True, is_mobile=True).new_page(), demo.url)
    assert "years_ago" in on(after, LAST_TIME)
    after.press("years_ago")
    assert on(after, QUESTION["ask"])[:2] == ["colleague", "nobody"]
    after.press("nobody")
    after.reads(PROOF)


def on(worker: WebWorker, words: str) -> list[str]:
    """Answer, with the details, until a question says ``words``; what can be pressed under it."""
    for _ in range(LONGEST):
        if any(words in text for text in worker.said()):
            return worker.choices()
        worker.press(choose(worker.choices(), WANTED))
    raise AssertionError(f"nobody asks {words!r}: {worker.pressed}")
