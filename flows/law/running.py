"""All clocks that run for one worker, from the days that are known: in the order of the days they end on."""

from dataclasses import dataclass, replace
from datetime import date

from flows.law import clocks
from flows.law.clocks import Clock, Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Days in Japan that the worker told or staff recorded. None: not known, and then no clock is made up.

    `oldest_unpaid`: the earliest payday whose pay is still missing; `last_unpaid`: no payday after it is missing.
    `interview`: the last regular interview, or the latest day on which it can have been: there must be another within
    three months of it.
    """

    status: str = "unknown"
    contract_ended: Start | None = None
    last_worked: Start | None = None
    stay_expiry: date | None = None
    stay_applied: date | None = None
    stay_refused: bool = False
    days_granted: int | None = None
    papers_withheld: bool = False
    told_to_leave: date | None = None
    oldest_unpaid: date | None = None
    last_unpaid: date | None = None
    interview: Start | None = None


def running(known: Known, today: date) -> tuple[Clock, ...]:
    """Every clock that runs, or ran out, earliest first. A rule that nobody has checked makes none.

    A stay that was applied for in time goes on to the end of its special period; one that nobody has applied for
    counts as a renewal to be filed.
    """
    found = [*_work(known), *_stay(known, today)]
    if known.told_to_leave is not None:
        found.append(clocks.dismissal_notice(known.told_to_leave))
    if known.oldest_unpaid is not None:
        found.append(_wages(known.oldest_unpaid, known.last_unpaid or today, today))
    return tuple(sorted((one for one in found if one.basis.firm), key=lambda one: (one.due, one.key)))


def _wages(oldest: date, last: date, today: date) -> Clock:
    """The clock of the oldest payday that can still be claimed: months lapse one after the other.

    Once it is not that of the oldest month told, its advice says that older ones may be lost. A clock that has passed
    means that all may be.
    """
    first = clocks.wage_limitation(oldest)
    months = 0
    while (clock := clocks.wage_limitation(clocks.add_months(oldest, months))).passed(today):
        months += 1
        if clocks.add_months(oldest, months) > last:
            return first
    return clock if months == 0 else replace(clock, advice="ask_about_older_months")


def _work(known: Known) -> list[Clock]:
    made: list[Clock | None] = []
    if known.contract_ended is not None:
        made += [clocks.immigration_notice(known.contract_ended, known.status)]
        made += [clocks.employer_notice(known.contract_ended, known.status)]
    if known.last_worked is not None:
        made.append(clocks.activity_gap(known.last_worked, known.status))
    if known.interview is not None and known.contract_ended is None:
        made.append(clocks.interview(known.interview, known.status))
    return [one for one in made if one is not None]


def _stay(known: Known, today: date) -> list[Clock]:
    expiry = known.stay_expiry
    if expiry is None:
        return []
    applied = known.stay_applied is not None and known.stay_applied <= today
    longer = None
    if known.stay_applied is not None and applied and not known.stay_refused:
        longer = clocks.special_period(expiry, known.stay_applied, known.days_granted)
    if longer is not None:
        return [longer]
    to_file = clocks.renewal(expiry, filed=applied, papers_withheld=known.papers_withheld)
    return [clocks.end_of_stay(expiry) if to_file is None else to_file]
