"""What was learnt since a report came: facts, and how organisations stand to the case."""

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import facts, leading, ties
from bot.clock import date_in_japan
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

from .fields import note_of


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/fact")
    def record_fact(number: str, posted: Posted = poster) -> Response:
        """What we learnt since: a day moves the time limit, a name is compared with everybody's ties."""
        visit, note, variable = posted.visit, note_of(posted), posted.one_of("fact", frozenset(facts.FACTS))
        kind = facts.FACTS[variable]
        value = posted.get(kind.value, longest=facts.LONGEST_NAME)
        if not value and kind is facts.Kind.NAME:
            raise Invalid("name", case_path(number), "staff.invalid.note")
        if variable in facts.HAPPENED and value > date_in_japan(visit.business).isoformat():
            raise Invalid("day", case_path(number), "staff.invalid.happened")
        if kind is facts.Kind.NUMBER and value and not facts.is_number(value):
            raise Invalid("days", case_path(number), "staff.invalid.number_of_days")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            facts.record_fact(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, variable=variable, value=value or None,
                note=note,
            )  # fmt: skip
            return "fact_recorded"

        return do(posted, number, Action.RECORD_FACT, act, away=facts.FACTS[variable] is facts.Kind.NAME)

    @router.post("/console/cases/{number}/standing")
    def standing(number: str, posted: Posted = poster) -> Response:
        """A coordinator names the lead, ends an access, or finds that there is no tie."""
        visit, note, partner = posted.visit, note_of(posted), posted.get("partner")
        changes = {"lead": leading.name_lead, "end": leading.end_access, "clear": ties.clear_tie}
        change = changes[posted.one_of("change", frozenset(changes))]

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            change(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, partner_id=partner, note=note)
            return "standing"

        return do(posted, number, Action.STANDING, act)
