"""PostgreSQL is restarted under two running replicas: nothing is lost, and they go on by themselves."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.testing.bot_api import BotApiServer
from tests.crash.balancer import Balancer
from tests.crash.installation import database_of, people, told, whole
from tests.crash.mortal import alive
from tests.crash.telling import Story, Teller, heard_twice
from tests.support import postgres
from tests.support.program import Program, telegram_settings

pytestmark = [pytest.mark.anyio, pytest.mark.crash, pytest.mark.postgres, pytest.mark.timeout(300)]

STORY = Story("job_loss", "vi")


async def test_replicas_outlive_the_database(
    telegram: BotApiServer, tmp_path: Path, unused_ports: list[int], postgres_served: str,
    postgres_server: postgres.Postgres, full: bool,
) -> None:
    first, second, front = unused_ports
    balancer = Balancer(front, [f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"])
    settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token, PUBLIC_URL=balancer.url)
    programs = [Program(tmp_path / "data", port, database_url=postgres_served, **settings) for port in (first, second)]
    people(programs[0])
    async with balancer:
        with alive(*programs):
            model = await Teller.open(telegram, 7000, STORY).tell()
            tellers = [Teller.open(telegram, 7001 + n, STORY, rest=0.2) for n in range(4)]
            telling = [asyncio.create_task(teller.tell()) for teller in tellers]
            for _ in range(10 if full else 2):
                await asyncio.sleep(1.0)
                assert await asyncio.to_thread(postgres_server.throw_out, postgres.name_of(postgres_served)) > 0
            await asyncio.gather(*telling)
            with database_of(programs[0]) as database:
                until = time.monotonic() + 60
                while (all_ := whole(database)).waiting or all_.unsent:
                    assert time.monotonic() < until, all_
                    await asyncio.sleep(0.2)
                expected = replace(told(database, 7000), cases=[])
                kept = [told(database, 7001 + n) for n in range(4)]
            assert all(replace(one, cases=[]) == expected and len(one.cases) == 1 for one in kept), kept
            assert sum(heard_twice(model.heard(), teller.heard()) for teller in tellers) <= all_.perhaps_twice
            while any(program.get("/readyz")[0] != 200 for program in programs):
                assert time.monotonic() < until, [program.get("/readyz") for program in programs]
                await asyncio.sleep(0.5)  # a tick must have been made since
