"""Offices a worker can turn to now, in their language, with how old each number is (`hotlines.yaml`)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from operator import attrgetter
from pathlib import Path

from flows.law.errors import LawDataError
from flows.law.facts import HERE, Basis, read_basis
from flows.law.hours import ALWAYS, JAPAN, Hours, read_hours
from flows.law.reading import Entry, document
from flows.law.rules import STATUSES

MANY = "many"
"""An interpreter line: several languages, but the list was not seen."""
FALL_BACK = (MANY, "en", "ja")
WITHOUT_STATUS = "no_card"


@dataclass(frozen=True, slots=True)
class Office:
    """A phone line, a web page or an emergency number. Names are its own, in English and Japanese."""

    id: str
    kind: str
    name: str
    name_ja: str
    number: str | None
    number_abroad: str | None
    press: str | None
    url: str | None
    languages: tuple[str, ...]
    hours: Hours
    free: bool
    public: bool
    only_for: tuple[str, ...]
    basis: Basis
    last_verified: date | None
    line: int
    """Where its row begins in `hotlines.yaml`."""

    def stale(self, today: date, hide_after_days: int) -> bool:
        """Whether nobody has looked whether it still holds for too long; a day that has not come yet is a slip of the
        pen and says nothing. Emergency numbers never are."""
        if self.kind == "emergency":
            return False
        return self.last_verified is None or not 0 <= (today - self.last_verified).days <= hide_after_days


@dataclass(frozen=True, slots=True)
class OfficeNow:
    """An office at one moment.

    `language` is what is spoken there: the worker's own, `many`, `en` or `ja`. `open`: None if nobody knows.
    `opens_at` and `closes_at` are in Japan's time. `may_have_changed`: nobody checked for too long, say so.
    `explain_first`: a public office for somebody without a valid card; explain the risk before giving it.
    """

    office: Office
    language: str
    open: bool | None
    opens_at: datetime | None
    closes_at: datetime | None
    may_have_changed: bool
    explain_first: bool


def offices_now(language: str, status: str, at: datetime, hide_after_days: int) -> list[OfficeNow]:
    """List the offices for a worker at a moment, the most useful first; never empty.

    Lines that nobody has checked within `hide_after_days` are hidden. Order: lines that are open, then those that open
    next; where none is left that speaks the worker's language, the official web pages before them, marked
    `may_have_changed` unless they were checked; last 110 and 119, always. Lines in English or Japanese come only if
    there is none in the language. Without a valid card, public offices follow all the others and are marked
    `explain_first`. Raises ValueError for an `at` without time zone.
    """
    if at.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    view = partial(_now, language=language, status=status, at=at, hide_after_days=hide_after_days)
    suited = [office for office in offices() if not office.only_for or status in office.only_for]
    today = at.astimezone(JAPAN).date()
    phones = [one for one in suited if one.kind == "phone" and not one.stale(today, hide_after_days)]
    own = [office for office in phones if language in office.languages or MANY in office.languages]
    if not any(language in office.languages for office in own):
        own = [office for office in phones if set(FALL_BACK) & set(office.languages)]
    lines = sorted((view(office) for office in own), key=_order)
    pages: list[OfficeNow] = []
    if not any(one.language in (language, MANY) and not one.explain_first for one in lines):
        pages = sorted((view(office) for office in suited if _page(office, language)), key=_order)
    urgent = [view(office) for office in suited if office.kind == "emergency"]
    return sorted(pages + lines, key=attrgetter("explain_first")) + urgent


@cache
def offices(path: Path = HERE / "hotlines.yaml") -> tuple[Office, ...]:
    """Read every office in the order of the file; raises LawDataError with file and line."""
    top = document(path)
    found: dict[str, Office] = {}
    for section, kind in (("offices", "phone"), ("websites", "web"), ("emergency", "emergency")):
        for entry in top.entries(section):
            office = _read(entry, kind)
            if office.id in found:
                raise entry.wrong(f"office '{office.id}' is written twice")
            found[office.id] = office
    top.done()
    if not any(office.kind == "emergency" for office in found.values()):
        raise LawDataError(path, 1, "the emergency numbers are missing")
    return tuple(found.values())


def _now(office: Office, language: str, status: str, at: datetime, hide_after_days: int) -> OfficeNow:
    running = office.hours.at(at)
    is_open = None if not office.hours.known or (running and not running.sure) else bool(running)
    spoken = next((one for one in (language, *FALL_BACK) if one in office.languages), MANY)
    return OfficeNow(
        office=office,
        language=spoken,
        open=is_open,
        opens_at=None if running else office.hours.next_after(at),
        closes_at=running.closes if running else None,
        may_have_changed=office.stale(at.astimezone(JAPAN).date(), hide_after_days),
        explain_first=status == WITHOUT_STATUS and office.public,
    )


def _page(office: Office, language: str) -> bool:
    return office.kind == "web" and (not office.languages or language in office.languages)


def _order(one: OfficeNow) -> tuple[int, int, float]:
    """Sort by what helps now: open, the worker's own language, soonest to open."""
    spoken = FALL_BACK.index(one.language) + 1 if one.language in FALL_BACK else 0
    readiness = {True: 0, None: 1, False: 2}[one.open]
    wait = one.opens_at.timestamp() if one.opens_at else float("inf")
    return readiness, spoken, wait


def _read(entry: Entry, kind: str) -> Office:
    phone = kind == "phone"
    number = None if kind == "web" else _number(entry, "number")
    office = Office(
        id=entry.text("id"),
        kind=kind,
        name=entry.text("name"),
        name_ja=entry.text("name_ja"),
        number=number,
        number_abroad=_number(entry, "number_abroad") if entry.has("number_abroad") else None,
        press=entry.text("press") if entry.has("press") else None,
        url=_url(entry) if kind == "web" else None,
        languages=entry.texts("languages"),
        hours=read_hours(entry) if phone else ALWAYS,
        free=entry.one_of("cost", ("free", "charge")) == "free" if phone else True,
        public=entry.flag("public"),
        only_for=_only_for(entry),
        basis=read_basis(entry),
        last_verified=None if kind == "emergency" else _verified(entry),
        line=entry.line,
    )
    entry.done()
    if phone and not office.languages:
        raise entry.wrong("'languages' must name at least one language")
    return office


def _number(entry: Entry, key: str) -> str:
    raw = entry.text(key)
    digits = raw.replace("-", "")
    if not (digits.isascii() and digits.isdigit() and (len(digits) == 3 or raw.startswith("0"))):
        raise entry.wrong(f"'{raw}' in '{key}' is not a number that can be dialled in Japan")
    return raw


def _url(entry: Entry) -> str:
    raw = entry.text("url")
    if not raw.startswith("https://"):
        raise entry.wrong(f"'{raw}' is not an https address")
    return raw


def _only_for(entry: Entry) -> tuple[str, ...]:
    named = entry.texts("only_for")
    for name in named:
        if name not in STATUSES:
            raise entry.wrong(f"'{name}' in 'only_for' is not a known status")
    return named


def _verified(entry: Entry) -> date | None:
    return None if entry.text("last_verified") == "unknown" else entry.day("last_verified")
