"""What a worker gets back of the hours: the month, a paper, a table; and who else sees it: nobody."""

from datetime import date, timedelta

import pytest

from bot.conversation import worktime_pages
from bot.conversation.making import make_due
from bot.workers.housekeeping import Housekeeping
from tests.conversation.hours import month, opened, reported, table, write
from tests.conversation.papers import press, text
from tests.conversation.talk import Talk


def test_the_month_with_its_sums_a_picture_and_the_limits_of_the_law(talk: Talk) -> None:
    opened(talk)
    for number in range(2, 21):
        on = date(2026, 11, number)
        if on.weekday() < 6:
            write(talk, "8:00-20:00 break 60", str(on))
    said = month(talk)
    assert "November 2026: 17 days" in said
    assert "All hours: 187 h" in said
    assert "Beyond 8 hours a day or 40 a week: 67 h" in said
    assert "more than 45 hours" in said
    assert "▓" in said
    assert "░" in said
    assert "Article 36" in said
    assert "no legal decision" in said
    assert "100 hours or more" not in said


def test_with_the_pay_of_the_report_the_month_says_what_is_still_unpaid(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(talk)
    known = {"pay_form": "hourly", "hourly_pay": 1200, "paid_how": "nothing", "overtime_month": "h80"}
    monkeypatch.setattr(worktime_pages, "known_facts", lambda uow, case: known)
    for number in range(16, 21):
        write(talk, "8:00-20:00 break 60", f"2026-11-{number}")  # 15 hours beyond 8: 22,500 yen
    assert "if payday does not bring it: 22,000 yen – 23,000 yen" in month(talk), "it may still be paid"
    write(talk, "8:00-20:00", "2026-11-13")
    assert "Days whose break is not written down: 1" in month(talk)
    assert "payday" not in month(talk), "with a break that nobody told no amount is a lower bound"
    press(talk, talk.press("c:0:home/hours.strike.2026-11-13"), "Close")
    for lapsed in ("2023-08-01", "2023-10-02"):
        write(talk, "8:00-20:00 break 60", lapsed)
    assert "still unpaid" not in month(talk, "2023-08"), "after three years nobody can claim it"
    assert "still unpaid for this month" in month(talk, "2023-10")
    known |= {"since_month": "2022-03", "last_time": "earlier"}
    assert "if payday does not bring it: 22,000 yen" in month(talk), "since when the report says is not of this month"
    known["paid_how"] = "unknown_paid"
    assert "payday" not in month(talk), "nobody said what was paid"
    known |= {"paid_how": "nothing", "pay_form": "piece"}
    assert "payday" not in month(talk), "piece rates can't be computed"


def test_a_month_is_a_paper_for_the_worker_alone(talk: Talk) -> None:
    opened(talk)
    write(talk, "8:30-19:00 break 60", "2026-11-20")
    write(talk, "8:30-20:00 break 60", "2026-11-20")
    talk.press("c:0:home/hours.replace")
    said = talk.press("c:0:home/hours.pdf.2026-11")
    assert "paper" in text(said).lower()
    while make_due(talk.database, talk.clock, talk._wording):
        pass
    paper = next(one.payload["paper"] for one in talk._listen() if "paper" in one.payload)
    assert paper["name"] == "2026-11-24.pdf", "a name that tells nothing"
    with talk.database.read() as uow:
        row = uow.papers.get(paper["id"])
        assert row is not None
        assert row.case_id is None, "no case has it"
        assert (uow.papers.content(row) or b"").startswith(b"%PDF-")


def test_the_table_has_what_was_written_with_days_and_minutes(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-12 13-19", "2026-10-30")
    write(talk, "22:00-6:00 break 60", "2026-11-22")
    rows = table(talk)
    assert [tuple(row.values())[:7] for row in rows] == [
        ("2026-10-30", "08:00", "19:00", "12:00-13:00", "60", "600", "counts"),
        ("2026-11-22", "22:00", "30:00", "", "60", "420", "counts"),
    ]
    assert rows[0]["written_at"] == "2026-11-24T22:00+09:00"


def test_three_years_after_the_last_word_it_is_forgotten_and_writing_keeps_it(talk: Talk) -> None:
    def tidied() -> None:
        service = talk._service()
        Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", service.notifier).run()

    opened(talk)
    write(talk, "8:30-19:00 break 60")
    talk.clock.advance(timedelta(days=3 * 365))
    tidied()
    talk.press("c:0:home/hours")
    write(talk, "8-17 break 60", "2029-11-20")
    talk.clock.advance(timedelta(days=3 * 365))
    tidied()
    assert [row["date"] for row in table(talk)] == ["2026-11-24", "2029-11-20"]
    talk.clock.advance(timedelta(days=60))
    tidied()
    assert table(talk) == []


def test_nothing_of_it_is_seen_by_those_who_help(talk: Talk) -> None:
    reported(talk)
    write(talk, "8:30-19:00 break 60")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert not any("hours" in line.kind for line in uow.cases.events(case.id))
        assert not uow.cases.messages(case.id)
