"""What is known in a case: told by the worker, and recorded by staff since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.models import Case
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

from .timeline import Happened

TAKES_AWAY = {
    "flight_date": ("flight_when", ("flight_booked", "flight_now", "flight_threatened", "forced_return")),
    "housing_until": ("bed_tonight", ("no_bed", "bed_ending")),
}
"""What "it is not so" about a day takes away besides: the answer it stands for, and the risks that answer added."""


def known_facts(uow: UnitOfWork, case: Case) -> dict[str, Any]:
    """The variables of a case as they stand."""
    known = {row["variable"]: row["value"] for row in uow.conversations.answers(case.run_id)}
    for whole in _whole_lines(uow, case, Happened.FACT_RECORDED, Happened.ANSWER_CORRECTED):
        line = whole.data
        variable, value = line["variable"], line.get("after", line.get("value"))
        known[variable] = value
        if variable == "contract_end":  # the worker may have read it off an old contract; staff have looked
            known["contract_end_recorded"] = whole.kind == Happened.FACT_RECORDED and value is not None
        if value is None and variable in TAKES_AWAY:
            known[TAKES_AWAY[variable][0]] = None
    return known


def said_at(uow: UnitOfWork, case: Case) -> dict[str, datetime]:
    """When each of ``known_facts`` was said. A fact that was recorded again as it stood was said the first time."""
    at = uow.conversations.answered_at(case.run_id)
    recorded: dict[str, Any] = {}
    for line in _whole_lines(uow, case, Happened.FACT_RECORDED, Happened.ANSWER_CORRECTED):
        variable, value = line.data["variable"], line.data.get("value")
        if line.kind == Happened.ANSWER_CORRECTED or recorded.get(variable) != (value,):
            at[variable] = line.at
        recorded[variable] = (value,)
    return at


def names_told(uow: UnitOfWork, case: Case) -> list[str]:
    """Every name that staff recorded, also one that was corrected since: a tie to either keeps a partner away."""
    recorded = lines(uow, case, Happened.FACT_RECORDED)
    return [line["value"] for line in recorded if line.get("name") and line.get("value")]


def tied_out(uow: UnitOfWork, case: Case) -> set[str]:
    """The partners that were parted with because of a tie, unless a coordinator found that there is none."""
    out: set[str] = set()
    kinds = (Happened.TIE_FOUND.value, Happened.TIE_CLEARED.value)
    if not uow.cases.event_marks(case.id, *kinds):
        return out
    for line in uow.cases.events(case.id):
        if line.kind == Happened.TIE_FOUND.value:
            out.add(line.data["partner"])
        elif line.kind == Happened.TIE_CLEARED.value:
            out.discard(line.data["partner"])
    return out


def verdict_on(uow: UnitOfWork, case: Case, partner_id: str) -> bool | None:
    """What was found last about a tie of a partner: there is one, a coordinator found none; None if nothing was."""
    kinds = {Happened.TIE_FOUND.value: True, Happened.TIE_CLEARED.value: False}
    if not uow.cases.event_marks(case.id, *kinds):
        return None
    found = [line for line in uow.cases.events(case.id) if line.kind in kinds and line.data["partner"] == partner_id]
    return kinds[found[-1].kind] if found else None


def lines(uow: UnitOfWork, case: Case, *kinds: Happened) -> list[Mapping[str, Any]]:
    """What the lines of these kinds say, oldest first."""
    return [line.data for line in _whole_lines(uow, case, *kinds)]


def _whole_lines(uow: UnitOfWork, case: Case, *kinds: Happened) -> list[Line]:
    wanted = {kind.value for kind in kinds}
    if not uow.cases.event_marks(case.id, *wanted):
        return []
    return [line for line in uow.cases.events(case.id) if line.kind in wanted]
