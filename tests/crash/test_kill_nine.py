"""The machine dies in the middle of everything. What was acknowledged is there afterwards, and there once.

Everybody tells one of a few stories, so that one undisturbed telling says what each of the others must have led to.
"""

import asyncio
import json
import logging
import random
import time
from pathlib import Path

import pytest

from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.account import Call
from tests.crash.balancer import Balancer
from tests.crash.installation import Told, database_of, people, told, whole
from tests.crash.mortal import alive, kill_at_random
from tests.crash.telling import Story, Teller, heard_twice
from tests.support.program import Program, telegram_settings

pytestmark = [pytest.mark.anyio, pytest.mark.crash, pytest.mark.timeout(1200)]

log = logging.getLogger(__name__)

KILLS_IN_FULL = 50
STORIES = (Story("unpaid_overtime", "en", ("threatened",)), Story("job_loss", "vi"))
"""One that is urgent, so that staff are told at once, and one that is not."""
PHONES = 2  # for each story, at once; as many again in the full run


async def test_one_process_on_sqlite(
    telegram: BotApiServer, tmp_path: Path, free_port: int, rng: random.Random, full: bool
) -> None:
    settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token)
    program = Program(tmp_path / "data", free_port, PUBLIC_URL=f"http://127.0.0.1:{free_port}", **settings)
    people(program)
    with alive(program):
        await disturbed(telegram, [program], rng, full)


@pytest.mark.postgres
async def test_two_replicas_on_postgresql(
    telegram: BotApiServer, tmp_path: Path, unused_ports: list[int], postgres_served: str, rng: random.Random,
    full: bool,
) -> None:
    first, second, front = unused_ports
    balancer = Balancer(front, [f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"])
    settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token, PUBLIC_URL=balancer.url)
    programs = [Program(tmp_path / "data", port, database_url=postgres_served, **settings) for port in (first, second)]
    people(programs[0])
    async with balancer:
        with alive(*programs):
            await disturbed(telegram, programs, rng, full)


async def disturbed(telegram: BotApiServer, programs: list[Program], rng: random.Random, full: bool) -> None:
    """One worker for each story in peace, then many while machines die; compare."""
    kills = KILLS_IN_FULL if full else 2
    models = {s: await Teller.open(telegram, 7000 + n, s).tell() for n, s in enumerate(STORIES)}
    killing = asyncio.create_task(kill_at_random(programs, kills, rng))
    tellers = await tell_while(killing, telegram, PHONES * (2 if full else 1), rng)
    await killing
    with database_of(programs[0]) as database:
        until = time.monotonic() + 60  # a replica's lease on what it was sending when it died runs out
        while (all_ := whole(database)).waiting or all_.unsent:
            assert time.monotonic() < until, f"still waiting: {all_}"
            await asyncio.sleep(0.2)
        expected = {story: told(database, model.phone.chat_id) for story, model in models.items()}
        found = [(teller, told(database, teller.phone.chat_id)) for teller in tellers]
    for story in STORIES:
        whole_case(expected[story])
    twice = 0
    for teller, kept in found:
        assert kept.answers == expected[teller.story].answers, teller.phone.see()
        once_more = asked_once_more(models[teller.story], expected[teller.story])
        taken_for_answers = [visit for visit in recorded(teller) if visit not in once_more]
        assert taken_for_answers == [visit for visit, _, _ in kept.answers], "every tap that was taken is an answer"
        whole_case(kept)
        assert kept.offers == expected[teller.story].offers
        assert kept.fired == expected[teller.story].fired, "no step of the ladder is missing, none is there twice"
        assert kept.alerts == (len(kept.fired) if "threatened" in teller.story.first else 0)
        twice += heard_twice(models[teller.story].heard(), teller.heard())
    assert (all_.dead, all_.fired_twice, all_.alarms) == (0, 0, [])
    assert all_.updates == taken(telegram), "each update that was acknowledged is kept, and nothing else"
    assert sent_twice(telegram.account.calls) <= all_.perhaps_twice, "what came twice was counted as perhaps twice"
    told_durability = {json.loads(p.get("/readyz")[1])["durability"] for p in programs}
    assert told_durability in ({"2 wal"}, {"on"}), "what is acknowledged is on the disk"
    shown = [p.get("/metrics")[1] for p in programs]
    assert all(f"todoke_perhaps_sent_twice {float(all_.perhaps_twice)}" in m for m in shown)
    log.warning(
        "%d kills, %d reports, %d messages heard twice, %d counted as perhaps sent twice", kills, len(tellers), twice,
        all_.perhaps_twice,
    )  # fmt: skip


async def tell_while(
    killing: "asyncio.Task[None]", telegram: BotApiServer, phones: int, rng: random.Random
) -> list[Teller]:
    """Workers tell their stories, each in a new chat, for as long as the killing goes on."""
    tellers: list[Teller] = []

    async def one_after_the_other(story: Story) -> None:
        while not killing.done():
            teller = Teller.open(telegram, 7100 + len(tellers), story, rng.uniform(0.0, 0.2))
            tellers.append(teller)
            await teller.tell()

    await asyncio.gather(*(one_after_the_other(story) for story in STORIES for _ in range(phones)))
    return tellers


def whole_case(kept: Told) -> None:
    """One report, one case, one clock, one partner asked first."""
    assert (kept.runs, len(kept.cases), kept.clocks) == (1, 1, 1)
    assert kept.offers
    assert kept.fired


def recorded(teller: Teller) -> list[int]:
    """The visits whose tap was an answer: a region only leads on to its prefectures. A copy of the regions that came
    after the prefecture was pressed leads there once more; what is pressed then finds the question answered."""
    return list(dict.fromkeys(visit for visit, choice in teller.pressed if not choice.startswith("r.")))


def asked_once_more(model: Teller, kept: Told) -> set[int]:
    """The visits of an undisturbed telling whose "Done" had nothing ticked, so that the question came once more."""
    done = {visit for visit, choice in model.pressed if choice == "_done"}
    return done - {visit for visit, _, _ in kept.answers}


def taken(telegram: BotApiServer) -> set[int]:
    """The ids of the updates that the webhook has acknowledged."""
    assert not telegram.delivery.pending
    return set(range(500_000_001, telegram.delivery._next_update_id))


def sent_twice(calls: list[Call]) -> int:
    """How many messages with buttons were sent once more: a question is asked in one message only."""
    questions: list[tuple[int | None, str]] = []
    for call in calls:
        rows = (call.params.get("reply_markup") or {}).get("inline_keyboard") if call.method == "sendMessage" else None
        if rows and rows[0][0]["callback_data"].startswith("a:"):
            questions.append((call.chat_id, rows[0][0]["callback_data"].split(":")[1]))
    return len(questions) - len(set(questions))
