"""Mail as a way out of the outbox."""

from bot.cases.notifier import Notifier
from bot.channels.email.errors import RecipientGone, Refused, Temporary
from bot.channels.email.message import Mail
from bot.channels.email.send import send
from bot.clock import Clock
from bot.digests.contacts import contact_gone
from bot.settings import SmtpServer
from bot.workers.outbox import Delivered, Never, Outcome, TryAgain
from storage.repositories.queues import Outgoing
from storage.uow import UnitOfWork


class EmailChannel:
    """Sends mail to staff over one server."""

    def __init__(self, server: SmtpServer, clock: Clock, notifier: Notifier) -> None:
        self._server = server
        self._clock = clock
        self._notifier = notifier

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> object:
        """The address as it is now: mail waiting for an address that was changed goes to the new one."""
        return uow.access.address(lane_id)

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Send one mail."""
        if not isinstance(prepared, str):
            return Never("no address", gone=True)
        try:
            await send(self._server, prepared, Mail.from_payload(message.payload), self._clock.now())
        except Temporary as error:
            return TryAgain(str(error))
        except RecipientGone as error:
            return Never(str(error), gone=True)
        except Refused as error:
            return Never(str(error))
        return Delivered()

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """Nothing is sent to this person by mail until they confirm an address again."""
        contact_gone(uow, self._notifier, lane_id, self._clock.business())
