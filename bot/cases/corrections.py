"""A worker corrects or adds to what they told, after the report was sent: both answers are kept, and the case is
weighed anew."""

from datetime import datetime
from typing import Any

from bot.escalation.check_ins import sign_of_life
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork

from .actors import WORKER
from .facts import reassess
from .held import hold_open
from .known import known_facts
from .need import NAMES
from .notifier import Notifier, StaffNotice
from .notify import tell
from .ties import note_gone, part_with, part_with_elsewhere, part_with_named_in, part_with_words_elsewhere
from .timeline import Happened, record

ACTION = "Correcting"


def corrected(
    uow: UnitOfWork, notifier: Notifier, case_id: str, now: datetime, *, step: str, variable: str, before: Any,
    after: Any,
) -> Case:
    """An answer of a report that was sent has been replaced. Raises NoSuchCase, NotPossible (closed)."""
    case = hold_open(uow, case_id, None, ACTION)
    known = {**known_facts(uow, case), variable: before}
    record(uow, case, Happened.ANSWER_CORRECTED, WORKER, now, step=step, variable=variable, before=before, after=after)
    if variable == "prefecture":
        case.prefecture = after if isinstance(after, str) else None
    if variable == "on_silence" and isinstance(after, str):
        _wish(uow, case, after, now)
    sign_of_life(Ladder(uow, notifier, case, now))
    reassess(uow, notifier, case, known, WORKER, now)
    if variable in NAMES and isinstance(after, str):
        part_with(uow, notifier, case, (after,), WORKER, now)
        part_with_elsewhere(uow, notifier, case, (after,), now)
    elif isinstance(after, str):
        part_with_named_in(uow, notifier, case, after, WORKER, now)
        part_with_words_elsewhere(uow, notifier, case, after, now)
    note_gone(uow, notifier, case, now)
    lead = case.lead_partner_id or COORDINATOR
    tell(uow, notifier, case, lead, StaffNotice.CORRECTED, now, tag=f"corrected{case.events}")
    uow.cases.changed(case)
    return case


def _wish(uow: UnitOfWork, case: Case, wish: str, now: datetime) -> None:
    """What silence should mean, said anew; who may read stays as it was."""
    given = uow.cases.consent(case.id)
    if given is not None:
        uow.cases.add_consent(
            case.id, language=given.language, release=given.release, partners=given.partners,
            refused=given.refused or (), on_silence=wish, now=now,
        )  # fmt: skip
