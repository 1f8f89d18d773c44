"""When a case goes on: put off until a day, planned anew, looked at again by a coordinator."""

from datetime import UTC

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import replan, reviews, snooze
from bot.console.case_page import case_path, local_hour
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

from .fields import NOTE, note_of


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/snooze")
    def put_off(number: str, posted: Posted = poster) -> Response:
        """We need until a day, for a reason."""
        visit, reason = posted.visit, posted.get("reason", longest=NOTE)
        until = local_hour(posted.get("until"), visit)
        if until is None or until <= visit.business:
            raise Invalid("until", case_path(number), "staff.invalid.future_day")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            snooze.snooze(
                uow,
                deps.notifier,
                seen.id,
                visit.staff,
                rev,
                visit.business,
                reason=reason,
                until=until.astimezone(UTC),
            )
            waited_for = snooze.waited_for(uow, deps.notifier, seen.id, visit.staff, visit.business)
            return "snoozed" if waited_for else "reminders_stopped"

        return do(posted, number, Action.SNOOZE, act)

    @router.post("/console/cases/{number}/replan")
    def plan_anew(number: str, posted: Posted = poster) -> Response:
        """The waits were changed: the rest of this case follows those of today."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            replan.replan(uow, deps.notifier, seen.id, visit.staff, rev, visit.business)
            return "replanned"

        return do(posted, number, Action.REPLAN, act)

    @router.post("/console/cases/{number}/review")
    def look_again(number: str, posted: Posted = poster) -> Response:
        """A coordinator looks whether an open case goes on, and until when."""
        visit, note = posted.visit, note_of(posted)
        decision = reviews.Decision(posted.one_of("decision", frozenset(reviews.Decision)))
        until = local_hour(posted.get("until"), visit)
        if until is None or until <= visit.business:
            raise Invalid("until", case_path(number), "staff.invalid.future_day")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            reviews.review(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, decision=decision,
                until=until.astimezone(UTC), reason=note,
            )  # fmt: skip
            return "reviewed"

        return do(posted, number, Action.REVIEW, act)
