"""Which risks a worker's answers add, by the questions they were asked."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.escalation.urgency import Urgency, assess
from flows.model import Step, structure_from_json
from storage.uow import UnitOfWork

DANGER = "danger_now"
"""The risk of who is in danger at this moment."""


def told_urgency(
    uow: UnitOfWork, run_id: str, answers: Mapping[str, Any], now: datetime, *, in_danger: bool = False
) -> Urgency:
    """How pressing it is by what the worker has told so far. ``in_danger``: they said so beside the questions."""
    risks = told_risks(uow, run_id, answers, in_danger=in_danger)
    return assess(answers, risks, now, uow.conversations.answered_at(run_id))


def told_risks(
    uow: UnitOfWork, run_id: str, answers: Mapping[str, Any], *, in_danger: bool = False
) -> tuple[str, ...]:
    """The risk keys that follow from the answers as they stand now, corrected ones included.

    None are found when the questions of the run are not kept any more. ``in_danger``: as for `told_urgency`.
    """
    beside = (DANGER,) if in_danger else ()
    content = uow.cases.questions_asked(run_id)
    if content is None:
        return beside
    found = (
        risk.adds
        for step in _risky(content)
        if step.save in answers
        for risk in step.risk
        if risk.when is None or risk.when.holds(answers)
    )
    return tuple(dict.fromkeys((*beside, *found)))


@lru_cache(maxsize=8)
def _risky(content: str) -> tuple[Step, ...]:
    return tuple(step for _, step in structure_from_json(json.loads(content)).steps() if step.risk)
