"""The way out of the outbox to Telegram: what can happen becomes delivered, again, never."""

from collections.abc import Callable
from datetime import timedelta

from bot.cases.notifier import Notifier
from bot.cases.silence import worker_blocked
from bot.channels.delivery import Addressed, papers_of, sounds_of
from bot.channels.telegram import errors as telegram_errors
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.send import send as send_telegram
from bot.clock import Clock
from bot.digests.contacts import contact_gone
from bot.workers.channel import Delivered, Never, Outcome, TryAgain
from storage.repositories.lanes import STAFF, TEAM, address_of
from storage.repositories.outbox import Outgoing
from storage.uow import UnitOfWork

_NO_CONNECTION = "ClientConnector"
"""How aiohttp's errors begin that say there was no connection."""
CLEARED = timedelta(hours=48)
"""So old may a message be that a bot takes away again; Telegram refuses older ones."""


class TelegramOut:
    """Messages to chats on Telegram, of workers and of staff."""

    certain = False

    def __init__(
        self, api: TelegramApi, notifier: Notifier, clock: Clock,
        team_gone: Callable[[UnitOfWork, str], None] | None = None,
    ) -> None:  # fmt: skip
        """``team_gone``: an organisation's group (its lane) can't be written to any more."""
        self._api = api
        self._notifier = notifier
        self._clock = clock
        self._team_gone = team_gone
        self._moved: dict[str, str] = {}
        self._voices: dict[str, str] = {}  # recordings that Telegram has already, by our id

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> Addressed:
        """The chat's id, and the messages whose buttons change."""
        team = uow.team_chats.by_lane(lane_id) if lane_id in self._moved else None
        if team is not None:
            uow.team_chats.move(team, self._moved.pop(lane_id))
        visits = [m.payload["visit"] for m in messages if m.payload["type"] in ("answered", "redraw")]
        refs = uow.outbox.refs(lane_id, visits) if visits else {}
        known = {m.payload["id"] for m in messages if m.payload["type"] == "sound"} & self._voices.keys()
        if known:  # somebody's voice that was erased is heard no more, also by its short name
            for erased in known - uow.recordings.there(known):
                self._voices.pop(erased, None)
        sounds = sounds_of(uow, messages, self._voices)
        recent: set[int] = set()
        if any(m.payload["type"] == "clear" for m in messages):
            since = self._clock.now() - CLEARED
            recent = uow.outbox.messages(lane_id, since) | uow.inbox.messages(lane_id, since)
        return Addressed(address_of(uow, lane_id), refs, papers_of(uow, messages), sounds, recent)

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """One call of the Bot API (several for a long text)."""
        assert isinstance(prepared, Addressed)
        if prepared.address is None:
            return Never("no address", gone=True)
        refs, before = prepared.refs, message.parts_sent
        try:
            sent = await send_telegram(
                self._api, prepared.address, message.payload, refs, parts_sent=before, papers=prepared.papers,
                sounds={**prepared.sounds, **self._voices}, recent=prepared.recent,
            )
        except telegram_errors.RetryAfter as wait:
            return TryAgain("retry after", wait.seconds, parts_sent=wait.parts_sent, parts=wait.made)
        except telegram_errors.RecipientGone as error:
            return Never(str(error), gone=True)
        except telegram_errors.ChatMigrated as migrated:
            if message.lane_id.startswith(TEAM):
                self._moved[message.lane_id] = str(migrated.new_chat_id)
                return TryAgain("the group has another id", 0)
            return Never("the chat became a group", gone=True)
        except telegram_errors.Refused as error:
            if message.payload["type"] == "sound" and self._voices.pop(message.payload["id"], None) is not None:
                return TryAgain("a recording it does not know any more", 0)  # the sound itself goes along next
            return Never(str(error))
        except telegram_errors.TelegramFailure as error:
            why, perhaps = type(error).__name__, _may_have_come(error)
            return TryAgain(why, perhaps=perhaps, parts_sent=error.parts_sent, parts=error.made)
        if sent.voice is not None:
            self._voices[message.payload["id"]] = sent.voice
        if message.visit is not None and sent.message_id is not None:
            refs[message.visit] = sent.message_id  # for an edit that follows in the same round
        prepared.recent.update(sent.message_ids)  # or for a clearing
        return Delivered(sent.message_id, sent.message_ids[:-1])

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The person blocked the bot: a sign of danger for a worker, a dead recipient for staff."""
        now = self._clock.business()
        if lane_id.startswith(STAFF):
            contact_gone(uow, self._notifier, lane_id, now)
            return
        if lane_id.startswith(TEAM):
            if self._team_gone is not None:
                self._team_gone(uow, lane_id)
            return
        conversation = uow.conversations.get(lane_id)
        if conversation is not None and conversation.blocked_at is None:
            uow.conversations.set_blocked(lane_id, self._clock.now())
            worker_blocked(uow, self._notifier, conversation.worker_id, now)


def _may_have_come(error: telegram_errors.TelegramFailure) -> bool:
    """Whether Telegram may have delivered what it did not confirm: not without a connection, nor without knowing us."""
    return not isinstance(error, telegram_errors.BadToken) and _NO_CONNECTION not in str(error)
