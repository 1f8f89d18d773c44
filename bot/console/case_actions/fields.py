"""What the forms of a case have in common: a reason, a day, some words."""

from bot.console.case_page import local_hour
from bot.console.errors import Invalid
from bot.console.visit import Posted

NOTE = 300
_TEXT = 3000


def note_of(posted: Posted) -> str:
    """A reason, which has to be there. Raises Invalid."""
    note = posted.get("note", longest=NOTE)
    if not note:
        raise Invalid("note", posted.visit.path.rpartition("/")[0], "staff.invalid.note")
    return note


def dated_note(posted: Posted) -> str:
    """The note, with the day where it was not today. Raises Invalid."""
    day = local_hour(posted.get("on"), posted.visit, hour=0)
    today = posted.visit.business.astimezone(posted.visit.zone).date()
    if day is None or day.date() > today:
        raise Invalid("on", posted.visit.path.rpartition("/")[0], "staff.invalid.past_day")
    return note_of(posted) if day.date() == today else f"{day.date().isoformat()}: {note_of(posted)}"


def text_of(posted: Posted) -> str:
    """What is written to somebody. Raises Invalid if it is nothing."""
    text = posted.get("text", longest=_TEXT)
    if not text:
        raise Invalid("text", posted.visit.path.rpartition("/")[0], "staff.invalid.note")
    return text


def once_of(posted: Posted) -> str:
    """By which the same form sent twice is known. Raises Invalid."""
    once = posted.get("once", longest=32)
    if not once.isalnum():
        raise Invalid("once", posted.visit.path.rpartition("/")[0])
    return once
