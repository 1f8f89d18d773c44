"""Why a ladder goes on, which decides what the worker is told."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What made the ladder move."""

    FILED = "filed"
    SILENCE = "silence"  # the one asked has not answered in time
    DECLINED = "declined"
    TIE = "tie"  # it is bound to a body that was named since
    DEAD = "dead"  # nobody of the one asked can be told any more
    GONE = "gone"  # nobody answers for it any more
    LAPSED = "lapsed"  # accepted, but the worker has not said that they were reached
    DENIED = "denied"  # the worker says: nobody has reached me
    REOPENED = "reopened"
    HANDED_ON = "handed_on"
    CONSENT = "consent"  # the worker has agreed to more


@dataclass(frozen=True)
class Cause:
    """``partner``: the organisation it is about, if there is one."""

    reason: Reason
    partner: str | None = None


OUR_SILENCE = Cause(Reason.SILENCE)
