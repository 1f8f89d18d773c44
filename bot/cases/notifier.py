"""How a case speaks to people: what the rest of the program implements, and the fake that ships beside it.

Cases say *what* is to be told (a text key with parameters, a kind of notice); wording, channel, safe hours
and addresses are the implementer's. Everything goes through the outbox of the same unit of work, so that a
notice exists exactly when the change it speaks of was committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Protocol

from storage.models import Case, WorkerQuestion
from storage.uow import UnitOfWork


@dataclass(frozen=True)
class Words:
    """Another text of the same language as a parameter: what ``key`` says, with parameters of its own."""

    key: str
    params: Mapping[str, "str | int | date | datetime | time"] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """Who wrote something, and when: shown after the name, for it was written some time ago."""

    by: "str | Words"
    at: datetime


@dataclass(frozen=True)
class DaysLeft:
    """The number of days until a day, counted on the day on which it is read: words wait for hours in which a phone may
    ring. A text that would be read after that day is not told."""

    until: date

    def on(self, day: date) -> int:
        """Counted from ``day``; negative after it."""
        return (self.until - day).days


Param = str | int | date | datetime | time | Words | Written | DaysLeft | tuple["str | Words", ...]
"""A datetime is shown as day and time in Japan, a date as a day, a time as that, a tuple as a list of lines."""

COORDINATOR_NAME = Words("case.coordinator_name")
"""What the worker reads where a partner's name would stand."""


class QuestionKind(StrEnum):
    """What a case asks its worker outside the flow. Buttons carry ``q:<question id>:<choice>``."""

    REACHED = "reached"
    SOLVED = "solved"
    CHECK_IN = "check_in"
    ASK_NEXT = "ask_next"
    MAY_READ = "may_read"
    STILL_SOLVED = "still_solved"
    ALONE = "alone"  # asked before anything that names an organisation
    INTERPRETER = "interpreter"  # may this person put into words what you said?
    WHO_MAY = "who_may"  # whoever was not alone at filing: who may be asked and read
    CORRECTION = "correction"  # may the employer be asked to put something right?
    CORRECTED = "corrected"  # is it put right?
    ENTERED = "entered"  # what staff wrote down together with the worker: is it right?

    @property
    def ask_key(self) -> str:
        """The text key of the question."""
        return f"case.{self.value}.ask"

    def choice_key(self, choice: str) -> str:
        """The text key of one of ``choices``."""
        if self in (QuestionKind.CORRECTION, QuestionKind.CORRECTED):
            return "ui.yes" if choice == "yes" else "ui.no"
        return f"case.{self.value}.choice.{'out' if choice.startswith('out') else choice}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices, in the order shown."""
        if self is QuestionKind.ENTERED:
            return ("show", "yes", "no", "never")
        return ("fine", "not_fine") if self is QuestionKind.CHECK_IN else ("yes", "no")


def choices_of(question: WorkerQuestion) -> tuple[str, ...]:
    """The choices of one question; of a list of organisations also to take out the first, second … (``out0``)."""
    kind = QuestionKind(question.kind)
    if kind is not QuestionKind.WHO_MAY:
        return kind.choices
    listed = (question.data or {}).get("partners", ())
    outs = tuple(f"out{n}" for n in range(len(listed))) if len(listed) > 1 else ()
    return ("yes", *outs, "no")


class StaffNotice(StrEnum):
    """Why a member of staff is told about a case. The text key is ``staff.notice.<value>``."""

    OFFER = "offer"  # your organisation is asked
    REMINDER = "reminder"  # asked and not answered yet
    TAKEN = "taken"  # another organisation has accepted: nothing to do unless it does not reach the worker
    ADDED = "added"  # another organisation is asked too; you keep your access
    ENDED = "ended"  # no longer needed: another organisation has reached the worker, or the case is closed
    COORDINATOR = "coordinator"  # nobody on the list has answered: act
    ALL_DECLINED = "all_declined"  # everybody on the list is full, tied or cannot
    NO_PARTNER = "no_partner"  # nobody could be asked at all
    NO_CONSENT = "no_consent"  # the worker has not said who may be asked
    TERMINAL = "terminal"  # the ladder has ended unanswered; the worker was told so
    PAUSE_LAPSED = "pause_lapsed"  # accepted, but the worker has not said that they were reached
    NOT_REACHED = "not_reached"  # the worker says: nobody has reached me
    CONTACT_CONFIRMED = "contact_confirmed"  # the worker says: reached
    NOT_SOLVED = "not_solved"  # the worker says: not solved
    SOLVED = "solved"  # the worker says: solved
    REOPENED = "reopened"  # after the end the worker says: not solved after all
    CHECK_IN_BAD = "check_in_bad"  # the worker says: not fine
    SILENCE = "silence"  # check-ins unanswered, or the bot was blocked
    UNREACHABLE_CHANNEL = "unreachable_channel"  # no way to write to the worker: a second person confirms
    CORRECTED = "corrected"  # the worker has changed an answer of the report
    CORRECTION_ANSWERED = "correction_answered"  # the worker has answered about a request for correction
    MESSAGE = "message"  # the worker has written
    CONSENT_GIVEN = "consent_given"  # the worker agreed that your organisation may know
    CONSENT_REFUSED = "consent_refused"  # the worker does not want this organisation to be asked
    URGENT = "urgent"  # a fact that came later makes the case urgent
    DAY_NEAR = "day_near"  # a day of the law, a departure or the end of a place to live is near
    DAY_OVER = "day_over"  # such a day is over
    TIE_FOUND = "tie_found"  # an organisation is bound to a body that was named: it has lost access
    TIE_POSSIBLE = "tie_possible"  # an organisation may be bound to a body that was named: somebody looks
    TIE_GONE = "tie_gone"  # what was named has changed: the tie may be none, somebody looks
    ASSIGNED = "assigned"  # a colleague has given you this case
    LEAD = "lead"  # your organisation leads now: it alone contacts the employer
    NOT_LEAD = "not_lead"  # another organisation leads now
    WITHDRAWN = "withdrawn"  # the worker took the report back
    INTERPRETER_ASSIGNED = "interpreter_assigned"  # to an interpreter: the worker agreed, there is something to do
    INTERPRETER_SOUGHT = "interpreter_sought"  # to coordinators: find somebody who speaks the worker's language
    INTERPRETER_FOUND = "interpreter_found"  # a coordinator has named somebody; the worker is asked
    INTERPRETER_NONE = "interpreter_none"  # a coordinator found nobody
    INTERPRETER_REFUSED = "interpreter_refused"  # the worker does not want this interpreter
    INTERPRETER_DECLINED = "interpreter_declined"  # the interpreter can't, or must not any more
    INTERPRETED = "interpreted"  # the interpreter is done
    ENTRY_WRONG = "entry_wrong"  # the worker says: what was written down with me is not all right
    ENTRY_DENIED = "entry_denied"  # the worker says: I did not agree to it; nobody may read it now
    QUIET_HOURS = "quiet_hours"  # an organisation is told of something while all of its people have quiet hours


AT_ONCE = frozenset(
    {
        StaffNotice.COORDINATOR,
        StaffNotice.ALL_DECLINED,
        StaffNotice.NO_PARTNER,
        StaffNotice.NO_CONSENT,
        StaffNotice.TERMINAL,
        StaffNotice.NOT_REACHED,
        StaffNotice.REOPENED,
        StaffNotice.CHECK_IN_BAD,
        StaffNotice.URGENT,
        StaffNotice.DAY_NEAR,
        StaffNotice.TIE_FOUND,
        StaffNotice.WITHDRAWN,  # what is closed stands in no digest
        StaffNotice.INTERPRETER_NONE,
        StaffNotice.INTERPRETER_REFUSED,
        StaffNotice.INTERPRETER_DECLINED,
        StaffNotice.INTERPRETED,
        StaffNotice.ENTRY_WRONG,
        StaffNotice.ENTRY_DENIED,
    }
)
"""Notices that never wait for the digest, however calm the case is."""

IN_NO_DIGEST = frozenset(
    {
        StaffNotice.SILENCE,
        StaffNotice.UNREACHABLE_CHANNEL,
        StaffNotice.NOT_SOLVED,
        StaffNotice.DAY_OVER,
        StaffNotice.TIE_POSSIBLE,
        StaffNotice.TIE_GONE,
        StaffNotice.CORRECTION_ANSWERED,
        StaffNotice.LEAD,
        StaffNotice.NOT_LEAD,
    }
)
"""Notices that make it nobody's turn, so that no digest shows them. Of a calm case they are news, told at once."""

NEWS = frozenset(
    {
        StaffNotice.TAKEN,
        StaffNotice.ENDED,
        StaffNotice.CONTACT_CONFIRMED,
        StaffNotice.SOLVED,
        StaffNotice.CONSENT_GIVEN,
        StaffNotice.CONSENT_REFUSED,
        StaffNotice.INTERPRETER_FOUND,
        StaffNotice.WITHDRAWN,
    }
)
"""Notices after which nobody has to act at once."""


class Notifier(Protocol):
    """Queues what a case has to say. Both methods only write to ``uow``; neither commits nor sends."""

    def to_worker(
        self,
        uow: UnitOfWork,
        case: Case,
        key: str,
        params: Mapping[str, Param],
        now: datetime,
        *,
        dedupe: str,
        question: WorkerQuestion | None = None,
    ) -> bool:
        """Queue the text ``key`` for the worker of ``case``, at the next safe hour.

        ``question``: its choices (``choices_of``) become buttons under the text; a parameter that is called like a
        choice is the ``{partner}`` of that button.
        ``dedupe``: the same one twice is one message. Returns False, and queues nothing, when there is no
        way to write to this worker (blocked, no channel, never allowed to write first): the case then tells
        its staff.
        """
        ...

    def to_staff(
        self,
        uow: UnitOfWork,
        staff_id: str,
        kind: StaffNotice,
        case: Case,
        now: datetime,
        *,
        dedupe: str,
        at_once: bool,
    ) -> None:
        """Tell one person. ``at_once``: alert now by every confirmed contact; else the next digest shows it.

        ``dedupe``: the same one twice is one message.
        """
        ...


@dataclass(frozen=True)
class Said:
    """One thing the fake was asked to say."""

    to: str  # a staff id, or "worker"
    what: str  # the notice kind, or the text key
    case_id: str
    at: datetime
    params: Mapping[str, Param] = field(default_factory=dict)
    question_id: str | None = None
    at_once: bool = False


class FakeNotifier:
    """Remembers instead of sending; ``reachable`` False is a worker whom nobody can write to."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.reachable = True
        self._seen: set[str] = set()

    def to_worker(
        self,
        uow: UnitOfWork,
        case: Case,
        key: str,
        params: Mapping[str, Param],
        now: datetime,
        *,
        dedupe: str,
        question: WorkerQuestion | None = None,
    ) -> bool:
        if not self.reachable:
            return False
        self._add(dedupe, Said("worker", key, case.id, now, dict(params), question.id if question else None))
        return True

    def to_staff(
        self,
        uow: UnitOfWork,
        staff_id: str,
        kind: StaffNotice,
        case: Case,
        now: datetime,
        *,
        dedupe: str,
        at_once: bool,
    ) -> None:
        self._add(f"{staff_id}|{dedupe}", Said(staff_id, kind.value, case.id, now, at_once=at_once))

    def take(self) -> list[Said]:
        """What was said since the last time."""
        said, self.said = self.said, []
        return said

    def _add(self, dedupe: str, said: Said) -> None:
        if dedupe not in self._seen:
            self._seen.add(dedupe)
            self.said.append(said)


def describe(said: list[Said]) -> list[dict[str, Any]]:
    """The fake's memory as plain data, for messages of failing tests."""
    return [{"to": s.to, "what": s.what, "at": s.at.isoformat()} for s in said]
