"""When something was said on Telegram: long before it comes to us, if the way was closed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Telegram's library is only loaded where it is used
    from bot.channels.telegram.updates import Inbound

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LATE = timedelta(minutes=5)
"""A tap that was on its way for less counts as just pressed."""
_COMES_AFTER = timedelta(minutes=15)
"""So long after the way is open again Telegram may still bring what it kept."""
_BESIDE = timedelta(minutes=2)
"""With so little between them, two failures are of the same closing."""


class Heard:
    """The newest time that is known of what came so far, and when nothing could come. One per process."""

    def __init__(self) -> None:
        self._number = -1
        self._at = LONG_AGO
        self._closed: list[tuple[datetime, datetime]] = []

    def closed(self, since: datetime, until: datetime) -> None:
        """Between these moments nothing could come to us: the program stood still, or could not store it, or did not
        reach Telegram."""
        closed = [one for one in self._closed if since - one[1] <= _COMES_AFTER]
        if closed and since - closed[-1][1] <= _BESIDE:
            since = min(since, closed.pop()[0])
        self._closed = [*closed, (since, until)]

    def pressed_after(self, inbound: "Inbound", now: datetime) -> datetime | None:
        """Of a tap that may have been kept back for long: when it can't have been pressed before; None: just now.

        Where nobody saw that the way was closed (a webhook that Telegram could not reach) nothing tells it.
        """
        lately = [
            since for since, until in self._closed if until - since > LATE and now - until <= _COMES_AFTER
        ]
        if inbound.event["type"] != "tap" or not lately:
            return None
        earliest = max(min(lately), self.said_at(inbound))
        return earliest if now - earliest > LATE else None

    def said_at(self, inbound: "Inbound") -> datetime:
        """When it was said; of a tap, which has no time, when it can't have been before.

        Taps come after the message they hang on, and, as Telegram numbers updates in their order, after every message
        with a lower number.
        """
        if inbound.said_at is not None:
            if inbound.update_id > self._number:
                self._number, self._at = inbound.update_id, max(self._at, inbound.said_at)
            return inbound.said_at
        heard = self._at if self._number < inbound.update_id else LONG_AGO
        return max(heard, inbound.not_before or LONG_AGO)
