"""Telling people: who of an organisation is told, and the worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.escalation.rota import on_rota
from storage.models import COORDINATOR, AlarmKind, Case, Staff, WorkerQuestion
from storage.uow import UnitOfWork

from .actors import CLOCK
from .notifier import AT_ONCE, COORDINATOR_NAME, Notifier, Param, QuestionKind, StaffNotice, Words
from .timeline import Happened, record
from .whose import whose


def name_of(uow: UnitOfWork, partner_id: str, language: str) -> str | Words:
    """An organisation's name as a worker reads it."""
    if partner_id == COORDINATOR:
        return COORDINATOR_NAME
    partner = uow.partners.get(partner_id)
    if partner is None:
        return COORDINATOR_NAME
    return partner.name_ja if language == "ja" and partner.name_ja else partner.name


def people_of(uow: UnitOfWork, organisation: str, now: datetime, *, deputies: bool = False) -> list[Staff]:
    """Who answers for an organisation now: those who are there, and the substitutes of those who are away.

    With everybody away, everybody. Deputies stand in when no coordinator is there, when it is their turn on the rota,
    or when asked for.
    """
    if organisation != COORDINATOR:
        return _present(uow, list(uow.partners.staff_of(organisation)), now)
    coordinators = list(uow.partners.with_role("coordinator"))
    stand_ins = list(uow.partners.with_role("deputy"))
    there = [person for person in coordinators if not _away(person, now)]
    if deputies or not there:
        return _present(uow, coordinators + stand_ins, now)
    turns = {shift.staff_id for shift in on_rota(uow, COORDINATOR, now)} if stand_ins else set()
    return _present(uow, coordinators + [person for person in stand_ins if person.id in turns], now)


def woken_by(uow: UnitOfWork, organisation: str, told: Sequence[Staff], now: datetime) -> set[str]:
    """Who of those told is alerted at once: whose turn on the rota it is; without a rota now, everybody.

    The others find it in their digest.
    """
    ids = {person.id for person in told}
    turn: set[str] = set()
    for shift in on_rota(uow, organisation, now):
        person = uow.partners.person(shift.staff_id) if shift.staff_id else None
        if person is not None:
            turn |= {one.id for one in _present(uow, [person], now)} & ids
    return turn or ids


def tell(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    organisation: str,
    kind: StaffNotice,
    now: datetime,
    *,
    tag: str,
    deputies: bool = False,
) -> list[str]:
    """Tell the people of an organisation; returns who. ``tag`` makes the occasion unique within the case."""
    told = people_of(uow, organisation, now, deputies=deputies)
    at_once = case.urgent or kind in AT_ONCE
    woken = woken_by(uow, organisation, told, now)
    has_it = _has_it(uow, case, organisation, now)
    if has_it is not None and any(person.id == has_it.id for person in told):
        woken = {has_it.id}
    for person in told:
        dedupe = f"{case.id}:{tag}:{kind.value}:{person.id}"
        notifier.to_staff(uow, person.id, kind, case, now, dedupe=dedupe, at_once=at_once and person.id in woken)
    if not told and organisation == COORDINATOR:
        no_coordinator(uow, case, now)
    return [person.id for person in told]


def no_coordinator(uow: UnitOfWork, case: Case, now: datetime) -> None:
    """Nobody is there to be told: an operator has to see it."""
    uow.system.raise_alarm(AlarmKind.NO_COORDINATOR, "", {"case": case.number}, now)


def tell_worker(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    key: str,
    params: Mapping[str, Param],
    now: datetime,
    *,
    tag: str,
) -> bool:
    """Tell the worker; False if there is no way to write to them."""
    return notifier.to_worker(uow, case, key, params, now, dedupe=told_as(case, tag, key))


def told_as(case: Case, tag: str, key: str) -> str:
    """Under which name a text for the worker is queued."""
    return f"{case.id}:{tag}:{key}"


def ask_worker(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    kind: QuestionKind,
    params: Mapping[str, Param],
    now: datetime,
    *,
    partner_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> WorkerQuestion | None:
    """Put a question to the worker; one of the same kind that is still open is over with it.

    Returns None if there is no way to write to them; the people of the case are then told so.
    """
    uow.cases.close_questions(case.id, now, kind.value)
    question = uow.cases.ask(case.id, case.conversation_id, kind.value, now, partner_id=partner_id, data=data)
    dedupe = f"{case.id}:q:{question.id}"
    if notifier.to_worker(uow, case, kind.ask_key, params, now, dedupe=dedupe, question=question):
        return question
    question.answered_at, question.answer = now, "not_sent"
    no_way_to_write(uow, notifier, case, now)
    return None


def no_way_to_write(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """Say once that this worker can't be written to: shown as such, never counted as silence."""
    if uow.cases.event_marks(case.id, Happened.NO_WAY_TO_WRITE.value):
        return
    record(uow, case, Happened.NO_WAY_TO_WRITE, CLOCK, now)
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, StaffNotice.UNREACHABLE_CHANNEL, now, tag="no_way")


def _has_it(uow: UnitOfWork, case: Case, organisation: str, now: datetime) -> Staff | None:
    """The person whose case it is within an organisation, if it is somebody's."""
    offer = uow.cases.offer(case.id, organisation)
    if offer is None or offer.assigned_to is None:
        return None
    return whose(uow, organisation, now).of(offer)


def _present(uow: UnitOfWork, people: list[Staff], now: datetime) -> list[Staff]:
    there: dict[str, Staff] = {}
    for person in people:
        if not _away(person, now):
            there[person.id] = person
        elif person.substitute_id is not None:
            substitute = uow.partners.person(person.substitute_id)
            if substitute is not None and substitute.active and not _away(substitute, now):
                there[substitute.id] = substitute
    return list(there.values()) or people


def _away(person: Staff, now: datetime) -> bool:
    return person.away_until is not None and person.away_until > now
