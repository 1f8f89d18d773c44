"""A coordinator changes which questions are asked: by a form, by hand, looked at on the phone, published."""

import html
import re

import pytest

from bot import questions
from bot.conversation.structures import Structures
from flows.model import Structure
from tests.console.conftest import Browser, Town

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
