"""What staff do with a case. Each form carries the revision of its page: an outdated one changes nothing."""

from collections.abc import Callable
from datetime import UTC
from typing import Protocol

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action, may
from bot.cases import accept as accepting
from bot.cases import decline as declining
from bot.cases import facts, leading, messages, reached, replan, reviews, snooze, solved, ties, unreachable, whose
from bot.cases import hand_on as handing_on
from bot.cases.errors import NotPossible
from bot.clock import date_in_japan
from bot.console.case_page import case_path, local_hour
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Invalid, Missing
from bot.console.guard import Guard
from bot.console.meanwhile import changed_meanwhile
from bot.console.once import taken_before
from bot.console.pages import Pages
from bot.console.visit import Posted
from bot.wording.languages import ENDONYMS
from storage.errors import StaleRow
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

Act = Callable[[UnitOfWork, Glimpse, int], str | None]
"""Does it; returns which word of `staff.done.*` the next page says."""

_NOTE = 300
_TEXT = 3000


class Do(Protocol):
    """Carries out what a form asks for."""

    def __call__(self, posted: Posted, number: str, action: Action, act: Act, *, away: bool = False) -> Response: ...


def doer(deps: ConsoleDeps, pages: Pages) -> Do:
    """What every form about a case goes through."""

    def do(posted: Posted, number: str, action: Action, act: Act, *, away: bool = False) -> Response:
        """Check the right, act, write it down; then back to the case, or (`away`) to the list."""
        visit, path = posted.visit, case_path(number)
        target = "/console" if away else path
        rev = posted.number("rev") if "rev" in posted.form else -1
        try:
            with deps.db.write() as uow:
                seen = uow.access.glimpse(visit.viewer, number)
                if seen is None:
                    raise Missing
                if taken_before(uow, posted):
                    return RedirectResponse(f"{target}?done=once", 303)
                if seen.rev != rev >= 0:
                    raise StaleRow
                if not may(visit.staff, action, seen, uow.cases.offers(seen.id)):
                    raise Forbidden
                done = act(uow, seen, rev)
                uow.access.audit(
                    visit.viewer.chain,
                    staff_id=visit.staff.id,
                    action=action.value,
                    now=visit.now,
                    object_kind="case",
                    object_id=seen.id,
                )
        except (StaleRow, NotPossible) as error:
            return changed_meanwhile(deps, pages, posted, number, action, error)
        deps.overviews.forget(visit.viewer)
        return RedirectResponse(f"{target}?done={done}" if done else target, 303)

    return do


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/accept")
    def accept(number: str, posted: Posted = poster) -> Response:
        """Our organisation takes the case on."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            accepting.accept(uow, deps.notifier, seen.id, visit.staff, rev, visit.business)
            return "accepted"

        return do(posted, number, Action.ACCEPT, act)

    @router.post("/console/cases/{number}/decline")
    def decline(number: str, posted: Posted = poster) -> Response:
        """Our organisation can't; the next one is asked at once."""
        visit, reason = posted.visit, posted.one_of("reason", ("full", "conflict", "cannot"))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            declining.decline(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, reason=reason)
            return "declined"

        return do(posted, number, Action.DECLINE, act, away=True)

    @router.post("/console/cases/{number}/reached")
    def claim_reached(number: str, posted: Posted = poster) -> Response:
        """We have spoken with the worker; the worker is asked to confirm it."""
        visit, note, answers = posted.visit, _dated_note(posted), posted.get("answers") == "yes"

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            reached.claim_reached(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note, answers=answers
            )
            return "reached"

        return do(posted, number, Action.REACHED, act)

    @router.post("/console/cases/{number}/assign")
    def assign(number: str, posted: Posted = poster) -> Response:
        """Whose case it is here: one's own, a colleague's, or everybody's."""
        visit, to = posted.visit, posted.get("to")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if to not in {"", *(person.id for person in whose.colleagues(uow, visit.viewer.asked_as or ""))}:
                raise Invalid("to", case_path(number), "staff.invalid.choose")
            whose.assign(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, to=to)
            return "assigned"

        return do(posted, number, Action.ASSIGN, act)

    @router.post("/console/cases/{number}/confirm-reached")
    def confirm_reached(number: str, posted: Posted = poster) -> Response:
        """A second person confirms the contact, where the worker can't be asked."""
        visit, note = posted.visit, _note(posted)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            reached.confirm_contact(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "reached_confirmed"

        return do(posted, number, Action.CONFIRM_REACHED, act)

    @router.post("/console/cases/{number}/snooze")
    def put_off(number: str, posted: Posted = poster) -> Response:
        """We need until a day, for a reason."""
        visit, reason = posted.visit, posted.get("reason", longest=_NOTE)
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
            return "snoozed"

        return do(posted, number, Action.SNOOZE, act)

    @router.post("/console/cases/{number}/propose-solved")
    def propose_solved(number: str, posted: Posted = poster) -> Response:
        """We think it is solved; the worker has the last word."""
        visit, note = posted.visit, _note(posted)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            solved.propose_solved(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "solved_proposed"

        return do(posted, number, Action.PROPOSE_SOLVED, act)

    @router.post("/console/cases/{number}/hand-on")
    def hand_on(number: str, posted: Posted = poster) -> Response:
        """Another organisation should take it."""
        visit, note, to = posted.visit, _note(posted), posted.get("to")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if to != COORDINATOR and uow.partners.get(to) is None:
                raise Invalid("to", case_path(number), "staff.invalid.choose")
            handed = handing_on.hand_on(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, to=to, note=note)
            return "handed_on" if handed is handing_on.HandedOn.OFFERED else "worker_asked"

        return do(posted, number, Action.HAND_ON, act)

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
        visit, note = posted.visit, _note(posted)
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

    @router.post("/console/cases/{number}/unreachable")
    def give_up(number: str, posted: Posted = poster) -> Response:
        """After the whole ladder: one person proposes to close as unreachable, another one does."""
        visit, note, step = posted.visit, _note(posted), posted.one_of("step", ("propose", "close"))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            end = unreachable.close_unreachable if step == "close" else unreachable.propose_unreachable
            end(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, note=note)
            return "unreachable_closed" if step == "close" else "unreachable_proposed"

        return do(posted, number, Action.CLOSE_UNREACHABLE, act)

    @router.post("/console/cases/{number}/fact")
    def record_fact(number: str, posted: Posted = poster) -> Response:
        """What we learnt since: a day moves the time limit, a name is compared with everybody's ties."""
        visit, note, variable = posted.visit, _note(posted), posted.one_of("fact", frozenset(facts.FACTS))
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
        visit, note, partner = posted.visit, _note(posted), posted.get("partner")
        changes = {"lead": leading.name_lead, "end": leading.end_access, "clear": ties.clear_tie}
        change = changes[posted.one_of("change", frozenset(changes))]

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            change(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, partner_id=partner, note=note)
            return "standing"

        return do(posted, number, Action.STANDING, act)

    @router.post("/console/cases/{number}/reply")
    def reply(number: str, posted: Posted = poster) -> Response:
        """Write to the worker. The same form twice is one message."""
        visit, text, once = posted.visit, _text(posted), _once(posted)
        language = posted.one_of("language", frozenset(ENDONYMS)) if "language" in posted.form else visit.lang

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            sent = messages.reply(
                uow, deps.notifier, seen.id, visit.staff, None, visit.business,
                text=text, language=language, dedupe=once,
            )  # fmt: skip
            return "replied" if sent else "reply_kept"

        return do(posted, number, Action.REPLY, act)

    @router.post("/console/cases/{number}/note")
    def note(number: str, posted: Posted = poster) -> Response:
        """A note that only colleagues read."""
        visit, text = posted.visit, _text(posted)

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            last = uow.cases.messages(seen.id)[-1:]
            twice = [m for m in last if m["staff_id"] == visit.staff.id and m["text"] == text]
            if not twice:  # a double click is one note
                messages.note(uow, seen.id, visit.staff, visit.business, text=text)
            return "noted"

        return do(posted, number, Action.NOTE, act)


def _note(posted: Posted) -> str:
    note = posted.get("note", longest=_NOTE)
    if not note:
        raise Invalid("note", posted.visit.path.rpartition("/")[0], "staff.invalid.note")
    return note


def _dated_note(posted: Posted) -> str:
    """The note, with the day where it was not today."""
    day = local_hour(posted.get("on"), posted.visit, hour=0)
    today = posted.visit.business.astimezone(posted.visit.zone).date()
    if day is None or day.date() > today:
        raise Invalid("on", posted.visit.path.rpartition("/")[0], "staff.invalid.past_day")
    return _note(posted) if day.date() == today else f"{day.date().isoformat()}: {_note(posted)}"


def _text(posted: Posted) -> str:
    text = posted.get("text", longest=_TEXT)
    if not text:
        raise Invalid("text", posted.visit.path.rpartition("/")[0], "staff.invalid.note")
    return text


def _once(posted: Posted) -> str:
    once = posted.get("once", longest=32)
    if not once.isalnum():
        raise Invalid("once", posted.visit.path.rpartition("/")[0])
    return once
