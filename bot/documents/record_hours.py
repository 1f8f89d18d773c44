"""What a worker's own log of hours adds to the process record: a line for each month, and one for all of them. Only a
record that the worker has made holds it: nobody else sees the log."""

from collections.abc import Mapping
from datetime import date

from bot.clock import date_in_japan
from bot.wording.readings import without_readings
from flows.law.log import Figures, Noted, all_figures, month_names, noted
from storage.uow import UnitOfWork

from .hours_words import Speaker
from .record import JAPANESE, Both, Line, Part, Word
from .telling import Teller


def hours_lines(uow: UnitOfWork, worker_id: str, teller: Teller, today: date) -> list[Line]:
    """What a worker has written down, month by month. Raises Erased."""
    began = uow.hours.log(worker_id).get("first")
    if began is None:
        return []
    first = date.fromisoformat(f"{began}-01")
    count = (today.year - first.year) * 12 + today.month - first.month + 1
    names = month_names(today.year, today.month, count)
    return month_lines(noted(entry for name in names for entry in uow.hours.month(worker_id, name)), teller)


def month_lines(of: Mapping[date, Noted], teller: Teller) -> list[Line]:
    """All months in which something counts, the oldest first; before them their sum, where there are several. Not in
    the version without names: whoever keeps the time cards could tell whose they are."""
    found = all_figures(of)
    lines = [_line(f"h{month:%Y-%m}", teller, of, month, month, one) for month, one in found.items()]
    if len(found) < 2:
        return lines
    return [_line("hours", teller, of, min(found), max(found), _sum(list(found.values()))), *lines]


def _sum(of: list[Figures]) -> Figures:
    return Figures(
        days=sum(one.days for one in of), total=sum(one.total for one in of), over=sum(one.over for one in of),
        late=(sum(one.late[0] for one in of), sum(one.late[1] for one in of)),
        pause_unknown=sum(one.pause_unknown for one in of), weeks=(), above=(),
    )


def _line(line_id: str, teller: Teller, of: Mapping[date, Noted], first: date, last: date, found: Figures) -> Line:
    """What some months come to, by whose pen, and when it was written."""
    written = sorted(
        date_in_japan(one.at) for on, day in of.items() if first <= on.replace(day=1) <= last for one in day.all
    )
    when = " – ".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day in (written[0], written[-1])))

    def said(language: str) -> tuple[str, str]:
        speaker = Speaker(teller.wording, language)
        month = " – ".join(dict.fromkeys((speaker.month(first), speaker.month(last))))
        (_, days), *totals = speaker.totals(first, found)
        parts = [days, *(f"{label}: {value}" for label, value in totals)]
        if first == last:  # the sum stands on the first page, where there is little room
            parts.append(f"{speaker.text('hours.noted.label')}: {when}")
        told = [" · ".join(parts), *(f"▲ {line}" for line in speaker.above(found))]
        if found.pause_unknown:
            told.append(speaker.text("hours.unknown.line", count=str(found.pause_unknown)))
        return speaker.text("hours.paper.title", month=month), " ".join(told)

    (ja_about, ja), (own_about, own) = said(JAPANESE), said(teller.language)
    ja_about, ja = without_readings(ja_about), without_readings(ja)
    if teller.language == JAPANESE:
        own_about, own = ja_about, ja
    about, text = Both(ja_about, own_about), Both(ja, own)
    return Line(line_id, Part.HOURS, Word.WORKER, text, about, names=True)
