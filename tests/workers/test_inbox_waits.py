"""The database goes away while an update is handled: that is nobody's fault, nothing is set aside, one line says so."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, store
from storage.errors import StorageAway
from tests.conversation.talk import Talk, installed


@pytest.mark.anyio
async def test_an_update_outlives_a_database_that_goes_away_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    talk = Talk(installed(), tmp_path / "talk", channel="web")
    tries = 0
    service = talk._service()
    handle = service.handle

    def away(*what: Any) -> None:
        nonlocal tries
        tries += 1
        if tries <= 5:
            raise StorageAway("the test's")
        handle(*what)

    monkeypatch.setattr(service, "handle", away)
    owner = (talk.conversation_id, talk.worker_id)
    event = {"type": "command", "name": "start", "argument": "", "languages": ["en"]}
    with talk.database.write() as uow:
        store(uow, talk.clock, [Arrival("t", 1, "web", "", event, owner)])
    monkeypatch.setattr("bot.workers.inbox.rest", lambda _stop, _seconds: asyncio.sleep(0))
    monkeypatch.setattr("bot.workers.inbox.IDLE", 0.01)
    inbox, stop = InboxWorker(talk.database, service, talk.clock), asyncio.Event()
    running = asyncio.create_task(inbox.run(stop))
    async with asyncio.timeout(20):
        while tries < 6:
            await asyncio.sleep(0.02)
            talk.clock.advance(seconds=11)
    stop.set()
    await running
    with talk.database.read() as uow:
        assert uow.execute(text("SELECT status, attempts FROM inbox")).one() == ("done", 0)
    said = [r.getMessage().split(". ")[0] for r in caplog.records if r.levelno >= logging.WARNING]
    assert set(said) == {"inbox: waiting", "inbox: going on"}
    talk.close()
