"""Looks at the list in the log."""

from datetime import timedelta

from tests.console.conftest import Town


def test_who_opens_the_list_again_and_again_is_in_the_log_once_a_minute(town: Town) -> None:
    north, lead = town.log_in("north"), town.log_in("north-lead")
    for _ in range(3):
        north.get("/console")
    lead.get("/console")
    assert town.audited(town.partners["north"]).count("list") == 2
    town.clock.advance(timedelta(minutes=1))
    north.get("/console")
    assert town.audited(town.partners["north"]).count("list") == 3
