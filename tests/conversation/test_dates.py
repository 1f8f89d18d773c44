"""The worker's time limits in words, and a calendar file that tells nobody else what they are."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.clock import date_in_japan
from bot.conversation import dates
from bot.documents import issuing
from bot.documents.dates import Entry, calendar
from bot.wording import values
from storage.repositories import papers
from tests.conversation.papers import buttons, kept, press, text
from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report, reach


def asked(talk: Talk) -> list[Said]:
    """The dates, from the menu."""
    return press(talk, talk.command("status"), "My dates")


def entries(talk: Talk, said: list[Said]) -> list[Any]:
    """What the calendar file holds."""
    _, meta, content = kept(talk, said)
    assert meta["mime"] == "text/calendar"
    return list(Calendar.from_ical(content).walk("VEVENT"))


def told(monkeypatch: pytest.MonkeyPatch, **facts: Any) -> None:
    """What is known of this worker."""
    monkeypatch.setattr(dates, "known_facts", lambda uow, case: facts)
    monkeypatch.setattr(dates, "said_at", lambda uow, case: {})


def test_after_the_job_was_lost_the_limits_are_told_and_the_file_says_nothing_of_them(talk: Talk) -> None:
    file_report(talk, mission="job_loss", situation="left", last_worked="this_month", status="ssw1")
    today = date_in_japan(talk.clock.business())
    said = asked(talk)
    assert "Time limit 1: when the contract has ended" in text(said)
    assert "Time limit 2: after 3 months" in text(said)
    found = entries(talk, said)
    assert found
    for one in found:
        assert one["SUMMARY"] in ("Reminder 1", "Reminder 2")
        assert one["DTSTART"].dt > today
        assert one.decoded("DTEND") == one["DTSTART"].dt + timedelta(days=1)
    row, meta, content = kept(talk, said)
    assert row.kind == "calendar"
    assert meta["name"].startswith("calendar-")
    for word in ("todoke", "immigration", "visa", "limit", "job", "case", "contract"):
        assert word not in content.decode().lower() + meta["name"].lower()
    assert "TRIGGER:-P2DT15H" in content.decode()  # nine in the morning, three days before
    assert "CLASS:PRIVATE" in content.decode()


def test_every_kind_of_limit_once_each_with_its_number(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    soon = (today + timedelta(days=20)).isoformat()
    told(
        monkeypatch, status="ssw1", situation="left", contract_end=(today - timedelta(days=2)).isoformat(),
        contract_end_recorded=True, last_day_worked=(today - timedelta(days=5)).isoformat(), stay_expiry=soon,
        stay_applied=today.isoformat(), told_to_leave=(today - timedelta(days=9)).isoformat(), since_month="2025-03",
    )  # fmt: skip
    said = asked(talk)
    assert [str(one["SUMMARY"]) for one in entries(talk, said)] == [
        "Reminder 1", "Reminder 5", "Reminder 4", "Reminder 2", "Reminder 6"
    ]  # fmt: skip
    shown = text(said)
    assert all(f"Time limit {number}" in shown for number in (1, 2, 4, 5, 6))
    assert "2028" in shown, "three years after March 2025"
    assert "{" not in shown


def test_a_day_that_has_passed_is_told_but_not_in_the_file(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    told(
        monkeypatch, status="ssw1", contract_end=(today - timedelta(days=30)).isoformat(), contract_end_recorded=True,
        stay_expiry=(today + timedelta(days=50)).isoformat(),
    )  # fmt: skip
    said = asked(talk)
    assert "Please do it today anyway" in text(said)
    assert [str(one["SUMMARY"]) for one in entries(talk, said)] == ["Reminder 3"]
    assert "“Reminder 3”" in text(said)


def test_unpaid_for_more_than_three_years_the_next_month_that_lapses_is_told(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    told(monkeypatch, since_month=f"{today.year - 4}-02")
    said = asked(talk)
    assert "For the oldest months you told us about, the 3 years may be over: ask a lawyer" in text(said)
    [one] = entries(talk, said)
    assert timedelta() <= one["DTSTART"].dt - today <= timedelta(days=31)


def test_wages_that_may_all_be_lost_are_told_beside_another_day(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    told(
        monkeypatch, status="ssw1", stay_expiry=(today + timedelta(days=50)).isoformat(),
        since_month=f"{today.year - 4}-02", months="m3",
    )  # fmt: skip
    said = asked(talk)
    assert "For the months you told us about, the 3 years may be over. Ask a lawyer" in text(said)
    assert [str(one["SUMMARY"]) for one in entries(talk, said)] == ["Reminder 3"]


def test_once_every_day_has_passed_it_is_still_told_what_to_do_and_there_is_no_file(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    told(
        monkeypatch, status="ssw1", contract_end=(today - timedelta(days=100)).isoformat(), contract_end_recorded=True,
        last_day_worked=(today - timedelta(days=100)).isoformat(),
    )  # fmt: skip
    said = asked(talk)
    assert "Please do it today anyway" in text(said)
    assert "This does not mean that your status is lost" in text(said)
    assert not any("paper" in one.payload for one in said)
    told(monkeypatch, status="ssw1", stay_expiry="2020-01-01")
    assert "Please talk first to a support group (NGO) or a lawyer" in text(asked(talk))


def test_without_a_day_that_rests_on_a_checked_rule_there_is_no_button(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    for facts in (
        {},
        {"status": "ssw1", "told_to_leave": "2026-01-01"},
        {"status": "intern", "contract_end": "2026-11-01", "contract_end_recorded": True},
    ):
        told(monkeypatch, **facts)
        assert not any("My dates" in label for label, _ in buttons(talk.command("status")))
        assert not any("paper" in one.payload for one in talk.press("c:0:home/dates"))


def test_looking_at_ones_dates_keeps_one_file_and_costs_no_paper(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "MOST_A_DAY", 2)
    monkeypatch.setattr(papers, "KEPT", 2)
    file_report(talk)
    record, _, content = kept(talk, press(talk, press(talk, talk.command("status"), "My record"), "Make the paper"))
    today = date_in_japan(talk.clock.business())
    told(monkeypatch, stay_expiry=(today + timedelta(days=50)).isoformat())
    rows = {kept(talk, asked(talk))[0].id for _ in range(5)}
    assert len(rows) == 1
    for days in range(60, 63):
        told(monkeypatch, stay_expiry=(today + timedelta(days=days)).isoformat())
        said = asked(talk)
        assert "Time limit 3" in text(said), "the words are told, whatever was made today"
    assert "until tomorrow" in text(said)
    assert not any("paper" in one.payload for one in said)
    with talk.database.read() as uow:
        row = uow.papers.get(record.id)
        assert row is not None
        assert uow.papers.content(row) == content, "no calendar takes the place of a record"
        assert [one.kind for one in uow.papers.of_case(record.case_id)] == ["record", "calendar", "calendar"]


def test_while_questions_are_open_there_is_no_file(talk: Talk) -> None:
    reach(talk, "write_first")
    assert not any("paper" in one.payload for one in talk.press("c:0:home/dates"))


def test_the_last_day_of_a_month_is_followed_by_a_day_that_exists() -> None:
    made = calendar([Entry(date(2028, 2, 29), "Reminder 1", "1")], datetime(2026, 11, 22, tzinfo=UTC))
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert event.decoded("DTEND") == date(2028, 3, 1)


def test_what_the_company_has_to_do_by_when_is_told_too_and_stands_in_no_calendar(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    today = date_in_japan(talk.clock.business())
    ended = today - timedelta(days=2)
    told(monkeypatch, status="ssw1", contract_end=ended.isoformat(), contract_end_recorded=True)
    said = asked(talk)
    due = values.day("en", ended + timedelta(days=14))
    assert "it must tell immigration (入管) within 14 days that your contract has ended" in text(said)
    assert f"the company must do this by {due}" in text(said)
    assert [str(one["SUMMARY"]) for one in entries(talk, said)] == ["Reminder 1"]


@pytest.mark.parametrize(
    ("answer", "status", "due"),
    [
        ("months_3", "ssw1", date(2027, 2, 24)), ("months_6", "ssw1", date(2026, 11, 24)),
        ("longer", "ssw1", date(2026, 8, 24)), ("never", "ssw1", None), ("months_3", "intern", None),
    ],
)  # fmt: skip
def test_by_when_the_next_interview_has_to_be(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, answer: str, status: str, due: date | None
) -> None:
    file_report(talk)
    assert date_in_japan(talk.clock.business()) == date(2026, 11, 24)
    told(monkeypatch, status=status, interview_last=answer, told_to_leave="2026-11-24")
    shown = text(asked(talk))
    assert ("the next talk must take place by" in shown) is (due is not None)
    assert due is None or values.day("en", due) in shown


def test_where_only_the_company_has_a_limit_it_is_told_without_a_file(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    told(monkeypatch, status="ssw1", interview_last="months_3")
    said = asked(talk)
    assert "the next talk must take place by" in text(said)
    assert not any("paper" in one.payload for one in said)


def test_of_a_day_of_the_company_that_has_passed_it_is_said_so(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)
    told(monkeypatch, status="ssw1", interview_last="longer", told_to_leave="2026-11-24")
    shown = text(asked(talk))
    assert "This day has passed: 24 August 2026." in shown
    for answer in ("months_6", "months_3"):  # today, and in three months
        told(monkeypatch, status="ssw1", interview_last=answer, told_to_leave="2026-11-24")
        assert "This day has passed" not in text(asked(talk))
    told(
        monkeypatch, status="ssw1", contract_end="2026-11-01", contract_end_recorded=True, stay_expiry="2027-03-01"
    )
    assert "This day has passed: 15 November 2026." in text(asked(talk))
