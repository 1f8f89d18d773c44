"""The topics behind "something else": each has its own questions and its own first help, and is sent like a mission."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import JAPAN
from flows.loader import load
from flows.model import Flow, Kind, Structure
from storage.models import Case
from tests.conversation.talk import SETTINGS, Talk
from tests.conversation.ways import file_report, reach

TOPICS = (
    "documents_kept", "violence", "forced_return", "housing", "injury", "minimum_pay", "long_hours", "promise",
    "new_employer",
)  # fmt: skip


def filed(talk: Talk) -> Case | None:
    """The newest report."""
    with talk.database.read() as uow:
        return uow.cases.newest()


def told(talk: Talk) -> dict[str, Any]:
    """The answers of the newest report."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return {row["variable"]: row["value"] for row in uow.conversations.answers(case.run_id)}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("topic", TOPICS)
def test_each_is_sent_as_a_case_of_its_own_topic(talk: Talk, topic: str) -> None:
    file_report(talk, mission=topic, why="_done", differs="_done")
    case = filed(talk)
    assert case is not None
    assert (case.topic, case.prefecture, case.state) == (topic, "13", "offered")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("topic", TOPICS)
def test_nobody_need_say_name_employer_or_card(talk: Talk, topic: str) -> None:
    """Whoever does not know or does not want to say gets through all the same, details included."""
    if not talk.heard:
        talk.start("en")
    for _ in range(80):
        at = talk.at or ""
        if at.endswith("write_first"):
            break
        offered = talk.question.choices
        way_out = next((c for c in ("_unknown", "_prefer_not", "_skip") if c in offered), None)
        wanted = ("en", "start", topic, "something_else", "add_details", "alone", "_done", "raise")
        talk.tap(way_out or next((c for c in wanted if c in offered), "") or next(iter(offered)))
    talk.tap("never")
    case = filed(talk)
    assert case is not None
    assert case.topic == topic


@pytest.fixture(scope="module")
def structure() -> Structure:
    """The shipped flows."""
    return load(SETTINGS.flows_dir).structure


@pytest.mark.parametrize("topic", TOPICS)
def test_first_help_and_an_urgent_question_stand_at_the_beginning(structure: Structure, topic: str) -> None:
    flow = structure.flows[topic]
    assert flow.steps[0].kind is Kind.INFO
    assert flow.steps[0].critical
    first = flow.steps[1]
    asked = structure.flows[first.flow].steps[0] if first.flow else first
    assert asked.critical
    assert asked.core
    assert asked.risk


@pytest.mark.parametrize("topic", TOPICS)
def test_each_has_at_most_eight_steps_of_its_own(structure: Structure, topic: str) -> None:
    def own(flow: Flow) -> int:
        return sum(step.kind is not Kind.SUB_FLOW for step in flow.steps)

    assert own(structure.flows[topic]) <= 8


# ---- sexual violence


def test_of_sexual_violence_no_details_are_asked(talk: Talk) -> None:
    reach(talk, "kind", mission="violence")
    talk.tap("sexual")
    talk.tap("_done")
    asked = []
    for _ in range(30):
        at = talk.at or ""
        if not at:
            break
        asked.append(at.split("/")[-1])
        offered = list(talk.question.choices)
        wanted = ("woman", "chat", "ssw1", "_unknown", "alone", "_done", "raise", "never")
        talk.tap(next((c for c in wanted if c in offered), offered[0]))
    assert asked[:2] == ["contact", "channel"]
    assert not {"hurt", "when", "who", "proof", "anything", "ready", "where_now"} & {*asked}
    case = filed(talk)
    assert case is not None
    assert case.urgent
    assert (told(talk)["contact_by"], told(talk)["contact_on"]) == ("woman", "chat")


def test_stop_here_sends_nothing_and_one_may_come_back(talk: Talk) -> None:
    reach(talk, "kind", mission="violence")
    talk.tap("sexual")
    talk.tap("_done")
    talk.tap("either")
    said = talk.tap("stop_here")
    assert any("#8891" in bubble.text for bubble in said)
    assert filed(talk) is None
    assert talk.at is None
    talk.command("start")
    assert talk.at is not None, "the questions begin again"


def test_what_happened_is_not_shown_on_the_phone(talk: Talk) -> None:
    reach(talk, "kind", mission="violence")
    talk.tap("sexual")
    said = talk.tap("_done")
    assert not any("Sexual" in bubble.text for bubble in said), "neither on the keyboard nor above the question"


# ---- what is urgent


@pytest.mark.sampled(3)
@pytest.mark.parametrize("flight", ["today", "tomorrow", "this_week", "later", "not_booked", "_unknown"])
def test_to_be_sent_home_is_urgent_whatever_is_booked(talk: Talk, flight: str) -> None:
    file_report(talk, mission="forced_return", flight=flight)
    case = filed(talk)
    assert case is not None
    assert case.urgent


def test_a_flight_tomorrow_is_the_deadline(talk: Talk) -> None:
    file_report(talk, mission="forced_return", flight="tomorrow")
    case = filed(talk)
    assert case is not None
    assert case.deadline_at is not None
    assert case.deadline_at <= datetime(2026, 11, 25, tzinfo=JAPAN)


def test_the_day_a_room_is_lost_is_a_deadline(talk: Talk) -> None:
    reach(talk, "until", mission="housing", bed="few_days")
    talk.say("2026-12-01")
    file_report(talk, mission="housing")
    case = filed(talk)
    assert case is not None
    assert case.deadline_at is not None
    assert timedelta() < datetime(2026, 12, 1, 17, 0, tzinfo=JAPAN) - case.deadline_at < timedelta(days=8)


def test_no_bed_tonight_is_urgent(talk: Talk) -> None:
    file_report(talk, mission="housing", bed="no_bed")
    case = filed(talk)
    assert case is not None
    assert case.urgent


@pytest.mark.parametrize(
    ("topic", "step", "choice"), [("injury", "doctor", "need_now"), ("long_hours", "health", "need_doctor")]
)
def test_who_needs_a_doctor_now_reads_the_numbers_at_once(talk: Talk, topic: str, step: str, choice: str) -> None:
    reach(talk, step, mission=topic)
    said = talk.tap(choice)
    assert any("119" in bubble.text for bubble in said)


# ---- pay below the minimum


@pytest.mark.parametrize(
    ("pay", "says"), [("1100", "So your pay may be too low."), ("1500", "So it does not look too low.")]
)
def test_pay_is_compared_with_the_minimum_wage_of_the_prefecture(talk: Talk, pay: str, says: str) -> None:
    reach(talk, "pay_yen", mission="minimum_pay", pay_form="hourly")
    talk.say(pay)
    file_report(talk, mission="minimum_pay")
    assert any(says in bubble.text and "1,280 yen" in bubble.text for bubble in talk.heard)


def test_without_the_hours_it_says_that_it_cannot_compare(talk: Talk) -> None:
    reach(talk, "pay_yen", mission="minimum_pay", pay_form="monthly")
    talk.say("180000")
    file_report(talk, mission="minimum_pay")
    assert any("We cannot compare your pay" in bubble.text for bubble in talk.heard)


# ---- changing one's mind


def test_another_topic_chosen_afterwards_is_the_one_that_is_sent(talk: Talk) -> None:
    reach(talk, "kept", mission="documents_kept")
    talk.tap("menu")
    talk.tap("change")
    talk.tap("change/topic")
    talk.tap("job_loss")
    file_report(talk, mission="job_loss")
    case = filed(talk)
    assert case is not None
    assert case.topic == "job_loss"


def test_a_topic_told_after_the_danger_numbers_gives_way_to_one_chosen_later(talk: Talk) -> None:
    reach(talk, "topic")
    talk.tap("help_now")
    talk.tap("unpaid_overtime")
    assert talk.at == "unpaid_overtime/safe_now"
    talk.tap("menu")
    talk.tap("change")
    talk.tap("change/topic")
    talk.tap("missed_support")
    assert talk.at == "missed_support/urgent"


RULES = {"ssw1": "rule_ssw", "intern": "rule_intern", "other_work": "rule_other"}


@pytest.mark.parametrize(("status", "step"), RULES.items())
def test_who_wants_to_change_reads_the_rule_for_the_own_card_and_no_other(talk: Talk, status: str, step: str) -> None:
    file_report(talk, mission="new_employer", status=status, why="_done")
    texts = {one: talk.ready.texts.text("en", f"new_employer.{one}.info") for one in RULES.values()}
    assert [s for s, text in texts.items() if any(bubble.text == text for bubble in talk.heard)] == [step]


def test_every_flow_behind_the_screens_of_topics_is_tried_here(structure: Structure) -> None:
    behind = {step.flow for step in structure.flows["others"].steps if step.flow}
    assert behind == {*TOPICS, "other"}
