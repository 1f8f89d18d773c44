"""When something was said on Telegram: long before it comes to us, if the way was closed."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Telegram's library is only loaded where it is used
    from bot.channels.telegram.updates import Inbound

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Heard:
    """The newest time that is known of what came so far. One per process."""

    def __init__(self) -> None:
        self._number = -1
        self._at = LONG_AGO

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
