"""Two running installations for many tests: whoever is hostile must not harm those who come after. Each is started once
in a run: the tests that share it are one group.
"""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.testing.bot_api import BotApiServer
from tests.hostile.house import House


@asynccontextmanager
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A program with Telegram before it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    async with BotApiServer() as telegram:
        made = House(telegram, tmp_path_factory.mktemp("house") / "data", port)
        try:
            await made.open()
            yield made
        finally:
            made.close()


@pytest.fixture(scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    """Shared by all tests that leave it whole."""
    async with running(tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="session")
async def breakable(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    """One in which things break."""
    async with running(tmp_path_factory) as made:
        yield made


@pytest.fixture
def frail(breakable: House) -> Iterator[House]:
    """The one in which things break, with a Telegram that is well again afterwards, however the test went."""
    yield breakable
    breakable.telegram.heal()
