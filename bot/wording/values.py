"""How numbers, dates, money and chosen answers are written in each language.

ASCII digits everywhere; yen grouped as on a Japanese payslip; dates in the long form or with the weekday's name, never
the short one (3/11 is two days); hours with our own unit words.
"""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton

from bot.clock import in_japan
from flows.conditions import known
from flows.model import ROOT

from .languages import BABEL, ENDONYMS
from .served import Snapshot

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEN = re.compile(r"(_low|_high|_yen|^amount.*|_pay)$")

_WEEKDAYS = ("月（げつ）", "火（か）", "水（すい）", "木（もく）", "金（きん）", "土（ど）", "日（にち）")

_LONG = {"mn": "medium"}
"""Where the long form spells the month as an ordinal number: Japanese papers show it in digits."""


def yen(wording: Snapshot, language: str, amount: int) -> str:
    """``1,234,567 yen``."""
    return wording.text(language, "units.yen", count=f"{amount:,}")


def hours(wording: Snapshot, language: str, minutes: int) -> str:
    """``2 hours 30 minutes``."""
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole or not rest:
        parts.append(wording.text(language, "units.hours", count=str(whole)))
    if rest:
        parts.append(wording.text(language, "units.minutes", count=str(rest)))
    return " ".join(parts)


@lru_cache(maxsize=2048)
def day(language: str, value: date) -> str:
    """A date in the long form; in plain Japanese as 2026年11月3日."""
    if language == "ja":
        return f"{value.year}年（ねん）{value.month}月（がつ）{value.day}日（にち）"
    return _plain(format_date(value, _LONG.get(language, "long"), locale=BABEL[language]))


@lru_cache(maxsize=2048)
def weekday(language: str, value: date) -> str:
    """A day of the last weeks: its weekday, day and month; in plain Japanese as 11月3日（火）."""
    if language == "ja":
        return f"{value.month}月（がつ）{value.day}日（にち）({_WEEKDAYS[value.weekday()]})"
    return _plain(format_skeleton("MMMEd", value, locale=BABEL[language]))


@lru_cache(maxsize=512)
def month(language: str, value: str) -> str:
    """``2026-11`` as November 2026."""
    first = date.fromisoformat(value + "-01")
    if language == "ja":
        return f"{first.year}年（ねん）{first.month}月（がつ）"
    return _plain(format_skeleton("yMMM" if language in _LONG else "yMMMM", first, locale=BABEL[language]))


def _plain(written: str) -> str:
    """With ordinary spaces: old phones show a box for narrow ones."""
    return written.replace("\u202f", " ")


def moment(language: str, value: datetime) -> str:
    """Day and time in Japan."""
    local = in_japan(value)
    if language == "ja":
        return f"{day(language, local.date())} {hour(language, local.time())}"
    return f"{day(language, local.date())}, {hour(language, local.time())}"


def hour(language: str, value: time) -> str:
    """A time of day; in plain Japanese as 午後2時30分."""
    if language == "ja":
        half = "午前（ごぜん）" if value.hour < 12 else "午後（ごご）"
        return f"{half}{value.hour % 12}時（じ）{value.minute:02d}分（ふん）"
    return f"{value:%H:%M}"


def param(wording: Snapshot, language: str, name: str, value: Any) -> str:
    """A value for a placeholder: the placeholder's name tells money from counts, the value's form tells dates."""
    if not known(value):
        return ""
    if isinstance(value, datetime):
        return moment(language, value)
    if isinstance(value, date):
        return day(language, value)
    if isinstance(value, time):
        return hour(language, value)
    if isinstance(value, str):
        return day(language, date.fromisoformat(value)) if _ISO_DATE.fullmatch(value) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if _YEN.search(name):
            return yen(wording, language, int(value))
        return f"{value:g}" if isinstance(value, float) else f"{value:,}"
    return str(value)


SPOKEN = "🎤"
"""An answer that somebody has to listen to."""

BY_KEY = "key:"
"""What the label of an option begins with that has no name of its own, but a text."""


def option(wording: Snapshot, language: str, label: str) -> str:
    """What is on an option: a name as it is, or a text of the release being served."""
    return wording.text(language, label.removeprefix(BY_KEY)) if label.startswith(BY_KEY) else label


def answer(
    wording: Snapshot, language: str, flow: str, step: str, kind: str, value: Any, labels: dict[str, str] | None = None
) -> str:
    """An answer as it is shown to a person in ``language``."""
    if isinstance(value, dict) and "skipped" in value:
        key = {"unknown": "ui.dont_know", "skip": "ui.skip", "prefer_not": "ui.prefer_not"}[value["skipped"]]
        return wording.text(language, key)
    if value is None:
        return ""
    match kind:
        case "choice" if flow == ROOT and step == "language":
            return ENDONYMS.get(value, str(value))
        case "choice":
            return wording.text(language, f"{flow}.{step}.choice.{value}")
        case "multi_choice":
            return ", ".join(wording.text(language, f"{flow}.{step}.choice.{v}") for v in value)
        case "options":
            return ", ".join(option(wording, language, (labels or {}).get(v, v)) for v in value)
        case "yes_no":
            return wording.text(language, "ui.yes" if value else "ui.no")
        case "prefecture":
            return wording.text(language, f"prefecture.{value}")
        case "hours":
            return hours(wording, language, int(value))
        case "money":
            return yen(wording, language, int(value))
        case "date":
            return day(language, date.fromisoformat(value))
        case "month":
            return month(language, value)
        case "file":
            return f"📎 {len(value)}"
        case "text" if isinstance(value, list):  # told in a voice message
            return SPOKEN
        case _:
            return f"{value:g}" if isinstance(value, float) else str(value)
