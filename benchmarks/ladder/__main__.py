"""``python -m benchmarks.ladder``: ticks in a database with few and in one with many closed cases; prints JSON.

As shipped: a transaction for each case, encryption, timeline, the worker's text in the outbox. Each round takes 500
cases whose next partner is due at the same moment, first in the one database, then in the other, so that both meet the
same weather on the machine. With ``--urgent`` two people of each of two organisations are also sent a mail at once,
which otherwise waits for their digest.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import JAPAN, FakeClock
from bot.conversation.notify import CaseNotifier
from bot.digests.alerts import StaffNotifier
from bot.escalation.tick import tick
from bot.opening import open_installation
from bot.settings import Settings
from bot.wording.served import Wording
from storage.database import Database

from .populate import closed_cases, open_cases, partners

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN).astimezone(UTC)
PUBLIC_URL = "https://todoke.example"
LONGEST_TICK = 5.0
GROWTH = 1.3


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", nargs=2, help="two fresh PostgreSQL databases; without, temporary SQLite")
    parser.add_argument("--few", type=int, default=1_000, help="closed cases in the first")
    parser.add_argument("--many", type=int, default=100_000, help="closed cases in the second")
    parser.add_argument("--open", type=int, default=5_000, help="open cases in each")
    parser.add_argument("--due", type=int, default=500, help="open cases that are due at the same moment")
    parser.add_argument("--rounds", type=int, default=5, help="measured this often; the best counts")
    parser.add_argument("--urgent", action="store_true", help="the cases that are due are urgent")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        urls = args.url or (None, None)
        few, many = Bench(one, urls[0], args), Bench(two, urls[1], args)
        few.fill(args.few)
        many.fill(args.many)
        rounds = [(few.measured(n), many.measured(n)) for n in range(args.rounds)]
        print(json.dumps(report(args, few.db.sqlite, rounds), indent=1))
        few.db.close()
        many.db.close()


@dataclass(frozen=True)
class Round:
    """One moment at which many cases are due. ``ticks``: seconds of each tick until all had been carried on."""

    ticks: list[float]
    processor: float
    idle: float
    queued: int

    @property
    def seconds(self) -> float:
        """All of it together."""
        return sum(self.ticks)


def report(args: argparse.Namespace, sqlite: bool, rounds: list[tuple[Round, Round]]) -> dict[str, Any]:
    """The figures, and whether they reach the goals."""
    sides = {"few": [few for few, _ in rounds], "many": [many for _, many in rounds]}
    best = {name: min(side, key=lambda one: one.seconds) for name, side in sides.items()}
    growth = best["many"].seconds / best["few"].seconds
    return {
        "database": "sqlite" if sqlite else "postgresql",
        "closed": {"few": args.few, "many": args.many},
        "open": args.open,
        "due_at_once": args.due,
        "urgent": args.urgent,
        "queued_messages": best["many"].queued,
        "best_ticks": {name: one.ticks for name, one in best.items()},
        "all_ticks": {name: [one.ticks for one in side] for name, side in sides.items()},
        "processor_seconds": {name: [one.processor for one in side] for name, side in sides.items()},
        "idle_tick_seconds": {name: min(one.idle for one in side) for name, side in sides.items()},
        "growth": round(growth, 3),
        "goals": {
            "within_two_ticks": all(len(one.ticks) <= 2 for one in best.values()),
            "tick_at_most_5_s": all(max(one.ticks) <= LONGEST_TICK for one in best.values()),
            "growth_at_most_1_3": growth <= GROWTH,
        },
    }


class Bench:
    """One database."""

    def __init__(self, folder: str, url: str | None, args: argparse.Namespace) -> None:
        environment = {
            "TODOKE_DATA_DIR": folder,
            "TODOKE_PUBLIC_URL": PUBLIC_URL,
            "TODOKE_SMTP_URL": "smtp://127.0.0.1:25?from=todoke@todoke.example",
            **({"TODOKE_DATABASE_URL": url} if url else {}),
        }
        self.args = args
        self.clock = FakeClock(MORNING)
        self.db: Database = open_installation(Settings.from_environment(environment), MORNING).database
        wording = Wording(self.db)
        wording.refresh()
        staff = StaffNotifier(lambda: wording.now, PUBLIC_URL, self.clock)
        self.notifier = CaseNotifier(wording, self.clock, staff, PUBLIC_URL, mail=True)
        self.wait = 60 if args.urgent else 24 * 60
        """Minutes from the offer to the reminder, and from there to the next partner."""

    def fill(self, closed: int) -> None:
        """Closed cases, and open ones: in each round some are due, the rest long after."""
        listed = partners(self.db, MORNING)
        closed_cases(self.db, listed, closed, MORNING)
        for number in range(self.args.rounds):
            self._put_clock(10 * number)
            open_cases(self.db, self.notifier, listed, self.args.due, self.clock.now(), urgent=self.args.urgent)
        for number in range(self.args.rounds):
            while self._tick(self.wait + 10 * number)[0]:
                pass  # the reminders; then every clock of these cases waits to ask the next partner
        self._put_clock(2 * self.wait - 1)
        usual = self.args.open - self.args.rounds * self.args.due
        open_cases(self.db, self.notifier, listed, usual, self.clock.now(), urgent=False)
        self._settle()

    def measured(self, number: int) -> Round:
        """Ticks until everything that is due has been carried on."""
        minutes = 2 * self.wait + 10 * number
        ticks: list[float] = []
        before, fired, begun = self._queued(), 0, time.process_time()
        while fired < self.args.due and len(ticks) < 100:
            found = self._tick(minutes)
            fired += found[0]
            ticks.append(round(found[1], 3))
        processor = time.process_time() - begun
        assert fired == self.args.due, f"{fired} of {self.args.due} were carried on"
        idle = min(self._tick(minutes)[1] for _ in range(5))
        return Round(ticks, round(processor, 3), round(idle, 4), self._queued() - before)

    def _tick(self, minutes: int) -> tuple[int, float]:
        """One tick so many minutes after nine: how many cases were carried on, and how long it took."""
        self._put_clock(minutes)
        begun = time.perf_counter()
        result = tick(self.db, self.notifier, self.clock.business())
        assert result.failed == 0
        return result.fired, time.perf_counter() - begun

    def _put_clock(self, minutes: int) -> None:
        self.clock.advance(MORNING + timedelta(minutes=minutes) - self.clock.now())

    def _queued(self) -> int:
        with self.db.read() as uow:
            return uow.outbox.counts().get("queued", 0)

    def _settle(self) -> None:
        """What a database does by itself after so many rows."""
        if self.db.sqlite:
            with self.db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            with self.db.engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    main()
