"""Calls to the Bot API. One object per bot; everything Telegram may answer comes out as one of errors.py."""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import aiohttp
from telegram import Bot, BotCommand, InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError
from telegram.error import ChatMigrated as PtbChatMigrated
from telegram.error import Conflict as PtbConflict
from telegram.request import RequestData

from bot.channels.telegram.errors import (
    BadToken,
    ChatMigrated,
    Conflict,
    RecipientGone,
    Refused,
    RetryAfter,
    TelegramFailure,
    Temporary,
)
from bot.channels.telegram.request import AiohttpRequest, FloodWait, PreparedBody

T = TypeVar("T")

_NO_SUCH_CHAT = re.compile(
    r"chat not found|user is deactivated|PEER_ID_INVALID|user not found", re.IGNORECASE
)


@dataclass(frozen=True)
class Identity:
    """Who the bot is."""

    id: int
    username: str
    """Without @."""


@dataclass(frozen=True)
class RemoteFile:
    """A file at Telegram, ready to be fetched for about an hour."""

    path: str
    size: int | None
    """Bytes, if Telegram says."""


def open_session() -> aiohttp.ClientSession:
    """A session fit for `TelegramApi`: no cookies, many connections, kept open between messages."""
    connector = aiohttp.TCPConnector(limit=100, ttl_dns_cache=300, keepalive_timeout=60)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


class TelegramApi:
    """The Bot API as one bot. `root_url` is the server's root, such as https://api.telegram.org, without a
    final slash; the session belongs to whoever opened it. `timeout`: seconds for one call."""

    def __init__(
        self, token: str, root_url: str, session: aiohttp.ClientSession, *, timeout: float = 20.0
    ) -> None:
        self.root_url = root_url
        self.session = session
        self._request = AiohttpRequest(session, token, timeout)
        self._bot = Bot(
            token,
            base_url=f"{root_url}/bot",
            base_file_url=f"{root_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._base_url = f"{root_url}/bot{token}/"
        self._file_url = f"{root_url}/file/bot{token}/"

    def __repr__(self) -> str:
        """Without the token."""
        return f"TelegramApi({self.root_url!r})"

    async def call(self, method: str, params: Mapping[str, Any], *, timeout: float | None = None) -> Any:
        """Call a method with its parameters as they are, and return its result.

        The way of every message: python-telegram-bot's error mapping without the objects it would build from
        each parameter and each answer, which take twice as long as the call itself.
        """
        body = cast(RequestData, PreparedBody(params))
        wait: Any = self._request.DEFAULT_NONE if timeout is None else timeout
        return await self._mapped(self._request.post(self._base_url + method, body, read_timeout=wait))

    async def identify(self) -> Identity:
        """Who the bot is; also the way to find out whether the token is right."""
        me = await self._mapped(self._bot.get_me())
        return Identity(me.id, me.username or "")

    async def set_webhook(
        self, url: str, secret: str, allowed_updates: Sequence[str], max_connections: int
    ) -> None:
        """Have updates brought to `url`, each with the secret in its header. What waits is kept."""
        await self._mapped(
            self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=allowed_updates,
                max_connections=max_connections,
                drop_pending_updates=False,
            )
        )

    async def delete_webhook(self) -> None:
        """Have no updates brought any more. What waits is kept."""
        await self._mapped(self._bot.delete_webhook(drop_pending_updates=False))

    async def set_commands(self, commands: Mapping[str, str], language_code: str | None) -> None:
        """The menu of commands, name -> description, in a two-letter language; None: for all others."""
        listed = [BotCommand(name, text) for name, text in commands.items()]
        await self._mapped(self._bot.set_my_commands(listed, language_code=language_code))

    async def set_profile(self, about: str, short: str, language_code: str | None) -> None:
        """What an empty chat shows (`about`, 512 characters) and what the profile shows (`short`, 120)."""
        await self._mapped(self._bot.set_my_description(about, language_code=language_code))
        await self._mapped(self._bot.set_my_short_description(short, language_code=language_code))

    async def find_file(self, file_id: str) -> RemoteFile:
        """Ask where a file can be fetched."""
        found = await self._mapped(self._bot.get_file(file_id))
        path = (found.file_path or "").removeprefix(self._file_url)
        if not path:
            raise Temporary("Telegram has not prepared the file yet")
        return RemoteFile(path, found.file_size)

    async def send_document(self, chat_id: int | str, name: str, content: bytes, caption: str = "") -> int:
        """Send a file under a name, and return the message's id."""
        document = InputFile(content, filename=name)
        sent = self._bot.send_document(chat_id, document, caption=caption or None, read_timeout=120)
        return (await self._mapped(sent)).message_id

    async def send_voice(self, chat_id: int | str, voice: bytes | str) -> tuple[int, str | None]:
        """Send a voice message, new or by what Telegram knows it; returns the message's id, and what it is known by."""
        file = InputFile(voice, filename="voice.ogg") if isinstance(voice, bytes) else voice
        sent = await self._mapped(self._bot.send_voice(chat_id, file, read_timeout=60))
        return sent.message_id, sent.voice.file_id if sent.voice is not None else None

    def file_url(self, path: str) -> str:
        """Where a file's bytes are. Holds the token: never show it."""
        return self._file_url + path

    def redact(self, text: str) -> str:
        """The text without the token."""
        return self._request.redact(text)

    async def _mapped(self, call: Awaitable[T]) -> T:
        try:
            return await call
        except TelegramError as error:
            failure = self._failure(error)
        except (KeyError, TypeError):  # JSON, but no result, or one of another shape
            failure = Temporary("the answer is not one of the Bot API")
        raise failure  # outside the handler, so that nothing unredacted hangs on to it

    def _failure(self, error: TelegramError) -> TelegramFailure:
        why = self._request.redact(error.message)
        match error:
            case FloodWait():
                return RetryAfter(error.seconds)
            case PtbChatMigrated():
                return ChatMigrated(error.new_chat_id)
            case Forbidden():
                return RecipientGone(why)
            case InvalidToken():
                return BadToken()
            case PtbConflict():
                return Conflict(why)
            case BadRequest():
                return RecipientGone(why) if _NO_SUCH_CHAT.search(why) else Refused(why)
            case _:
                return Temporary(why)
