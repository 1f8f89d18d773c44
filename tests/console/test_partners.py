"""Partner organisations: who may be one, what is kept of it, and who is away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.console.conftest import Town


@pytest.mark.parametrize(
    ("kind", "paid_by", "said"),
    [
        ("supervising", (), "live on their member companies"),
        ("registered_support", (), "paid by the employer"),
        ("ngo", ("employer",), "paid by a body that can"),
    ],
)
def test_bodies_that_live_on_employers_are_refused_with_the_reason(
    town: Town, kind: str, paid_by: tuple[str, ...], said: str
) -> None:
    coordinator = town.log_in("coordinator")
    form = {"name": "Kumiai Aichi", "kind": kind, "paid_by": list(paid_by), "active": "yes"}
    answer = coordinator.send("/console/partners/new", **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Kumiai Aichi" in answer.text  # nothing typed is lost
    assert "Kumiai" not in coordinator.get("/console/partners").text


def test_a_partner_is_made_and_changed(town: Town) -> None:
    coordinator = town.log_in("coordinator")
    form = {
        "name": "West", "name_ja": "西の会", "kind": "union", "languages": ["vi", "ne"], "prefectures": ["23"],
        "ties": "Alpha Foods\n\nBeta", "duty_mon": "9:00-12:00, 13-18", "capacity": "7", "rank": "5", "active": "yes",
    }  # fmt: skip
    assert coordinator.send("/console/partners/new", **form).status_code == 303
    with town.db.read() as uow:
        west = next(p for p in uow.partners.all() if p.name == "West")
    assert (west.topics, west.languages, west.prefectures) == (["all"], ["vi", "ne"], ["23"])
    assert west.ties == ["Alpha Foods", "Beta"]
    assert west.duty == {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}
    assert (west.capacity, west.rank, west.active) == (7, 5, True)
    page = coordinator.get(f"/console/partners/{west.id}").text
    assert "09:00-12:00, 13:00-18:00" in page
    for bad in ({"duty_tue": "nine to five"}, {"duty_tue": "9"}, {"capacity": "many"}):
        assert coordinator.send(f"/console/partners/{west.id}", **form | bad).status_code == 422
    assert coordinator.send("/console/partners/unknown", **form).status_code == 404


def test_who_is_away_and_who_stands_in_is_seen_by_coordinators(town: Town) -> None:
    lead = town.log_in("north-lead")
    path = f"/console/people/{town.people['north'].id}/away"
    answer = lead.send(path, until="2026-12-01", substitute=town.people["north-lead"].id)
    assert answer.status_code == 303
    assert lead.send(path, until="2026-12-01", substitute=town.people["south"].id).status_code == 422
    page = town.log_in("coordinator").get("/console/partners").text
    assert "away: North" in page
    assert 'value="2026-12-01"' in lead.get("/console/people").text
    with town.db.read() as uow:
        north = uow.access.get(town.people["north"].id)
        assert north is not None
        assert north.away_until == datetime(2026, 12, 1, 15, tzinfo=UTC)  # through the whole last day, in Japan
    today = town.clock.business().astimezone(ZoneInfo("Asia/Tokyo")).date()
    assert lead.send(path, until=today.isoformat()).status_code == 303
    for day in ((today - timedelta(days=1)).isoformat(), "9999-12-31", "tomorrow"):
        assert lead.send(path, until=day).status_code == 422
