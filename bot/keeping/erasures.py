"""The list of who wished to be deleted, kept as a file outside of the database and its backups.

A backup is older than the wishes that came after it. Whoever restores one replays the list, so that nobody comes back
who was gone. The list names nobody: each line holds a keyed hash of an internal id.
"""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from bot.cases.actors import WORKER
from bot.cases.notifier import Notifier
from bot.cases.reopening import reopen
from bot.cases.withdraw import went_alone, withdraw
from bot.documents import hours_files
from storage.database import Database
from storage.models import Case, CaseState, Erasure, ErasureDeed
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork

_OF_HOURS = "hours"
"""In a conversation's state: what the log has asked last, with what was typed for it."""
_FIELDS = ("id", "mark", "deed", "at", "due_at", "code_index")
_TORN = re.compile(rb'\{"id":"([^"]{8,})')
"""How a line begins that was cut; its id tells whether it was written again."""


class Replayed(NamedTuple):
    """How many workers a list concerned in a restored database."""

    gone: int
    stayed: int
    """Who had wished to be deleted when the backup was made, and has thought better of it since."""


def read(path: Path) -> list[Erasure]:
    """The wishes on the list, oldest first, without what can't be read: see `unreadable`."""
    return _lines(path)[0]


def unreadable(path: Path) -> list[int]:
    """The numbers of lines that can't be read: whose wish stood there is not known. Not of one that was cut by a crash
    and then written again as a whole."""
    wishes, broken = _lines(path)
    found = []
    for number, line in broken:
        begun = _TORN.match(line)
        if begun is None or not any(one.id.encode().startswith(begun[1]) for one in wishes):
            found.append(number)
    return found


def _lines(path: Path) -> tuple[list[Erasure], list[tuple[int, bytes]]]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return [], []
    found, broken = [], []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_wish(orjson.loads(line)))
        except (ValueError, KeyError, TypeError):
            broken.append((number, line))
    return sorted(found, key=lambda one: (one.at, one.id)), broken


def keep(database: Database, path: Path) -> int:
    """Add to the list what the database knows and the list does not; returns how many. Raises OSError."""
    known = {one.id for one in read(path)}
    with database.read() as uow:
        missing = uow.safety.erasures(known)
    if missing:
        append(path, missing)
    return len(missing)


def append(path: Path, wishes: Sequence[Erasure]) -> None:
    """Add lines so that they outlast a power cut. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as out:
        end = out.seek(0, os.SEEK_END)
        torn = False
        if end:
            out.seek(end - 1)
            torn = out.read(1) != b"\n"
        out.write((b"\n" if torn else b"") + b"".join(_line(one) for one in wishes))
        out.flush()
        os.fsync(out.fileno())


def replay(
    database: Database, wishes: Sequence[Erasure], notifier: Notifier, now: datetime, business: datetime
) -> Replayed:
    """Do again, in a database restored from a backup, what the list says."""
    newest = {one.mark: one for one in sorted(wishes, key=lambda one: (one.at, one.id))}
    with database.write() as uow:
        uow.safety.take_over(wishes)
        there = {uow.safety.mark_of(worker_id): worker_id for worker_id in uow.workers.ids()}
    gone = stayed = 0
    for mark, wish in newest.items():
        worker_id = there.get(mark)
        if worker_id is None:
            continue
        with database.write() as uow:
            gone += _again(uow, worker_id, wish, notifier, now, business)
            stayed += _stays(uow, worker_id, wish, notifier, business)
    scrub(database)
    return Replayed(gone, stayed)


def erase(uow: UnitOfWork, worker_id: str, now: datetime) -> None:
    """Destroy everything of a worker and note it; never to be undone."""
    uow.safety.note_erasure(worker_id, ErasureDeed.ERASED, now)
    for case in uow.cases.of_worker(worker_id):
        uow.cases.erase(case.id, now)
    uow.cases.ended(worker_id)
    uow.workers.erase(worker_id)
    ask_scrub(uow, now)


def erase_case(uow: UnitOfWork, case: Case, now: datetime) -> None:
    """Destroy what was told in one closed case of a worker who goes on with another; never to be undone."""
    uow.cases.erase(case.id, now)
    uow.checks.forget_case(case.id, case.run_id)
    uow.conversations.forget_case(case)
    ask_scrub(uow, now)


def forget(uow: UnitOfWork, conversation_id: str, now: datetime) -> None:
    """Delete a report that was begun and never sent."""
    uow.conversations.forget_run(conversation_id)
    uow.assisted.forget(conversation_id)
    ask_scrub(uow, now)


def delete_file(uow: UnitOfWork, attachment_id: str, now: datetime) -> None:
    """Delete a file that its worker took away, and has not put back, with what an interpreter made of it."""
    uow.attachments.delete_content(attachment_id)
    ask_scrub(uow, now)


def forget_hours(uow: UnitOfWork, worker_id: str, now: datetime) -> None:
    """Delete a log of hours in which nothing was written for as long as it is kept, the papers that were made of it,
    and what chats show of it: all that came before the oldest report that stays. Nothing, if it was written into since.
    Of one that stays what was typed and has waited for too long for the answer that it needs.
    """
    talks = sorted(conversation.id for conversation in uow.conversations.of_worker(worker_id))
    for talk in talks:  # whoever writes into a log holds the chat first, and the log then
        uow.conversations.locked(talk)
    waited, over = uow.hours.stop_waiting(worker_id, now), uow.hours.forget(worker_id, now)
    if over:
        uow.papers.forget(worker_id, (hours_files.KIND, hours_files.TABLE))
        uow.web.clear_before_reports(worker_id)
    if over or waited:
        for talk in talks:
            uow.conversations.forget_in_state(talk, _OF_HOURS)
        ask_scrub(uow, now)


def ask_scrub(uow: UnitOfWork, now: datetime) -> None:
    """Something was deleted, or its key destroyed: it is to leave the database's files as soon as nobody reads."""
    uow.system.set_fact(TO_SCRUB, now.isoformat())


def scrub(database: Database) -> bool:
    """Make what was erased leave the database's files, if that is still to be done; False: it could not be now."""
    with database.read() as uow:
        since = uow.system.fact(TO_SCRUB)
    if not since:
        return True
    if not database.scrub():
        return False
    with database.write() as uow:
        if uow.system.fact(TO_SCRUB) == since:  # nobody was erased meanwhile
            uow.system.set_fact(TO_SCRUB, "")
    return True


def leave(
    uow: UnitOfWork, worker_id: str, due_at: datetime, notifier: Notifier, now: datetime, business: datetime
) -> None:
    """Take everything of a worker out of sight until it is destroyed."""
    for talk in sorted(conversation.id for conversation in uow.conversations.of_worker(worker_id)):
        uow.conversations.locked(talk)  # first, as whoever writes into a log of hours does
    uow.workers.ask_deletion(worker_id, due_at)
    for conversation in uow.conversations.of_worker(worker_id):
        uow.conversations.set_leaving(conversation.id, True)
        uow.outbox.cancel(conversation.id, now)
        uow.web.clear(conversation.id)
    uow.papers.give_up_all(worker_id)
    uow.outbox.cancel(f"worker:{worker_id}:email", now)
    for case in uow.cases.of_worker(worker_id):
        if CaseState(case.state).open:
            withdraw(uow, notifier, case.id, business)


def stay(uow: UnitOfWork, worker_id: str, notifier: Notifier, business: datetime) -> None:
    """Nothing of a worker is deleted after all; reports that were taken back with it are open again."""
    uow.workers.ask_deletion(worker_id, None)
    for conversation in uow.conversations.of_worker(worker_id):
        uow.conversations.set_leaving(conversation.id, False)
    for case_id in sorted(case.id for case in uow.cases.of_worker(worker_id)):
        case = uow.cases.locked(case_id)
        if case is not None and case.state == CaseState.WITHDRAWN.value and not went_alone(uow, case):
            reopen(uow, notifier, case, WORKER, business)
            uow.cases.changed(case)


def _stays(uow: UnitOfWork, worker_id: str, wish: Erasure, notifier: Notifier, business: datetime) -> bool:
    worker = uow.workers.get(worker_id)
    if worker is None or worker.delete_at is None or wish.deed != ErasureDeed.STAYED:
        return False
    stay(uow, worker_id, notifier, business)
    return True


def _again(
    uow: UnitOfWork, worker_id: str, wish: Erasure, notifier: Notifier, now: datetime, business: datetime
) -> bool:
    worker = uow.workers.get(worker_id)
    if worker is None:
        return False
    if wish.deed == ErasureDeed.ERASED or (wish.due_at is not None and wish.due_at <= now):
        erase(uow, worker_id, now)
        return True
    if wish.deed == ErasureDeed.ASKED and wish.due_at is not None and worker.delete_at is None:
        leave(uow, worker_id, wish.due_at, notifier, now, business)
        newest = next(iter(uow.conversations.of_worker(worker_id)), None)
        if wish.code_index is not None and newest is not None:
            uow.workers.keep_recovery_code(wish.code_index, worker_id, newest.id, now)
        return True
    return False


def _line(one: Erasure) -> bytes:
    return orjson.dumps({name: getattr(one, name) for name in _FIELDS}) + b"\n"


def _wish(line: dict[str, Any]) -> Erasure:
    due = line["due_at"]
    return Erasure(
        id=line["id"], mark=line["mark"], deed=ErasureDeed(line["deed"]).value, at=datetime.fromisoformat(line["at"]),
        due_at=datetime.fromisoformat(due) if due else None, code_index=line["code_index"],
    )
