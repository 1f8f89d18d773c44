"""The clocks of a case on a line: what runs, in the order of time, as a drawing and as a list."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.console.clock_line import Moment, clock_line
from bot.digests.times import StaffTimes
from tests.console.conftest import NOW, Town, Words


def _list(page: str) -> list[str]:
    (part,) = re.findall(r'aria-labelledby="clocks-heading">\s*<h2.*?</section>', page, re.S)
    return [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>(.*?)</li>", part, re.S)]


def test_the_page_of_a_case_has_its_clocks_on_a_line_and_as_a_list(town: Town) -> None:
    number = town.file("north", urgent=True)
    north = town.log_in("north")
    north.act(town, number, "accept")
    north.act(town, number, "fact", fact="stay_expiry", day="2027-01-20", note="the card")
    north.act(town, number, "appointments", kind="call", whom="worker", on="2026-11-25", hour="10:00")
    page = north.get(f"/console/cases/{number}").text
    lines = _list(page)
    assert [line for line in lines if line.startswith("call: the worker")] != []
    whats = " | ".join(lines)
    assert "Wed 20 Jan 2027 17:00" in whats  # the end of the stay, when offices close
    assert "Reach the worker by" in whats
    assert "Time for contact is over: North" in whats  # the end of the pause
    assert 'role="img" aria-labelledby="clocks-title clocks-words"' in page
    assert "style=" not in page


def test_a_coordinator_who_does_not_read_the_case_sees_its_time_limit_and_what_comes_next(town: Town) -> None:
    number = town.file("north", urgent=True)
    town.log_in("north").act(town, number, "accept")
    lines = _list(town.log_in("coordinator").get(f"/console/cases/{number}").text)
    assert len(lines) == 2
    assert any(line.startswith("Reach the worker by") for line in lines)


def test_before_acceptance_there_is_no_line(town: Town) -> None:
    number = town.file("north")
    assert "clocks-heading" not in town.log_in("north").get(f"/console/cases/{number}").text


def test_rows_are_in_order_of_time_and_what_has_passed_stands_at_the_beginning(words: Words) -> None:
    times = StaffTimes(words.now, "en", ZoneInfo("Asia/Tokyo"), NOW)
    moments = [
        Moment("limit", "Reach <the> worker", NOW - timedelta(hours=3)),
        Moment("next", "Reminder", NOW + timedelta(hours=5)),
        Moment("law", "Three months", datetime(2027, 2, 20, 8, tzinfo=UTC)),
    ]
    drawn = clock_line(words.now, "en", times, moments, NOW)
    assert drawn is not None
    assert [passed for *_, passed in drawn.lines] == [True, False, False]
    places = [float(x) for x in re.findall(r'<circle class="clock [a-z]+" cx="([\d.]+)"', drawn.svg)]
    assert places == sorted(places)
    assert "&lt;the&gt;" in drawn.svg
    labels = re.findall(r'<text class="day"[^>]*>([^<]+)<', drawn.svg)
    assert labels[0] == "Tue 24 Nov"
    assert all(label.startswith("Mon ") for label in labels[1:])  # of a line of weeks
    assert len(labels) > 3
    assert clock_line(words.now, "en", times, [], NOW) is None


def test_by_when_to_reach_somebody_is_not_said_any_more_once_they_were_reached(town: Town) -> None:
    number = town.file("north", urgent=True)
    north = town.log_in("north")
    north.act(town, number, "accept")
    page = f"/console/cases/{number}"
    assert ">reach by " in north.get(page).text
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.contacted_at = town.clock.business()
    shown = north.get(page).text
    assert "hreat" in shown  # why it came remains
    assert "reach by " not in shown
