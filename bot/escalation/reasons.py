"""One reason why a case is pressing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .duty import OFFICE
from .risks import Risks, Weight, shipped_risks


class Nature(StrEnum):
    """What a contribution's time means."""

    DEADLINE = "deadline"
    CONTACT = "contact"
    NOTED = "noted"  # no time follows from it


@dataclass(frozen=True)
class Contribution:
    """One reason. ``source``: the variable or event behind it. ``passed``: its day lay behind when seen.

    ``law``: the rule it rests on, if any, with the ids of its sources; not ``checked``: nobody has verified that the
    rule concerns this worker. It still presses, so that nobody is told too late, but is never told as a fact.
    """

    reason: str
    source: str
    nature: Nature
    weight: Weight
    due_at: datetime | None = None
    passed: bool = False
    law: str | None = None
    sources: tuple[str, ...] = ()
    checked: bool = True


def risk(key: str, source: str, now: datetime, table: Risks | None = None) -> Contribution:
    """The contribution of a risk key; one that is not in the table is noted, so that it is seen."""
    known = (table or shipped_risks()).get(key)
    if known is None or known.contact_within is None:
        return Contribution(key, source, Nature.NOTED, known.weight if known else Weight.NOTED)
    return Contribution(key, source, Nature.CONTACT, known.weight, known.contact_within.after(now, OFFICE))
