"""What ends an alarm. Every kind has one end that is true:

| who ends it                    | kinds                                                                    |
|--------------------------------|--------------------------------------------------------------------------|
| a rule here, at the next look  | `IS_OVER`                                                                |
| the auditor, who raised it     | what it finds itself (`bot.workers.auditor`), once it finds it no more   |
| the next start                 | broken files (`bot.opening`)                                             |
| whoever erases                 | `erasure_failing` (`bot.workers.housekeeping`)                           |
| whoever makes room             | `storage_full`, a day later, so that somebody sees it                    |
| a person who has looked at it  | `BY_PERSON`: what happened stays so, only its cause can be mended        |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.cases.notifier import Notifier
from bot.cases.unheard import tell_what_waits
from storage.errors import Erased, KeyMissing, Tampered
from storage.models import AlarmKind, Staff
from storage.repositories.lanes import address_of
from storage.uow import UnitOfWork


@dataclass(frozen=True)
class Means:
    """How people are told here. ``demo``: they sit before the console, so that nobody needs a contact."""

    mail: bool
    demo: bool = False


class HasMeans(Protocol):
    """The settings that say so."""

    @property
    def smtp(self) -> object | None: ...
    @property
    def demo(self) -> bool: ...


def means_of(settings: HasMeans) -> Means:
    """How people are told in an installation with these settings."""
    return Means(mail=settings.smtp is not None, demo=settings.demo)


def can_be_told(person: Staff, means: Means) -> bool:
    """Whether this person has a confirmed contact. One that has failed for good counts as confirmed no more."""
    by_mail = means.mail and person.email_confirmed_at is not None
    return person.active and (means.demo or by_mail or person.telegram_confirmed_at is not None)


def _somebody_coordinates(uow: UnitOfWork, _subject: str, means: Means) -> bool:
    return any(can_be_told(person, means) for person in uow.partners.with_role("coordinator", "deputy"))


def _told_again_or_gone(uow: UnitOfWork, subject: str, means: Means) -> bool:
    person = uow.partners.person(subject)
    return person is None or not person.active or can_be_told(person, means)


def _answered_for_or_ended(uow: UnitOfWork, subject: str, _means: Means) -> bool:
    partner = uow.partners.get(subject)
    return partner is None or not partner.active or bool(uow.partners.staff_of(subject))


def _nothing_waits_or_readable(uow: UnitOfWork, subject: str, _means: Means) -> bool:
    if not uow.outbox.waits(subject):
        return True
    try:
        address_of(uow, subject)
    except (Erased, KeyMissing, Tampered):
        return False
    return True


def _read_again_or_ended(uow: UnitOfWork, subject: str, _means: Means) -> bool:
    """The process says itself when it can read its file again; one that has ended says nothing."""
    return not uow.safety.lives(subject)


def _carried_on(uow: UnitOfWork, subject: str, _means: Means) -> bool:
    return not uow.ladder.failing(subject)


Rule = Callable[[UnitOfWork, str, Means], bool]
"""Whether an alarm with this subject is over. Only reads."""

IS_OVER: Mapping[AlarmKind, Rule] = {
    AlarmKind.NO_COORDINATOR: _somebody_coordinates,
    AlarmKind.NO_CONTACT: _told_again_or_gone,
    AlarmKind.DEAD: _told_again_or_gone,
    AlarmKind.NOBODY_THERE: _answered_for_or_ended,
    AlarmKind.UNREADABLE: _nothing_waits_or_readable,
    AlarmKind.STUCK: _carried_on,
    AlarmKind.KEYS: _read_again_or_ended,
}
BY_PERSON = frozenset({AlarmKind.SET_ASIDE, AlarmKind.RECEIPT})


def over(uow: UnitOfWork, means: Means) -> list[Any]:
    """The alarms that are on although their reason is gone."""
    found = ((row, IS_OVER.get(row.kind)) for row in uow.system.open_alarms())
    return [row for row, rule in found if rule is not None and rule(uow, row.subject, means)]


def end_over(uow: UnitOfWork, notifier: Notifier, means: Means, now: datetime, business: datetime) -> list[Any]:
    """End what is over; returns it. ``now`` is real time, ``business`` the time cases live in.

    Where there is a coordinator again, they are told at once of the cases that nobody was there for.
    """
    uow.flush()
    ended = over(uow, means)
    for row in ended:
        uow.system.clear_alarm(AlarmKind(row.kind), row.subject, now)
        if row.kind == AlarmKind.NO_COORDINATOR:
            tell_what_waits(uow, notifier, business, tag=row.id)
    return ended
