"""A worker in a conversation, over a real database. For every message the service is put together anew and reads the
state from the database, so that nothing can live anywhere else."""

import asyncio
import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.alarms.endings import Means
from bot.cases.accept import accept
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.messages import reply
from bot.cases.reached import claim_reached
from bot.cases.solved import propose_solved
from bot.channels.delivery import StoredOut
from bot.clock import JAPAN, FakeClock
from bot.conversation.notify import CaseNotifier
from bot.conversation.service import Conversations
from bot.conversation.staff_chat import StaffChat
from bot.conversation.structures import Structures
from bot.digests.alerts import StaffNotifier
from bot.escalation.tick import tick
from bot.opening import open_installation
from bot.settings import Settings
from bot.wording.served import Snapshot, Wording
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, store
from bot.workers.outbox import OutboxWorker
from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.loader import load
from flows.model import Structure
from storage.database import Database
from storage.keys import Keyring
from storage.models import Staff
from storage.uow import UnitOfWork
from tests.support import tables

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
"""When every conversation of these tests begins: a working day, in the morning."""
BASE_URL = "http://todoke.test"
SETTINGS = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": "/nonexistent"})

NOTHING = Snapshot(0, {})

DEEDS: dict[str, Any] = {
    "accept": accept, "claim_reached": claim_reached, "propose_solved": propose_solved, "reply": reply,
}  # fmt: skip
"""What staff do in these tests."""


@dataclass(frozen=True)
class Ready:
    """An installation with two partners and a coordinator, to be copied for each conversation."""

    folder: Path
    structure: Structure
    lexicons: dict[str, Lexicon]
    texts: Snapshot = NOTHING
    """The release in each copy; without it each reads its own."""


def prepare(folder: Path) -> Ready:
    """Make an installation: migrating and publishing takes longer than a conversation."""
    _install(folder)
    return _taken(folder)


@cache
def installed() -> Ready:
    """The one that is made once in a test run."""
    return _taken(tables.once("installed", _install))


def _install(folder: Path) -> None:
    settings = Settings.from_environment({"TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(folder)})
    folder.mkdir(parents=True, exist_ok=True)
    opened = open_installation(settings, TUESDAY)
    with opened.database.write() as uow:
        _people(uow)
    opened.database.close()


def _taken(folder: Path) -> Ready:
    database = Database(f"sqlite:///{folder / 'todoke.db'}", Keyring.load(folder / "keys.json"))
    wording = Wording(database)
    wording.refresh()
    database.close()
    return Ready(folder, load(SETTINGS.flows_dir).structure, load_lexicons(SETTINGS.locales_dir), wording.now)


def _people(uow: UnitOfWork) -> None:
    for rank, (partner_id, name, kind) in enumerate(
        (("help-desk", "Sample Help Desk", "union"), ("union", "Sample Union", "union"))
    ):
        save_partner(uow, PartnerDraft(name=name, kind=kind, rank=rank), TUESDAY, partner_id)
        _person(uow, f"staff-{partner_id}", partner_id, "staff")
    _person(uow, "coordinator", None, "coordinator")
    _person(uow, "deputy", None, "deputy")


def _person(uow: UnitOfWork, staff_id: str, partner_id: str | None, role: str) -> None:
    uow.vault.new_subject(f"staff:{staff_id}", TUESDAY)
    uow.session.add(
        Staff(
            id=staff_id, partner_id=partner_id, role=role, name=staff_id, locale="en", created_at=TUESDAY,
            password_hash="set",
        )
    )
    uow.flush()


@dataclass(frozen=True)
class Said:
    """One thing the bot did: a bubble, an earlier keyboard that was marked, or the same question with other ticks."""

    type: str  # bubble, answered, redraw
    kind: str  # of a bubble: ask, say, card, note, staff, handover
    text: str
    labels: tuple[str, ...]
    data: tuple[str, ...]
    visit: int | None
    author: str
    payload: dict[str, Any] = field(hash=False, compare=False, repr=False)

    @property
    def choices(self) -> dict[str, str]:
        """Choice id → label, without the controls."""
        return {d.split(":", 2)[2]: n for d, n in zip(self.data, self.labels, strict=True) if d.startswith("a:")}

    @property
    def controls(self) -> dict[str, str]:
        """Control name → label."""
        return {d.split(":", 2)[2]: n for d, n in zip(self.data, self.labels, strict=True) if d.startswith("c:")}

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Said":
        """From what a page fetches."""
        buttons = [b for row in payload.get("rows", ()) for b in row]
        return cls(
            payload["type"], payload.get("kind", ""), payload.get("text", payload.get("label", "")),
            tuple(b["label"] for b in buttons), tuple(b["data"] for b in buttons), payload.get("visit"),
            payload["from"], payload,
        )  # fmt: skip


class Talk:
    """One worker's conversation. Every method that does something returns what the bot said to it."""

    def __init__(
        self, ready: Ready, folder: Path, channel: str = "terminal", start: datetime = TUESDAY, phone: str = "phone"
    ) -> None:
        """A phone of an installation in ``folder``, which is copied from ``ready`` unless it is there already."""
        first = not folder.exists()
        if first:
            folder.mkdir(parents=True)
            for name in ("keys.json", "todoke.db"):
                shutil.copy(ready.folder / name, folder / name)
        self.folder = folder
        self.ready = ready
        self.channel = channel
        self.mail = False  # whether there is a mail server
        self.phone = phone
        self.clock = FakeClock(start)
        self.heard: list[Said] = []
        self._seen = 0
        self._source = f"{channel}:{phone}"
        self._open()
        with self.database.write() as uow:
            found = uow.conversations.find_or_create(channel, self.phone, self.clock.now())
            self._seq = uow.inbox.highest(self._source)
        self.conversation_id, self.worker_id = found
        self._listen()
        self._begun = (self._written, start) if first else None

    # ---- what the worker does

    def start(self, *languages: str) -> list[Said]:
        """Open the chat."""
        return self.send({"type": "command", "name": "start", "argument": "", "languages": list(languages)})

    def command(self, name: str, argument: str = "") -> list[Said]:
        """A command such as /menu."""
        return self.send({"type": "command", "name": name, "argument": argument})

    def say(self, text: str) -> list[Said]:
        """Write something."""
        return self.send({"type": "text", "text": text})

    def tap(self, choice: str) -> list[Said]:
        """Press an answer of the open question, or a control anywhere on the screen, by its id."""
        for said in reversed(self.heard):
            if choice in said.choices or choice in said.controls:
                data = next(d for d in said.data if d.split(":", 2)[2] == choice and not d.startswith("q:"))
                return self.press(data)
            if said.kind == "ask" and said.choices:
                break
        raise AssertionError(f"there is no button {choice!r}; the screen ends with\n{self.screen()}")

    def answer(self, choice: str) -> list[Said]:
        """Press a choice of the newest question that a case has put to the worker (reached? solved?)."""
        found = next(d for s in reversed(self.heard) for d in s.data if d.startswith("q:") and d.endswith(f":{choice}"))
        return self.press(found)

    def press(self, data: str) -> list[Said]:
        """Press a button by its data, which need not be on the screen."""
        return self.send({"type": "tap", "data": data})

    def send(self, event: dict[str, Any]) -> list[Said]:
        """An event comes in, is stored, and is handled by a service put together for it alone."""
        self._seq += 1
        owner = (self.conversation_id, self.worker_id)
        with self.database.write() as uow:
            store(uow, self.clock, [Arrival(self._source, self._seq, self.channel, "", event, owner)])
        inbox = InboxWorker(self.database, self._service(), self.clock)
        while inbox.work():
            pass
        if self.channel == "telegram":  # its replies go through the outbox, too
            asyncio.run(self._deliver())
        with self.database.read() as uow:
            waiting, _ = uow.inbox.waiting(self.conversation_id)
            assert waiting is None, "an update could not be handled; the log above says why"
            if uow.conversations.find(self.channel, self.phone) == (self.conversation_id, self.worker_id):
                return self._hear(uow)
        self._follow()
        return self._listen()

    # ---- time

    def wait(self, **parts: float) -> list[Said]:
        """Time passes: the clock of the case ticks, and what is due goes out. Returns what the worker reads."""
        self.clock.advance(timedelta(**parts))
        service = self._service()
        while tick(self.database, service.notifier, self.clock.business()).fired:
            pass
        asyncio.run(self._deliver())
        return self._listen()

    async def _deliver(self) -> None:
        out = StoredOut(self.clock, lambda _conversation: None)
        worker = OutboxWorker(self.database, self.clock, {self.channel: out})
        await worker._round()
        while worker._running:
            await asyncio.gather(*worker._running)
            await worker._round()

    # ---- what is told once and kept

    @property
    def untouched(self) -> bool:
        """Whether nothing at all has happened in this installation since it was copied for this phone."""
        return (
            "TODOKE_TEST_FOLDER" in os.environ
            and self.ready is installed()
            and self._wording._snapshot is self.ready.texts
            and self._begun == (self._written, self.clock.now())
        )

    def keep(self, folder: Path, said: list[Said]) -> None:
        """Leave a copy of the installation and of what was heard in this folder. ``said``: the end of it."""
        self.close()
        shutil.copyfile(self.folder / "todoke.db", folder / "todoke.db")
        heard = [said.payload for said in self.heard]
        told = [heard, len(said), self._seen, self._seq, self.conversation_id, self.worker_id]
        (folder / "told.json").write_text(json.dumps(told), "utf-8")
        self._open()

    def resume(self, folder: Path) -> list[Said]:
        """Go on from what another phone of the same name has left there; returns the end of what it heard."""
        self.close()
        shutil.copyfile(folder / "todoke.db", self.folder / "todoke.db")
        told = json.loads((folder / "told.json").read_text("utf-8"))
        heard, said, self._seen, self._seq, self.conversation_id, self.worker_id = told
        self.heard = [Said.of(payload) for payload in heard]
        self._open()
        return self.heard[len(heard) - said :]

    @property
    def _written(self) -> tuple[tuple[int, int], ...]:
        """What differs once anything was written, by whomever: each change goes into the log, and from there into the
        file. The log's size alone says little: once it was copied into the file it is written from its beginning."""
        files = (self.folder / f"todoke.db{end}" for end in ("", "-wal"))
        return tuple((file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.exists())

    def restart(self) -> None:
        """The program ends and starts again."""
        self.close()
        self._open()

    def close(self) -> None:
        """The end."""
        self.database.close()

    # ---- staff

    def staff(self, action: str, staff_id: str, **more: Any) -> None:
        """A member of staff does something with this worker's newest case: accept, claim_reached, reply …"""
        with self.database.write() as uow:
            by, case = uow.access.get(staff_id), uow.cases.of_worker(self.worker_id)[-1]
            assert by is not None
            DEEDS[action](uow, self._service().notifier, case.id, by, case.rev, self.clock.business(), **more)
        asyncio.run(self._deliver())
        self._listen()

    # ---- looking

    @property
    def question(self) -> Said:
        """The newest question."""
        return next(s for s in reversed(self.heard) if s.kind == "ask")

    def state(self) -> dict[str, Any]:
        """The engine's state as it lies in the database."""
        with self.database.read() as uow:
            conversation = uow.conversations.get(self.conversation_id)
            assert conversation is not None
            return uow.conversations.open_state(conversation) or {}

    @property
    def at(self) -> str | None:
        """The path of the open question."""
        at: str | None = self.state().get("at")
        return at

    @property
    def answers(self) -> dict[str, Any]:
        """The variables so far."""
        return dict(self.state().get("vars", {}))

    def screen(self) -> str:
        """The last things said, for people."""
        return "\n".join(f"{s.kind or s.type}: {s.text} {list(s.choices) + list(s.controls)}" for s in self.heard[-4:])

    # ---- inside

    def _open(self) -> None:
        keys = Keyring.load(self.folder / "keys.json")
        self.database = Database(f"sqlite:///{self.folder / 'todoke.db'}", keys, threads=2)
        self._wording = Wording(self.database)
        self._wording._snapshot = self.ready.texts  # a release never changes: not every phone need read it

    def _service(self) -> Conversations:
        wording = self._wording
        wording.refresh()
        staff = StaffNotifier(lambda: wording.now, BASE_URL, self.clock)
        notifier = CaseNotifier(wording, self.clock, staff, base_url="http://127.0.0.1", mail=self.mail)
        return Conversations(
            structures=Structures(self.ready.structure), wording=wording, lexicons=self.ready.lexicons,
            notifier=notifier, clock=self.clock,
            staff=StaffChat(notifier, wording, self.clock, BASE_URL, Means(mail=True)),
        )  # fmt: skip

    def _follow(self) -> None:
        """After a deletion the phone is in a conversation of its own again."""
        with self.database.write() as uow:
            found = uow.conversations.find_or_create(self.channel, self.phone, self.clock.now())
        if found != (self.conversation_id, self.worker_id):
            self.conversation_id, self.worker_id = found
            self._seen = 0

    def _listen(self) -> list[Said]:
        with self.database.read() as uow:
            return self._hear(uow)

    def _hear(self, uow: UnitOfWork) -> list[Said]:
        found = uow.web.bubbles(self.conversation_id, self.worker_id, self._seen)
        fresh = [Said.of(payload) for payload in found if payload["from"] != "worker"]
        if found:
            self._seen = found[-1]["n"]
        self.heard += fresh
        return fresh
