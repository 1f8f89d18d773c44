"""What nobody has looked at for too long among the dated facts: offices, web addresses, minimum wages."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flows.law.hotlines import offices
from flows.law.wages import table

HIDE_AFTER_DAYS = 180
"""So long after somebody looked last, a telephone number is hidden from workers."""
SOON = timedelta(days=30)
"""So long before the amounts run out the next ones have to be entered: new wages begin on 1 October."""


class Why(StrEnum):
    """Why somebody has to look."""

    NEVER = "never"
    """The source bears no date, and nobody has checked it since."""
    LONG_AGO = "long_ago"
    ENDS = "ends"
    """It runs out soon, or has: from then on the answer is "not covered"."""


@dataclass(frozen=True, slots=True)
class Old:
    """One row to be checked: its file with line, its names, when it was last checked, whether workers see it still."""

    file: str
    line: int
    id: str
    name: str
    name_ja: str
    checked: date | None
    why: Why
    shown: bool


def old(today: date, hide_after_days: int = HIDE_AFTER_DAYS) -> tuple[Old, ...]:
    """List everything to be checked, in the order of the files. A hidden row comes back once its date is set anew."""
    found = [
        Old(
            "hotlines.yaml", one.line, one.id, one.name, one.name_ja, one.last_verified,
            Why.LONG_AGO if one.last_verified else Why.NEVER, shown=one.kind == "web",
        )
        for one in offices()
        if one.stale(today, hide_after_days)
    ]  # fmt: skip
    wages = table()
    if today > wages.until - SOON:
        found.append(
            Old(
                "minimum_wage.csv", 1, "minimum_wage", "Minimum wages", "最低賃金", wages.read, Why.ENDS,
                shown=today <= wages.until,
            )
        )  # fmt: skip
    return tuple(found)
