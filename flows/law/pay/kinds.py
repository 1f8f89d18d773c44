"""Work that these rules can't compute, and why. Nobody is told an amount that another rule might forbid."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flows.law.pay.base import PayForm
from flows.law.pay.minimum import MinimumCheck
from flows.law.rules import rule

if TYPE_CHECKING:
    from flows.law.pay.unpaid import Month


class Work(StrEnum):
    """What kind of work and working time it is. Only the first goes by the standard rules for everybody."""

    STANDARD = "standard"
    AGRICULTURE = "agriculture"
    LIVESTOCK = "livestock"
    FISHERY = "fishery"
    VARIABLE_HOURS = "variable_hours"
    FLEXITIME = "flexitime"
    DISCRETIONARY = "discretionary"
    MANAGER = "manager"


FARMS = (Work.AGRICULTURE, Work.LIVESTOCK)
INTERN = "intern"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """No amount is computed: a person who knows this field has to.

    `reason`: farm, fishery, variable_hours, flexitime, discretionary, manager or pay_form. `late_night_holds`: the
    premium between 22:00 and 05:00 is owed here too (Labour Standards Act 41 leaves it in force). `nights`: at least so
    much of it is missing, month by month, unless the pay was agreed for nights too; empty where the pay of an hour is
    not known. `minimum`: the pay beside the minimum wage, which holds for all work (Minimum Wage Act 4); empty where
    the two can't be compared.
    """

    reason: str
    law: str
    late_night_holds: bool = False
    nights: "tuple[Month, ...]" = ()
    minimum: tuple[MinimumCheck, ...] = ()


def handed_over(work: Work, status: str, form: PayForm) -> HandedOver | None:
    """Say why this work or this pay is handed to a person; None if it can be computed.

    Technical interns on farms are to be treated by the standard rules, so that theirs is computed, and said so.
    """
    exempt = rule("farm_hours_exempt").law
    if work in FARMS and status != INTERN:
        return HandedOver("farm", exempt, late_night_holds=True)
    if work is Work.FISHERY:
        return HandedOver("fishery", exempt, late_night_holds=True)
    if work is Work.MANAGER:
        return HandedOver("manager", rule("managers_exempt").law, late_night_holds=True)
    if work in (Work.VARIABLE_HOURS, Work.FLEXITIME, Work.DISCRETIONARY):
        return HandedOver(work.value, rule("other_working_time").law)
    if form in (PayForm.PIECE, PayForm.OTHER):
        return HandedOver("pay_form", rule("other_pay_forms").law)
    return None
