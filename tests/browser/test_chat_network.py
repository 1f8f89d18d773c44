"""Slow, broken and lying networks: nothing is lost, nothing comes twice, the order stays."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.channels.web.options import WebOptions
from bot.channels.web.testing import say
from tests.browser.server import Site, serving

pytestmark = pytest.mark.browser


def write(page: Page, text: str) -> None:
    """Type and send a text."""
    page.fill("#typed", text)
    page.press("#typed", "Enter")


def test_answers_wait_without_a_network_and_go_out_in_order_once(phone: Page, site: Site) -> None:
    context = phone.context
    context.set_offline(True)
    phone.tap('[data-tap="a:1:en"]')
    for text in ("echo one", "echo two", "echo three"):
        write(phone, text)
    expect(phone.locator(".state.waiting")).to_have_count(4)
    expect(phone.locator(".state.waiting").last).to_contain_text("Waiting to send")
    expect(phone.locator("#banner")).to_contain_text("No connection")
    assert site.chat.events == []
    phone.evaluate("(() => { const now = Date.now; Date.now = () => now() + 600000; })()")  # ten minutes later
    context.set_offline(False)
    expect(phone.locator(".turn.bot", has_text="three")).to_have_count(1, timeout=15_000)
    expect(phone.locator(".state.waiting")).to_have_count(0)
    expect(phone.locator("#banner")).to_be_empty()
    assert site.chat.taps == ["a:1:en"]
    ages = [event["age"] for _, event in site.chat.events]
    assert all(600 <= age < 660 for age in ages), f"each says how long ago it was pressed or typed: {ages}"
    assert site.chat.texts == ["echo one", "echo two", "echo three"]
    said = [text for text in phone.locator(".bubble").all_inner_texts() if text.startswith("echo")]
    assert said == site.chat.texts


def test_an_answer_whose_receipt_was_lost_is_stored_once(phone: Page, site: Site) -> None:
    phone.route("**/chat/api/bubbles*", lambda route: route.abort())
    phone.wait_for_timeout(2_300)  # until the request that is held open has ended
    site.faults.lost_answers = 2
    write(phone, "echo only once")
    expect(phone.locator(".turn.worker .state.sent")).to_contain_text("Sent", timeout=15_000)
    events = [path for path in site.faults.posts if path.endswith("events")]
    assert len(events) == 3, "twice in vain and once with a receipt"
    assert site.chat.texts == ["echo only once"]
    phone.unroute("**/chat/api/bubbles*")
    phone.evaluate("window.dispatchEvent(new Event('online'))")  # else it would ask again some seconds later
    expect(phone.locator(".turn.bot", has_text="only once")).to_have_count(1, timeout=15_000)
    expect(phone.locator(".turn.worker")).to_have_count(1)


def test_what_the_server_shows_counts_as_sent_without_a_receipt(phone: Page, site: Site) -> None:
    site.faults.lost_answers = 1_000
    write(phone, "echo seen")
    expect(phone.locator(".turn.bot", has_text="seen")).to_have_count(1)
    expect(phone.locator(".turn.worker .state")).to_contain_text("Sent")
    tries = len(site.faults.posts)
    phone.wait_for_timeout(2_500)
    assert len(site.faults.posts) == tries, "nothing is left to send"


def test_while_the_server_is_full_answers_wait_and_the_worker_is_told(phone: Page, site: Site) -> None:
    site.faults.refused_with = 503
    write(phone, "echo keep me")
    expect(phone.locator(".turn.worker .state.waiting")).to_contain_text("Waiting to send")
    expect(phone.locator("#banner")).to_contain_text("on our side")
    site.faults.refused_with = 0
    expect(phone.locator(".turn.worker .state")).to_contain_text("Sent", timeout=15_000)
    assert site.chat.texts == ["echo keep me"]


@pytest.mark.sampled(0)
def test_the_page_tries_again_ever_more_slowly(phone: Page, site: Site) -> None:
    site.faults.refused_with = 500
    write(phone, "echo patience")
    phone.wait_for_timeout(5_500)
    tries = [path for path in site.faults.posts if path.endswith("events")]
    assert 2 <= len(tries) <= 4, "after about 0, 1, 3 and 7 seconds"


_CLOCK = """() => {
window.rests = [];
const real = window.setTimeout;
window.setTimeout = (run, wait, ...more) => {
  const limit = wait === 20000 || wait === 45000; // of a request, which may take so much longer than it is held open
  if (!limit) window.rests.push(wait || 0);
  return real(run, limit ? wait : Math.min(wait, 50), ...more);
};
}"""
"""Notes how long the page means to rest, and lets it rest for 50 ms at most."""


def asking(page: Page, answer: Callable[[Any], None]) -> list[str]:
    """What the page asks for news from here on, each answered by `answer`."""
    asked: list[str] = []

    def count(route: Any) -> None:
        asked.append(route.request.url)
        answer(route)

    page.route("**/chat/api/bubbles*", count)
    return asked


def refuse(page: Page, seconds: int) -> list[str]:
    """The server answers that it does not work, and when to come again."""
    error, headers = {"error": {"code": "storage_away", "message": "away"}}, {"Retry-After": str(seconds)}
    return asking(page, lambda route: route.fulfill(status=503, headers=headers, json=error))


def tried(page: Page, asked: list[str], times: int) -> None:
    """Wait until the page has asked so often."""
    for _ in range(300):
        if len(asked) >= times:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"asked {len(asked)} times only")


def come_back(page: Page) -> None:
    """The worker looks at the page again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_server_that_was_started_anew_is_found_again_within_seconds(phone: Page, site: Site) -> None:
    phone.evaluate(_CLOCK)
    asked = asking(phone, lambda route: route.abort())
    tried(phone, asked, 10)
    assert 9_000 < max(phone.evaluate("window.rests")) <= 15_000


@pytest.mark.sampled(0)
def test_whoever_looks_at_the_page_again_does_not_wait(phone: Page, site: Site) -> None:
    asked = asking(phone, lambda route: route.abort())
    tried(phone, asked, 4)  # the next try is six seconds away
    come_back(phone)
    phone.wait_for_timeout(1_500)
    assert len(asked) == 5


def test_the_time_that_the_server_asks_for_is_waited_for(phone: Page, site: Site) -> None:
    asked = refuse(phone, 30)
    expect(phone.locator("#banner")).to_contain_text("on our side", timeout=10_000)
    before = len(asked)
    come_back(phone)
    phone.wait_for_timeout(1_500)
    assert len(asked) == before


def test_a_page_closed_without_a_network_sends_later(phone: Page, site: Site) -> None:
    phone.tap('[data-tap="a:1:en"]')
    phone.wait_for_selector('[data-tap="a:2:safe"]')
    site.faults.refused_with = 503
    phone.tap('[data-tap="a:2:safe"]')
    write(phone, "echo later")
    expect(phone.locator(".state.waiting")).to_have_count(2)
    phone.reload()
    expect(phone.locator(".answer .state").last).to_contain_text("Waiting to send")
    expect(phone.locator(".turn.worker")).to_contain_text("echo later")
    site.faults.refused_with = 0
    expect(phone.locator(".turn.bot", has_text="later")).to_have_count(1, timeout=15_000)
    assert site.chat.taps == ["a:1:en", "a:2:safe"]
    assert site.chat.texts == ["echo later"]


def test_a_reload_brings_everything_back_as_it_was(phone: Page, site: Site) -> None:
    phone.tap('[data-tap="a:1:en"]')
    phone.tap('[data-tap="a:2:safe"]')
    phone.wait_for_selector('[data-tap="a:3:skip"]')
    write(phone, "8.5")
    phone.wait_for_selector("input[type=date]")
    phone.fill("#typed", "half a sent")
    before = phone.locator(".turn").all_inner_texts()
    posts = len(site.faults.posts)
    phone.reload()
    phone.wait_for_selector("input[type=date]")
    assert phone.locator(".turn").all_inner_texts() == before
    expect(phone.locator("#typed")).to_have_value("half a sent")
    assert len(site.faults.posts) == posts, "restoring asks, and says nothing"
    write(phone, "echo still here")
    expect(phone.locator(".turn.bot").last).to_contain_text("still here")


def test_after_a_reload_the_page_speaks_the_language_of_the_conversation(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    """The browser asks for Nepali; the first screen is in English, and it comes back first."""
    page = open_context(has_touch=True, is_mobile=True, locale="ne-NP").new_page()
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    site.push("bot", say("नमस्ते", lang="ne"))
    expect(page.locator("html")).to_have_attribute("lang", "ne")
    for _ in range(3):
        page.reload()
        expect(page.locator(".bubble")).to_have_count(2)
        page.wait_for_timeout(400)  # a text that is still on its way would change it now
        expect(page.locator("html")).to_have_attribute("lang", "ne")


def test_a_file_that_was_not_sent_before_the_page_closed_is_asked_for_again(phone: Page, site: Site) -> None:
    phone.tap('[data-tap="a:1:en"]')
    phone.tap('[data-tap="a:2:safe"]')
    phone.tap('[data-tap="a:3:skip"]')
    write(phone, "friday")
    phone.wait_for_selector("[data-pick=photo]")
    phone.context.set_offline(True)
    photo: Any = {"name": "payslip.jpg", "mimeType": "image/jpeg", "buffer": b"p" * 1_000}
    phone.locator("input[type=file]").first.set_input_files(photo)
    expect(phone.locator(".state.waiting")).to_have_count(1)
    phone.context.set_offline(False)
    expect(phone.locator(".state.waiting")).to_have_count(0)  # this one is sent now
    # What is left of a page that was closed before sending: the name of the file, but not the file.
    left = "{seq: 900000001, event: {type: 'file', name: 'slip.png'}}"
    phone.evaluate(f"localStorage.setItem('n.q900000001', JSON.stringify({left}))")
    phone.reload()
    expect(phone.locator(".state.refused")).to_contain_text("Please choose the file again")


def test_words_do_not_wait_for_a_photo_on_a_slow_line(phone: Page, site: Site) -> None:
    phone.tap('[data-tap="a:1:en"]')
    phone.tap('[data-tap="a:2:safe"]')
    phone.tap('[data-tap="a:3:skip"]')
    write(phone, "friday")
    phone.wait_for_selector("[data-pick=photo]")
    on_the_way: list[Route] = []
    phone.route("**/chat/api/files", lambda route: on_the_way.append(route))
    photo: Any = {"name": "payslip.jpg", "mimeType": "image/jpeg", "buffer": b"p" * 1_000}
    phone.locator("input[type=file]").first.set_input_files(photo)
    expect(phone.locator(".turn.worker.unconfirmed")).to_have_count(1)
    write(phone, "echo help")
    expect(phone.locator(".turn.bot", has_text="help")).to_have_count(1)
    order = phone.locator(".turn.worker .bubble, .turn.bot .bubble").all_inner_texts()[-3:]
    assert ["help" in text for text in order] == [True, True, False], f"the photo is still on its way: {order}"
    assert not any(event["type"] == "file" for _, event in site.chat.events)
    assert len(on_the_way) == 1
    on_the_way[0].continue_()
    expect(phone.locator(".unconfirmed")).to_have_count(0)
    assert [event["type"] for _, event in site.chat.events][-2:] == ["text", "file"]


def test_words_that_do_not_go_out_bring_the_numbers_that_help_in_any_case(phone: Page, site: Site) -> None:
    phone.tap('[data-tap="a:1:en"]')
    expect(phone.locator(".turn.bot")).to_have_count(2)
    site.faults.refused_with = 503
    write(phone, "help me")
    expect(phone.locator(".turn.card a[href='tel:110']")).to_have_count(1, timeout=8_000)
    phone.reload()
    expect(phone.locator(".turn.card a[href='tel:110']")).to_have_count(1, timeout=10_000)
    site.faults.refused_with = 0
    expect(phone.locator(".state.waiting")).to_have_count(0, timeout=15_000)
    assert site.chat.texts == ["help me"]


def test_two_tabs_do_not_swallow_each_others_answers(phone: Page, site: Site) -> None:
    other = phone.context.new_page()
    other.goto(site.url + "/chat")
    other.wait_for_selector("[data-tap]")
    for number in range(3):
        write(phone, f"echo first {number}")
        write(other, f"echo second {number}")
    for page in (phone, other):
        expect(page.locator(".turn.worker:not(.unconfirmed)")).to_have_count(6)
        expect(page.locator(".turn.bot", has_text="second 2")).to_have_count(1)
    assert sorted(site.chat.texts) == sorted(f"echo {who} {n}" for who in ("first", "second") for n in range(3))


def test_a_phone_that_opens_the_page_without_a_network_begins_when_it_is_back(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    page = open_context().new_page()
    page.route("**/chat/api/session", lambda route: route.abort())
    page.goto(site.url + "/chat")
    expect(page.locator("#banner")).to_contain_text("No connection")
    expect(page.locator(".turn.card a", has_text="110")).to_be_visible()
    page.unroute("**/chat/api/session")
    expect(page.locator("[data-tap]").first).to_be_visible(timeout=10_000)
    expect(page.locator("#banner")).to_be_empty()
    expect(page.locator(".turn.card")).to_have_count(0)


def test_while_a_restored_copy_is_held_back_the_page_says_so_and_whom_to_call(
    open_context: Callable[..., BrowserContext], site: Site
) -> None:
    site.gateway.held = True
    page = open_context().new_page()
    page.goto(site.url + "/chat")
    expect(page.locator(".turn.card a")).to_have_text(["☎ 110", "☎ 119"])
    write(page, "Is somebody there?")
    expect(page.locator(".turn.worker .state")).to_contain_text("Sent")
    expect(page.locator("#banner")).to_contain_text("does not work on our side. Your answers are kept.")
    site.gateway.held = False
    site.push("bot", say("We are here again."))
    expect(page.locator("#log")).to_contain_text("We are here again.")
    expect(page.locator("#banner")).to_be_empty()
    assert site.chat.texts == ["Is somebody there?"]
    expect(page.locator(".turn.card")).to_have_count(1)


def test_the_first_screen_needs_under_45_kilobytes(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    page.wait_for_timeout(300)
    assert 10_000 < sum(received) < 45_000, f"{sum(received):.0f} bytes, with headers"


def test_a_second_visit_fetches_no_script_again(phone: Page, site: Site) -> None:
    fetched: list[str] = []
    phone.on("request", lambda request: fetched.append(request.url))
    cached: list[str] = []
    phone.on("response", lambda answer: cached.append(answer.url) if answer.from_service_worker else None)
    phone.goto(site.url + "/chat")
    phone.wait_for_selector("[data-tap]")
    sizes = phone.evaluate(
        "performance.getEntriesByType('resource').filter((one) => /assets/.test(one.name))"
        ".map((one) => one.transferSize)"
    )
    assert sizes
    assert sum(sizes) == 0, "kept by the browser"
    assert not cached, "and by no service worker"


IN_APP = {
    "Messenger": "Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/74.0 Mobile Safari/537.36 [FB_IAB/Orca-Android;FBAV/480.0;]",
    "LINE": "Mozilla/5.0 (iPhone; CPU iPhone OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Safari Line/13.1.0",
    "Zalo": "Mozilla/5.0 (Linux; Android 9; wv) AppleWebKit/537.36 Chrome/74.0 Mobile Safari/537.36 Zalo",
}
_POORER = """
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, {get() { throw new DOMException('refused', 'SecurityError'); }});
}
for (const name of ['visualViewport', 'AbortController', 'ResizeObserver', 'matchMedia']) {
  Object.defineProperty(window, name, {value: undefined});
}
Object.defineProperty(navigator, 'serviceWorker', {value: undefined});
Object.defineProperty(navigator, 'clipboard', {value: undefined});
Object.defineProperty(Element.prototype, 'scrollTo', {value: undefined});
Object.defineProperty(HTMLElement.prototype, 'inert', {value: undefined, writable: true});
delete Array.prototype.at; delete Array.prototype.flat; delete String.prototype.replaceAll;
delete String.prototype.matchAll; delete Object.fromEntries; delete Promise.allSettled;
delete Element.prototype.replaceChildren;
"""


@pytest.mark.sampled(1)
@pytest.mark.parametrize("app", IN_APP)
def test_the_chat_works_inside_other_apps(open_context: Callable[..., BrowserContext], app: str) -> None:
    with serving(options=WebOptions(longest_wait=2)) as site:
        context = open_context(user_agent=IN_APP[app], has_touch=True, is_mobile=True)
        context.add_init_script(_POORER)
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(site.url + "/chat")
        page.tap('[data-tap="a:1:en"]')
        page.tap('[data-tap="a:2:safe"]')
        page.wait_for_selector('[data-tap="a:3:skip"]')
        write(page, "8.5")
        page.wait_for_selector("input[type=date]")
        page.tap("#menu")
        page.tap("text=Show my code")
        expect(page.locator("strong.code")).to_be_visible()
        page.tap(".sheet >> text=Copy")
        page.tap("text=Close")
        assert site.chat.taps == ["a:1:en", "a:2:safe"]
        assert broken == []
