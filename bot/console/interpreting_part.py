"""What the page of a case says about interpreters, and what a lead can ask one for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.interpreting import Candidate, candidates
from bot.cases.interpreting_rules import ANSWER, MESSAGE, VOICE, translatable
from bot.console.answers import ShownAnswer
from bot.console.visit import Visit
from storage.models import Interpreting
from storage.repositories.interpreting import Item
from storage.repositories.staff_cases import CaseFile
from storage.uow import UnitOfWork

_BEGINNING = 60


@dataclass(frozen=True)
class Choice:
    """Something that can be put into words: a message, a voice message, an answer."""

    item: Item
    at: datetime
    begins: str
    """How it begins, in the worker's words; empty for a voice message."""

    @property
    def value(self) -> str:
        """As the form sends it."""
        return ":".join(self.item)


@dataclass(frozen=True)
class Assigned:
    """One that was asked for."""

    row: Interpreting
    name: str
    late: bool
    note: str
    own: bool
    """Whether the viewer's organisation has asked for it."""
    what: list[tuple[str, datetime]]
    """What the interpreter would get: its kind, and when it was said."""


@dataclass(frozen=True)
class Sought:
    """One for which a coordinator looks for somebody. ``things``: how many of each kind; nothing of what they say."""

    row: Interpreting
    asked_by: str
    things: dict[str, int]
    candidates: list[Candidate]


@dataclass(frozen=True)
class InterpretingPart:
    """The section on the case's page."""

    assigned: list[Assigned]
    choices: list[Choice]
    candidates: list[Candidate]
    asks: bool
    """Whether this person may ask one now."""
    seeks: bool
    """Whether a coordinator can be asked to find one."""
    earliest: str


def interpreting_part(
    uow: UnitOfWork, visit: Visit, file: CaseFile, answers: list[ShownAnswer], *, asks: bool
) -> InterpretingPart | None:
    """The section; None for who does not read the case."""
    case, told = file.case, file.told
    if case is None or told is None:
        return None
    said_at = translatable(uow, case)
    assigned = [_assigned(uow, visit, row, said_at) for row in uow.interpreting.of_case(case.id)]
    if not asks:
        return InterpretingPart(assigned, [], [], False, False, "")
    begins = {(MESSAGE, str(m["id"])): m["text"] for m in told.messages}
    free = {(ANSWER, str(a.visit)): a.answer for a in answers if a.free}
    choices = [
        Choice(item, at, (begins | free).get(item, "")[:_BEGINNING])
        for item, at in said_at.items()
        if item[0] in (MESSAGE, VOICE) or item in free
    ]
    tomorrow = (visit.business + timedelta(days=1)).astimezone(visit.zone).date().isoformat()
    seeks = not visit.viewer.coordinates and not any(one.row.state == "sought" and one.own for one in assigned)
    return InterpretingPart(assigned, choices, candidates(uow, case, visit.staff), True, seeks, tomorrow)


def sought_part(uow: UnitOfWork, visit: Visit, file: CaseFile, names: dict[str, str]) -> list[Sought]:
    """For coordinators, with or without the case: where an interpreter is wanted, and who can be named."""
    case = file.case
    if case is None or not visit.viewer.coordinates or case.closed_at is not None:
        return []
    rows = uow.interpreting.sought(case.id)
    found = candidates(uow, case, visit.staff) if rows else []
    return [
        Sought(row, names.get(row.partner_id, ""), dict(Counter(what for what, _ in row.items)), found) for row in rows
    ]


def _assigned(uow: UnitOfWork, visit: Visit, row: Interpreting, said_at: Mapping[Item, datetime]) -> Assigned:
    staff = uow.access.get(row.staff_id)
    late = row.state in ("sought", "asked", "agreed") and row.due_at < visit.business
    own = row.partner_id == visit.viewer.asked_as
    what = [(kind, at) for kind, ref in row.items if (at := said_at.get((kind, ref))) is not None]
    name, note = staff.name if staff is not None else "", uow.interpreting.note(row) if own else ""
    return Assigned(row, name, late, note, own, what)
