"""A worker of whom there is something in every place that personal data can be."""

from dataclasses import dataclass

from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from storage.database import Database
from storage.ids import plain_code
from storage.models import COORDINATOR


def words_of(name: str) -> list[bytes]:
    """Recognisable words that this person wrote."""
    return [f"{kind} of {name} 氏".encode() for kind in ("telephone", "answer", "message", "photo")]


@dataclass(frozen=True)
class Reported:
    """A worker with a case."""

    worker_id: str
    conversation_id: str
    run_id: str
    case_id: str
    name: str
    code: str

    def marks(self, database: Database) -> list[bytes]:
        """By what they could be found again: keyed hashes of their address, recovery code and name."""
        with database.read() as uow:
            address = uow.vault.index("address", f"telegram:chat-{self.name}")
            called = uow.vault.index("worker_name", f"quyen{self.name.replace('-', '')}")
            return [address.encode(), uow.vault.index("recovery", plain_code(self.code)).encode(), called.encode()]


def report(database: Database, clock: FakeClock, name: str) -> Reported:
    """Somebody reports, with everything there is."""
    now = clock.now()
    phone, answer, message, photo = (word.decode() for word in words_of(name))
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("telegram", f"chat-{name}", now)
        uow.workers.update_profile(worker_id, phone=phone)
        uow.workers.set_name(worker_id, f"Quyen{name.replace('-', '')}")
        code = uow.workers.new_recovery_code(worker_id, conversation_id, now)
        conversation = uow.conversations.get(conversation_id)
        assert conversation is not None
        run_id = uow.conversations.start_run(conversation, "structure", now)
        uow.conversations.record(
            run_id=run_id, visit=1, worker_id=worker_id, step="other.story", variable="story", language="vi",
            release=1, at=now, raw=answer, value=answer, replaces=False,
        )
        uow.hours.add(worker_id, "2026-11", {"on": "2026-11-20", "was": answer})
        uow.hours.change(worker_id, running={"since": answer})
        uow.outbox.queue(
            lane_id=conversation_id, channel="telegram", subject=worker_id, payload={"type": "say", "text": message},
            now=now, due_at=now, paced=False, dedupe=f"say:{name}",
        )
        uow.outbox.queue(
            lane_id=f"worker:{worker_id}:email", channel="email", subject=worker_id, payload={"text": message},
            now=now, due_at=now, paced=True, dedupe=f"mail:{name}",
        )
    filed = FiledReport(
        worker_id=worker_id, conversation_id=conversation_id, run_id=run_id, topic="unpaid_overtime", language="vi",
        release=1, prefecture="13", answers={"story": answer}, partners=(COORDINATOR,), risks=(),
    )
    with database.write() as uow:
        file_id = uow.attachments.expect(
            worker_id=worker_id, conversation_id=conversation_id, media="photo", meta={"name": photo}, size=9, now=now,
            fetch_at=None,
        )
        uow.attachments.place(file_id, run_id, "other.story")
        uow.attachments.add_chunk(file_id, worker_id, 0, photo.encode())
        case = file_report(uow, FakeNotifier(), filed, now)
        uow.attachments.give_to_case(run_id, case.id)
        uow.cases.add_message(case.id, author="worker", text=message, now=now)
        case_id = case.id
    return Reported(worker_id, conversation_id, run_id, case_id, name, code)
