"""A worker's conversation on a phone, tap by tap."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from bot.channels.web.testing import Chat, Payload, answered, ask, say
from tests.browser.looks import complaints
from tests.browser.server import Site, serving

pytestmark = pytest.mark.browser


def tap(page: Page, data: str) -> None:
    """Press the button that sends `data`."""
    page.tap(f'[data-tap="{data}"]')


def begin(page: Page) -> None:
    """Choose English and say that all is safe; the question for hours is open then."""
    tap(page, "a:1:en")
    tap(page, "a:2:safe")
    page.wait_for_selector('[data-tap="a:3:skip"]')


def test_a_tapped_answer_takes_the_place_of_its_buttons(phone: Page, site: Site) -> None:
    tap(phone, "a:1:en")
    expect(phone.locator(".answer").first).to_have_text("✓ en")
    expect(phone.locator('[data-tap^="a:1:"]')).to_have_count(0)
    expect(phone.locator('[data-tap^="a:2:"]')).to_have_count(3)
    assert site.chat.taps == ["a:1:en"]


def test_the_first_screen_has_nearly_no_words_of_its_own(phone: Page) -> None:
    own = phone.locator("header, form").all_inner_texts()
    assert len(" ".join(own).split()) <= 4
    assert phone.locator("[data-tap]").all_inner_texts()[0] == "Tiếng Việt"


def test_only_the_newest_question_can_be_answered(phone: Page) -> None:
    begin(phone)
    data = [key.get_attribute("data-tap") or "" for key in phone.locator("[data-tap]").all()]
    assert {entry.split(":")[1] for entry in data} == {"3"}


def test_a_typed_answer_shows_what_was_understood(phone: Page, site: Site) -> None:
    begin(phone)
    expect(phone.locator("#typed")).to_have_attribute("inputmode", "decimal")
    expect(phone.locator("#typed")).to_have_attribute("placeholder", "like 8.5 or 2:30")
    phone.fill("#typed", "2 tieng ruoi")
    phone.press("#typed", "Enter")
    written = phone.locator(".turn.worker")
    expect(written).to_contain_text("2 tieng ruoi")
    expect(written.locator(".state").last).to_have_text("✓ 2 tieng ruoi")
    assert site.chat.texts == ["2 tieng ruoi"]


def test_letters_can_be_typed_where_digits_are_expected(phone: Page) -> None:
    begin(phone)
    phone.tap("#letters")
    expect(phone.locator("#typed")).not_to_have_attribute("inputmode", "decimal")
    expect(phone.locator("#letters")).to_have_attribute("aria-label", "Show numbers")
    phone.tap("#letters")
    expect(phone.locator("#typed")).to_have_attribute("inputmode", "decimal")


def test_a_day_can_be_picked(phone: Page, site: Site) -> None:
    begin(phone)
    tap(phone, "a:3:skip")
    phone.fill("input[type=date]", "2026-10-31")
    phone.tap(".picker button")
    phone.wait_for_selector('[data-tap="a:5:done"]')
    assert site.chat.texts == ["2026-10-31"]


def test_a_day_that_cannot_be_meant_cannot_be_picked(phone: Page, site: Site) -> None:
    begin(phone)
    tap(phone, "a:3:skip")
    field = phone.locator("input[type=date]")
    expect(field).to_have_attribute("min", "2026-01-01")
    expect(field).to_have_attribute("max", "2026-11-02")
    field.fill("2026-12-24")
    phone.tap(".picker button")
    assert not field.evaluate("one => one.checkValidity()")
    phone.fill("#typed", "2026-12-24")
    phone.press("#typed", "Enter")
    phone.wait_for_selector('[data-tap="a:5:done"]')
    assert site.chat.texts == ["2026-12-24"], "it can still be written, and is asked back there"


def test_the_keyboard_of_digits_comes_where_it_has_all_signs(phone: Page, site: Site) -> None:
    begin(phone)
    for visit, (given, mode) in enumerate((
        ({"kind": "money", "min": 300, "max": 20000}, "numeric"),
        ({"kind": "number", "min": 2}, "numeric"),
        ({"kind": "number", "min": -5}, None),
        ({"kind": "text"}, None),
    ), 10):  # fmt: skip
        site.push("bot", ask(visit, f"Question {visit}?", input=given))
        expect(phone.locator("#log")).to_contain_text(f"Question {visit}?")
        assert phone.locator("#typed").get_attribute("inputmode") == mode, given


def test_enter_that_ends_a_japanese_word_does_not_send(phone: Page, site: Site) -> None:
    phone.fill("#typed", "にほん")
    phone.dispatch_event("#typed", "keydown", {"key": "Enter", "isComposing": True})
    phone.wait_for_timeout(200)
    assert site.chat.texts == []
    phone.press("#typed", "Shift+Enter")
    phone.wait_for_timeout(200)
    assert site.chat.texts == []


def test_a_photo_and_a_recording_are_sent_where_asked(phone: Page, site: Site) -> None:
    begin(phone)
    tap(phone, "a:3:skip")
    phone.fill("#typed", "last friday")
    phone.tap("#send")
    phone.wait_for_selector("[data-pick=photo]")
    photo = b"p" * 300_000
    photos = [FilePayload(name=f"payslip{one}.jpg", mimeType="image/jpeg", buffer=photo) for one in (1, 2)]
    phone.locator("input[type=file][accept='image/*']").set_input_files(photos)
    expect(phone.locator(".turn.bot").last).to_contain_text("Received: photo")
    voice = FilePayload(name="boss.m4a", mimeType="audio/mp4", buffer=b"v" * 1_000)
    phone.locator("input[type=file][accept='audio/*']").set_input_files(voice)
    expect(phone.locator(".turn.bot").last).to_contain_text("Received: voice")
    assert [(file.media, file.name, file.size) for file in site.chat.files] == [
        ("photo", "payslip1.jpg", 300_000),
        ("photo", "payslip2.jpg", 300_000),
        ("voice", "boss.m4a", 1_000),
    ]
    expect(phone.locator('[data-tap="a:5:done"]')).to_be_visible()


def test_a_photo_can_be_sent_at_any_time_where_no_question_asks_for_one(phone: Page, site: Site) -> None:
    begin(phone)
    assert phone.locator("input[type=file]").count() == 0
    phone.tap("#attach")
    assert complaints(phone) == []
    phone.press("#attaching button >> nth=0", "Escape")
    expect(phone.locator("#attach")).to_be_focused()
    expect(phone.locator("#attaching")).to_be_hidden()
    phone.tap("#attach")
    photo = FilePayload(name="payslip.jpg", mimeType="image/jpeg", buffer=b"p" * 1_000)
    phone.locator("#attaching input[accept='image/*']").set_input_files(photo)
    expect(phone.locator("#attaching")).to_be_hidden()
    expect(phone.locator("#log")).to_contain_text("payslip.jpg")
    expect(phone.locator(".turn.worker .state").last).to_contain_text("Sent")
    assert [(file.media, file.name) for file in site.chat.files] == [("photo", "payslip.jpg")]


def test_a_file_beyond_the_limit_is_refused_on_the_phone(
    open_context: Callable[..., BrowserContext],
) -> None:
    def script(chat: Chat, event: Payload) -> list[Payload]:
        return [ask(1, "A photo?", input={"kind": "file", "accept": ["photo"]})]

    with serving(script, file_limit=1_048_576) as site:
        page = open_context().new_page()
        page.goto(site.url + "/chat")
        large = FilePayload(name="film.jpg", mimeType="image/jpeg", buffer=b"x" * 1_048_577)
        page.locator("input[type=file]").set_input_files(large)
        expect(page.locator(".state.refused")).to_contain_text("This file is too large. The limit is 1 MB.")
        assert "/chat/api/files" not in site.faults.posts


def test_help_leaves_the_question_open(phone: Page, site: Site) -> None:
    begin(phone)
    tap(phone, "c:3:menu")
    expect(phone.locator(".turn.bot").last).to_contain_text("This is the menu.")
    expect(phone.locator('[data-tap="a:3:skip"]')).to_be_visible()
    expect(phone.locator(".answer", has_text="Menu")).to_have_count(0)


def test_an_emergency_card_has_its_numbers_as_large_buttons(phone: Page) -> None:
    phone.fill("#typed", "danger")
    phone.tap("#send")
    call = phone.locator(".calls a")
    expect(call).to_have_count(2)
    assert [one.get_attribute("href") for one in call.all()] == ["tel:110", "tel:119"]
    assert phone.get_by_role("link", name="Call 110").is_visible()


def test_addresses_and_telephone_numbers_can_be_followed(phone: Page) -> None:
    phone.fill("#typed", "echo 0120-007-110, or see https://example.org/a?b=1. 12-34, 3-1-2, 2026-11-03")
    phone.tap("#send")
    links = phone.locator(".turn.bot .bubble a")
    expect(links).to_have_count(2)
    assert links.nth(0).get_attribute("href") == "tel:0120007110"
    assert links.nth(1).get_attribute("href") == "https://example.org/a?b=1"


def test_what_others_write_is_never_markup(phone: Page) -> None:
    phone.fill("#typed", "echo <img src=x onerror=alert(1)><b>bold</b> javascript:alert(1)")
    phone.tap("#send")
    expect(phone.locator(".turn.bot .bubble").last).to_contain_text("<b>bold</b>")
    assert phone.locator(".bubble img, .bubble b, .bubble a").count() == 0


def test_a_person_who_writes_is_shown_as_one(phone: Page, site: Site) -> None:
    site.push("staff", say("We can call you tomorrow.", kind="staff"))
    expect(phone.locator(".turn.staff")).to_contain_text("Support staff")
    expect(phone.locator('[data-tap="a:1:vi"]')).to_be_visible()


def test_a_case_question_and_the_open_question_can_both_be_answered(phone: Page, site: Site) -> None:
    begin(phone)
    asked = ask(0, "Did somebody reach you?", [("Yes", "q:q1:yes"), ("No", "q:q1:no")])
    del asked["visit"]
    site.push("bot", asked)
    phone.wait_for_selector('[data-tap="q:q1:yes"]')
    expect(phone.locator('[data-tap="a:3:skip"]')).to_be_visible()
    tap(phone, "q:q1:yes")
    expect(phone.locator(".answer").last).to_have_text("✓ Yes")
    expect(phone.locator('[data-tap="a:3:skip"]')).to_be_visible()
    assert site.chat.taps[-1] == "q:q1:yes"


def test_several_can_be_ticked_before_going_on(open_context: Callable[..., BrowserContext]) -> None:
    def script(chat: Chat, event: Payload) -> list[Payload]:
        chosen: set[str] = chat.memory.setdefault("chosen", set())

        def rows() -> list[list[tuple[str, str]]]:
            boxes = [[(("☑ " if one in chosen else "☐ ") + one, f"a:1:{one}")] for one in ("union", "lawyer")]
            return [*boxes, [("Done", "a:1:_done")]]

        if event["type"] == "command":
            return [ask(1, "Who may help?", *rows())]
        choice = event["data"].rpartition(":")[2]
        if choice == "_done":
            return [answered(1, "✓ " + ", ".join(sorted(chosen))), say("Thank you")]
        chosen ^= {choice}
        return [{"type": "redraw", "visit": 1, "rows": ask(1, "", *rows())["rows"]}]

    with serving(script) as site:
        page = open_context().new_page()
        page.goto(site.url + "/chat")
        boxes = page.locator("[aria-pressed]")
        expect(boxes).to_have_count(2)
        assert boxes.nth(0).inner_text() == "union"
        boxes.nth(0).focus()
        page.keyboard.press("Enter")
        expect(boxes.nth(0)).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(400)
        expect(boxes.nth(0)).to_be_focused()
        boxes.nth(1).click()
        page.click("text=Done")
        expect(page.locator(".answer")).to_have_text("✓ lawyer, union")
        assert site.chat.taps == ["a:1:union", "a:1:lawyer", "a:1:_done"]


def test_a_sensitive_answer_is_never_spelled_out(open_context: Callable[..., BrowserContext]) -> None:
    def script(chat: Chat, event: Payload) -> list[Payload]:
        return [ask(1, "Are you safe?", [("I am hit", "a:1:hit"), ("Yes", "a:1:yes")], sensitive=True)]

    with serving(script) as site:
        page = open_context().new_page()
        page.goto(site.url + "/chat")
        page.wait_for_selector("[data-tap]")
        site.faults.refused_with = 503
        page.click("text=I am hit")
        expect(page.locator(".answer")).to_contain_text("✓")
        expect(page.locator(".answer")).not_to_contain_text("hit")


def test_a_question_asked_in_other_words_changes_in_place(phone: Page, site: Site) -> None:
    begin(phone)
    turns = phone.locator(".turn").count()
    site.push("bot", ask(3, "How many hours did nobody pay?", [("Skip", "a:3:skip")]))
    expect(phone.locator(".turn.bot").last).to_contain_text("How many hours did nobody pay?")
    assert phone.locator(".turn").count() == turns
    tap(phone, "a:3:skip")
    phone.wait_for_selector("input[type=date]")


def test_the_page_speaks_the_language_of_the_conversation(phone: Page, site: Site) -> None:
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    site.push("bot", say("Xin chào", "vi"))
    expect(phone.locator("html")).to_have_attribute("lang", "vi")
    expect(phone.locator(".bubble").last).to_have_attribute("lang", "vi")


def filed(page: Page) -> None:
    """Answer everything; the ways to be reached are offered then."""
    begin(page)
    tap(page, "a:3:skip")
    page.fill("#typed", "last friday")
    page.tap("#send")
    tap(page, "a:5:done")
    page.wait_for_selector(".offers")


def test_after_filing_the_code_and_ways_to_be_reached_are_offered(phone: Page, site: Site) -> None:
    filed(phone)
    expect(phone.locator("strong.code")).to_have_text(re.compile(r"^\w{4}(-\w{4}){2,3}$"))
    assert phone.get_by_role("link", name="Go on in Telegram").get_attribute("href") == (
        "https://t.me/example_bot?start=abc"
    )
    phone.tap("[data-choice=phone] > button")
    phone.fill("[data-choice=phone] input[name=value]", "call me")
    phone.tap("[data-choice=phone] form button")
    expect(phone.locator("[data-choice=phone] .problem")).to_contain_text("does not look like a phone number")
    phone.fill("[data-choice=phone] input[name=value]", "090-1234")  # half of one
    phone.tap("[data-choice=phone] form button")
    expect(phone.locator("[data-choice=phone] .problem")).to_contain_text("does not look like a phone number")
    expect(phone.locator("[data-choice=phone] form")).to_be_visible()
    phone.fill("[data-choice=phone] input[name=value]", "090-1234-5678")
    phone.fill("[data-choice=phone] input[name=safe_from]", "20:00")
    phone.fill("[data-choice=phone] input[name=safe_to]", "")
    phone.tap("[data-choice=phone] form button")
    expect(phone.locator("[data-choice=phone] .problem")).to_contain_text("When can we safely call you? – Until")
    assert phone.locator("[data-choice=phone] [aria-invalid=true]").get_attribute("name") == "safe_to"
    phone.fill("[data-choice=phone] input[name=safe_to]", "20:00")  # all day, or at no time
    phone.tap("[data-choice=phone] form button")
    expect(phone.locator("[data-choice=phone] .problem")).to_contain_text("When can we safely call you? – Until")
    phone.fill("[data-choice=phone] input[name=safe_to]", "22:00")
    phone.tap("[data-choice=phone] form button")
    expect(phone.locator("[data-choice=phone] > .state")).to_have_text("Saved")
    back = (date.today() + timedelta(days=9)).isoformat()  # noqa: DTZ011 - the phone's own day
    phone.tap("[data-choice=return_on] > button")
    phone.fill("[data-choice=return_on] input", back)
    phone.tap("[data-choice=return_on] form button")
    expect(phone.locator("[data-choice=return_on] > .state")).to_have_text("Saved")
    phone.tap("text=Not now")
    expect(phone.locator(".offers")).to_have_count(0)
    phone.tap("#menu")  # and later it can be changed, as was said
    phone.tap(".sheet >> text=Phone")
    expect(phone.locator(".sheet input[name=value]")).to_be_focused()
    phone.fill(".sheet input[name=value]", "080-1111-2222")
    phone.fill(".sheet input[name=safe_from]", "")
    phone.fill(".sheet input[name=safe_to]", "")
    phone.tap(".sheet form button")
    expect(phone.locator(".sheet .offer > .state")).to_have_text("Saved")
    phone.tap(".sheet >> text=Close")
    given = [event for _, event in site.chat.events if event["type"] == "handover"]
    assert [(event["choice"], event["value"]) for event in given] == [
        ("phone", "09012345678"),
        ("return_on", back),
        ("none", ""),
        ("phone", "08011112222"),
    ]
    assert (given[0]["safe_from"], given[0]["safe_to"]) == ("20:00", "22:00")
    assert not {"safe_from", "safe_to"} & given[-1].keys(), "at any hour, or they would rather not say"


def test_an_address_that_was_given_can_be_taken_away_by_an_empty_field(phone: Page, site: Site) -> None:
    filed(phone)
    phone.tap("[data-choice=email] > button")
    phone.tap("[data-choice=email] form button")
    problem = phone.locator("[data-choice=email] .problem")
    expect(problem).to_contain_text("does not look like an e-mail address")  # nothing was given yet
    phone.fill("[data-choice=email] input", "thu@example.com")
    phone.tap("[data-choice=email] form button")
    state = phone.locator("[data-choice=email] > .state").first
    expect(state).to_have_text("Saved")
    phone.tap("[data-choice=email] > button")
    phone.fill("[data-choice=email] input", "")
    phone.tap("[data-choice=email] form button")
    expect(state).to_have_text("E-mail: – · Saved")
    expect(phone.locator(".offer.given")).to_have_count(0)
    phone.tap("#menu")
    phone.tap(".sheet >> text=Phone")  # whether a number is kept the page does not know
    phone.tap(".sheet form button")
    expect(phone.locator(".sheet .offer > .state")).to_have_text("Phone: – · Saved")
    given = [event for _, event in site.chat.events if event["type"] == "handover"]
    assert given[-1] == {"type": "handover", "choice": "phone", "value": ""}, "and no hours"
    assert [event["value"] for event in given] == ["thu@example.com", "", ""]


def test_a_day_of_return_that_the_server_does_not_take_is_not_shown_as_saved(phone: Page, site: Site) -> None:
    filed(phone)
    site.faults.refused_with = 422
    phone.tap("[data-choice=return_on] > button")
    phone.fill("[data-choice=return_on] input", date.today().isoformat())  # noqa: DTZ011 - the phone's own day
    phone.tap("[data-choice=return_on] form button")
    expect(phone.locator("[data-choice=return_on] .problem")).to_have_text("Please choose a day from today on.")
    expect(phone.locator("[data-choice=return_on] input")).to_be_visible()
    expect(phone.locator("[data-choice=return_on] > .state")).to_be_empty()
    expect(phone.locator(".offer.given")).to_have_count(0)
    site.faults.refused_with = 0
    phone.tap("[data-choice=return_on] form button")
    expect(phone.locator("[data-choice=return_on] > .state")).to_have_text("Saved")
    site.faults.refused_with = 422  # another day, which is not taken either: the first one is still kept
    phone.tap("[data-choice=return_on] > button")
    phone.tap("[data-choice=return_on] form button")
    expect(phone.locator("[data-choice=return_on] .problem")).to_have_text("Please choose a day from today on.")
    expect(phone.locator("[data-choice=return_on] > .state")).to_be_empty()
    expect(phone.locator(".offer.given")).to_have_count(1)


def test_an_e_mail_address_is_checked_and_kept(phone: Page, site: Site) -> None:
    filed(phone)
    phone.tap("[data-choice=email] > button")
    expect(phone.locator("[data-choice=email] input")).to_be_focused()
    phone.keyboard.type("thu@")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-choice=email] input")).to_have_attribute("aria-invalid", "true")
    phone.fill("[data-choice=email] input", "thu@example.com")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-choice=email] > .state")).to_have_text("Saved")
    phone.reload()
    phone.wait_for_selector(".offers")
    expect(phone.locator("[data-choice=email]")).to_have_class(re.compile("given"))
    expect(phone.locator("strong.code")).to_have_count(0)
    assert "thu@example.com" not in phone.content()


def test_the_conversation_works_on_a_desktop(open_context: Callable[..., BrowserContext], site: Site) -> None:
    page = open_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(site.url + "/chat")
    page.click('[data-tap="a:1:en"]')
    page.click('[data-tap="a:2:safe"]')
    page.wait_for_selector('[data-tap="a:3:skip"]')
    box: Any = page.locator("#app").bounding_box()
    assert box["width"] <= 760
    assert abs(box["x"] * 2 + box["width"] - 1280) < 2, "in the middle"
