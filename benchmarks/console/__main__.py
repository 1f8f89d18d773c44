"""``python -m benchmarks.console``: the work list under load, with few open cases and with many; prints JSON.

As shipped, over HTTP: 50 logged-in people each open the list (50 cases a page) every 2 seconds, at even distances,
while 50 people a second write to the bot for the first time and are greeted. Most belong to one of 10 partners, so
that every list fills its page; two are the coordinator and the deputy, whose list is of all cases. Rounds of the two
alternate, so that both meet the same weather.
"""

import argparse
import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.conversation.__main__ import TOKEN, free_port
from benchmarks.conversation.phones import SECRET, Phones
from bot.settings import Settings

from .populate import cookies

PUBLIC_HOST = "127.0.0.1"
LONGEST, GROWTH = 300.0, 1.5
CATCHES_UP = 12.0
"""Seconds in which a start makes the backup and the digests that are due: not what is measured here."""
_CASE = re.compile(rb"/console/cases/([^\"/?]+)\"")
HERE = Path(__file__).resolve().parent


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", nargs=2, help="two fresh PostgreSQL databases; without, temporary SQLite")
    parser.add_argument("--few", type=int, default=500, help="open cases in the first")
    parser.add_argument("--many", type=int, default=5_000, help="open cases in the second")
    parser.add_argument("--staff", type=int, default=50)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks of one person")
    parser.add_argument("--arrive", type=float, default=50.0, help="new conversations a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="of one round")
    parser.add_argument("--rounds", type=int, default=2, help="measured this often; the best counts")
    args = parser.parse_args()
    print(json.dumps(asyncio.run(measure(args)), indent=1))


async def measure(args: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        urls = args.url or (None, None)
        sides = {"few": House(Path(one), urls[0], args.few, args), "many": House(Path(two), urls[1], args.many, args)}
        for house in sides.values():
            house.fill()
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for _ in range(args.rounds):
            for name, house in sides.items():
                rounds[name].append(await house.measured())
    best = {name: min(found, key=lambda one: one["p95"]) for name, found in rounds.items()}
    growth = best["many"]["p95"] / best["few"]["p95"]
    return {
        "database": "postgresql" if args.url else "sqlite",
        "open_cases": {"few": args.few, "many": args.many},
        "staff": args.staff,
        "conversations_a_second": args.arrive,
        "page_ms": best,
        "all_rounds": rounds,
        "growth": round(growth, 2),
        "goals": {"p95_at_most_300_ms": best["many"]["p95"] <= LONGEST, "growth_at_most_1_5": growth <= GROWTH},
    }


class House:
    """One installation: its database, its people, and the program while it is measured."""

    def __init__(self, folder: Path, url: str | None, cases: int, args: argparse.Namespace) -> None:
        self.folder, self.url, self.cases, self.args = folder, url, cases, args
        self.cookies: list[str] = []
        self.rows = 0
        self.chats = itertools.count(50_000_000)
        self.phones = Phones()  # for all rounds: an update that came in an earlier one is not handled again

    def settings(self, port: int, api_url: str) -> dict[str, str]:
        """The program's environment: as shipped."""
        return {
            "TODOKE_DATA_DIR": str(self.folder), "TODOKE_PORT": str(port),
            "TODOKE_PUBLIC_URL": f"http://{PUBLIC_HOST}:{port}", "TODOKE_TELEGRAM_TOKEN": TOKEN,
            "TODOKE_TELEGRAM_API_URL": api_url, "TODOKE_TELEGRAM_WEBHOOK_SECRET": SECRET,
            **({"TODOKE_DATABASE_URL": self.url} if self.url else {}),
        }  # fmt: skip

    def fill(self) -> None:
        """Partners, people who are logged in, and open cases."""
        print(f"{self.cases} cases …", file=sys.stderr, flush=True)
        settings = Settings.from_environment(self.settings(1, "http://127.0.0.1:9"))
        self.cookies = cookies(settings, self.cases, self.args.staff, datetime.now(UTC))

    async def measured(self) -> dict[str, float]:
        """One round: milliseconds of a page, and how many pages and greetings there were."""
        phones, port = self.phones, free_port()
        await phones.start()
        base = {k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")}
        with (self.folder / "program.log").open("wb") as log:
            program = subprocess.Popen(  # noqa: ASYNC220  # started before anything is measured
                [sys.executable, "-m", "bot", "serve"], env={**base, **self.settings(port, phones.url)}, stdout=log,
                stderr=log, cwd=HERE.parents[1],
            )  # fmt: skip
            try:
                return await self._load(f"http://{PUBLIC_HOST}:{port}", phones)
            finally:
                program.terminate()
                program.wait(15)
                await phones.stop()

    async def _load(self, root: str, phones: Phones) -> dict[str, float]:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            await self._started(session, root)
            await asyncio.sleep(CATCHES_UP)
            await self._together(session, root, phones, 3.0)  # the first pages read templates and texts
            self.rows = 0
            pages, greeted = await self._together(session, root, phones, self.args.seconds)
        pages.sort()
        return {
            **{
                name: round(pages[int(len(pages) * share)] * 1000, 1)
                for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
            },
            "pages": len(pages),
            "rows_a_page": round(self.rows / len(pages), 1),
            "greeted": greeted,
        }

    async def _started(self, session: aiohttp.ClientSession, root: str) -> None:
        for _ in range(300):
            try:
                async with session.get(f"{root}/healthz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
        raise RuntimeError((self.folder / "program.log").read_text()[-3000:])

    async def _together(
        self, session: aiohttp.ClientSession, root: str, phones: Phones, seconds: float
    ) -> tuple[list[float], int]:
        """Looks and arrivals for so long: seconds of each page, and how many were greeted."""
        begun = time.perf_counter()
        looks, arrivals = int(seconds * self.args.staff / self.args.every), int(seconds * self.args.arrive)
        people = itertools.cycle(self.cookies)
        timetable = [(number * self.args.every / self.args.staff, next(people)) for number in range(looks)]
        timetable = sorted(timetable + [(number / self.args.arrive, "") for number in range(arrivals)])
        pages: list[float] = []
        tasks = []
        for at, cookie in timetable:
            await asyncio.sleep(max(0.0, begun + at - time.perf_counter()))
            work = self._look(session, root, cookie, pages) if cookie else self._arrive(session, root, phones)
            tasks.append(asyncio.create_task(work))
        await asyncio.gather(*tasks)
        return pages, arrivals

    async def _look(self, session: aiohttp.ClientSession, root: str, cookie: str, pages: list[float]) -> None:
        begun = time.perf_counter()
        async with session.get(
            f"{root}/console", headers={"Cookie": f"todoke_staff={cookie}"}, allow_redirects=False
        ) as answer:
            body = await answer.read()
        assert answer.status == 200, answer.status
        pages.append(time.perf_counter() - begun)
        self.rows += len(set(_CASE.findall(body)))

    async def _arrive(self, session: aiohttp.ClientSession, root: str, phones: Phones) -> None:
        """Somebody writes for the first time, and waits for the greeting."""
        await phones.arrive(session, f"{root}/telegram/webhook", next(self.chats))


if __name__ == "__main__":
    main()
