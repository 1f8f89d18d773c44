"""What happened in a case, line by line."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.models import Case
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

from .actors import Actor


class Happened(StrEnum):
    """The kinds of lines. The text key is ``staff.timeline.<value>``."""

    FILED = "filed"
    OFFERED = "offered"
    SKIPPED = "skipped"  # full, inactive or without people when its turn came
    REMINDED = "reminded"
    COORDINATOR_ASKED = "coordinator_asked"
    TERMINAL = "terminal"
    REPLANNED = "replanned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECIPIENT_DEAD = "recipient_dead"
    NOBODY_THERE = "nobody_there"  # nobody answers for an organisation any more
    SNOOZED = "snoozed"
    HANDED_ON = "handed_on"
    PAUSE_LAPSED = "pause_lapsed"
    REACHED_CLAIMED = "reached_claimed"
    REACHED_CONFIRMED = "reached_confirmed"
    REACHED_DENIED = "reached_denied"
    SECOND_PERSON_CONFIRMED = "second_person_confirmed"
    SOLVED_PROPOSED = "solved_proposed"
    SOLVED_CONFIRMED = "solved_confirmed"
    SOLVED_DENIED = "solved_denied"
    STILL_SOLVED = "still_solved"
    REOPENED = "reopened"
    CHECK_IN_ASKED = "check_in_asked"
    CHECK_IN_FINE = "check_in_fine"
    CHECK_IN_NOT_FINE = "check_in_not_fine"
    CHECK_IN_MISSED = "check_in_missed"
    SILENCE = "silence"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NO_WAY_TO_WRITE = "no_way_to_write"
    CONSENT_WAITS = "consent_waits"  # to be asked once the worker is alone
    CONSENT_ASKED = "consent_asked"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    ENTERED_TOGETHER = "entered_together"  # staff wrote it down, at the counter or on the telephone
    WAY_IN_GIVEN = "way_in_given"  # a code with which the worker opens it themselves
    WORKER_CAME = "worker_came"  # has opened it themselves
    ENTRY_CONFIRMED = "entry_confirmed"
    ENTRY_WRONG = "entry_wrong"
    ENTRY_DENIED = "entry_denied"  # the worker did not agree to what was agreed to in their name
    GROUPED = "grouped"  # stands beside reports of others of the same place
    UNGROUPED = "ungrouped"
    REPLIED = "replied"
    WORDS_WAIT = "words_wait"  # what staff wrote could not be sent: it is told when the worker is here
    WORDS_TOLD = "words_told"
    WORKER_WROTE = "worker_wrote"
    ANSWER_CORRECTED = "answer_corrected"  # by the worker, after the report was sent
    FILE_TAKEN_AWAY = "file_taken_away"  # by the worker who had sent it
    FILE_PUT_BACK = "file_put_back"
    FACT_RECORDED = "fact_recorded"
    DEADLINE_MOVED = "deadline_moved"
    DAY_NEAR = "day_near"  # a deadline has come near: those of the case were told
    DAY_OVER = "day_over"  # the day of a deadline is over
    TIE_FOUND = "tie_found"  # a partner is, or is bound to, a body that was named since
    TIE_CLEARED = "tie_cleared"  # a coordinator has looked: it was another body
    TIE_POSSIBLE = "tie_possible"  # a partner may be, or be bound to, a body that was named: a coordinator looks
    TIE_GONE = "tie_gone"  # what was named has changed: nothing known is a tie any more; a coordinator looks
    LEAD_NAMED = "lead_named"
    ASSIGNED = "assigned"  # to a person of the organisation, or to everybody there again
    ACCESS_ENDED = "access_ended"  # the coordinator has spoken to a partner whose time ran out
    APPOINTMENT_PLANNED = "appointment_planned"
    APPOINTMENT_HELD = "appointment_held"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    INTERPRETER_WANTED = "interpreter_wanted"
    INTERPRETER_SOUGHT = "interpreter_sought"  # the coordinators are asked to find one
    INTERPRETER_UNSOUGHT = "interpreter_unsought"  # nobody is looked for any more
    INTERPRETER_YES_TOLD = "interpreter_yes_told"  # the worker agreed, in the words of who heard it
    INTERPRETER_NO_TOLD = "interpreter_no_told"
    INTERPRETER_AGREED = "interpreter_agreed"
    INTERPRETER_REFUSED = "interpreter_refused"  # by the worker
    INTERPRETER_DECLINED = "interpreter_declined"  # by themselves
    INTERPRETER_DONE = "interpreter_done"
    INTERPRETER_ENDED = "interpreter_ended"  # taken back, or a tie was found
    ORGANISATION_CONFIRMED = "organisation_confirmed"  # staff say whom of the accepting side the report is about
    ORGANISATION_TAKEN_BACK = "organisation_taken_back"  # it was another one
    DEVIATION_REPEATED = "deviation_repeated"  # the same was said of the same place before
    CORRECTION_PREPARED = "correction_prepared"  # the worker is asked whether it may be requested
    CORRECTION_AGREED = "correction_agreed"
    CORRECTION_REFUSED = "correction_refused"  # by the worker: nothing is sent for them
    CORRECTION_TAKEN_BACK = "correction_taken_back"  # the worker's yes, before the letter went out
    CORRECTION_REQUESTED = "correction_requested"  # the letter went out
    CORRECTION_REPLIED = "correction_replied"
    CORRECTION_ASKED = "correction_asked"  # the worker is asked whether it is put right
    CORRECTION_MENDED = "correction_mended"  # the worker says: put right
    CORRECTION_NOT_MENDED = "correction_not_mended"
    REVIEWED = "reviewed"  # somebody has looked whether it goes on
    KEPT_UNTIL = "kept_until"  # it is closed: until when what was told is kept, as the worker hears
    WITHDRAWN = "withdrawn"
    UNREACHABLE_PROPOSED = "unreachable_proposed"
    UNREACHABLE = "unreachable"


def record(uow: UnitOfWork, case: Case, what: Happened, by: Actor, now: datetime, **data: Any) -> None:
    """Add a line. ``data`` is sealed; values that are None are left out."""
    kept = {name: value for name, value in data.items() if value is not None}
    uow.cases.record(case, what.value, actor_kind=by.kind, actor_id=by.id, data=kept, now=now)


def timeline(uow: UnitOfWork, case_id: str) -> list[Line]:
    """The whole timeline, oldest first."""
    return uow.cases.events(case_id)


def verify(uow: UnitOfWork, case_id: str) -> list[str]:
    """What is wrong with a case's timeline, in words; empty if nothing is."""
    case = uow.cases.get(case_id)
    if case is None:
        return ["there is no such case"]
    broken = uow.cases.broken_link(case)
    return [f"{case.number}: {broken}"] if broken else []
