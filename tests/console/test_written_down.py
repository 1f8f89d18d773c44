"""What is read without opening a page stands in the log as well."""

from datetime import timedelta

from tests.console.conftest import Town


def test_an_outdated_form_that_shows_what_happened_meanwhile_is_a_read(town: Town) -> None:
    number = town.file("north")
    lead = town.log_in("north-lead")
    lead.act(town, number, "accept")
    lead.send(f"/console/cases/{number}/note", text="The boss has her passport.", once="1")
    lead.act(town, number, "propose-solved", note="Her passport is back.")
    north = town.log_in("north")  # has never opened the case
    answer = north.send(f"/console/cases/{number}/reached", rev="1", lines="0", on="2026-11-24", note="x")
    assert answer.status_code == 409
    assert "filed the report" in answer.text, "it shows the timeline"
    assert town.audited(town.partners["north"])[-1] == "read_full"


def test_who_asks_for_the_list_without_its_page_has_looked_too(town: Town) -> None:
    town.file("north")
    north = town.log_in("north")
    north.get("/console/list")
    assert town.audited(town.partners["north"]) == ["list"]
    north.get("/console/list")
    assert town.audited(town.partners["north"]) == ["list"], "once for as long as a page may stay open"
    town.log_in("north").get("/console/list")
    assert town.audited(town.partners["north"]) == ["list", "list"], "another log-in is another look"
    town.clock.advance(timedelta(minutes=40))
    north.get("/console/list")
    assert town.audited(town.partners["north"]) == ["list", "list"]


def test_who_ticks_cases_without_having_opened_the_list_has_looked_too(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    assert number in north.send("/console/several", case=f"{number}:1").text
    assert town.audited(town.partners["north"]) == ["list"]
