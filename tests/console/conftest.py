"""A console over a real database: two organisations, one person for each role, and reports to work on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from argon2 import PasswordHasher
from PIL import Image
from starlette.types import ASGIApp

from bot.access import accounts, login, passwords, totp
from bot.access.roles import Role
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.file import FiledReport, file_report
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.console import ConsoleDeps
from bot.wording.served import Snapshot
from bot.wording.shelf import Shelf
from flows.loader import Loaded, load
from flows.model import Structure
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import COORDINATOR, Staff
from storage.uow import UnitOfWork
from tests.console.shared import console, waited_for
from tests.evidence.files import encoded
from tests.support.tables import once
from tests.support.texts import LOCALES, plain_texts, texts

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Tuesday, ten in the morning in Japan."""
PASSWORD = "four unrelated words here"
PUBLISHED = ("en", "ja", "vi", "id", "ne")
"""The languages of the texts that are published: the workshop reads all of them for each of its pages."""
ORIGINAL = b"\xff\xd8\xff\xe0"
"""The photo as the worker sent it."""
DRAWN = encoded(Image.new("RGB", (8, 8), "teal"), "PNG")
"""What was drawn from it."""
SECRET_WORDS = "Ông chủ giữ hộ chiếu của tôi"
"""What the worker typed; it must never show where it should not."""
ANSWERS: tuple[tuple[str, str, Any], ...] = (
    ("unpaid_overtime.safe_now", "Không sao", "safe"),
    ("unpaid_overtime.overtime_month", "20-45 giờ", "h45"),
    ("extra.work_place", SECRET_WORDS, SECRET_WORDS),
    ("about_you.prefecture", "Aichi 愛知", "23"),
)
"""What a worker answers: the question, the words, and what they mean."""


@dataclass
class Words:
    """The texts as the files hold them."""

    now: Snapshot

    def refresh(self) -> bool:
        """They stay."""
        return False


@cache
def flows() -> Loaded:
    """The flows as they are shipped."""
    return load(ROOT / "flows" / "definitions")


@cache
def shelf() -> Shelf:
    """What the locale folder says beside the texts: read once."""
    return Shelf(LOCALES)


class Town:
    """The console and everybody who uses it."""

    def __init__(self, url: str, words: Words, structure: Structure, keys: Keyring | None = None) -> None:
        self.db = Database(url, keys or Keyring.new())
        self.clock = FakeClock(NOW)
        self.words = words
        self.notifier = FakeNotifier()
        self.people: dict[str, Staff] = {}
        self.partners: dict[str, str] = {}
        self.deps = ConsoleDeps(
            db=self.db,
            clock=self.clock,
            words=words,
            notifier=self.notifier,
            structure=lambda: structure,
            flows=flows,
            public_url="https://testserver",
            mail=True,
            bot_name=lambda: "todoke_bot",
            shelf=shelf(),
        )
        self.app, self.router = console().app, console().router
        self.around()

    def around(self, **changed: Any) -> None:
        """The console is this town's, from now on with some of its surroundings changed."""
        self.deps = console().surroundings.now = replace(self.deps, **changed)

    def partner(self, name: str, **draft: Any) -> None:
        """An organisation with a member of staff and a lead, `<name>` and `<name>-lead`."""
        with self.db.write() as uow:
            draft = {"name_ja": f"{name.title()}支援会", "kind": "ngo", **draft}
            partner = save_partner(uow, PartnerDraft(name=name.title(), **draft), NOW)
            self.partners[name] = partner.id
        self.person(name, Role.STAFF, self.partners[name])
        self.person(f"{name}-lead", Role.LEAD, self.partners[name])

    def person(self, name: str, role: Role, partner_id: str | None = None, locale: str = "en") -> Staff:
        """An account with a password and a second factor."""
        with self.db.write() as uow:
            staff, _ = accounts.invite(
                uow,
                email=f"{name}@todoke.example",
                role=role,
                partner_id=partner_id,
                locale=locale,
                now=NOW,
                name=name.title(),
            )
            staff.password_hash = passwords.hash_password(PASSWORD)
            totp.new_secret(uow, staff)
            uow.access.use_totp_step(staff.id, 1)
        self.people[name] = staff
        return staff

    def log_in(self, name: str) -> Browser:
        """A browser in which somebody is logged in."""
        browser = self.browser()
        with self.db.write() as uow:
            token = login.demo_session(uow, self.people[name].id, self.clock.now())
        browser.cookies.set("todoke_staff", token, path="/console")
        with self.db.read() as uow:
            session = uow.access.find_session(token)
            assert session is not None
            browser.csrf = session.csrf
        return browser

    def browser(self) -> Browser:
        """A browser in which nobody is logged in."""
        return Browser(self.app)

    def draw(self, uow: UnitOfWork, attachment_id: str) -> None:
        """A worker process has drawn the copy and the small picture of a photo."""
        row = uow.attachments.get(attachment_id)
        assert row is not None
        fence = uow.copies.take(row, self.clock.now())
        assert fence is not None
        for part, data in (("copy", DRAWN), ("small", DRAWN)):
            assert uow.copies.add_piece(attachment_id, fence, part, 0, data)
        about = {"mime": "image/png", "size": len(DRAWN), "width": 8, "height": 8}
        assert uow.copies.made(attachment_id, fence, {"copy": about, "small": about})

    def file(
        self, *partners: str, urgent: bool = False, topic: str = "unpaid_overtime", mime: str = "image/jpeg",
        copied: bool = True, alone: bool = True, spoken: bool = False,
    ) -> str:
        """A worker sends a report in Vietnamese with a photo (or what ``mime`` says) and agrees to these organisations;
        returns the case's number. ``copied``: the photo's copy has been drawn. ``alone``: else nobody was named to
        them, and they agreed to nobody. ``spoken``: the file is a voice message, the answer to what happened."""
        with self.db.write() as uow:
            chat, worker = uow.conversations.find_or_create("telegram", new_id(), self.clock.now())
            row = uow.conversations.get(chat)
            assert row is not None
            run = uow.conversations.start_run(row, "none", self.clock.now())
            attachment = self._send(uow, chat, worker, "voice" if spoken else "photo", mime)
            voice = ("other.what_happened", "", [{"file": attachment, "media": "voice"}])
            self._answer(uow, run, worker, *ANSWERS, *([voice] if spoken else []))
            if copied:
                self.draw(uow, attachment)
            case = file_report(
                uow,
                self.notifier,
                FiledReport(
                    worker_id=worker, conversation_id=chat, run_id=run, topic=topic, language="vi", release=1,
                    prefecture="23", answers={},
                    partners=(*(self.partners[p] for p in partners), COORDINATOR) if alone else None,
                    risks=("threat",) if urgent else ("long_hours",),
                ),
                self.clock.business(),
            )  # fmt: skip
            uow.attachments.set_case(attachment, case.id)
            self.attachment = attachment
        return case.number

    def _answer(self, uow: UnitOfWork, run: str, worker: str, *said: tuple[str, str, Any]) -> None:
        """What a worker said to each question, in their words and as it was understood."""
        for visit, (step, raw, value) in enumerate(said):
            uow.conversations.record(
                run_id=run, visit=visit, worker_id=worker, step=step, variable=step.split(".")[1], language="vi",
                release=1, at=self.clock.now(), raw=raw, value=value, replaces=False,
            )  # fmt: skip

    def _send(self, uow: UnitOfWork, chat: str, worker: str, media: str, mime: str) -> str:
        """A file that has come in whole, of the kind that was found in it; returns its id."""
        attachment = uow.attachments.expect(
            worker_id=worker, conversation_id=chat, media=media, meta={"name": "Nguyen.jpg", "mime": "image/jpeg"},
            size=4, now=self.clock.now(), fetch_at=None,
        )  # fmt: skip
        uow.attachments.add_chunk(attachment, worker, 0, ORIGINAL)
        row = uow.attachments.get(attachment)
        assert row is not None
        uow.attachments.stored(row, size=4, mime=mime, sha256="0" * 64)
        return attachment

    def rev(self, number: str) -> int:
        """The revision a fresh page of the case carries."""
        with self.db.read() as uow:
            case = uow.cases.find(number)
            assert case is not None
            return case.rev

    def audited(self, chain: str) -> list[str]:
        """What an organisation's log says, oldest first."""
        with self.db.read() as uow:
            assert uow.access.broken_link(chain) is None
            return [line.action for line in uow.access.audit_lines(chain)][::-1]


class Browser:
    """Opens pages and sends forms as a browser would, one after the other."""

    def __init__(self, app: ASGIApp) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
        self._client = httpx.AsyncClient(
            transport=transport, base_url="https://testserver", headers={"accept-language": "en"}
        )
        self.cookies = self._client.cookies
        self.csrf = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page."""
        return waited_for(self._client.get(path, headers=headers))

    def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Send a form exactly as given."""
        return waited_for(self._client.post(path, data=form or {}, headers=headers))

    def send(self, path: str, **form: Any) -> httpx.Response:
        """Send a form with the page's own token."""
        return self.post(path, {"csrf": self.csrf, **form})

    def upload(
        self, path: str, form: dict[str, str], file: tuple[str, str, bytes, str]
    ) -> httpx.Response:
        """Send a form with a file: its field, name, content and kind."""
        field, name, content, mime = file
        sent = self._client.post(path, data=form, files={field: (name, content, mime)})
        return waited_for(sent)

    def act(self, town: Town, number: str, action: str, **form: Any) -> httpx.Response:
        """Do something with a case from a fresh page."""
        return self.send(f"/console/cases/{number}/{action}", rev=str(town.rev(number)), **form)


@pytest.fixture(scope="session")
def words() -> Words:
    """The texts of all languages."""
    return Words(texts())


@pytest.fixture(scope="session")
def structure() -> Structure:
    """The flows that are shipped."""
    return flows().structure


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; these stories are about other things."""
    hash_quickly(monkeypatch)


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """From now on."""
    patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@dataclass(frozen=True)
class Settled:
    """A database with North, South, one person for each role of the operator and each of an organisation."""

    file: Path
    keys: Keyring
    partners: dict[str, str]
    people: dict[str, str]


@pytest.fixture(scope="session")
def settled(migrated_file: Path, words: Words, structure: Structure) -> Settled:
    """Made once in a run, to be copied."""

    def make(folder: Path) -> None:
        file, keys = folder / "todoke.db", Keyring.new()
        shutil.copyfile(migrated_file, file)
        with pytest.MonkeyPatch.context() as patch:
            hash_quickly(patch)
            made = Town(f"sqlite:///{file}", words, structure, keys)
            settle(made)
        with made.db.write() as uow:
            published = {language: plain_texts()[language] for language in PUBLISHED}
            uow.wording.publish(published, NOW, source="files", report={"reviewed": ["en"]})
        made.db.close()
        keys.save(folder / "keys.json")
        people = {name: person.id for name, person in made.people.items()}
        (folder / "who.json").write_bytes(orjson.dumps([made.partners, people]))

    folder = once("settled", make)
    partners, people = orjson.loads((folder / "who.json").read_bytes())
    return Settled(folder / "todoke.db", Keyring.load(folder / "keys.json"), partners, people)


def settle(town: Town) -> None:
    """Everybody comes."""
    town.partner("north")
    town.partner("south")
    for role in (Role.COORDINATOR, Role.DEPUTY, Role.ADMIN, Role.AUDITOR, Role.INTERPRETER):
        town.person(role.value, role)
    town.person("north-interpreter", Role.INTERPRETER, town.partners["north"])


@contextmanager
def living(url: str, settled: Settled, words: Words, structure: Structure) -> Iterator[Town]:
    """The town that was settled, in a database of its own."""
    shutil.copyfile(settled.file, url.removeprefix("sqlite:///"))
    made = Town(url, words, structure, settled.keys)
    made.partners.update(settled.partners)
    with made.db.read() as uow:
        for name, known in settled.people.items():
            person = uow.access.get(known)
            assert person is not None
            made.people[name] = person
    yield made
    made.db.close()


@pytest.fixture
def town(sqlite_url: str, settled: Settled, words: Words, structure: Structure) -> Iterator[Town]:
    """North and South, and one person for each role of the operator and each of an organisation."""
    with living(sqlite_url, settled, words, structure) as made:
        yield made
