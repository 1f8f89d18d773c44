"""What we say became of the worker: reached, solved, out of reach. Somebody else has the last word on each."""

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import reached, solved, unreachable
from bot.cases.notifier import QuestionKind
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

from .fields import dated_note, note_of


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/reached")
    def claim_reached(number: str, posted: Posted = poster) -> Response:
        """We have spoken with the worker; the worker is asked to confirm it."""
        visit, note, answers = posted.visit, dated_note(posted), posted.get("answers") == "yes"

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            reached.claim_reached(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note, answers=answers
            )
            asked = uow.cases.open_questions(seen.id, QuestionKind.REACHED.value)
            return "reached" if asked else "reached_unasked"

        return do(posted, number, Action.REACHED, act)

    @router.post("/console/cases/{number}/confirm-reached")
    def confirm_reached(number: str, posted: Posted = poster) -> Response:
        """A second person confirms the contact, where the worker can't be asked."""
        visit, note = posted.visit, note_of(posted)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            reached.confirm_contact(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "reached_confirmed"

        return do(posted, number, Action.CONFIRM_REACHED, act)

    @router.post("/console/cases/{number}/propose-solved")
    def propose_solved(number: str, posted: Posted = poster) -> Response:
        """We think it is solved; the worker has the last word."""
        visit, note = posted.visit, note_of(posted)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            solved.propose_solved(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "solved_proposed"

        return do(posted, number, Action.PROPOSE_SOLVED, act)

    @router.post("/console/cases/{number}/unreachable")
    def give_up(number: str, posted: Posted = poster) -> Response:
        """After the whole ladder: one person proposes to close as unreachable, another one does."""
        visit, note, step = posted.visit, note_of(posted), posted.one_of("step", ("propose", "close"))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            end = unreachable.close_unreachable if step == "close" else unreachable.propose_unreachable
            end(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "unreachable_closed" if step == "close" else "unreachable_proposed"

        return do(posted, number, Action.CLOSE_UNREACHABLE, act)
