"""What somebody has to look at again, before workers are told something old."""

from dataclasses import replace
from datetime import date, timedelta

from flows.law.dated import SOON, Why, old
from flows.law.facts import HERE
from flows.law.hotlines import offices
from flows.law.wages import NotCovered, minimum_wage, table

TODAY = date(2026, 11, 22)


def test_every_office_and_page_is_checked_or_listed() -> None:
    listed = {one.id: one for one in old(TODAY, 180)}
    for office in offices():
        if office.kind == "emergency":
            assert office.id not in listed
        else:
            assert (office.id in listed) is office.stale(TODAY, 180)
    assert listed["labour_hotline_vi"].why is Why.LONG_AGO
    assert listed["houterasu"].why is Why.NEVER
    assert "human_rights" not in listed


def test_the_line_leads_to_the_row() -> None:
    lines = (HERE / "hotlines.yaml").read_text(encoding="utf-8").splitlines()
    for one in old(TODAY, 0):
        if one.file == "hotlines.yaml":
            assert f"id: {one.id}" in lines[one.line - 1]


def test_pages_are_shown_still_and_numbers_are_not() -> None:
    assert {one.shown for one in old(TODAY, 180) if one.id.endswith("_web")} == {True}
    assert not {one.id: one for one in old(TODAY, 180)}["labour_hotline_vi"].shown


def test_wages_are_asked_for_before_they_run_out_and_then_not_covered() -> None:
    end = table().until
    assert "minimum_wage" not in {one.id for one in old(end - SOON, 180)}
    [soon] = [one for one in old(end - SOON + timedelta(days=1), 180) if one.id == "minimum_wage"]
    assert (soon.why, soon.shown) == (Why.ENDS, True)
    [over] = [one for one in old(end + timedelta(days=1), 180) if one.id == "minimum_wage"]
    assert not over.shown
    assert isinstance(minimum_wage("13", end + timedelta(days=1)), NotCovered)


def test_a_day_that_has_not_come_yet_keeps_no_number_shown() -> None:
    checked = next(office for office in offices() if office.kind == "phone" and office.last_verified is not None)
    for ahead, hidden in ((-180, False), (-181, True), (0, False), (1, True), (365, True)):
        assert replace(checked, last_verified=TODAY + timedelta(days=ahead)).stale(TODAY, 180) is hidden
