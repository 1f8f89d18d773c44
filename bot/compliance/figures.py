"""Public figures: one closed quarter, by duty, sector and region, from which nobody and no organisation can be told.

A number is published only where, whichever three workers are taken off, at least three workers of at least three
organisations are left, none of which has more than half of them; where those who answered at one place of work are at
most half of its foreign workers, if their number is known (whoever is confirmed for no place may be at any place of
their organisation); and where the same is true of those who say "not fulfilled", if any, and of those who say
"fulfilled", if any. So three who make reports up put no number there, and learn none below three by taking theirs off.
Whatever else is needed so that no withheld number can be worked out is withheld, too (`suppression`). What somebody
reports for somebody else is nobody's own word and does not count. A quarter is published once, 30 days after it has
ended, and never changes afterwards: what comes in or is erased later can't be told by comparing.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from bot.clock import date_in_japan
from flows.evidence import Says, reading
from flows.law.duties import duties
from storage.models import OrganisationKind, Staff
from storage.repositories.seen import region_of
from storage.uow import UnitOfWork

from .errors import FiguresRefused
from .facts import Fact, gathered
from .suppression import ALL, MADE_UP, Place, summed, withheld

FEWEST = 3
"""So many workers, of as many organisations, are left whichever `MADE_UP` are taken off."""
WAITS = timedelta(days=30)
"""After the end of a quarter: so long contacts can still be confirmed."""
FIELDS: Mapping[str, str] = {
    "quarter": "The quarter in which the answers were given, by Japan time: 2026-Q3",
    "duty": "Key of the duty in the catalogue; all: any duty",
    "duty_ja": "The duty by its Japanese name",
    "duty_en": "The duty in English",
    "sector": "Sector of the accepting organisation; unknown: not recorded; all: every sector",
    "region": "Region of the place of work; unknown: not told; all: every region",
    "asked": "Workers with a confirmed report about an accepting organisation; told of the whole country only",
    "answered": "Of these, distinct workers whose answers speak of this duty; empty where no answer can say that it "
    "was fulfilled",
    "not_fulfilled": "Of those who answered, workers who say that the duty was not fulfilled",
}
"""The data dictionary."""
NOTE = (
    "Workers' statements, not findings; only from workers who confirmed the contact, about organisations that a person "
    "confirmed. What is not listed is withheld, or nobody spoke of it: too few workers or organisations, or it would "
    "tell a number that is withheld."
)


EVERYWHERE: Place = (ALL, ALL)


@dataclass(frozen=True)
class Entry:
    """One worker's word about one duty (or any), where it counts: sector and region."""

    worker_id: str
    organisation_id: str
    place: Place
    deviating: bool
    site_id: str | None = None


def published_for(quarter: str) -> date:
    """The first day on which a quarter can be published. Raises FiguresRefused for what is no quarter."""
    try:
        year, number = int(quarter[:4]), int(quarter[6])
        ends = date(year + number // 4, number % 4 * 3 + 1, 1)
    except (ValueError, IndexError):
        raise FiguresRefused(why="that is no quarter") from None
    if quarter != f"{year}-Q{number}" or not 1 <= number <= 4:
        raise FiguresRefused(why="that is no quarter")
    return ends + WAITS


def publish(uow: UnitOfWork, quarter: str, by: Staff, now: datetime) -> Mapping[str, Any]:
    """Publish a closed quarter, once and for good. Raises FiguresRefused."""
    if date_in_japan(now) < published_for(quarter):
        raise FiguresRefused(why=f"the quarter can be published from {published_for(quarter).isoformat()} on")
    made = figures(uow, quarter)
    if not uow.figures.publish(quarter, made, by.id, now):
        raise FiguresRefused(why="this quarter was published, and stays as it is")
    return made


@dataclass(frozen=True)
class Crowd:
    """Place of work → how many foreign workers are there, where that is known; organisation → its places of these."""

    sites: Mapping[str, int] = field(default_factory=dict)
    of: Mapping[str, Collection[str]] = field(default_factory=dict)

    def crowded(self, entries: Iterable[Entry]) -> bool:
        """Whether those who speak may be more than half of the foreign workers of a place. Whoever is confirmed for no
        place may be at any of their organisation."""
        at = Counter(
            site
            for one in entries
            for site in ([one.site_id] if one.site_id is not None else self.of.get(one.organisation_id, ()))
        )
        return any(2 * count > self.sites[site] for site, count in at.items() if site in self.sites)


def crowd_of(uow: UnitOfWork) -> Crowd:
    """Places of work as they are recorded, by the organisation that stands for theirs."""
    counted = {site.id: site for site in uow.organisations.sites() if site.foreign_workers is not None}
    of: dict[str, list[str]] = defaultdict(list)
    for site in counted.values():
        of[uow.organisations.root(site.organisation_id)].append(site.id)
    return Crowd({site.id: site.foreign_workers or 0 for site in counted.values()}, of)


def figures(uow: UnitOfWork, quarter: str) -> Mapping[str, Any]:
    """A quarter as it would be published now."""
    accepting = {one.id: one for one in uow.organisations.all() if one.kind == OrganisationKind.ACCEPTING}
    sites = {site.id: site for site in uow.organisations.sites()}
    told = [fact for fact in gathered(uow) if fact.quarter == quarter and fact.own]
    facts = [fact for fact in told if fact.organisation_id in accepting]

    def place(fact: Fact) -> Place:
        site = sites.get(fact.site_id or "")
        prefecture = site.prefecture if site is not None else fact.prefecture
        return accepting[fact.organisation_id].sector or "unknown", region_of(prefecture) or "unknown"

    return tabulated(quarter, facts, place, crowd_of(uow))


@cache
def one_sided() -> frozenset[str]:
    """Duties of which no answer says that they were fulfilled: everybody who speaks of one says that it was not."""
    both = {speaks.duty for speaks in reading().values() if speaks.fulfilled}
    both |= {duty for speaks in reading().values() if speaks.all_fulfilled for duty in speaks.each.values()}
    return frozenset(duties().keys() - both)


def tabulated(
    quarter: str, facts: Sequence[Fact], place: Callable[[Fact], Place], crowd: Crowd
) -> Mapping[str, Any]:
    """The same from what it needs."""
    asked = entries_of(facts, place)
    known, hidden_base = _table([asked], crowd)
    open_base = {one: number for one, number in known[0].items() if one not in hidden_base}
    rows, tells = [], False
    for key, about in duties().items():
        entries = entries_of((fact for fact in facts if fact.duty.key == key), place)
        if not entries:
            continue
        yes, no = [one for one in entries if not one.deviating], [one for one in entries if one.deviating]
        tables, hidden = _table([no, yes], crowd, open_base)
        # A row that is withheld is not there, as where nobody spoke: it would say that somebody did.
        told = tables[0].keys() - hidden
        tells = tells or (EVERYWHERE in told and _silent_few(asked, no if key in one_sided() else entries))
        for at in sorted(told):
            rows.append(
                {"quarter": quarter, "duty": key, "duty_ja": about.ja, "duty_en": about.en, "sector": at[0],
                 "region": at[1], "asked": None,
                 "answered": None if key in one_sided() else tables[0][at] + tables[1][at],
                 "not_fulfilled": tables[0][at]}
            )  # fmt: skip
    # Of everybody, not of each place: with the answers to each duty a place's number would tell of the others.
    if EVERYWHERE in open_base and not tells:
        rows.append(
            {"quarter": quarter, "duty": ALL, "duty_ja": "", "duty_en": "", "sector": ALL, "region": ALL,
             "asked": open_base[EVERYWHERE], "answered": None, "not_fulfilled": None}
        )  # fmt: skip
    return {"quarter": quarter, "note": NOTE, "dictionary": dict(FIELDS), "rows": rows}


def as_csv(made: Iterable[Mapping[str, Any]]) -> str:
    """Published quarters as CSV; a number that is not told is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(FIELDS))
    writer.writeheader()
    for quarter in made:
        writer.writerows({name: "" if row[name] is None else row[name] for name in FIELDS} for row in quarter["rows"])
    return out.getvalue()


def entries_of(facts: Iterable[Fact], place: Callable[[Fact], Place]) -> list[Entry]:
    """Each worker once: "not fulfilled" outweighs "fulfilled", then the newest word counts."""
    newest: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda one: (one.says is Says.DEVIATION, one.at, one.case_id, one.duty.key)):
        newest[fact.worker_id] = fact
    return [
        Entry(one.worker_id, one.organisation_id, place(one), one.says is Says.DEVIATION, one.site_id)
        for one in newest.values()
    ]


def _table(
    parts: Sequence[Sequence[Entry]], crowd: Crowd, most: Mapping[Place, int] | None = None
) -> tuple[list[dict[Place, int]], frozenset[Place]]:
    """The parts with their sums, and what is withheld of them."""
    inside = [dict(Counter(entry.place for entry in part)) for part in parts]
    rows = sorted({place[0] for part in inside for place in part})
    columns = sorted({place[1] for part in inside for place in part})
    split = [_with_sums(part) for part in parts]
    sensitive = {
        (row, column)
        for row in [*rows, ALL]
        for column in [*columns, ALL]
        if _too_telling([found.get((row, column), []) for found in split], crowd)
    }
    hidden = withheld(inside, sensitive, most)
    return [summed(part, rows, columns) for part in inside], hidden


def _with_sums(part: Sequence[Entry]) -> dict[Place, list[Entry]]:
    found: dict[Place, list[Entry]] = defaultdict(list)
    for entry in part:
        row, column = entry.place
        for place in ((row, column), (row, ALL), (ALL, column), (ALL, ALL)):
            found[place].append(entry)
    return found


def _silent_few(asked: Sequence[Entry], told: Iterable[Entry]) -> bool:
    """Whether too few of those who were asked are not in a number: how many were asked, less it, would tell them."""
    heard = {entry.worker_id for entry in told}
    silent = [entry for entry in asked if entry.worker_id not in heard]
    return bool(silent) and _too_few(silent)


def _too_telling(parts: Sequence[Sequence[Entry]], crowd: Crowd) -> bool:
    """Whether a place tells of too few: everybody there, or those who said the one thing or the other. Each is held to
    the same: three who made theirs up must not learn of one other by taking them off, nor be a number themselves."""
    everybody = [entry for part in parts for entry in part]
    if any(_too_few(part) for part in (everybody, *filter(None, parts))):
        return True
    return crowd.crowded(everybody)


def _too_few(part: Sequence[Entry]) -> bool:
    """Whether some `MADE_UP` of them can be taken off so that too few workers or organisations are left, or one
    organisation with more than half of them."""
    sizes = sorted(Counter(entry.organisation_id for entry in part).values())
    left, organisations, off = len(part) - MADE_UP, len(sizes), MADE_UP
    for size in sizes:  # the smallest first: so the most organisations go
        if size > off:
            break
        off, organisations = off - size, organisations - 1
    return left < FEWEST or organisations < FEWEST or 2 * sizes[-1] > left
