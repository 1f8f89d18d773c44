"""A phone that others may see: leaving at once, clearing it, coming back with a code."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.channels.web.testing import Chat, Payload, say
from tests.browser.server import Site

pytestmark = pytest.mark.browser


def write(page: Page, text: str) -> None:
    """Type and send a text, and see it answered."""
    page.fill("#typed", "echo " + text)
    page.press("#typed", "Enter")
    page.wait_for_selector(f".turn.bot >> text={text}")


def code_of(page: Page) -> str:
    """The code as the menu shows it."""
    page.click("#menu")
    page.click("text=Show my code")
    code = page.locator("strong.code").inner_text()
    page.click(".sheet >> text=Close")
    return code


def escape_twice(page: Page) -> None:
    """Press Esc two times without delay, as a hand does and a busy machine may not."""
    page.evaluate(
        "[1, 2].forEach(() => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})))"
    )


def test_leaving_takes_the_chat_out_of_the_history(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context().new_page()
    page.goto(site.url + "/demo")
    page.goto(site.url + "/chat")
    write(page, "my secret")
    page.click("#leave")
    page.wait_for_url("**/weather")
    assert "Sunny" in page.content()
    page.go_back()
    assert page.url.endswith("/demo"), "the chat is not in between"
    page.go_forward()
    assert page.url.endswith("/weather")


def test_escape_twice_leaves_and_once_does_not(phone: Page, site: Site) -> None:
    phone.focus("#typed")
    phone.keyboard.press("Escape")
    phone.wait_for_timeout(1_800)
    phone.keyboard.press("Escape")
    phone.wait_for_timeout(200)
    assert phone.url.endswith("/chat"), "too slow to be meant"
    escape_twice(phone)
    phone.wait_for_url("**/weather")


def test_escape_twice_leaves_from_the_menu_too(phone: Page) -> None:
    phone.click("#menu")
    escape_twice(phone)
    phone.wait_for_url("**/weather")


def test_the_screen_is_empty_even_before_the_weather_comes(phone: Page) -> None:
    write(phone, "my secret")
    left = phone.evaluate(
        "(() => { document.getElementById('leave').click();return [document.body.innerHTML, document.title]; })()"
    )
    assert left == ["", "☀"]


def test_coming_back_by_the_memory_of_the_browser_shows_nothing(phone: Page) -> None:
    write(phone, "my secret")
    shown = phone.evaluate(
        "(() => { document.getElementById('leave').click(); document.body.textContent = 'my secret';"
        "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));"
        "return document.body.innerHTML; })()"
    )
    assert shown == ""


def test_after_leaving_the_conversation_is_there_for_who_comes_back(phone: Page, site: Site) -> None:
    write(phone, "kept")
    phone.fill("#typed", "half a sentence")
    phone.click("#leave")
    phone.wait_for_url("**/weather")
    phone.goto(site.url + "/chat")
    expect(phone.locator(".turn.bot", has_text="kept")).to_have_count(1)
    expect(phone.locator("#typed")).to_have_value("")


def test_clearing_this_phone_leaves_nothing_on_it(phone: Page, site: Site) -> None:
    write(phone, "my secret")
    token = phone.evaluate("localStorage.getItem('n.token')")
    phone.click("#menu")
    phone.click("text=Clear this phone")
    phone.click("text=Yes, do it")
    expect(phone.locator(".turn")).to_have_count(1)
    expect(phone.locator("#log")).to_contain_text("This phone is clear.")
    assert "my secret" not in phone.content()
    assert phone.evaluate("localStorage.length + sessionStorage.length") == 0
    expect(phone.locator("#composer")).to_be_hidden()
    answer = phone.request.get(site.url + "/chat/api/bubbles", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 401
    phone.reload()
    expect(phone.locator('[data-tap="a:1:vi"]')).to_be_visible()
    assert "my secret" not in phone.content()


def test_clearing_one_tab_clears_the_other(phone: Page, site: Site) -> None:
    write(phone, "my secret")
    other = phone.context.new_page()
    other.goto(site.url + "/chat")
    expect(other.locator(".turn.bot", has_text="my secret")).to_have_count(1)
    phone.click("#menu")
    phone.click("text=Clear this phone")
    phone.click("text=Yes, do it")
    expect(other.locator("#log")).to_contain_text("This phone is clear.")
    assert "my secret" not in other.content()


def test_the_code_opens_the_conversation_on_another_phone(
    phone: Page, site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    write(phone, "from the first phone")
    code = code_of(phone)
    assert re.fullmatch(r"\w{4}(-\w{4}){2,3}", code)
    other = open_context().new_page()
    other.goto(site.url + "/chat")
    other.wait_for_selector("[data-tap]")
    other.click("#menu")
    other.click("text=I have a code")
    other.keyboard.type("ABCD-EFGH")
    other.keyboard.press("Enter")
    expect(other.locator(".problem")).to_contain_text("do not know this code")
    other.fill("[name=code]", code.lower().replace("-", " "))
    other.keyboard.press("Enter")
    expect(other.locator(".turn.bot", has_text="from the first phone")).to_have_count(1)
    write(other, "and now from here")
    expect(phone.locator(".turn.bot", has_text="and now from here")).to_have_count(1)


def test_a_code_that_was_typed_into_the_chat_does_not_stay_on_the_screen(
    phone: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = site.gateway._show

    def kept_nowhere(chat: Chat, author: str, payload: Payload) -> None:
        if author != "worker" or payload.get("text") != "echo ABCD":
            show(chat, author, payload)

    monkeypatch.setattr(site.gateway, "_show", kept_nowhere)
    write(phone, "ABCD")
    write(phone, "after it")
    expect(phone.locator(".turn.bot", has_text="after it")).to_have_count(1)
    expect(phone.locator(".turn.worker", has_text="ABCD")).to_have_count(0)
    last = phone.locator(".turn").all_inner_texts()[-2:]
    assert "Sent" in last[0], "the answer stands below what it answers"
    assert all("after it" in turn for turn in last)


def test_guessing_is_slowed_down_and_said(phone: Page) -> None:
    phone.click("#menu")
    phone.click("text=I have a code")
    for _ in range(6):
        phone.fill("[name=code]", "ABCD-EFGH-JKMN")
        with phone.expect_response("**/recover"):
            phone.keyboard.press("Enter")
    expect(phone.locator(".problem")).to_contain_text(re.compile(r"Too many tries\. Please wait \d+ seconds"))


def test_a_session_that_ended_elsewhere_says_so_and_offers_the_code(phone: Page, site: Site) -> None:
    write(phone, "my secret")
    site.gateway._tokens.clear()
    expect(phone.locator("#log")).to_contain_text("cannot be opened on this phone any more", timeout=15_000)
    assert "my secret" not in phone.content()
    phone.click("text=Start a new conversation")
    expect(phone.locator('[data-tap="a:1:vi"]')).to_be_visible()


def test_deleting_everything_empties_the_screen_and_begins_anew(phone: Page, site: Site) -> None:
    write(phone, "my secret")
    site.push("bot", {"type": "clear"})
    clear = [[{"label": "Clear this phone", "data": "c:0:clear"}]]
    site.push("bot", say("Everything is deleted.", kind="note", rows=clear, recovery_code="ABCD-EFGH-1234"))
    expect(phone.locator(".turn")).to_have_count(1)
    phone.click("text=Clear this phone")
    expect(phone.locator(".sheet strong.code")).to_have_text("ABCD-EFGH-1234")
    assert "stays with us" not in phone.locator(".sheet").inner_text(), "it does not: it is deleted"
    phone.click(".sheet >> text=Close")
    assert "my secret" not in phone.content()
    old = site.chat
    fresh = site.gateway.move(old)
    site.push("bot", {"type": "bubble", "kind": "say", "lang": "en", "text": "Hello again."}, fresh)
    expect(phone.locator("#log")).to_contain_text("Hello again.", timeout=15_000)
    write(phone, "a new beginning")
    assert fresh.texts == ["echo a new beginning"]


def test_no_third_party_hears_of_the_chat(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + "/chat")
    page.wait_for_selector("[data-tap]")
    write(page, "hello")
    assert asked
    assert all(address.startswith(site.url) for address in asked)
    assert page.context.cookies() == []
    token = page.evaluate("localStorage.getItem('n.token')")
    assert not any(token in address for address in asked)


def test_a_link_that_has_to_wait_says_so_and_comes_in_by_itself(
    phone: Page, open_context: Callable[..., BrowserContext], site: Site
) -> None:
    write(phone, "the first words")
    code = code_of(phone)
    fresh = open_context().new_page()
    answers = [(429, "too_many_tries", "2"), (503, "storage_away", "1")]

    def refuse(route: Route) -> None:
        if not answers:
            return route.continue_()
        status, why, after = answers.pop(0)
        body = json.dumps({"error": {"code": why}})
        return route.fulfill(status=status, body=body, content_type="application/json", headers={"Retry-After": after})

    fresh.route("**/chat/api/recover", refuse)
    fresh.goto(f"{site.url}/chat#with={code}")
    fresh.wait_for_selector("#banner >> text=Please wait 2 seconds")
    assert fresh.url.endswith(f"#with={code}"), "a reload loses nothing"
    fresh.wait_for_selector(".turn.bot >> text=the first words")
    assert fresh.url.endswith("/chat")
    assert fresh.inner_text("#banner") == ""


def test_a_link_with_a_code_opens_what_it_leads_to_and_does_not_stay_in_the_address(
    phone: Page, open_context: Callable[..., BrowserContext], site: Site
) -> None:
    write(phone, "the first words")
    code = code_of(phone)
    fresh = open_context().new_page()
    fresh.goto(f"{site.url}/chat#with={code}")
    fresh.wait_for_selector(".turn.bot >> text=the first words")
    assert fresh.url.endswith("/chat")
    wrong = open_context().new_page()
    wrong.goto(f"{site.url}/chat#with=0000-0000-00")
    wrong.wait_for_selector(".turn.bot >> text=We do not know this code")
    assert wrong.url.endswith("/chat")
    wrong.click("text=Start a new conversation")
    wrong.wait_for_selector("[data-tap]")
    assert "the first words" not in wrong.inner_text("body")
    sent = len(site.faults.posts)
    phone.goto(f"{site.url}/weather")
    phone.goto(f"{site.url}/chat#with=AAAA-BBBB-CC")
    phone.wait_for_selector(".turn.bot >> text=the first words")
    phone.wait_for_function("location.hash === ''")
    phone.wait_for_timeout(500)
    assert "/chat/api/events" in site.faults.posts[sent:], "whoever is in a conversation brings the code there"
