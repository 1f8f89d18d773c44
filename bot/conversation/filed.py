"""The report that a conversation has sent."""

from typing import TYPE_CHECKING

from storage.models import Case

if TYPE_CHECKING:
    from .service import Turn


def case_of(turn: "Turn") -> Case | None:
    """The report of this conversation, if one was sent."""
    return turn.uow.cases.get(turn.case_id) if turn.case_id else None


def is_at_hand(turn: "Turn") -> bool:
    """Whether there is one that papers and files go along with, and it is the worker's own phone."""
    case = case_of(turn)
    return case is not None and case.erased_at is None and turn.helper is None
