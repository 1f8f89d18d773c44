"""The digest of an interpreter: what was assigned to them and is not done, what is late first."""

from collections.abc import Iterable
from datetime import datetime

from bot.digests.compose import Composed, Entry, Reader, put_together
from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot


def compose_assigned(
    words: Snapshot, reader: Reader, assigned: Iterable[tuple[str, datetime]], now: datetime, base_url: str, *,
    off: str | None = None,
) -> Composed | None:
    """The digest of a day; None if nothing is assigned. ``assigned``: case number and until when."""
    times = StaffTimes(words, reader.lang, reader.zone, now)
    lines: tuple[list[Entry], list[Entry]] = [], []
    for number, due_at in assigned:
        said = words.text(reader.lang, "staff.digest.due", when=times.when(due_at), left=times.left(due_at))
        lines[due_at >= now].append((number, said, f"{base_url}/console/interpreting"))
    return put_together(words, reader, *lines, now, base_url, off=off) if any(lines) else None
