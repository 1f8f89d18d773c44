"""Publishing a quarter, and what an auditor may see by name: not before its time, and not by one person alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.ids import new_id
from storage.models import Organisation
from tests.console.conftest import Town
from tests.console.reports import Report

QUARTER = "2026-Q4"


def _settled(town: Town, report: Report, *organisations: str) -> dict[str, str]:
    """A worker of each of these says that no interview took place, and was reached; name → id."""
    made: dict[str, str] = {}
    numbers = [report("vi", name=name) for name in organisations]
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
    _settled(town, report, "Ao Care", "Midori Care", "Kiiro Care")
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
        assert max(row["not_fulfilled"] or 0 for row in before["rows"]) == 3
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
    made = _settled(town, report, "Ao Care", "Ao Care", "Ao Care", "Midori Care")
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


def test_fewer_than_three_workers_are_left_out_of_a_named_view(town: Town, report: Report) -> None:
    made = _settled(town, report, "Ao Care", "Ao Care")
    town.clock.advance(timedelta(days=90))
    with town.db.write() as uow:
        view = uow.figures.propose(
            made["Ao Care"], QUARTER, auditor_id=town.people["auditor"].id, agreement="file 1",
            told_at=town.clock.now() - timedelta(days=40), by=town.people["coordinator"].id,
        )
        kept = view.id
    assert town.log_in("deputy").send(f"/console/named/{kept}/sign").status_code == 303
    assert "Fewer than three workers speak of any duty." in town.log_in("auditor").get("/console/named").text
