"""Every text of the chat and of papers is one that somebody can come to read."""

import polib
import pytest

from flows.loader import load
from flows.model import Structure
from tests.support.source import READ_TOGETHER
from tests.support.texts import LOCALES
from tests.wording.said import said

pytestmark = READ_TOGETHER


@pytest.fixture(scope="module")
def structure() -> Structure:
    """The flows that are shipped."""
    return load(LOCALES.parent / "flows" / "definitions").structure


def _keys(domain: str) -> list[str]:
    return [one.msgctxt for one in polib.pofile(str(LOCALES / "en" / "LC_MESSAGES" / f"{domain}.po"))]


@pytest.mark.parametrize("domain", ["worker", "documents"])
def test_no_text_is_there_that_nothing_says(domain: str, structure: Structure) -> None:
    assert said().left_over(_keys(domain), structure) == []


@pytest.mark.parametrize(
    "key",
    [
        "case.nobody_says_this", "common.nobody_says_this", "ui.nobody_presses_this",
        "web.nobody_says_this", "doc.nobody_says_this.line", "home.title", "nobody.asks.ask", "opening.topic.info",
        "opening.topic.choice.nobody_presses_this", "opening.language.choice.vi", "unpaid_overtime.nobody_asks.ask",
        "unpaid_overtime.months.ask_nobody", "unpaid_overtime.estimate_farm.example",
    ],
)  # fmt: skip
def test_one_that_nothing_says_is_found(key: str, structure: Structure) -> None:
    assert said().left_over([key], structure) == [key]


@pytest.mark.parametrize(
    "key",
    [
        "case.accepted", "case.reached.ask", "case.status.no_names", "command.start", "prefecture.47", "spoken.vi",
        "reply.bring", "web.handover_email", "filing.partners.ask_coordinator", "filing.alone.choice.alone_together",
        "opening.first_words.ask", "unpaid_overtime.months.example", "input.date.implausible",
        "doc.duty.pay_rate.label",
    ],
)  # fmt: skip
def test_one_that_is_put_together_while_the_program_runs_is_not(key: str, structure: Structure) -> None:
    assert said().left_over([key], structure) == []
