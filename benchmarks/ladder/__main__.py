"""``python -m benchmarks.ladder``: measures ticks in a database with few, then with many closed cases; prints JSON.

As shipped: a transaction for each case, encryption, timeline, the worker's text in the outbox. Three times each, 500
cases whose next partner is due at the same moment. With ``--urgent`` two people of each of two organisations are also
sent a mail at once, which otherwise waits for their digest.
"""

import argparse
import json
import tempfile
import time
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

ROUNDS = 3
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=JAPAN).astimezone(UTC)
LONGEST_TICK = 5.0
GROWTH = 1.3


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", help="a fresh PostgreSQL database; SQLite in a temporary folder if left out")
    parser.add_argument("--few", type=int, default=1_000, help="closed cases at first")
    parser.add_argument("--many", type=int, default=100_000, help="closed cases in the end")
    parser.add_argument("--open", type=int, default=5_000, help="open cases")
    parser.add_argument("--due", type=int, default=500, help="open cases that are due at the same moment")
    parser.add_argument("--urgent", action="store_true", help="the cases that are due are urgent")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "TODOKE_DATA_DIR": folder,
            "TODOKE_PUBLIC_URL": "https://todoke.example",
            "TODOKE_SMTP_URL": "smtp://127.0.0.1:25?from=todoke@todoke.example",
            **({"TODOKE_DATABASE_URL": args.url} if args.url else {}),
        }
        print(json.dumps(Bench(environment, args).run(), indent=1))


class Bench:
    """One database, measured twice."""

    def __init__(self, environment: dict[str, str], args: argparse.Namespace) -> None:
        self.args = args
        self.clock = FakeClock(MORNING)
        self.opened = open_installation(Settings.from_environment(environment), MORNING)
        self.db: Database = self.opened.database
        wording = Wording(self.db)
        wording.refresh()
        staff = StaffNotifier(lambda: wording.now, "https://todoke.example", self.clock)
        self.notifier = CaseNotifier(wording, self.clock, staff, "https://todoke.example", mail=True)
        self.wait = 60 if args.urgent else 24 * 60

    def run(self) -> dict[str, Any]:
        """All figures."""
        listed = partners(self.db, MORNING)
        closed_cases(self.db, listed, self.args.few, MORNING)
        for number in range(2 * ROUNDS):
            self._put_clock(10 * number)
            open_cases(self.db, self.notifier, listed, self.args.due, self.clock.now(), urgent=self.args.urgent)
        for number in range(2 * ROUNDS):
            while self._tick(self.wait + 10 * number)[0]:
                pass  # the reminders; then every clock of these cases waits to ask the next partner
        self._put_clock(2 * self.wait - 1)  # the others are due long after these
        usual = self.args.open - 2 * ROUNDS * self.args.due
        open_cases(self.db, self.notifier, listed, usual, self.clock.now(), urgent=False)
        self._settle()
        few = [self._measured(2 * self.wait + 10 * number) for number in range(ROUNDS)]
        closed_cases(self.db, listed, self.args.many - self.args.few, MORNING)
        self._settle()
        many = [self._measured(2 * self.wait + 10 * number) for number in range(ROUNDS, 2 * ROUNDS)]
        self.db.close()
        return self._report(few, many)

    def _report(self, few: list[dict[str, Any]], many: list[dict[str, Any]]) -> dict[str, Any]:
        best = {name: min(sum(r["ticks"]) for r in rounds) for name, rounds in (("few", few), ("many", many))}
        idle = {name: min(r["idle"] for r in rounds) for name, rounds in (("few", few), ("many", many))}
        ticks = [tick for r in few + many for tick in r["ticks"]]
        goals = {
            "within_two_ticks": all(len(r["ticks"]) <= 2 for r in few + many),
            "tick_at_most_5_s": max(ticks) <= LONGEST_TICK,
            "growth_at_most_1_3": best["many"] / best["few"] <= GROWTH,
        }
        return {
            "database": "sqlite" if self.db.sqlite else "postgresql",
            "urgent": self.args.urgent,
            "closed": {"few": self.args.few, "many": self.args.many},
            "open": self.args.open,
            "due_at_once": self.args.due,
            "queued_messages": many[-1]["queued"],
            "seconds": {"few": [r["ticks"] for r in few], "many": [r["ticks"] for r in many]},
            "best_seconds": best,
            "growth": round(best["many"] / best["few"], 3),
            "processor_seconds": {"few": [r["cpu"] for r in few], "many": [r["cpu"] for r in many]},
            "idle_tick_seconds": idle,
            "goals": goals,
        }

    def _measured(self, minutes: int) -> dict[str, Any]:
        """Ticks until everything that is due has been carried on, and how long each took."""
        before = self._queued()
        ticks: list[float] = []
        fired, cpu = 0, time.process_time()
        while fired < self.args.due and len(ticks) < 100:
            found = self._tick(minutes)
            fired += found[0]
            ticks.append(round(found[1], 3))
        cpu = time.process_time() - cpu
        assert fired == self.args.due, f"{fired} of {self.args.due} were carried on"
        idle = min(self._tick(minutes)[1] for _ in range(5))
        return {"ticks": ticks, "cpu": round(cpu, 3), "idle": round(idle, 4), "queued": self._queued() - before}

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
