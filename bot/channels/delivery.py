"""The ways out of the outbox: Telegram, the web chat, e-mail. Each maps what can happen to: delivered, again, never."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.cases.dead import recipient_dead
from bot.cases.notifier import Notifier
from bot.cases.silence import worker_blocked
from bot.channels.email import errors as mail_errors
from bot.channels.email.send import send as send_mail
from bot.channels.telegram import errors as telegram_errors
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.send import send as send_telegram
from bot.clock import Clock
from bot.digests.mail import Mail
from bot.settings import SmtpServer
from bot.workers.outbox import Delivered, Never, Outcome, TryAgain
from storage.repositories.queues import Outgoing
from storage.uow import UnitOfWork

STAFF = "staff:"
WORKER = "worker:"  # a worker's own e-mail address


@dataclass(frozen=True)
class Addressed:
    """Where a lane's messages go, and which earlier messages they refer to."""

    address: str | None
    refs: dict[int, int]


class TelegramOut:
    """Messages to chats on Telegram, of workers and of staff."""

    def __init__(self, api: TelegramApi, notifier: Notifier, clock: Clock) -> None:
        self._api = api
        self._notifier = notifier
        self._clock = clock

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> Addressed:
        """The chat's id, and the messages whose buttons change."""
        visits = [m.payload["visit"] for m in messages if m.payload["type"] in ("answered", "redraw")]
        return Addressed(address_of(uow, lane_id), uow.outbox.refs(lane_id, visits) if visits else {})

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """One call of the Bot API (several for a long text)."""
        assert isinstance(prepared, Addressed)
        if prepared.address is None:
            return Never("no address", gone=True)
        refs = prepared.refs
        try:
            sent = await send_telegram(self._api, prepared.address, message.payload, refs)
        except telegram_errors.RetryAfter as wait:
            return TryAgain("retry after", wait.seconds)
        except telegram_errors.RecipientGone as error:
            return Never(str(error), gone=True)
        except telegram_errors.ChatMigrated:
            return Never("the chat became a group", gone=True)
        except telegram_errors.Refused as error:
            return Never(str(error))
        except telegram_errors.TelegramFailure as error:
            return TryAgain(type(error).__name__)
        if message.visit is not None and sent.message_id is not None:
            refs[message.visit] = sent.message_id  # for an edit that follows in the same round
        return Delivered(sent.message_id)

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The person blocked the bot: a sign of danger for a worker, a dead recipient for staff."""
        now = self._clock.business()
        if lane_id.startswith(STAFF):
            recipient_dead(uow, self._notifier, lane_id.split(":")[1], now)
            return
        conversation = uow.conversations.get(lane_id)
        if conversation is not None and conversation.blocked_at is None:
            uow.conversations.set_blocked(lane_id, self._clock.now())
            worker_blocked(uow, self._notifier, conversation.worker_id, now)


class StoredOut:
    """What we start on the web chat and in the terminal: at its time it joins what the page shows."""

    def __init__(self, clock: Clock, run: Callable[..., Any], database: Any, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._run = run
        self._database = database
        self._changed = changed

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> str:
        """The conversation."""
        return lane_id

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Append the bubble. A receipt lost in between would show it twice, as on any channel."""
        await self._run(self._append, str(prepared), message)
        self._changed(str(prepared))
        return Delivered()

    def _append(self, conversation_id: str, message: Outgoing) -> None:
        payload = dict(message.payload)
        author = payload.pop("author", "bot")
        with self._database.write() as uow:
            conversation = uow.conversations.get(conversation_id)
            if conversation is not None:
                uow.web.add_bubbles(conversation_id, conversation.worker_id, [(author, payload)], self._clock.now())

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """A kept conversation is never gone."""


class EmailOut:
    """Mail to staff."""

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
        except mail_errors.MailFailure as error:
            return TryAgain(str(error))
        return Delivered()

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The address does not exist: for staff, go on with the ladder; a worker's is forgotten."""
        if not lane_id.startswith(STAFF):
            uow.workers.update_profile(lane_id.split(":")[1], email=None)
            return
        recipient_dead(uow, self._notifier, lane_id.split(":")[1], self._clock.business())


def address_of(uow: UnitOfWork, lane_id: str) -> str | None:
    """Where a lane leads: a chat id, an e-mail address; None if that is not known any more."""
    if lane_id.startswith(STAFF):
        return uow.access.address(lane_id)
    if lane_id.startswith(WORKER):
        found: str | None = uow.workers.profile(lane_id.split(":")[1]).get("email")
        return found
    conversation = uow.conversations.get(lane_id)
    return uow.conversations.address(conversation) if conversation is not None else None
