"""The composition root: the one place where concrete parts are put together."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.alarms.endings import means_of
from bot.cases.notifier import Notifier
from bot.channels.delivery import StoredOut
from bot.channels.telegram.heard import Heard
from bot.channels.web.stored import StoredGateway
from bot.clock import Clock, SystemClock
from bot.conversation.notify import CaseNotifier
from bot.conversation.outgoing import STORED_CHANNELS
from bot.conversation.safe_hours import SafeHours
from bot.conversation.service import Conversations
from bot.conversation.staff_chat import StaffChat
from bot.conversation.structures import Structures
from bot.digests.alerts import StaffNotifier
from bot.digests.team import over
from bot.opening import Opened, open_installation, stored_offset
from bot.settings import Settings, TelegramMode
from bot.wording.served import Wording
from bot.workers.channel import Channel
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, Intake
from bot.workers.outbox import OutboxWorker
from storage.database import Database
from storage.uow import UnitOfWork

if TYPE_CHECKING:  # Telegram's library and the mailer are only loaded where they are used: they slow the start
    import aiohttp

    from bot.channels.telegram.api import TelegramApi
    from bot.channels.telegram.updates import Inbound


class DemoOffset:
    """The demonstration's clock offset, kept in the database and read again when it was changed."""

    def __init__(self) -> None:
        self._value = timedelta()

    def __call__(self) -> timedelta:
        return self._value

    def refresh(self, database: Database) -> None:
        """Read it from the database."""
        self._value = stored_offset(database)


@dataclass
class Program:
    """Everything that runs, put together. Made inside a running event loop."""

    settings: Settings
    opened: Opened
    database: Database
    clock: Clock
    offset: DemoOffset
    wording: Wording
    notifier: Notifier
    conversations: Conversations
    intake: Intake
    inbox: InboxWorker
    outbox: OutboxWorker
    gateway: StoredGateway
    telegram: "TelegramApi | None" = None
    http: "aiohttp.ClientSession | None" = None
    counts: Counter[str] = field(default_factory=Counter)
    heard: Heard = field(default_factory=Heard)

    @property
    def telegram_source(self) -> str:
        """Update ids are unique for one bot: another token's begin anew."""
        return f"telegram:{str(self.settings.telegram_token).partition(':')[0]}"

    async def take_telegram(self, inbound: "Inbound") -> bool:
        """Store one update of Telegram; True if it is new. Kinds that mean nothing to us are not kept."""
        event = dict(inbound.event)
        if event["type"] == "unknown":
            return True
        if inbound.language_code:
            event["language_code"] = inbound.language_code
        if event["type"] == "group" and inbound.user_id is not None:
            event["user"] = inbound.user_id  # in a group the chat does not say who it was
        if inbound.said_at is not None:
            event["at"] = inbound.said_at.isoformat()  # long before it comes to us, if the way was closed
        after = self.heard.pressed_after(inbound, self.clock.now())
        if after is not None:
            event["after"] = after.isoformat()
        try:
            return await self.intake.put(
                Arrival(
                    self.telegram_source, inbound.update_id, "telegram", str(inbound.chat_id), event,
                    said_at=self.heard.said_at(inbound), message_id=inbound.message_id,
                )
            )
        except Exception:
            self.missed_telegram()
            raise

    def missed_telegram(self) -> None:
        """Telegram can't bring anything just now."""
        now = self.clock.now()
        self.heard.closed(now, now)

    async def close(self) -> None:
        """End connections."""
        if self.http is not None:
            await self.http.close()
        self.database.close()


def build(settings: Settings, *, max_pages: int | None = None) -> Program:
    """Put the program together. Raises TodokeError with a sentence for the operator."""
    opened = open_installation(settings, datetime.now(UTC), max_pages=max_pages)
    database = opened.database
    offset = DemoOffset()
    if settings.demo:
        offset.refresh(database)
    clock = SystemClock(offset)
    wording = Wording(database)
    wording.refresh()
    notifier = notifier_of(settings, wording, clock)
    conversations = Conversations(
        structures=Structures(opened.structure), wording=wording, lexicons=opened.lexicons, notifier=notifier,
        clock=clock, staff=StaffChat(notifier, wording, clock, base_url(settings), means_of(settings)),
        demo=settings.demo, reviewed_only=settings.reviewed_only, base_url=base_url(settings),
    )
    inbox = InboxWorker(database, conversations, clock)
    intake = Intake(database, clock, inbox.wake)
    gateway = StoredGateway(database, clock, wording, intake)
    inbox.on_conversation = gateway.changed
    channels: dict[str, Channel] = {
        name: StoredOut(clock, gateway.changed) for name in STORED_CHANNELS
    }
    http = telegram = None
    if settings.telegram_mode is not TelegramMode.OFF and settings.telegram_token is not None:
        from bot.channels.telegram.api import TelegramApi, open_session
        from bot.channels.telegram.out import TelegramOut

        http = open_session()
        telegram = TelegramApi(str(settings.telegram_token), settings.telegram_api_url, http)
        channels["telegram"] = TelegramOut(telegram, notifier, clock, _team_gone(settings, wording, clock))
    if settings.smtp is not None:
        from bot.channels.email.out import EmailOut

        channels["email"] = EmailOut(settings.smtp, notifier, clock)
    outbox = OutboxWorker(database, clock, channels)
    inbox.outbox = outbox
    if not settings.demo:  # where the person at the screen plays everybody, nobody sleeps
        outbox.safe_from = SafeHours(clock)
    heard = Heard()
    if telegram is not None:
        with database.read() as uow:
            alive = uow.system.ticks().get("ladder")
        if alive is not None:  # of any process; since then none took anything in
            heard.closed(alive.at, max(alive.at, clock.now()))
    return Program(
        settings, opened, database, clock, offset, wording, notifier, conversations, intake, inbox, outbox, gateway,
        telegram, http, heard=heard,
    )


def notifier_of(settings: Settings, wording: Wording, clock: Clock) -> CaseNotifier:
    """How cases speak to people in an installation with these settings."""
    staff, mail = staff_notifier_of(settings, wording, clock), settings.smtp is not None
    return CaseNotifier(wording, clock, staff, base_url(settings), demo=settings.demo, mail=mail)


def staff_notifier_of(settings: Settings, wording: Wording, clock: Clock) -> StaffNotifier:
    """How staff are told in an installation with these settings."""
    mail = settings.smtp is not None
    return StaffNotifier(lambda: wording.now, base_url(settings), clock, mail=mail, alarm=not settings.demo)


def _team_gone(settings: Settings, wording: Wording, clock: Clock) -> Callable[[UnitOfWork, str], None]:
    def gone(uow: UnitOfWork, lane_id: str) -> None:
        if (team := uow.team_chats.by_lane(lane_id)) is not None:
            over(uow, wording.now, team, base_url(settings), clock.now(), mail=settings.smtp is not None)

    return gone


def base_url(settings: Settings) -> str:
    """What links to this installation begin with."""
    return settings.public_url or f"http://{settings.host}:{settings.port}"
