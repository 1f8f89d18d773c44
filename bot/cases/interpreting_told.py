"""The worker's answer about an interpreter, given by telephone or at the counter and recorded by who heard it."""

from datetime import date, datetime

from storage.models import InterpretingState, Staff
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import actor, organisation
from .errors import NotPossible
from .held import hold_open
from .interpreting import answered
from .interpreting_rules import interpreting_of
from .notifier import Notifier, QuestionKind

WAYS = ("phone", "counter")
"""How it was said."""
TOLD = "told"
"""How a question ends that was answered to a person; the answer itself stands in the timeline."""


def record_answer(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    interpreting_id: str, yes: bool, way: str, on: date,
) -> bool:
    """Keep it, with who heard it, when and how; the worker reads in their chat that it was noted, and how to end it.
    Returns whether there is a way to write to them.

    Only while they have not answered themselves, and only by the organisation for which the interpreter works.
    ``on``: the day it was said. Raises NoSuchCase, NotPossible, StaleRow.
    """
    action = "Recording the answer"
    case = hold_open(uow, case_id, rev, action)
    if access_to(uow, case, by) is not Access.FULL:
        raise NotPossible(action=action, why="your organisation does not read this case")
    row = uow.interpreting.get(interpreting_id)
    mine = row is not None and row.case_id == case.id and row.partner_id == organisation(by)
    if row is None or not mine or row.state != InterpretingState.ASKED.value or way not in WAYS:
        raise NotPossible(action=action, why="it has been answered, or was not asked for by your organisation")
    for question in uow.cases.open_questions(case.id, QuestionKind.INTERPRETER.value):
        if interpreting_of(question) == row.id:
            question.answered_at, question.answer = now, TOLD
    told = answered(uow, notifier, case, row, yes, actor(by), now, way=way, on=on.isoformat())
    uow.cases.changed(case)
    return told
