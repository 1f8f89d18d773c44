"""A database as it looks after a while: partners with people, many closed cases, some open ones."""

import os
import random
from datetime import datetime, timedelta

from sqlmodel import SQLModel

from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import Notifier
from storage.database import Database
from storage.ids import new_case_number, new_id
from storage.models import (
    COORDINATOR,
    Answer,
    Case,
    CaseEvent,
    Consent,
    Conversation,
    Firing,
    Offer,
    Outbox,
    Run,
    SubjectKey,
    Worker,
    WorkerQuestion,
)

PARTNERS, PEOPLE = 40, 2
EVENTS, ANSWERS, MESSAGES = 8, 12, 6
"""Rows of a closed case: lines of its timeline, answers, messages that were sent."""
BATCH = 1000
_CHANCE = random.Random(7)


def partners(db: Database, now: datetime, count: int = PARTNERS, people: int = PEOPLE) -> list[str]:
    """Partners whose people have a confirmed e-mail address, and a coordinator with a deputy."""
    made = []
    with db.write() as uow:
        for number in range(count):
            draft = PartnerDraft(name=f"Partner {number}", kind=("ngo", "union", "lawyer")[number % 3])
            partner = save_partner(uow, draft, now)
            made.append(partner.id)
        organisations: list[tuple[str | None, str, int]] = [(one, "staff", people) for one in made]
        for partner_id, role, many in [*organisations, (None, "coordinator", 1), (None, "deputy", 1)]:
            for _ in range(many):
                staff = uow.access.create(
                    partner_id=partner_id, role=role, name="Staff", email=f"{new_id()}@partner.example",
                    locale="en", now=now,
                )  # fmt: skip
                staff.email_confirmed_at, staff.password_hash = now, "set"
                uow.session.add(staff)
    return made


def open_cases(
    db: Database, notifier: Notifier, listed: list[str], count: int, now: datetime, *, urgent: bool
) -> None:
    """Reports filed at ``now``, each with two partners on its list."""
    for begin in range(0, count, 50):
        with db.write() as uow:
            for _ in range(min(50, count - begin)):
                chat, worker = uow.conversations.find_or_create("telegram", new_id(), now)
                uow.workers.update_profile(worker, write_first="any_time")
                row = uow.conversations.get(chat)
                assert row is not None
                run = uow.conversations.start_run(row, "none", now)
                report = FiledReport(
                    worker_id=worker, conversation_id=chat, run_id=run, topic="unpaid_overtime", language="ne",
                    release=1, prefecture="13", answers={}, risks=("minor",) if urgent else (),
                    partners=(*_CHANCE.sample(listed, 2), COORDINATOR),
                )  # fmt: skip
                file_report(uow, notifier, report, now)


def closed_cases(db: Database, listed: list[str], count: int, now: datetime) -> None:
    """Cases that ended, with everything that stays of them. Sealed fields hold noise of the usual length."""
    for begin in range(0, count, BATCH):
        rows: dict[type[SQLModel], list[dict[str, object]]] = {}
        for number in range(begin, min(begin + BATCH, count)):
            _closed(rows, listed, now - timedelta(hours=24 + number % 8000))
        with db.write() as uow:
            for model, values in rows.items():
                uow.execute(model.__table__.insert(), values)  # type: ignore[attr-defined]  # SQLModel adds it at class creation


def _closed(rows: dict[type[SQLModel], list[dict[str, object]]], listed: list[str], at: datetime) -> None:
    def add(model: type[SQLModel], **values: object) -> None:
        rows.setdefault(model, []).append(values)

    case, worker, chat, run = (new_id() for _ in range(4))
    first, second = _CHANCE.sample(listed, 2)
    noise = os.urandom(120)
    for subject in (case, worker):
        add(SubjectKey, subject=subject, key_id="k1", wrapped=noise[:60], created_at=at)
    add(Worker, id=worker, language="ne", created_at=at)
    add(
        Conversation, id=chat, worker_id=worker, channel="telegram", address_index=new_id(), address=noise[:40],
        created_at=at, fence=0, bubbles=0, case_id=case, leaving=False,
    )  # fmt: skip
    add(Run, id=run, conversation_id=chat, worker_id=worker, structure="none", started_at=at, case_id=case)
    for visit in range(ANSWERS):
        add(
            Answer, run_id=run, visit=visit, worker_id=worker, step="flow.step", variable=f"v{visit}",
            language="ne", release=1, at=at, sealed=noise[:90], replaced=False,
        )  # fmt: skip
    add(
        Case, id=case, number=new_case_number(), worker_id=worker, conversation_id=chat, run_id=run,
        topic="unpaid_overtime", language="ne", prefecture="13", state="resolved", urgent=False, policy="old",
        filed_at=at, closed_at=at + timedelta(days=9), lead_partner_id=first, rev=9, events=EVENTS, head="0" * 64,
        head_signature="0" * 64, urgency=noise[:80], deadline_at=at + timedelta(days=7),
    )  # fmt: skip
    for seq in range(1, EVENTS + 1):
        add(
            CaseEvent, case_id=case, seq=seq, at=at, kind="offered", actor_kind="clock", data=noise,
            hash="0" * 64,
        )  # fmt: skip
    add(
        Consent, id=new_id(), case_id=case, given_at=at, language="ne", release=1, partners=[first, second],
        refused=[],
    )  # fmt: skip
    for position, partner in enumerate((first, second)):
        add(
            Offer, id=new_id(), case_id=case, partner_id=partner, position=position, offered_at=at,
            state="accepted" if partner == first else "ended", consented=True, extended=False,
        )  # fmt: skip
        add(Firing, case_id=case, round=0, rung=position, recipient=partner, at=at)
    add(WorkerQuestion, id=new_id(), case_id=case, conversation_id=chat, kind="reached", asked_at=at, answered_at=at)
    for _ in range(MESSAGES):
        add(
            Outbox, uid=new_id(), lane_id=chat, subject=worker, channel="telegram", paced=True, dedupe=new_id(),
            case_id=case, status="sent", attempts=0, created_at=at, due_at=at, sent_at=at,
        )  # fmt: skip
