"""The data below a program under test: what is there before, and what must be there afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.opening import open_database
from bot.settings import Settings
from storage.database import Database
from tests.support.program import Program

STAFF_CHAT = 5000
"""Chats of staff begin here."""


@contextmanager
def database_of(program: Program) -> Iterator[Database]:
    """The program's database, opened beside it."""
    program.prepare()
    env = {k: v for k, v in program.environment.items() if k.startswith("TODOKE_")}
    database = open_database(Settings.from_environment(env))
    try:
        yield database
    finally:
        database.close()


def people(program: Program) -> None:
    """Two organisations with one person each, a coordinator and a deputy, all with a chat on Telegram."""
    now = datetime.now(UTC)
    with database_of(program) as database, database.write() as uow:
        partners = [save_partner(uow, PartnerDraft(name=name, kind="ngo"), now).id for name in ("Harbour", "Bridge")]
        roles = [(partners[0], "staff"), (partners[1], "staff"), (None, "coordinator"), (None, "deputy")]
        for number, (partner_id, role) in enumerate(roles):
            staff = uow.access.create(
                partner_id=partner_id, role=role, name=role, email=f"{number}@example.org", locale="en", now=now
            )
            uow.access.set_telegram(staff, str(STAFF_CHAT + number), now)
            staff.password_hash = "set"
            uow.session.add(staff)


@dataclass(frozen=True)
class Told:
    """What is kept of one worker."""

    answers: list[tuple[int, str, Any]]
    """Visit, step and value, in order, also those that were changed."""
    cases: list[str]
    runs: int
    offers: list[tuple[str, str]]
    """Partner and state."""
    clocks: int
    fired: list[tuple[int, int]]
    """Round and rung of every message to staff, in order."""
    alerts: int
    """Messages that went to staff at once."""


def told(database: Database, chat_id: int) -> Told:
    """What is kept of the worker in this chat."""
    with database.read() as uow:
        found = uow.conversations.find("telegram", str(chat_id))
        assert found is not None, f"nothing is kept of chat {chat_id}"

        def ask(statement: str, **values: str) -> list[Any]:
            return list(uow.connection.execute(text(statement), values))

        runs = ask("SELECT id FROM run WHERE conversation_id = :id ORDER BY started_at", id=found[0])
        cases = ask("SELECT id FROM case_file WHERE conversation_id = :id ORDER BY filed_at", id=found[0])
        answers = [a for run in runs for a in uow.conversations.answers(run.id, with_replaced=True)]
        return Told(
            [(a["visit"], a["step"], a["value"]) for a in answers], [c.id for c in cases], len(runs),
            [(o.partner_id, o.state) for c in cases for o in uow.cases.offers(c.id)],
            sum(len(ask("SELECT 1 FROM ladder WHERE case_id = :id AND slot = 'live'", id=c.id)) for c in cases),
            sorted((f.round, f.rung) for c in cases for f in uow.ladder.firings(c.id)),
            sum(len(ask("SELECT 1 FROM outbox WHERE case_id = :id AND dedupe LIKE 'alert:%'", id=c.id)) for c in cases),
        )  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """What is kept altogether."""

    waiting: int
    """Updates not handled."""
    unsent: int
    """Messages to workers that have not left."""
    dead: int
    perhaps_twice: int
    alarms: list[str]
    updates: set[int]
    fired_twice: int


def whole(database: Database) -> Whole:
    """Everything that is told in one number."""
    with database.read() as uow:

        def count(statement: str) -> int:
            return int(uow.connection.execute(text(statement)).scalar_one())

        updates = uow.connection.execute(text("SELECT external_id FROM inbox WHERE source LIKE 'telegram:%'"))
        return Whole(
            count("SELECT count(*) FROM inbox WHERE status <> 'done'"),
            count("SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending') AND lane_id NOT LIKE 'staff:%'"),
            count("SELECT count(*) FROM outbox WHERE status = 'dead'"),
            int(uow.system.fact("perhaps_twice") or 0),
            [a.kind for a in uow.system.open_alarms()],
            set(updates.scalars()),
            count("SELECT count(*) FROM (SELECT 1 FROM firing GROUP BY case_id, round, rung, recipient"
                  " HAVING count(*) > 1) AS twice"),
        )  # fmt: skip
