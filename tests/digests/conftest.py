"""Texts, and a small office whose people get digests and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.access import accounts
from bot.access.roles import Role
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier, StaffNotice
from bot.clock import FakeClock
from bot.digests.alerts import StaffNotifier
from bot.escalation.tick import tick
from bot.wording.served import Snapshot
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import COORDINATOR, Case, Staff
from tests.support.texts import texts

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Tuesday, ten in the morning in Japan."""
URL = "https://todoke.example"


class Office(FakeNotifier):
    """An organisation, its people, a worker's reports; also the Notifier that the cases speak through."""

    def __init__(self, url: str, words: Snapshot) -> None:
        super().__init__()
        self.db = Database(url, Keyring.new())
        self.clock = FakeClock(NOW)
        self.words = words
        self.partners: dict[str, str] = {}
        self.people: dict[str, Staff] = {}
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self.alerts = StaffNotifier(lambda: words, URL, self.clock)

    def to_staff(self, uow: Any, staff_id: str, kind: StaffNotice, case: Case, now: datetime, **more: Any) -> None:
        """Tell staff for real."""
        self.alerts.to_staff(uow, staff_id, kind, case, now, **more)

    def person(self, name: str, *, at: str | None = "north", role: Role = Role.STAFF, **fields: Any) -> Staff:
        """Somebody with confirmed mail; `chat`: and a linked chat."""
        chat = fields.pop("chat", None)
        with self.db.write() as uow:
            if at is not None and at not in self.partners:
                self.partners[at] = save_partner(uow, PartnerDraft(name=at.title(), kind="ngo"), NOW).id
            staff, _ = accounts.invite(
                uow,
                email=f"{name}@todoke.example",
                role=role,
                partner_id=self.partners[at] if at else None,
                locale="en",
                now=NOW,
                name=name,
            )
            staff.email_confirmed_at = NOW
            if chat is not None:
                uow.access.set_telegram(staff, chat, NOW)
            for field, value in fields.items():
                setattr(staff, field, value)
        self.people[name] = staff
        return staff

    def file(self, *partners: str, risks: tuple[str, ...] = ("long_hours",), **answers: Any) -> str:
        """A report in Nepali from Aichi about unpaid overtime; returns the case's number."""
        with self.db.write() as uow:
            chat, worker = uow.conversations.find_or_create("telegram", new_id(), self.clock.now())
            row = uow.conversations.get(chat)
            assert row is not None
            run = uow.conversations.start_run(row, "none", self.clock.now())
            for visit, (variable, value) in enumerate(answers.items(), start=1):
                uow.conversations.record(
                    run_id=run, visit=visit, worker_id=worker, step=f"story.{variable}", variable=variable,
                    language="ne", release=1, at=self.clock.now(), raw=str(value), value=value, replaces=False,
                )  # fmt: skip
            agreed = (*(self.partners[p] for p in partners or ("north",)), COORDINATOR)
            case = file_report(
                uow,
                self,
                FiledReport(
                    worker_id=worker,
                    conversation_id=chat,
                    run_id=run,
                    topic="unpaid_overtime",
                    language="ne",
                    release=1,
                    prefecture="23",
                    answers=answers,
                    partners=agreed,
                    risks=risks,
                ),
                self.clock.business(),
            )
        return case.number

    def act(self, name: str, number: str, action: Any, **more: Any) -> None:
        """Somebody does something with a case."""
        with self.db.write() as uow:
            case = uow.cases.find(number)
            assert case is not None
            action(uow, self, case.id, self.people[name], case.rev, self.clock.business(), **more)

    def pass_time(self, **parts: float) -> None:
        """Time passes while the program runs."""
        self.clock.advance(**parts)
        tick(self.db, self, self.clock.business())

    def sent(self, name: str, channel: str = "email") -> list[dict[str, Any]]:
        """What waits to be sent to somebody, and is taken out."""
        lane = f"staff:{self.people[name].id}:{channel}"
        with self.db.write() as uow:
            now = self.clock.now()
            claims = uow.outbox.claim(now, timedelta(seconds=1), 1000, ("email", "telegram"))
            while claims:
                for messages in uow.outbox.take(claims, now, 100).values():
                    for message in messages:
                        uow.outbox.sent(message, now, None)
                        self._waiting.setdefault(message.lane_id, []).append(message.payload)
                for claim in claims:
                    uow.outbox.release(claim, now)
                self.clock.advance(seconds=2)
                now = self.clock.now()
                claims = uow.outbox.claim(now, timedelta(seconds=1), 1000, ("email", "telegram"))
        return self._waiting.pop(lane, [])


@pytest.fixture(scope="session")
def words() -> Snapshot:
    """The texts of all languages."""
    return texts()


@pytest.fixture
def office(sqlite_tables: str, words: Snapshot) -> Iterator[Office]:
    """Nobody is there yet."""
    made = Office(sqlite_tables, words)
    yield made
    made.db.close()
