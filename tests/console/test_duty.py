"""The page of who is on duty: for coordinators everybody, for staff their own; it changes what workers are told."""

import re
from datetime import UTC, date, datetime

from bot.console.duty import days_to_show
from tests.console.conftest import Town

PAGE = "/console/duty"


def test_staff_see_their_own_and_coordinators_everybody(town: Town) -> None:
    own = town.log_in("south").get(PAGE).text
    assert "South" in own
    assert "North" not in own
    assert "Add a turn" not in own  # that is for leads
    everybody = town.log_in("coordinator").get(PAGE).text
    assert all(name in everybody for name in ("North", "South", "coordinator"))
    assert "Somebody is on duty now" in own
    assert "09:00–18:00" in own


def test_a_lead_puts_somebody_on_the_rota_over_new_year(town: Town) -> None:
    lead = town.log_in("north-lead")
    page = lead.get(PAGE).text
    assert "Thu 31 Dec" in page
    assert "holiday" in page
    turn = {"who": town.people["north"].id, "begins": "2026-12-31T20:00", "ends": "2027-01-01T08:00"}
    assert lead.send(PAGE, **turn).headers["location"] == f"{PAGE}?done=duty_saved"
    after = lead.get(PAGE).text
    assert "20:00–24:00" in after
    assert "00:00–08:00" in after
    with town.db.read() as uow:
        (shift,) = uow.shifts.of(town.partners["north"])
    assert shift.starts_at == datetime(2026, 12, 31, 11, tzinfo=UTC)
    assert lead.send(f"{PAGE}/{shift.id}/remove").status_code == 303
    assert "20:00–24:00" not in lead.get(PAGE).text
    assert town.audited(town.partners["north"])[-2:] == ["shift_added", "shift_removed"]


def test_nobody_arranges_the_duty_of_others(town: Town) -> None:
    lead = town.log_in("north-lead")
    times = {"begins": "2026-12-31T20:00", "ends": "2027-01-01T08:00"}
    assert lead.send(PAGE, organisation=town.partners["south"], **times).status_code == 403
    assert lead.send(PAGE, organisation="coordinator", **times).status_code == 403
    assert town.log_in("north").send(PAGE, **times).status_code == 403
    assert lead.send(PAGE, who=town.people["south"].id, **times).status_code == 422


def test_times_that_make_no_sense_are_refused(town: Town) -> None:
    lead = town.log_in("north-lead")
    for begins, ends in (
        ("2026-12-31T20:00", "2026-12-31T20:00"), ("2026-11-01T09:00", "2026-11-02T09:00"), ("soon", "later"),
        ("2026-12-01T09:00", "2027-12-01T09:00"),
    ):  # fmt: skip
        assert lead.send(PAGE, begins=begins, ends=ends).status_code == 422


def test_new_year_is_shown_from_october_on() -> None:
    assert days_to_show(date(2026, 8, 3))[-1] == date(2026, 8, 10)
    assert days_to_show(date(2026, 11, 24))[-1] == date(2027, 1, 6)
    assert days_to_show(date(2026, 12, 30))[-1] == date(2027, 1, 6)
    assert len(days_to_show(date(2026, 12, 30))) == 8
    assert days_to_show(date(2027, 1, 4))[-1] == date(2027, 1, 11)


def test_where_everybody_is_away_nobody_is_shown_on_duty_until_the_first_is_back(town: Town) -> None:
    def away(until: datetime, *names: str) -> str:
        with town.db.write() as uow:
            for name in names:
                person = uow.access.get(town.people[name].id)
                assert person is not None
                person.away_until = until
        return town.log_in("coordinator").get(PAGE).text.split("North</h2>")[1].split("</section>")[0]

    noon = datetime(2026, 11, 26, 3, tzinfo=UTC)
    assert "Somebody is on duty now" in away(noon, "north"), "the other one is there"
    page = away(noon, "north-lead")
    assert "Somebody is on duty now" not in page
    assert re.search(r"on duty again[^<]*26 Nov[^<]*12:00", page)
    days = re.findall(r'data-label="Hours">(.*?)</td>', page, re.S)
    assert ["closed" in day for day in days[:2]] == [True, True]
    assert [day.strip() for day in days[2:4]] == ["12:00–18:00", "09:00–18:00"]


def test_whoever_sleeps_now_is_shown_as_that_unless_it_is_their_turn(town: Town) -> None:
    with town.db.write() as uow:
        for name in ("north", "north-lead"):
            person = uow.access.get(town.people[name].id)
            assert person is not None
            person.quiet_from, person.quiet_to = "09:00", "12:00"
    assert _woken(town) == "North (quiet hours), North-Lead (quiet hours)"
    turn = {"who": town.people["north"].id, "begins": "2026-11-24T09:00", "ends": "2026-11-24T18:00"}
    town.log_in("north-lead").send(PAGE, **turn)
    assert _woken(town) == "North"


def _woken(town: Town) -> str:
    said = re.search(r"An urgent alert goes to: ([^<]*)", town.log_in("north").get(PAGE).text)
    return said[1].strip() if said else ""
