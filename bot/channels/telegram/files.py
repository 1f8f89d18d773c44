"""Fetches what a worker has sent: photos, documents, voice messages."""

from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
from yarl import URL

from bot.channels.telegram.api import RemoteFile, TelegramApi
from bot.channels.telegram.errors import FileTooLarge, Refused, TelegramFailure, Temporary

LARGEST: Final = 20 * 1024 * 1024
"""Bytes. The most the Bot API hands out; https://core.telegram.org/bots/api#getfile"""

CHUNK: Final = 256 * 1024
"""Bytes given to `take` at a time, at most."""

_TIMEOUT = aiohttp.ClientTimeout(total=300, sock_connect=20, sock_read=30)

Take = Callable[[bytes], Awaitable[None]]


async def download(api: TelegramApi, file_id: str, take: Take, *, largest: int = LARGEST) -> int:
    """Fetch a file piece by piece into `take`, and return its size in bytes.

    Raises FileTooLarge (before the first piece, if Telegram says how large it is), Refused for a file that
    Telegram does not have, Temporary when the connection fails: what was taken is then to be thrown away.
    """
    try:
        found = await api.find_file(file_id)
    except Refused as refused:
        if "too big" in str(refused).lower():
            raise FileTooLarge(largest) from None
        raise
    return await fetch(api, found, take, largest=largest)


async def fetch(api: TelegramApi, found: RemoteFile, take: Take, *, largest: int = LARGEST) -> int:
    """The second half of `download`: fetch a file that Telegram has made ready."""
    if found.size is not None and found.size > largest:
        raise FileTooLarge(largest)
    failure: TelegramFailure
    try:
        return await _stream(api, found.path, take, largest)
    except TimeoutError:
        failure = Temporary("the file did not come in time")
    except aiohttp.ClientError as error:
        failure = Temporary(api.redact(f"{type(error).__name__}: {error}"))
    raise failure  # outside the handler: the original may name the address, and that holds the token


async def _stream(api: TelegramApi, path: str, take: Take, largest: int) -> int:
    size = 0
    url = URL(api.file_url(path))
    async with api.session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
        if answer.status != 200:
            raise Temporary(f"status {answer.status} for the file")
        async for chunk in answer.content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > largest:
                raise FileTooLarge(largest)
            await take(chunk)
    return size
