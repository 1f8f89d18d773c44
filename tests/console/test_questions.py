"""A coordinator changes which questions are asked: by a form, by hand, looked at on the phone, published."""

import copy
import html
import re
from dataclasses import replace

import pytest

from bot import questions
from bot.conversation.structures import Structures
from bot.wording.catalogue import read
from bot.wording.enumerate import DOMAINS
from bot.wording.publishing import FROM_FILES, Read, publish
from flows.loader import Loaded
from flows.model import Structure, structure_from_json
from tests.console.conftest import NOW, Browser, Town, flows
from tests.support.texts import LOCALES

HERE = "/console/workshop/questions"


@pytest.fixture
def coordinator(town: Town) -> Browser:
    """Somebody who may change the questions."""
    return town.log_in("coordinator")


def base(page: str) -> str:
    """What the page was made from."""
    found = re.search(r'name="base" value="(\w+)"', page)
    assert found is not None
    return found[1]


def draft(page: str) -> str:
    """What stands in the field for writing by hand."""
    found = re.search(r'rows="14".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def asked(town: Town) -> Structure:
    """What conversations get that begin now, once every process has looked."""
    flows = town.deps.flows()
    assert flows is not None
    structures = Structures(flows.structure)
    questions.follow(town.db, flows, structures)
    return structures.current


def test_a_button_and_a_question_are_added_with_a_form(town: Town, coordinator: Browser) -> None:
    page = coordinator.get(f"{HERE}?step=unpaid_overtime.last_time").text
    page = coordinator.send(
        f"{HERE}/step", changes="unpaid_overtime.last_time", base=base(page), draft=draft(page), new_choice="Years ago",
        **{"rank:this_month": "3", "rank:last_month": "1", "rank:earlier": "2", "hide:earlier": "vi"},
    ).text  # fmt: skip
    assert draft(page) == (
        "unpaid_overtime.last_time:\n  order: [last_month, earlier, this_month]\n  hide:\n    earlier: [vi]\n"
        "  add:\n  - {choice: years_ago}\n"
    )
    page = coordinator.send(
        f"{HERE}/step", changes="extra.anything", base=base(page), draft=draft(page), new_question="best time",
        new_kind="choice", new_choices="morning, evening",
    ).text  # fmt: skip
    wanted = [
        "unpaid_overtime.last_time.choice.years_ago", "extra.best_time.ask", "extra.best_time.choice.morning",
        "extra.best_time.choice.evening",
    ]  # fmt: skip
    assert all(f'name="text:{key}"' in page for key in wanted)
    refused = coordinator.send(HERE, draft=draft(page), base=base(page))
    assert refused.status_code == 422
    assert asked(town).hash == town.deps.structure().hash
    words = {f"text:{key}": f"Words {n}" for n, key in enumerate(wanted)}
    assert coordinator.send(HERE, draft=draft(page), base=base(page), **words).status_code == 303
    structure = asked(town)
    assert structure.knows("unpaid_overtime/extra/best_time")
    [_, *rest] = structure.step("unpaid_overtime/last_time")[1].choices
    assert [choice.id for choice in rest] == ["earlier", "this_month", "years_ago"]
    with town.db.read() as uow:
        assert uow.wording.texts(uow.wording.newest_number())["en"]["extra.best_time.ask"] == "Words 1"
    assert "questions_published" in town.audited("operator")


def test_what_was_added_here_is_asked_in_words_also_after_a_file_was_saved(town: Town, coordinator: Browser) -> None:
    added, key = "extra.anything:\n  add: [{question: best_time, kind: yes_no}]\n", "extra.best_time.ask"
    words = {f"text:{key}": "Is the evening a good time?"}
    assert coordinator.send(HERE, draft=added, base=base(coordinator.get(HERE).text), **words).status_code == 303
    assert save_a_file(town)[key] == "Is the evening a good time?"
    assert coordinator.send(HERE, draft="", base=base(coordinator.get(HERE).text)).status_code == 303
    assert key not in save_a_file(town), "nobody is asked it any more"


def test_words_that_were_written_wait_for_questions_that_do_not_fit_any_more(town: Town, coordinator: Browser) -> None:
    added, key = "extra.anything:\n  add: [{question: best_time, kind: yes_no}]\n", "extra.best_time.ask"
    words = {f"text:{key}": "Is the evening a good time?"}
    assert coordinator.send(HERE, draft=added, base=base(coordinator.get(HERE).text), **words).status_code == 303
    with town.db.write() as uow:  # a newer program has no such place
        questions.begin(uow, without("extra.anything"), LOCALES, NOW)
    assert save_a_file(town)[key] == "Is the evening a good time?"


def without(place: str) -> Loaded:
    """The flows as they are, but nothing can be added at this place."""
    flow, _, step = place.partition(".")
    content = copy.deepcopy(dict(flows().structure.content))
    for one in content["flows"][flow]["steps"]:
        if one["id"] == step:
            del one["open"]
    return replace(flows(), structure=structure_from_json(content))


def save_a_file(town: Town) -> dict[str, str]:
    """Somebody saves an English file, which does not name what was added in the console; what is served then."""
    files = {name: LOCALES / "en" / "LC_MESSAGES" / f"{name}.po" for name in DOMAINS}
    said = {key: entry for name, path in files.items() for key, entry in read(path, "en", name).entries.items()}
    with town.db.write() as uow:
        uow.system.set_fact(FROM_FILES, "others")
        number = publish(uow, LOCALES, NOW, frozenset(), found=Read({"en": said}, ())).number
        return dict(uow.wording.texts(number)["en"])


def test_english_that_can_not_be_served_is_not_published_with_its_question(town: Town, coordinator: Browser) -> None:
    added = "extra.anything:\n  add: [{question: best_time, kind: choice, choices: [morning, evening]}]\n"
    texts = {"ask": "When is a good {tme}?", "choice.morning": "Before work", "choice.evening": "Before work"}

    def sent(**more: str) -> str:
        words = {f"text:extra.best_time.{part}": text for part, text in texts.items()}
        answer = coordinator.send(HERE, draft=added, base=base(coordinator.get(HERE).text), **words, **more)
        assert answer.status_code in (303, 422)
        return html.unescape(answer.text) if answer.status_code == 422 else ""

    assert "{tme} is not known here. Known: none." in sent()
    texts["ask"] = "When is a good time?"
    told = sent()
    assert "The button morning of this question reads the same. Make them differ." in told
    texts["choice.evening"] = "In the evening, when nobody sees me"
    told = sent()
    assert "35 characters; at most 24 fit. Say it shorter." in told
    with town.db.read() as uow:
        assert questions.published(uow).content == ""
    read_by_somebody = re.search(r'name="told" value="(\w+)"', told)
    assert read_by_somebody is not None
    assert sent(told=read_by_somebody[1]) == "", "whoever has read it decides"
    with town.db.read() as uow:
        assert questions.published(uow).content == added


def test_what_is_wrong_is_said_while_it_is_written_and_nothing_is_published(town: Town, coordinator: Browser) -> None:
    wrong = "unpaid_overtime.months: {ask: no}"
    page = coordinator.get(HERE).text
    said = "questions.yaml:1: months can&#39;t be left out: the estimate is made of it."
    assert said in coordinator.send(f"{HERE}/check", draft=wrong).text
    answer = coordinator.send(HERE, draft=wrong, base=base(page))
    assert answer.status_code == 422
    assert said in answer.text
    assert draft(answer.text).strip() == wrong, "what was written is not lost"
    with town.db.read() as uow:
        assert questions.published(uow).content == ""


def test_the_phone_shows_what_would_be_asked_and_what_no_longer(coordinator: Browser) -> None:
    text = "unpaid_overtime.last_time: {ask: no}\nextra.talk_by: {order: [voice]}\n"
    page = coordinator.send(f"{HERE}/check", draft=text).text
    assert "<code>unpaid_overtime.last_time</code>" in page
    phone = page[page.index("<code>extra.talk_by</code>") :]
    assert 'class="phone"' in phone


def test_the_phone_shows_the_english_while_it_is_written(coordinator: Browser) -> None:
    added = "unpaid_overtime.last_time: {add: [{choice: years_ago}]}"
    key = "unpaid_overtime.last_time.choice.years_ago"
    page = coordinator.send(f"{HERE}/check", draft=added).text
    assert key not in page[page.index('class="phone"') :], "a key is no word"
    assert ">Nothing to mend" not in page, "its English is missing"
    page = coordinator.send(f"{HERE}/check", draft=added, **{f"text:{key}": "Some years ago"}).text
    assert "Some years ago" in page[page.index('class="phone"') :]


def test_who_was_slower_keeps_the_draft_and_publishes_nothing(town: Town, coordinator: Browser) -> None:
    page = coordinator.get(HERE).text
    other = town.log_in("deputy")
    assert other.send(HERE, draft="unpaid_overtime.last_time: {ask: no}", base=base(page)).status_code == 303
    answer = coordinator.send(HERE, draft="extra.talk_by: {ask: no}", base=base(page))
    assert answer.status_code == 409
    assert draft(answer.text) == "extra.talk_by: {ask: no}"
    with town.db.read() as uow:
        assert questions.published(uow).content == "unpaid_overtime.last_time: {ask: no}"
    assert "In force since" in answer.text
