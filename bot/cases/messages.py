"""Messages between the worker and the people of a case, and notes between staff."""

from dataclasses import dataclass
from datetime import datetime

from bot.escalation.check_ins import sign_of_life
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, Case, CaseState, Staff
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import CLOCK, WORKER, actor, coordinates, organisation
from .errors import NoSuchCase, NotPossible, ReasonNeeded
from .held import hold, hold_open
from .interpreting_rules import has_words
from .notifier import Notifier, Param, StaffNotice, Words
from .notify import name_of, no_way_to_write, tell
from .reopening import reopen
from .ties import part_with_named_in, part_with_words_elsewhere
from .timeline import Happened, record

LONGEST = 3500
"""Characters of one message: what every channel carries."""


@dataclass(frozen=True)
class Delivered:
    """``number``: of the message that was kept; None if it is there already. ``sent``: whether it is on its way."""

    number: int | None
    sent: bool


def reply(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, text: str,
    language: str, dedupe: str | None = None,
) -> bool:
    """A message of staff to the worker, in the words and the ``language`` they wrote it in; False if there is no way
    to write to them now (it is told when they are here).

    ``dedupe``: the same one twice is one message. Raises NoSuchCase, NotPossible, ReasonNeeded (empty),
    StaleRow.
    """
    case = hold_to_reply(uow, case_id, by, rev)
    said = _checked(text, "Replying")
    return deliver(uow, notifier, case, by, now, text=said, language=language, dedupe=dedupe, shown=said).sent


def hold_to_reply(uow: UnitOfWork, case_id: str, by: Staff, rev: int | None) -> Case:
    """The case, held to write to its worker. Raises NoSuchCase, NotPossible, StaleRow."""
    case = hold_open(uow, case_id, rev, "Replying")
    if access_to(uow, case, by) is not Access.FULL and not coordinates(by):
        raise NotPossible(action="Replying", why="your organisation has not accepted this case")
    return case


def deliver(
    uow: UnitOfWork, notifier: Notifier, case: Case, by: Staff, now: datetime, *, text: str, language: str,
    dedupe: str | None, shown: str | Words,
) -> Delivered:
    """Keep a message to the worker and put it on its way. ``text``: as it is kept, in ``language``; ``shown``: as it is
    sent. What can't be sent now is told when the worker is here. The case must be held."""
    org = organisation(by)
    number = uow.cases.add_message(
        case.id, author="staff", text=text, now=now, partner_id=org, staff_id=by.id, language=language,
        dedupe=dedupe and f"{case.id}:{by.id}:{dedupe}",
    )  # fmt: skip
    if number is None:
        return Delivered(None, True)
    record(uow, case, Happened.REPLIED, actor(by), now, partner=org)
    key, params = worded(uow, case, org, shown, language)
    sent = notifier.to_worker(uow, case, key, params, now, dedupe=f"{case.id}:reply{case.events}")
    if not sent:
        record(uow, case, Happened.WORDS_WAIT, CLOCK, now, message=number)
        no_way_to_write(uow, notifier, case, now)
    uow.cases.changed(case)
    return Delivered(number, sent)


def worded(
    uow: UnitOfWork, case: Case, organisation: str, said: str | Words, language: str
) -> tuple[str, dict[str, Param]]:
    """The text in which words of staff are told, and what it names. What is in another language than the worker's says
    that nobody has translated it."""
    params: dict[str, Param] = {"partner": name_of(uow, organisation, case.language), "text": said}
    if language == worker_language(uow, case):
        return "case.staff_says", params
    return "case.staff_says_in", {**params, "spoken": Words(f"spoken.{language}")}


def worker_language(uow: UnitOfWork, case: Case) -> str:
    """In which language this worker is written to now."""
    for chat in uow.conversations.of_worker(case.worker_id):
        if chat.blocked_at is None and not chat.leaving:
            return chat.language or case.language
    return case.language


def note(uow: UnitOfWork, case_id: str, by: Staff, now: datetime, *, text: str) -> None:
    """A note that only staff with access read. Raises NoSuchCase, ReasonNeeded (empty)."""
    case = hold(uow, case_id)
    if access_to(uow, case, by) is Access.NONE and not coordinates(by):
        raise NoSuchCase
    said = _checked(text, "Noting")
    org = organisation(by)
    uow.cases.add_message(case.id, author="note", text=said, now=now, partner_id=org, staff_id=by.id)


def worker_message(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    now: datetime,
    *,
    text: str,
    language: str | None = None,
    dedupe: str | None = None,
) -> Case:
    """The worker writes to the people of the case: a sign of life, though not a word that they were reached.

    A case that was closed because the worker could not be reached is opened again.
    """
    case = hold(uow, case_id)
    key = dedupe and f"{case.id}:worker:{dedupe}"
    said = text.strip()[: 4 * LONGEST]
    spoken = language if has_words(said) else None
    if not uow.cases.add_message(case.id, author="worker", text=said, now=now, language=spoken, dedupe=key):
        return case
    record(uow, case, Happened.WORKER_WROTE, WORKER, now)
    lead = case.lead_partner_id or COORDINATOR
    tell(uow, notifier, case, lead, StaffNotice.MESSAGE, now, tag=f"message{case.events}")
    if case.state == CaseState.UNREACHABLE.value:
        reopen(uow, notifier, case, WORKER, now)
    elif CaseState(case.state).open:
        sign_of_life(Ladder(uow, notifier, case, now))
        part_with_named_in(uow, notifier, case, said, WORKER, now)
    part_with_words_elsewhere(uow, notifier, case, said, now)
    uow.cases.changed(case)
    return case


def _checked(text: str, action: str) -> str:
    said = text.strip()
    if not said:
        raise ReasonNeeded
    if len(said) > LONGEST:
        raise NotPossible(action=action, why="the message is too long")
    return said
