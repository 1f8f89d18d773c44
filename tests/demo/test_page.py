"""The demonstration's page: what a newcomer sees and presses in their first two minutes."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.demo.conftest import Demo
from tests.support.web_worker import WebWorker

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.slow]
OpenContext = Callable[..., BrowserContext]


def test_the_example_is_played_and_climbs_the_ladder_within_two_minutes(demo: Demo, open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 1280, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(demo.url)
    began = time.monotonic()
    page.locator("#play:enabled").click()
    hint, day = page.locator("#hint"), page.locator("[data-hours='24']")
    expect(hint).to_contain_text("sent to the first partner", timeout=90_000)
    expect(page.frame_locator("#phone").locator(".gloss[lang=en]").last).to_be_visible()
    expect(page.frame_locator("#desk").locator("li.case")).to_have_count(1)
    for _ in range(8):
        day.click()
        page.wait_for_timeout(3_000)
        if "second one has been asked" in str(hint.text_content()):
            break
    expect(hint).to_contain_text("second one has been asked")
    page.locator("#view").select_option("second")
    expect(page.frame_locator("#desk").locator("li.case")).to_have_count(1)
    page.frame_locator("#desk").locator("li.case a").click()
    page.frame_locator("#desk").get_by_role("button", name="Accept", exact=True).first.click()
    expect(hint).to_contain_text("A partner has accepted")
    took = time.monotonic() - began
    assert took < 120, f"a newcomer needs {took:.0f} seconds"
    assert not complaints


def test_a_changed_question_shows_on_the_phone_within_five_seconds(demo: Demo, open_context: OpenContext) -> None:
    page = open_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(demo.url)
    page.locator("#play:enabled").wait_for()
    frame = page.frames[1]
    worker = WebWorker(frame)
    for choice in ("vi", "start"):
        worker.press(choice)
    page.locator("#change").click()
    expect(page.locator("#key")).to_have_text("opening.topic.ask, vi")
    page.locator("#words").fill("Hôm nay bạn cần gì?")
    began = time.monotonic()
    page.get_by_role("button", name="Show it on the phone").click()
    worker.reads("Hôm nay bạn cần gì?", within=15)
    assert time.monotonic() - began < 5
    assert "unpaid_overtime" in worker.choices(), "it can still be answered"
    worker.press("unpaid_overtime")


def test_a_text_that_lost_its_placeholder_is_refused_and_says_why(demo: Demo, open_context: OpenContext) -> None:
    page = open_context().new_page()
    answer = page.request.post(
        demo.url + "/demo/question", form={"key": "common.progress", "language": "vi", "text": "Còn nữa"}
    )
    assert answer.status == 422
    assert "{count}" in answer.json()["problem"]
    for nothing in ("", "  ", "\u200b\u2060"):
        answer = page.request.post(
            demo.url + "/demo/question", form={"key": "opening.topic.ask", "language": "vi", "text": nothing}
        )
        assert (answer.status, "no words" in answer.json()["problem"]) == (422, True)


def test_a_demonstration_stays_one_for_ever(demo: Demo) -> None:
    demo.stop()
    demo.environment.update(TODOKE_DEMO="0", TODOKE_PUBLIC_URL="https://todoke.example.org")
    refused = demo.run("serve")
    assert refused.returncode != 0
    assert "demonstration" in refused.stderr
    assert "Traceback" not in refused.stderr
