"""A worker on Telegram tells what happened, in each language; the report is a case that partners are asked about."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import pytest

from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from tests.support.missions import MISSIONS
from tests.support.program import Program, telegram_settings
from tests.support.telegram import file_report

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LANGUAGES = ("vi", "id", "ne", "tl", "en", "ja")


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram on this machine."""
    async with BotApiServer() as server:
        yield server


@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_every_mission_in_every_language_becomes_a_case(
    telegram: BotApiServer, tmp_path: Path, free_port: int, mode: str, full: bool
) -> None:
    """How updates come does not change what they lead to: asked for, each language tells one mission outside the long
    run, brought by the webhook all of them."""
    settings = dict(telegram_settings(telegram.root_url, TELEGRAM_MODE=mode, TELEGRAM_TOKEN=telegram.token))
    if mode == "webhook":
        settings["PUBLIC_URL"] = f"http://127.0.0.1:{free_port}"
    program = Program(tmp_path / "data", free_port, **settings)
    with program:
        stories = [(m, lang) for m in MISSIONS for lang in LANGUAGES]
        if mode == "polling" and not full:
            stories = list(zip(cycle(MISSIONS), LANGUAGES, strict=False))
        for number, (mission, language) in enumerate(stories):
            telegram.open_chat(7000 + number)
            phone = Phone(telegram, 7000 + number, language)
            pressed = await file_report(phone, mission, language)
            assert pressed[:3] == [language, "start", mission], phone.see()
        cases = program.cases()
    assert sorted((c["topic"], c["language"]) for c in cases) == sorted(stories)
    assert all(c["prefecture"] == "13" and c["due_at"] for c in cases)


async def test_a_wrong_secret_stores_nothing_and_a_repeated_update_is_answered_once(
    telegram: BotApiServer, tmp_path: Path, free_port: int
) -> None:
    settings = dict(telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token))
    program = Program(tmp_path / "data", free_port, PUBLIC_URL=f"http://127.0.0.1:{free_port}", **settings)
    with program:
        telegram.open_chat(7001)
        phone = Phone(telegram, 7001, "ne")
        status = post(program.url + "/telegram/webhook", {"update_id": 1, "message": {}}, secret="a-wrong-secret")
        assert status == 403
        assert program.get("/metrics")[1].count('todoke_inbox{status="new"} ') == 0
        await phone.type("/start")
        await phone.question()
        before = len(phone.see().messages)
        telegram.deliver(phone.last_update)
        await telegram.settled()
        await asyncio.sleep(1.0)
        assert len(phone.see().messages) == before


def post(url: str, body: object, *, secret: str) -> int:
    """POST as Telegram does; the status."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"X-Telegram-Bot-Api-Secret-Token": secret}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
