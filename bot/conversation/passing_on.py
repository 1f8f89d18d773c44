"""Words of a worker that are no answer to a question of ours: for the people who have the case."""

from typing import TYPE_CHECKING

from bot.cases.messages import worker_message
from storage.models import Case, CaseState

if TYPE_CHECKING:
    from .service import Conversations, Turn


def pass_on(service: "Conversations", turn: "Turn", written: str) -> bool:
    """Words for the people who have the case. False: there is no such case."""
    case = listening(turn)
    if case is None:
        return False
    worker_message(turn.uow, service.notifier, case.id, service.clock.business(), text=written, language=turn.language)
    return True


def listens(turn: "Turn") -> bool:
    """Whether there are people whom what is written reaches."""
    return listening(turn) is not None


def has_written(turn: "Turn", written: str) -> bool:
    """Whether the people of the case have just these words already (Telegram also tells of changes nobody sees)."""
    case = listening(turn)
    said = turn.uow.cases.messages(case.id) if case is not None else []
    return any(one["author"] == "worker" and one["text"] == written.strip() for one in said)


def listening(turn: "Turn") -> Case | None:
    """The case that what is written goes to. Of several the one whose people wrote last, since it was sent; else the
    newest that somebody reads."""
    if turn.case_id is None:
        return None
    found = [case for case in turn.uow.cases.of_worker(turn.conversation.worker_id) if _is_read(case)]
    if len(found) < 2:
        return found[0] if found else None
    newest = max(found, key=lambda case: (case.id == turn.case_id, case.filed_at))
    last = turn.uow.cases.written_to(turn.conversation.worker_id)
    wrote = next((case for case in found if last is not None and case.id == last[0]), newest)
    return wrote if last is not None and last[1] >= newest.filed_at else newest


def _is_read(case: Case) -> bool:
    if case.erased_at is not None:
        return False
    return CaseState(case.state).open or case.state == CaseState.UNREACHABLE.value
