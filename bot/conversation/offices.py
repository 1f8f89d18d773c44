"""Official contacts for a worker at a moment, in words: what is open now, and what nobody checked lately."""

from datetime import datetime
from typing import Any

from bot.clock import in_japan
from bot.wording import values
from bot.wording.served import Snapshot
from flows.law.dated import HIDE_AFTER_DAYS
from flows.law.hotlines import OfficeNow, offices_now

SHOWN = 3


def status_of(variables: dict[str, Any]) -> str:
    """The status of residence as the offices know it; "unknown" gets what holds for everybody."""
    status = variables.get("status")
    if status == "other":
        status = variables.get("status_other")
    return status if isinstance(status, str) else "unknown"


def contacts(wording: Snapshot, language: str, status: str, now: datetime, *, said_in: str | None = None) -> str:
    """A few offices, one a line, lines that answer now first; without a valid card, none whose officials may have to
    tell immigration. ``said_in``: the same ones, told in another language than the worker's."""
    found = offices_now(language, status, in_japan(now), HIDE_AFTER_DAYS)
    suited = [o for o in found if o.office.kind != "emergency" and not o.explain_first]
    pages = [o for o in suited if o.office.kind == "web"]
    lines = [o for o in suited if o.office.kind == "phone"][: SHOWN - min(len(pages), 1)]
    pages = pages[: SHOWN - len(lines)]
    shown = sorted(lines + pages, key=suited.index)
    return "\n".join(line(wording, said_in or language, office) for office in shown)


def line(wording: Snapshot, language: str, one: OfficeNow) -> str:
    """One office: its name, its number or page, whether it answers now."""
    office = one.office
    where = office.number or office.url or ""
    notes = []
    if office.kind == "phone" and one.open:
        notes.append(wording.text(language, "office.open_now"))
    elif office.kind == "phone" and one.opens_at is not None:
        notes.append(wording.text(language, "office.opens_at", when=values.moment(language, one.opens_at)))
    if one.may_have_changed:
        notes.append(wording.text(language, "office.may_have_changed"))
    note = f" ({', '.join(notes)})" if notes else ""
    return f"• {office.name} {office.name_ja}\n  {where}{note}"
