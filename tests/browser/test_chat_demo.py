"""In the demo the phone stands in a frame: bubbles are translated, and the page around plays the example."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from bot.channels.web.options import WebOptions
from bot.channels.web.testing import say
from tests.browser.server import Site, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def demo() -> Iterator[Site]:
    """A demonstration."""
    with serving(options=WebOptions(demo=True, longest_wait=2)) as running:
        yield running


@pytest.fixture
def around(open_context: Callable[..., BrowserContext], demo: Site) -> Page:
    """The page that holds the phone, listening to what the phone tells it."""
    page = open_context(viewport={"width": 1000, "height": 800}, reduced_motion="reduce").new_page()
    page.add_init_script("window.heard = []; addEventListener('message', (event) => heard.push(event.data));")
    page.goto(demo.url + "/demo")
    page.frame_locator("iframe").locator("[data-tap]").first.wait_for()
    return page


def play(page: Page, action: str, value: str = "") -> None:
    """Ask the phone to do something."""
    order = {"type": "todoke-play", "action": action, "value": value}
    page.evaluate("(order) => frames[0].postMessage(order, location.origin)", order)


def phone_in(page: Page) -> FrameLocator:
    """The phone in the frame."""
    return page.frame_locator("iframe")


def test_the_example_plays_itself(around: Page, demo: Site) -> None:
    play(around, "tap", "a:1:en")
    phone_in(around).locator('[data-tap="a:2:safe"]').wait_for()
    play(around, "tap", "No")
    phone_in(around).locator('[data-tap="a:3:skip"]').wait_for()
    play(around, "type", "8.5 hours")
    phone_in(around).locator("input[type=date]").wait_for()
    assert demo.chat.taps == ["a:1:en", "a:2:danger"]
    assert demo.chat.texts == ["8.5 hours"]
    around.wait_for_timeout(200)
    heard: list[dict[str, Any]] = around.evaluate("heard")
    states = [message for message in heard if message["type"] == "todoke-state"]
    assert ["a:2:safe", "a:2:danger", "a:2:unknown", "c:2:back", "c:2:menu"] in [one["open"] for one in states]
    done = [message["done"] for message in heard if message["type"] == "todoke-played"]
    assert done == [True, True, True]


def test_a_button_that_is_not_there_is_said_so(around: Page, demo: Site) -> None:
    play(around, "tap", "a:99:nothing")
    around.wait_for_function("heard.some((one) => one.type === 'todoke-played' && one.done === false)")
    assert demo.chat.events == []


def test_the_example_can_begin_anew(around: Page, demo: Site) -> None:
    play(around, "type", "echo before")
    expect(phone_in(around).locator("#log")).to_contain_text("echo before")
    play(around, "restart")
    expect(phone_in(around).locator("#log")).not_to_contain_text("echo before")
    phone_in(around).locator('[data-tap="a:1:en"]').wait_for()
    assert len(demo.gateway.chats) == 2


def test_translations_are_shown_and_can_be_switched(around: Page, demo: Site) -> None:
    demo.push("bot", say("Xin chào", "vi", gloss={"en": "Hello", "ja": "こんにちは"}))
    phone = phone_in(around)
    expect(phone.locator(".gloss[lang=en]")).to_be_visible()
    expect(phone.locator(".gloss[lang=ja]")).to_be_hidden()
    phone.locator(".gloss-bar button[lang=ja]").click()
    expect(phone.locator(".gloss[lang=ja]")).to_be_visible()
    expect(phone.locator(".gloss[lang=en]")).to_be_hidden()
    phone.locator(".gloss-bar button").first.click()
    expect(phone.locator(".gloss[lang=ja]")).to_be_hidden()
    play(around, "gloss", "en")
    expect(phone.locator(".gloss[lang=en]")).to_be_visible()


def test_the_phone_obeys_nobody_but_the_page_around_it(around: Page, demo: Site) -> None:
    frame = around.frames[1]
    frame.evaluate("postMessage({type: 'todoke-play', action: 'tap', value: 'a:1:en'}, location.origin)")
    around.evaluate(
        "(() => { const other = document.createElement('iframe'); other.srcdoc = '<p>other</p>';"
        "document.body.appendChild(other); })()"
    )
    around.wait_for_timeout(300)
    around.frames[2].evaluate(
        "parent.frames[0].postMessage({type: 'todoke-play', action: 'tap', value: 'a:1:en'}, '*')"
    )
    for junk in ("null", "'text'", "{type: 'todoke-play', action: 'constructor'}", "{type: 'todoke-play'}"):
        around.evaluate(f"frames[0].postMessage({junk}, location.origin)")
    around.wait_for_timeout(500)
    assert demo.chat.events == []


def test_outside_the_demo_the_page_cannot_be_framed_or_played(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_context().new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text))
    page.goto(site.url + "/demo")
    page.wait_for_timeout(600)
    assert page.frame_locator("iframe").locator("[data-tap]").count() == 0
    assert any("frame-ancestors" in line for line in refused)


def test_leaving_in_the_demo_only_empties_the_phone(around: Page) -> None:
    phone_in(around).locator("#leave").click()
    expect(phone_in(around).locator("body")).to_be_empty()
    assert around.url.endswith("/demo")


def test_whoever_works_in_the_console_beside_the_phone_sees_the_newest_message_on_it(around: Page, demo: Site) -> None:
    phone = phone_in(around)
    for number in range(40):
        demo.push("bot", say(f"Line {number}", "en"))
    expect(phone.locator("#log")).to_contain_text("Line 39")
    phone.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    demo.push("staff", say("Can we call you tonight?", "en"))
    expect(phone.get_by_text("Can we call you tonight?")).to_be_in_viewport()
