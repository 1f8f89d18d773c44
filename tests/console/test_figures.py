"""Publishing a quarter, and what an auditor may see by name: not before its time, and not by one person alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.access.roles import Role
from bot.compliance.board import Cell, Standing
from bot.compliance.facts import gathered
from bot.compliance.figures import figures
from bot.compliance.kept import forget_note, forget_reply, views_over
from bot.compliance.named import asked_again, enough, shown
from storage.errors import Erased
from storage.ids import new_id
from storage.models import Organisation
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork
from tests.console.conftest import Town
from tests.console.reports import Report

QUARTER = "2026-Q4"


def _settled(
    town: Town, report: Report, *organisations: str, more: tuple[tuple[str, Any], ...] = ()
) -> dict[str, str]:
    """A worker of each of these says that no interview took place, and was reached; name → id."""
    made: dict[str, str] = {}
    numbers = [report("vi", name=name, more=more) for name in organisations]
    with town.db.write() as uow:
        for number, name in zip(numbers, organisations, strict=True):
            if name not in made:
                one = Organisation(
                    id=new_id(), kind="accepting", name=name, spellings=[], sector="care", created_by="",
                    created_at=town.clock.now(),
                )  # fmt: skip
                uow.organisations.save(one)
                made[name] = one.id
            case, kept = uow.cases.find(number), uow.organisations.get(made[name])
            assert case is not None
            assert kept is not None
            case.contacted_at = town.clock.now()
            uow.session.add(case)
            uow.organisations.link(case.id, kept, site_id=None, named=name, staff_id="", now=town.clock.now())
    return made


@pytest.fixture
def report(town: Town) -> Report:
    """Files reports."""
    return Report(town)


def test_a_quarter_is_published_once_and_stays(town: Town, report: Report) -> None:
    _settled(town, report, "Ao Care", "Midori Care", "Kiiro Care", "Shiro Care", "Kuro Care", "Momo Care")
    coordinator = town.log_in("coordinator")
    early = coordinator.send("/console/figures", quarter=QUARTER)
    assert early.status_code == 409
    assert "from 2027-01-31 on" in early.text
    town.clock.advance(timedelta(days=80))
    coordinator = town.log_in("coordinator")
    assert "preview" in coordinator.get(f"/console/figures?quarter={QUARTER}").text
    assert coordinator.send("/console/figures", quarter=QUARTER).status_code == 303
    with town.db.read() as uow:
        kept = uow.figures.of_quarter(QUARTER)
        assert kept is not None
        before = kept.figures
        assert max(row["not_fulfilled"] or 0 for row in before["rows"]) == 6
    assert coordinator.send("/console/figures", quarter=QUARTER).status_code == 409
    with town.db.write() as uow:
        for link in uow.organisations.linked():
            uow.cases.erase(link.case_id, town.clock.now())
    with town.db.read() as uow:
        again = uow.figures.of_quarter(QUARTER)
        assert again is not None
        assert again.figures == before  # nobody learns by comparing who has gone
    assert coordinator.send("/console/figures", quarter="2026-Q9").status_code == 409


def test_an_auditor_sees_an_organisation_after_thirty_days_and_a_second_signature(town: Town, report: Report) -> None:
    made = _settled(town, report, *["Ao Care"] * 6, "Midori Care")
    town.clock.advance(timedelta(days=60))
    coordinator, deputy, auditor = town.log_in("coordinator"), town.log_in("deputy"), town.log_in("auditor")
    form = {
        "organisation": made["Ao Care"], "quarter": QUARTER, "auditor": town.people["auditor"].id,
        "agreement": "Cabinet 3, file 12", "told": "2027-01-20",
    }  # fmt: skip
    assert coordinator.send("/console/named", **form | {"auditor": town.people["north"].id}).status_code == 409
    assert coordinator.send("/console/named", **form | {"quarter": "2027-Q1"}).status_code == 409  # not over
    assert coordinator.send("/console/named", **form).status_code == 303
    with town.db.read() as uow:
        (view,) = uow.figures.views()
    at = f"/console/named/{view.id}"
    assert deputy.send(f"{at}/sign").status_code == 409  # the organisation has 30 days
    assert "Ao Care" not in auditor.get("/console/named").text
    assert coordinator.send(f"{at}/reply", reply="Interviews were held on Sundays.").status_code == 303
    town.clock.advance(timedelta(days=31))
    coordinator, deputy, auditor = town.log_in("coordinator"), town.log_in("deputy"), town.log_in("auditor")
    assert coordinator.send(f"{at}/sign").status_code == 409  # who proposed it does not sign
    assert deputy.send(f"{at}/sign").status_code == 303
    seen = auditor.get("/console/named").text
    assert "Ao Care" in seen
    assert "workers&#39; statements" in seen or "workers' statements" in seen
    assert "Interviews were held on Sundays." in seen
    assert "Support 10" in seen
    assert "Midori Care" not in seen
    assert coordinator.send(f"{at}/end").status_code == 303
    assert "Ao Care" not in auditor.get("/console/named").text


@pytest.mark.parametrize("honest", [0, 1, 2])
def test_an_employer_that_has_three_report_is_not_told_who_else_did(town: Town, report: Report, honest: int) -> None:
    made = _settled(town, report, *["Ao Care"] * (3 + honest))
    town.clock.advance(timedelta(days=90))
    _, at = _told(town, made["Ao Care"])
    _signed(town, at)
    assert "Fewer than six workers speak of any duty." in town.log_in("auditor").get("/console/named").text


@pytest.mark.parametrize(
    ("deviating", "fulfilled", "told"),
    [(3, 9, False), (4, 9, False), (5, 9, False), (6, 0, True), (0, 6, True), (0, 5, False), (6, 3, True)],
)
def test_a_duty_is_told_by_name_where_three_more_than_can_be_made_up_say_so_or_none(
    deviating: int, fulfilled: int, told: bool
) -> None:
    cell = Cell(Standing.DEVIATION, deviating, fulfilled, 0, 0, ())
    assert enough(cell) is told
    assert asked_again(Cell(Standing.DISPUTED, 7, 0, 6, 1, ())) == (None, None), "seven less six is one"
    assert asked_again(Cell(Standing.CORRECTED, 7, 0, 6, 0, ())) == (6, 0)
    assert [shown(number) for number in (0, 1, 3, 5, 6, None)] == [0, None, None, None, 6, None]


# ---- figures by name stay as they were told


def _told(town: Town, organisation: str, auditor: str = "auditor") -> tuple[dict[str, str], str]:
    """A coordinator proposes a view today; the form, and where the view is."""
    form = {
        "organisation": organisation, "quarter": QUARTER, "auditor": town.people[auditor].id, "agreement": "file 12",
        "told": town.clock.now().date().isoformat(),
    }  # fmt: skip
    assert town.log_in("coordinator").send("/console/named", **form).status_code == 303
    with town.db.read() as uow:
        newest = max(uow.figures.views(), key=lambda one: one.id)
    return form, f"/console/named/{newest.id}"


def _signed(town: Town, at: str) -> None:
    town.clock.advance(timedelta(days=31))
    assert town.log_in("deputy").send(f"{at}/sign").status_code == 303


def test_the_organisation_replies_to_what_the_auditor_will_read(town: Town, report: Report) -> None:
    made = _settled(town, report, *["Ao Care"] * 7)
    town.clock.advance(timedelta(days=60))
    _, at = _told(town, made["Ao Care"])
    assert "<td>7</td>" in town.log_in("coordinator").get("/console/named").text
    with town.db.write() as uow:  # one of the seven is erased while the organisation has its time
        uow.cases.erase(uow.organisations.linked()[0].case_id, town.clock.now())
    _signed(town, at)
    assert "<td>7</td>" in town.log_in("auditor").get("/console/named").text


def test_two_auditors_read_the_same_however_long_after(town: Town, report: Report) -> None:
    made = _settled(town, report, *["Ao Care"] * 7)
    town.person("other-auditor", Role.AUDITOR)
    town.clock.advance(timedelta(days=60))
    _, first = _told(town, made["Ao Care"])
    assert town.log_in("coordinator").send(f"{first}/end").status_code == 303
    with town.db.write() as uow:
        uow.cases.erase(uow.organisations.linked()[0].case_id, town.clock.now())
    _, second = _told(town, made["Ao Care"], "other-auditor")
    _signed(town, second)
    assert "<td>7</td>" in town.log_in("other-auditor").get("/console/named").text, "comparing tells of nobody"


def test_figures_made_under_older_rules_are_signed_no_more_and_made_anew_for_the_next_auditor(
    town: Town, report: Report
) -> None:
    made = _settled(town, report, *["Ao Care"] * 7)
    town.person("other-auditor", Role.AUDITOR)
    town.clock.advance(timedelta(days=60))
    _, first = _told(town, made["Ao Care"])
    with town.db.write() as uow:
        (view,) = uow.figures.views()
        assert view.figures
        older = [{name: value for name, value in row.items() if name != "rules"} for row in view.figures]
        view.figures = [row | {"not_fulfilled": 9} for row in older]
        uow.figures.save(view)
    _, second = _told(town, made["Ao Care"], "other-auditor")
    _signed(town, second)
    refused = town.log_in("deputy").send(f"{first}/sign")
    assert refused.status_code == 409
    assert "propose it anew" in refused.text
    assert "<td>9</td>" not in town.log_in("auditor").get("/console/named").text
    told_anew = town.log_in("other-auditor").get("/console/named").text
    assert "<td>7</td>" in told_anew
    assert "<td>9</td>" not in told_anew


def test_nobody_was_told_long_ago_of_figures_made_today(town: Town, report: Report) -> None:
    made = _settled(town, report, "Ao Care", "Ao Care", "Ao Care")
    town.clock.advance(timedelta(days=60))
    form, at = _told(town, made["Ao Care"])
    long_ago = (town.clock.now() - timedelta(days=20)).date().isoformat()
    refused = town.log_in("coordinator").send("/console/named", **form | {"told": long_ago})
    assert refused.status_code == 409
    assert "tell it anew" in refused.text
    with town.db.write() as uow:
        other = Organisation(
            id=new_id(), kind="accepting", name="Ao", spellings=[], created_by="", created_at=town.clock.now()
        )
        uow.organisations.save(other)
        uow.organisations.merge(made["Ao Care"], other.id, "", "One body.", town.clock.now())
    town.clock.advance(timedelta(days=31))
    refused = town.log_in("deputy").send(f"{at}/sign")
    assert refused.status_code == 409
    assert "another one since" in refused.text


def test_more_than_half_of_a_place_of_work_are_not_shown_by_name_either(town: Town, report: Report) -> None:
    made = _settled(town, report, *["Ao Care"] * 6)
    at = f"/console/organisations/{made['Ao Care']}/site"
    town.log_in("coordinator").send(at, name="Main", prefecture="23", workers="11")
    town.clock.advance(timedelta(days=60))
    _told(town, made["Ao Care"])
    assert "Fewer than six workers speak of any duty." in town.log_in("coordinator").get("/console/named").text


def test_what_somebody_reports_for_somebody_else_is_told_to_nobody_outside(town: Town, report: Report) -> None:
    friends = (("extra.for_whom", "other_person"),)
    made = _settled(town, report, "Ao Care", "Midori Care", "Kiiro Care", more=friends)
    town.clock.advance(timedelta(days=90))
    with town.db.read() as uow:
        assert figures(uow, QUARTER)["rows"] == []
        assert {fact.organisation_id for fact in gathered(uow)} == set(made.values())


def test_what_an_organisation_replied_is_sealed_and_goes_with_the_view(town: Town, report: Report) -> None:
    made = _settled(town, report, "Ao Care", "Ao Care", "Ao Care")
    town.clock.advance(timedelta(days=60))
    _, at = _told(town, made["Ao Care"])
    coordinator = town.log_in("coordinator")
    assert coordinator.send(f"{at}/reply", reply="Nguyen has it in for us.").status_code == 303
    with town.db.read() as uow:
        assert not uow.system.fact(TO_SCRUB)
    assert coordinator.send(f"{at}/reply", reply="Nguyen has it in for us, as before.").status_code == 303
    assert "Nguyen has it in for us, as before." in coordinator.get("/console/named").text
    with town.db.read() as uow:
        (view,) = uow.figures.views()
        assert view.reply is None
        assert view.reply_sealed is not None
        assert b"Nguyen" not in view.reply_sealed
        sealed = view.reply_sealed
        assert uow.system.fact(TO_SCRUB), "the key of what it replied before is to leave the database's files"
    with town.db.write() as uow:
        uow.system.set_fact(TO_SCRUB, "")
    assert coordinator.send(f"{at}/end").status_code == 303
    assert "Nguyen" not in coordinator.get("/console/named").text
    with town.db.read() as uow:
        assert uow.system.fact(TO_SCRUB), "its key is to leave the database's files, too"
    with town.db.read() as uow, pytest.raises(Erased):
        uow.vault.open(view.id, "named_view", view.id, "reply_sealed", sealed)


def _forgotten(uow: UnitOfWork, now: datetime) -> int:
    """It is tidied up; how many texts are gone."""
    notes = [forget_note(uow, one, now) for one in uow.corrections.notes_over()]
    return sum(notes) + sum(forget_reply(uow, one, 36, now) for one in views_over(uow, 36, now))


def test_a_view_ends_by_itself_and_an_answer_goes_with_the_last_worker(town: Town, report: Report) -> None:
    number, correction = report.requested("vi")
    coordinator, north = town.log_in("coordinator"), town.log_in("north")
    assert north.send(f"/console/corrections/{correction}/reply", reply="refused", note="No.").status_code == 303
    with town.db.write() as uow:
        case, now = uow.cases.find(number), town.clock.business()
        assert case is not None
        view = uow.figures.propose(
            report.organisation("春日製作所"), QUARTER, auditor_id=town.people["auditor"].id, agreement="file 1",
            told_at=now, by="",
        )
        view.reply, view.replied_at = "Written in plain once.", now
        assert _forgotten(uow, now) == 0
        assert uow.figures.reply(view) == "Written in plain once."
        assert b"plain" not in (view.reply_sealed or b"plain")
        uow.cases.erase(case.id, now)
        assert _forgotten(uow, now) == 1
        asked = uow.corrections.get(correction)
        assert asked is not None
        assert asked.note is None
        assert _forgotten(uow, now + timedelta(days=36 * 31)) == 1
        assert view.ended_at is not None
        assert uow.figures.reply(view) == ""
    assert coordinator.get("/console/named").status_code == 200


def test_of_two_who_publish_at_once_one_is_told_so(town: Town) -> None:
    with town.db.write() as uow:
        assert uow.figures.publish(QUARTER, {"rows": []}, "", town.clock.now())
        assert not uow.figures.publish(QUARTER, {"rows": [1]}, "", town.clock.now())
        kept = uow.figures.of_quarter(QUARTER)
        assert kept is not None
        assert kept.figures == {"rows": []}
