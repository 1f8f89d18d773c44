"""A name that may be a tie stands on the case, for the coordinator alone."""

from bot.cases.ties import note_possible
from tests.console.conftest import Town


def test_the_coordinator_sees_which_organisation_to_look_at_and_the_organisation_does_not(town: Town) -> None:
    number = town.file("north", "south")
    town.log_in("north").act(town, number, "accept")
    with town.db.write() as uow:
        partner = uow.partners.get(town.partners["north"])
        found = uow.cases.find(number)
        assert partner is not None
        assert found is not None
        partner.ties = ["NTT"]
        case = uow.cases.locked(found.id)
        assert case is not None
        note_possible(uow, town.notifier, case, [partner], ("NTT East",), town.clock.business())
        uow.cases.changed(case)
    said = "may be, or be bound to, a body that was named in this case. If it is"
    assert said in town.log_in("coordinator").get(f"/console/cases/{number}").text
    page = town.log_in("north").get(f"/console/cases/{number}").text
    assert number in page
    assert said not in page
