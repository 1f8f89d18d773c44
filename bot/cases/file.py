"""A finished report becomes a case, and the first one on its list is asked in the same moment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.escalation.duty import OFFICE
from bot.escalation.kept import in_use, keep
from bot.escalation.ladder import Ladder
from bot.escalation.urgency import assess
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork

from .actors import WORKER
from .need import names_in, need_from, with_elsewhere, words_in_run
from .notifier import Notifier
from .opened import is_open
from .reviews import EVERY
from .routing import eligible
from .ties import note_possible_at_filing, part_with_elsewhere, part_with_words_elsewhere
from .timeline import Happened, record
from .told_risks import told_risks
from .urgency import write_urgency

UNNAMED = 3
"""How many partners get the offer that identifies nobody when the worker has not said who may be asked."""


@dataclass(frozen=True)
class FiledReport:
    """What a worker sends.

    ``answers``: variables by name. ``partners``: whom they agreed to, in order, the coordinator's id among
    them if not struck out; None if they were not asked or did not answer. ``refused``: whom they struck out.
    ``group_id``: beside whose reports it stands. ``risks``: the risk keys their answers added; None to find them by
    the questions that were asked.
    """

    worker_id: str
    conversation_id: str
    run_id: str
    topic: str
    language: str
    release: int
    prefecture: str | None
    answers: Mapping[str, Any]
    partners: tuple[str, ...] | None
    refused: tuple[str, ...] = ()
    on_silence: str | None = None
    group_id: str | None = None
    risks: tuple[str, ...] | None = None


def file_report(
    uow: UnitOfWork,
    notifier: Notifier,
    report: FiledReport,
    now: datetime,
) -> Case:
    """Make the case, its consent, its clock, and the first offer."""
    risks = told_risks(uow, report.run_id, report.answers) if report.risks is None else report.risks
    urgency = assess(report.answers, risks, now, uow.conversations.answered_at(report.run_id))
    policy = in_use(uow).pick(report.topic, urgency.severity)
    case = uow.cases.create(
        worker_id=report.worker_id,
        conversation_id=report.conversation_id,
        run_id=report.run_id,
        topic=report.topic,
        language=report.language,
        prefecture=report.prefecture,
        policy=keep(uow, policy),
        filed_at=now,
        review_at=now + EVERY,
        group_id=report.group_id,
    )
    write_urgency(uow, case, urgency, now, policy.contact_within.after(now, OFFICE))
    listed = _listed(uow, report)
    record(
        uow, case, Happened.FILED, WORKER, now,
        partners=None if report.partners is None else list(report.partners), listed=listed,
        refused=list(report.refused), on_silence=report.on_silence, policy=policy.id,
        reasons=[c.reason for c in urgency.contributions],
    )  # fmt: skip
    if report.partners is not None:
        uow.cases.add_consent(
            case.id, language=report.language, release=report.release, partners=report.partners,
            refused=report.refused, on_silence=report.on_silence, now=now,
        )  # fmt: skip
    Ladder(uow, notifier, case, now).start(listed)
    note_possible_at_filing(uow, notifier, case, names_in(report.answers), now)
    uow.cases.changed(case)
    part_with_elsewhere(uow, notifier, case, names_in(report.answers), now)
    part_with_words_elsewhere(uow, notifier, case, "\n".join(words_in_run(uow, report.run_id)), now)
    return case


def _listed(uow: UnitOfWork, report: FiledReport) -> list[str]:
    """Whom the clock asks, in order, without the coordinator.

    The worker's list if they gave one. The clock never waits for consent: otherwise those who fit, where the place is
    open.
    """
    if report.partners is not None:
        return [partner for partner in report.partners if partner != COORDINATOR]
    need = need_from(report.answers, report.topic, report.language, uow.groups.helpers(report.group_id))
    need = with_elsewhere(uow, replace(need, words=words_in_run(uow, report.run_id)), report.worker_id)
    if not is_open(uow, need.language, need.prefecture):
        return []
    return [p.id for p in eligible(uow, need) if p.id not in report.refused][:UNNAMED]
