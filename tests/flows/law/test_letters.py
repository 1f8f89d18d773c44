"""Which letter fits what was told, and that its data is in order."""

from pathlib import Path

import pytest

from bot.documents.record import rules
from flows.law.duties import duties
from flows.law.errors import LawDataError
from flows.law.letters import FILE, letters, ways
from flows.loader import load
from tests.support.texts import LOCALES

STRUCTURE = load(LOCALES.parent / "flows" / "definitions").structure
HARMS_BUT_BELONGS = {"job_loss.last_day_worked", "job_loss.contract_end"}
"""A claim for wages or a transfer needs the day; the preview marks it where it could harm."""


@pytest.mark.parametrize(
    ("topic", "status", "unmet", "ended", "fits"),
    [
        ("unpaid_overtime", "ssw1", (), False, "claim statement"),
        ("unpaid_overtime", "intern", (), False, "claim transfer statement"),
        ("unpaid_overtime", "no_card", (), False, "claim"),
        ("minimum_pay", "unknown", (), False, "claim statement"),
        ("long_hours", "ssw1", (), False, "statement"),
        ("missed_support", "ssw1", (), False, "support"),
        ("missed_support", "intern", (), False, "transfer"),
        ("missed_support", "skill_dev", (), False, ""),
        ("missed_support", "ssw1", ("pay.cash_back",), False, "claim support statement"),
        ("job_loss", "ssw1", (), False, ""),
        ("job_loss", "ssw1", (), True, "immigration"),
        ("job_loss", "ssw1", ("pay.last_wages", "notice.dismissal"), True, "claim statement immigration"),
        ("job_loss", "no_card", ("pay.last_wages",), True, "claim"),
        ("new_employer", "ssw1", (), False, ""),
        ("new_employer", "intern", (), False, "transfer"),
        ("violence", "intern", ("safety.violence",), False, "transfer"),
        ("violence", "ssw1", ("safety.violence",), False, ""),
        ("documents_kept", "ssw1", ("docs.kept",), False, "support"),
        ("other", "ssw1", (), False, ""),
    ],
)
def test_a_letter_is_offered_only_where_it_fits(
    topic: str, status: str, unmet: tuple[str, ...], ended: bool, fits: str
) -> None:
    assert set(unmet) <= duties().keys()
    assert [one.id for one in letters().values() if one.suits(topic, status, unmet, ended=ended)] == fits.split()


@pytest.mark.parametrize(
    ("lead", "offered"),
    [
        ("nobody", "claim support transfer statement immigration"),
        ("union", "claim support transfer statement immigration"),
        ("lawyer", "claim support transfer statement immigration"),
        ("ngo", "support transfer statement immigration"),
        ("public", "transfer statement immigration"),
    ],
)
def test_who_is_in_charge_limits_what_is_offered(lead: str, offered: str) -> None:
    assert [one.id for one in letters().values() if one.allows(lead)] == offered.split()


def test_every_fact_and_topic_is_one_of_the_questions() -> None:
    asked = {f"{flow.id}.{step.id}" for flow, step in STRUCTURE.steps() if step.kind.asks}
    topics = {flow.topic for flow in STRUCTURE.flows.values()}
    for letter in letters().values():
        assert set(letter.facts) <= asked, letter.id
        assert set(letter.topics) <= topics, letter.id


def test_what_never_enters_a_record_and_what_harms_enters_no_letter() -> None:
    by = rules()
    for letter in letters().values():
        assert all(by.tells(step) for step in letter.facts), letter.id
        assert set(letter.facts) & by.harms.keys() <= HARMS_BUT_BELONGS, letter.id


def test_every_letter_has_a_way_out_before_it() -> None:
    for letter in letters().values():
        assert "lawyer" in letter.ways, letter.id
        assert "wait" in letter.ways, letter.id
    assert ways()["inspector"].letter == "statement"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("warns: known", "warns: nothing", "must be one of"),
        ("[inspector, union, lawyer, joint, wait]", "[police]", "can't stand under 'ways'"),
        ("leads: [nobody, union, lawyer]", "leads: [employer]", "can't stand under 'leads'"),
        ("duties: [pay.overtime,", "duties: [pay.nothing,", "can't stand under 'duties'"),
        ("statuses: [intern]", "statuses: [trainee]", "can't stand under 'statuses'"),
        ("blanks: [employer, answer_by]", "blanks: [passport]", "can't stand under 'blanks'"),
        ("confidence: B\n    sources: [S35, S36, S49]", "confidence: U", "needs a rule that was found"),
        ("id: support", "id: claim", "written twice"),
        ("offices: [houterasu]", "offices: [nobody_]", "no office of hotlines.yaml"),
        ("letter: statement}", "letter: lawsuit}", "is no letter"),
    ],
)
def test_a_slip_is_refused(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    text, broken = FILE.read_text("utf-8"), tmp_path / "letters.yaml"
    assert was in text
    broken.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(LawDataError, match=says):
        letters(broken)
