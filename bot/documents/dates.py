"""A calendar file of days, for any phone. Titles say nothing: whoever sees the phone must not learn what they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

MIME = "text/calendar"
ALARM = timedelta(days=-2, hours=-15)
"""Before the day begins: at nine in the morning, three days before."""


@dataclass(frozen=True)
class Entry:
    """One whole day. `title` is neutral; `mark` is the same for the same entry made anew, and tells nothing either."""

    on: date
    title: str
    mark: str


def calendar(entries: Iterable[Entry], made: datetime) -> bytes:
    """The file: one event and one alarm for each entry. The same entries at the same moment are the same bytes."""
    file = Calendar()
    file.add("prodid", "-//calendar//EN")
    file.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.mark}-{entry.on.isoformat()}@calendar")
        event.add("dtstamp", made.astimezone(UTC))
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", ALARM)
        event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())
