"""The whole chain over the running program: a report goes unanswered, reaches the second partner, and is answered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.demo.conftest import Demo
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.slow]
OpenContext = Callable[..., BrowserContext]


def console_of(who: str, context: BrowserContext, demo: Demo) -> Page:
    """The console of the first or second partner, or the coordinator."""
    answer = context.request.post(demo.url + "/demo/view", form={"who": who})
    assert answer.ok
    page = context.new_page()
    page.goto(demo.url + "/console")
    return page


def test_from_the_first_word_to_the_workers_yes(demo: Demo, open_context: OpenContext) -> None:
    phone = open_context(has_touch=True, is_mobile=True)
    worker = WebWorker.at(phone.new_page(), demo.url)
    worker.file_report("unpaid_overtime", "ne")

    [case] = demo.cases()
    assert (case["topic"], case["language"], case["prefecture"], case["state"]) == (
        "unpaid_overtime", "ne", "13", "offered",
    )  # fmt: skip
    number = str(case["number"])
    office = open_context(viewport={"width": 1200, "height": 900})
    first = console_of("first", office, demo)
    expect(first.locator(f"#case-{number}")).to_be_visible()

    for _ in range(8):  # nobody at the first partner answers
        demo.forward(24)
        try:
            worker.until(lambda: demo.story() != "first", "the second partner", within=8)
            break
        except AssertionError:
            continue
    assert demo.story() == "second"
    worker.reads(demo.asked()[1])

    desk = open_context(viewport={"width": 1200, "height": 900})
    second = console_of("second", desk, demo)
    second.locator(f"#case-{number} a").click()
    assert "Tokyo" not in second.content(), "before accepting nothing identifies anybody"
    second.get_by_role("button", name="Accept", exact=True).first.click()
    expect(second.locator("#main")).to_contain_text("Tokyo")
    worker.until(lambda: demo.story() == "accepted", "the case to be accepted")

    second.locator("#reply-text").fill("नमस्ते, हामी तपाईंलाई सघाउँछौं।")
    second.get_by_role("button", name="Send", exact=True).click()
    worker.reads("हामी तपाईंलाई सघाउँछौं")
    worker.write("dhanyabad, ma 6 baje pachhi phone uthauchhu")
    worker.reads("dhanyabad")  # the phone shows it before it is sent

    def arrived() -> bool:
        second.reload()
        return "6 baje" in second.locator("ol.talk").inner_text()

    worker.until(arrived, "the worker's words on the second partner's page")

    reached = second.locator("details", has_text="I have reached the worker").first
    reached.locator("summary").click()
    reached.locator("input[name=note]").fill("Spoke by phone")
    reached.locator("button.main").click()
    worker.until(lambda: any(d.startswith("q:") for d in worker.open()), "being asked whether it is true")
    assert demo.cases()[0]["state"] == "accepted", "a claim is not yet a contact"
    worker.press("yes")
    worker.until(lambda: demo.cases()[0]["state"] == "in_progress", "the contact to be confirmed")

    second.reload()
    solved = second.locator("details", has_text="Propose that it is solved").first
    solved.locator("summary").click()
    solved.locator("input[name=note]").fill("Paid in full")
    solved.locator("button.main").click()
    worker.until(lambda: any(d.startswith("q:") for d in worker.open()), "being asked whether it is solved")
    assert demo.cases()[0]["state"] == "awaiting_confirmation", "only the worker closes a case"
    worker.press("yes")
    worker.until(lambda: demo.cases()[0]["state"] == "resolved", "the case to be closed")
