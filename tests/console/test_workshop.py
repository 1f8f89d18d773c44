"""The coordinators' workshop: texts changed, refused, published and taken back; the flows as pictures; a conversation
tried through."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.access.roles import Role
from bot.clock import week_of
from bot.conversation.preview import look
from bot.questions import check_draft
from bot.wording.shelf import Shelf
from flows.model import Structure
from tests.console.conftest import NOW, Browser, Town, Words
from tests.support.texts import LOCALES

HERE = "/console/workshop"
PLAIN, CRITICAL = "unpaid_overtime.pay_form.ask", "opening.intro.ask"


@pytest.fixture
def coordinator(town: Town) -> Browser:
    """A coordinator."""
    return town.log_in("coordinator")


def _said(town: Town, language: str, key: str) -> str:
    """What workers read now."""
    with town.db.read() as uow:
        return uow.wording.texts(uow.wording.newest_number())[language][key]


def _base(page: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found is not None
    return found[1]


def _seen(page: str) -> str:
    """Which change that waits the form has shown."""
    found = re.search(r'name="seen" value="([0-9a-f]*)"', page)
    assert found is not None
    return found[1]


def test_a_text_is_changed_and_its_history_says_by_whom(town: Town, coordinator: Browser) -> None:
    at = f"{HERE}/texts/vi/{PLAIN}"
    before = _said(town, "vi", PLAIN)
    page = coordinator.get(at).text
    assert before in page
    assert "How is your pay counted?" in page
    assert coordinator.send(at, text="Lương tính thế nào?", base=_base(page)).headers["location"].endswith("published")
    assert _said(town, "vi", PLAIN) == "Lương tính thế nào?"
    page = coordinator.get(at).text
    history = page[page.index('id="history"') :]
    assert "Coordinator" in history
    assert "<del>" in history
    assert "text_changed" in town.audited("operator")


def test_who_was_slower_is_refused_and_sees_the_difference(town: Town, coordinator: Browser) -> None:
    at = f"{HERE}/texts/vi/{PLAIN}"
    read = _base(coordinator.get(at).text)
    town.log_in("deputy").send(at, text="Bạn được trả lương kiểu nào?", base=read)
    answer = coordinator.send(at, text="Lương tính thế nào?", base=read)
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.text
    assert "<ins>" in answer.text
    assert _said(town, "vi", PLAIN) == "Bạn được trả lương kiểu nào?"
    assert coordinator.send(at, text="Lương tính thế nào?", base=_base(answer.text)).status_code == 303
    assert _said(town, "vi", PLAIN) == "Lương tính thế nào?"


def test_who_finds_that_anothers_change_waits_sees_it_and_can_save_again(town: Town, coordinator: Browser) -> None:
    at, before = f"{HERE}/texts/id/{CRITICAL}", _said(town, "id", CRITICAL)
    opened = coordinator.get(at).text
    theirs, ours = before.replace("Todoke", "Todoke (NPO)"), before.replace("Todoke", "Todoke (PT)")
    town.log_in("deputy").send(at, text=theirs, base=_base(opened), seen=_seen(opened))
    refused = coordinator.send(at, text=ours, base=_base(opened), seen=_seen(opened))
    assert refused.status_code == 409
    assert "<ins>" in refused.text
    assert coordinator.send(at, text=ours, base=_base(refused.text), seen=_seen(refused.text)).status_code == 303
    with town.db.read() as uow:
        [row] = uow.wording.waiting()
    assert row.text == ours


def test_a_broken_placeholder_is_told_while_typing_and_never_saved(town: Town, coordinator: Browser) -> None:
    at, before = f"{HERE}/texts/vi/case.accepted", _said(town, "vi", "case.accepted")
    broken = before.replace("{partner}", "{patner}")
    told = coordinator.send(f"{at}/check", text=broken).text
    assert "{patner}" in told
    assert "This can&#39;t be served as it is" in told
    assert "<html" not in told
    assert "{patner}" in told[told.index('class="phone"') :], "what workers would not understand is not filled in"
    answer = coordinator.send(at, text=broken, base=_base(coordinator.get(at).text))
    assert answer.status_code == 422
    assert broken in answer.text
    assert _said(town, "vi", "case.accepted") == before


def test_findings_are_japanese_on_a_japanese_page(town: Town) -> None:
    town.person("reader", Role.COORDINATOR, locale="ja")
    coordinator = town.log_in("reader")
    at = f"{HERE}/texts/vi/case.accepted"
    broken = _said(town, "vi", "case.accepted").replace("{partner}", "{patner}")
    told = coordinator.send(f"{at}/check", text=broken).text
    assert '<li lang="ja">{patner}はここでは使えません。{partner}のことですか。</li>' in told
    said = coordinator.send(f"{HERE}/questions/check", draft="opening.topic: {ask: no}").text
    assert '<li lang="ja">questions.yaml:1: topicは省けません：' in said


def test_what_must_not_be_wrong_waits_until_it_is_published(town: Town, coordinator: Browser) -> None:
    at, before = f"{HERE}/texts/id/{CRITICAL}", _said(town, "id", CRITICAL)
    changed = before.replace("Todoke", "Todoke (NPO)")
    coordinator.send(at, text=changed, base=_base(coordinator.get(at).text))
    assert _said(town, "id", CRITICAL) == before
    waiting = coordinator.get(f"{HERE}/publish").text
    assert f'value="id:{CRITICAL}"' in waiting
    assert '<span class="key"' in waiting  # the phone
    assert "opening.intro" in coordinator.get(f"{HERE}/texts?language=id&standing=waits").text
    assert changed in coordinator.get(f"{HERE}/preview?lang=id").text
    assert changed not in coordinator.get(f"{HERE}/preview?lang=id&wording=served").text
    coordinator.send(f"{HERE}/publish", change=f"id:{CRITICAL}")
    assert _said(town, "id", CRITICAL) == changed


def test_a_not_that_got_lost_is_told_while_typing_and_to_whoever_publishes(town: Town, coordinator: Browser) -> None:
    at = f"{HERE}/texts/id/{CRITICAL}"
    lost = re.sub("(?i)tidak|bukan|tanpa", "juga", _said(town, "id", CRITICAL))
    told = "The English says “not” here, and this text has no word for it."
    assert told in coordinator.send(f"{at}/check", text=lost).text
    coordinator.send(at, text=lost, base=_base(coordinator.get(at).text))
    assert told in coordinator.get(f"{HERE}/publish").text


def test_what_changes_a_number_needs_a_second_person(town: Town, coordinator: Browser) -> None:
    key = "unpaid_overtime.overtime_month.ask"
    at, before = f"{HERE}/texts/vi/{key}", _said(town, "vi", key)
    coordinator.send(at, text=before.replace("40", "44"), base=_base(coordinator.get(at).text))
    assert "a second person has to publish it" in coordinator.get(f"{HERE}/publish").text
    assert coordinator.send(f"{HERE}/publish", change=f"vi:{key}").headers["location"].endswith("text_second")
    assert _said(town, "vi", key) == before
    town.log_in("deputy").send(f"{HERE}/publish", change=f"vi:{key}")
    assert "44" in _said(town, "vi", key)


def test_who_publishes_second_reads_what_is_wrong_and_who_wrote_it(town: Town, coordinator: Browser) -> None:
    key = "unpaid_overtime.overtime_month.ask"
    at, before = f"{HERE}/texts/vi/{key}", _said(town, "vi", key)
    coordinator.send(at, text=before.replace("40", "44"), base=_base(coordinator.get(at).text))
    waiting = town.log_in("deputy").get(f"{HERE}/publish").text
    waiting = waiting[waiting.index('id="publish"') : waiting.index('id="meanings"')]
    assert "Coordinator" in waiting
    assert "44" in waiting[waiting.index("Please look at:") :]


def test_what_became_other_words_since_the_page_was_opened_is_not_published_unread(
    town: Town, coordinator: Browser
) -> None:
    at, before = f"{HERE}/texts/id/{CRITICAL}", _said(town, "id", CRITICAL)
    coordinator.send(at, text=before.replace("Todoke", "Todoke (NPO)"), base=_base(coordinator.get(at).text))
    deputy = town.log_in("deputy")
    name = f"seen:id:{CRITICAL}"
    seen = re.search(f'name="{name}" value="([0-9a-f]+)"', deputy.get(f"{HERE}/publish").text)
    assert seen is not None
    coordinator.send(at, text=before.replace("Todoke", "Todoke (PT)"), base=_base(coordinator.get(at).text))
    deputy.send(f"{HERE}/publish", change=f"id:{CRITICAL}", **{name: seen[1]})
    assert _said(town, "id", CRITICAL) == before


def test_changed_english_asks_whether_it_is_the_same_question(town: Town, coordinator: Browser) -> None:
    at = f"{HERE}/texts/en/{PLAIN}"
    coordinator.send(at, text="How do you get your pay?", base=_base(coordinator.get(at).text))
    asked = coordinator.get(f"{HERE}/publish").text
    assert PLAIN in asked[asked.index('id="meanings"') :]
    assert PLAIN in coordinator.get(f"{HERE}/texts?language=vi&standing=stale").text
    translated = coordinator.get(f"{HERE}/texts/vi/{PLAIN}").text
    assert "The English was changed" in translated
    assert "<del>" in translated
    other = coordinator.get(f"{HERE}/texts/vi/opening.intro.ask").text
    assert f'href="{HERE}/texts/vi/{PLAIN}">Next to do' in other
    coordinator.send(f"{HERE}/publish/decide", key=PLAIN, verdict="another")
    with town.db.read() as uow:
        assert PLAIN not in uow.wording.texts(uow.wording.newest_number())["vi"]


def test_a_translation_that_still_fits_is_saved_as_it_is(town: Town, coordinator: Browser) -> None:
    base = _base(coordinator.get(f"{HERE}/texts/en/{PLAIN}").text)
    coordinator.send(f"{HERE}/texts/en/{PLAIN}", text="How do you get your pay?", base=base)
    at = f"{HERE}/texts/vi/{PLAIN}"
    page = coordinator.get(at).text
    assert "Save it as it is" in page
    coordinator.send(at, text=_said(town, "vi", PLAIN), base=_base(page))
    assert PLAIN not in coordinator.get(f"{HERE}/texts?language=vi&standing=stale").text


def test_english_that_must_not_be_wrong_is_published_with_what_it_means(town: Town, coordinator: Browser) -> None:
    at, translated = f"{HERE}/texts/en/{CRITICAL}", _said(town, "vi", CRITICAL)
    changed = _said(town, "en", CRITICAL).replace("is run by", "comes from")
    coordinator.send(at, text=changed, base=_base(coordinator.get(at).text))
    coordinator.send(f"{HERE}/publish", change=f"en:{CRITICAL}", **{f"meaning:{CRITICAL}": "same"})
    assert _said(town, "en", CRITICAL) == changed
    assert _said(town, "vi", CRITICAL) == translated, "the same question: its translations stay"
    assert "To be decided about changed English: 0" in coordinator.get(f"{HERE}/publish").text


def test_an_earlier_release_is_taken_back_to(town: Town, coordinator: Browser) -> None:
    at, before = f"{HERE}/texts/vi/{PLAIN}", _said(town, "vi", PLAIN)
    page = coordinator.get(at).text
    coordinator.send(at, text="Lương tính thế nào?", base=_base(page))
    assert f"Back to {_base(page)}" in coordinator.get(f"{HERE}/publish").text
    newest = int(_base(page)) + 1
    what = coordinator.get(f"{HERE}/publish/{newest}").text
    assert PLAIN in what
    assert "<ins>" in what
    assert "Back to" not in what, "it is served now"
    assert coordinator.get(f"{HERE}/publish/{newest + 1}").status_code == 404
    coordinator.send(f"{HERE}/publish/rollback", number=_base(page))
    assert _said(town, "vi", PLAIN) == before
    listed = coordinator.get(f"{HERE}/publish").text
    assert "Coordinator · taken back" in listed
    assert "all, for the first time" in listed, "nobody reads that the first release changed 0 texts"


def test_a_native_readers_signature_holds_until_the_text_changes(
    town: Town, coordinator: Browser, tmp_path: Path
) -> None:
    (tmp_path / "vi").mkdir()
    town.around(shelf=Shelf(tmp_path))  # signatures are written there
    at = f"{HERE}/texts/vi/{PLAIN}"
    page = coordinator.get(at).text
    assert coordinator.send(f"{at}/sign", who="", base=_base(page)).status_code == 422
    coordinator.send(f"{at}/sign", who="A reader from Hue", base=_base(page))
    assert PLAIN in (tmp_path / "vi" / "reviewed.csv").read_text("utf-8")
    assert PLAIN in coordinator.get(f"{HERE}/texts?language=vi&standing=signed").text
    coordinator.send(at, text="Lương tính thế nào?", base=_base(coordinator.get(at).text))
    assert PLAIN not in coordinator.get(f"{HERE}/texts?language=vi&standing=signed").text
    assert PLAIN in coordinator.get(f"{HERE}/texts?language=vi&standing=draft&step=unpaid_overtime.pay_form").text


def test_where_only_signed_languages_are_offered_the_first_page_says_so(town: Town, coordinator: Browser) -> None:
    assert "Offered as not yet checked" in coordinator.get(HERE).text
    town.around(reviewed_only=True)
    page = coordinator.get(HERE).text
    assert "Offered as not yet checked" not in page
    assert "Not offered" in page
    assert "Reviewed" in page, "English is its own source"


def test_what_workers_read_in_another_language_is_counted_on_the_first_page(town: Town, coordinator: Browser) -> None:
    with town.db.write() as uow:
        uow.wording.add_fallbacks({(week_of(town.clock.business()), "ne", "case.accepted"): 7})
    page = coordinator.get(HERE).text
    assert '<a href="/console/workshop/texts/ne/case.accepted"><code>case.accepted</code></a></td><td>7</td>' in page


def test_every_flow_is_a_picture_whose_steps_lead_to_their_texts(coordinator: Browser, structure: Structure) -> None:
    for flow in structure.flows.values():
        page = coordinator.get(f"{HERE}/flows?flow={flow.id}").text
        drawing = page[page.index("<svg class=") : page.index("</svg>")]
        assert drawing.count("<a href=") == len(flow.steps)
        assert drawing.count('class="jump" d=') == sum(len(step.next) for step in flow.steps)
        for step in flow.steps:
            assert f">{step.id} · " in drawing
    page = coordinator.get(f"{HERE}/flows?flow=unpaid_overtime").text
    assert "safe_now: I am in danger now" in page
    assert "partners is not: nothing" in coordinator.get(f"{HERE}/flows?flow=filing").text
    texts = coordinator.get(f"{HERE}/texts?step=unpaid_overtime.safe_now").text
    assert "5 texts" in texts


def test_a_question_that_was_left_out_is_drawn_as_one_that_is_never_asked(town: Town, coordinator: Browser) -> None:
    flows = town.deps.flows()
    assert flows is not None
    _, without = check_draft(flows, "unpaid_overtime.last_time: {ask: no}")
    town.around(structure=lambda: without)
    page = coordinator.get(f"{HERE}/flows?flow=unpaid_overtime").text
    assert page.count("never: left out in questions.yaml") == 2, "in the picture and in the list"


def test_every_first_answer_leads_to_the_end_in_every_language(words: Words, structure: Structure) -> None:
    lexicons = Shelf(LOCALES).lexicons()
    for language in words.now.languages:
        way: list[str] = []
        for _ in range(80):
            looked = look(structure, words.now, language, lexicons, way, NOW)
            if looked.at is None:
                break
            shown = [one for one in looked.bubbles if one.get("rows")][-1]
            data = [button["data"] for row in shown["rows"] for button in row]
            done = next((one for one in data if one.endswith(":_done") and way and way[-1][:4] == one[:4]), None)
            way.append(done or (data[0] if data[0].startswith("a:") else "w:30"))
        assert looked.sent, (language, looked.at, way)


@pytest.mark.parametrize(
    "step", ["unpaid_overtime.fixed_yen", "job_loss.last_wages_yen", "extra.how_many", "filing.must_not"]
)
def test_from_a_text_to_the_conversation_in_which_it_is_asked(coordinator: Browser, step: str) -> None:
    assert f"preview?to={step}&amp;lang=ne" in coordinator.get(f"{HERE}/texts/ne/{step}.ask").text
    led = coordinator.get(f"{HERE}/preview?to={step}&lang=ne")
    assert led.status_code == 303
    assert f"<code>{step}</code>" in coordinator.get(led.headers["location"]).text


def test_a_way_through_a_conversation_stands_in_the_address(town: Town, coordinator: Browser) -> None:
    page = coordinator.get(f"{HERE}/preview?lang=vi&way=a:2:start&way=a:3:unpaid_overtime").text
    assert _said(town, "vi", "unpaid_overtime.safe_now.ask") in page
    assert "First: are you safe" in page  # what it means
    assert page.count('name="way" value="a:4:') == 5
    assert 'name="way" value="a:3:unpaid_overtime"' in page
    with town.db.read() as uow:
        assert uow.conversations.newest("web") is None


def test_the_menu_is_tried_like_everything_else(words: Words, structure: Structure) -> None:
    lexicons = Shelf(LOCALES).lexicons()

    def shown(*way: str) -> list[dict[str, Any]]:
        looked = look(structure, words.now, "vi", lexicons, ["a:2:start", *way], NOW)
        return [one for one in looked.bubbles if one["type"] == "bubble"]

    menu = shown("c:3:menu")[-1]
    controls = [button["data"].rpartition(":")[2] for row in menu["rows"] for button in row]
    assert "language" in controls
    assert "delete" not in controls, "there is nothing to delete"
    assert shown("c:3:menu", "c:4:language", "c:5:lang/id")[-1]["text"] == words.now.text("id", "opening.topic.ask")
    assert shown("w:nó đánh tôi")[-1]["text"] == words.now.text("vi", "card.ask_danger")
    first = shown("c:3:back", "c:4:back")[-1]
    assert "Bahasa Indonesia" in [button["label"] for row in first["rows"] for button in row]
    typed = shown("c:3:back", "c:4:back", "w:bahasa indonesia")[-1]["text"]
    assert words.now.text("vi", "opening.intro.ask") in typed, "it was understood, and the next question is asked"
