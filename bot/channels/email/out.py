"""The way out of the outbox to mailboxes: what can happen becomes delivered, again, never."""

from bot.cases.notifier import Notifier
from bot.channels.delivery import Addressed
from bot.channels.email import errors as mail_errors
from bot.channels.email.send import send as send_mail
from bot.clock import Clock
from bot.digests.contacts import contact_gone
from bot.digests.mail import Mail
from bot.settings import SmtpServer
from bot.workers.channel import Delivered, Never, Outcome, TryAgain
from storage.repositories.lanes import STAFF, address_of
from storage.repositories.outbox import Outgoing
from storage.uow import UnitOfWork


class EmailOut:
    """Mail to staff."""

    certain = False

    def __init__(self, server: SmtpServer, notifier: Notifier, clock: Clock) -> None:
        self._server = server
        self._notifier = notifier
        self._clock = clock

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> Addressed:
        """The address."""
        return Addressed(address_of(uow, lane_id), {})

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """One mail."""
        assert isinstance(prepared, Addressed)
        if prepared.address is None:
            return Never("no address", gone=True)
        try:
            await send_mail(self._server, prepared.address, Mail.from_payload(message.payload), message.created_at)
        except mail_errors.RecipientGone as error:
            return Never(str(error), gone=True)
        except mail_errors.Refused as error:
            return Never(str(error))
        except mail_errors.Temporary as error:
            return TryAgain(str(error), perhaps=error.perhaps)
        return Delivered()

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The address does not exist: for staff, go on with the ladder; a worker's is forgotten."""
        if not lane_id.startswith(STAFF):
            uow.workers.update_profile(lane_id.split(":")[1], email=None)
            return
        contact_gone(uow, self._notifier, lane_id, self._clock.business())
