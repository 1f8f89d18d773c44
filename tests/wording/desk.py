"""A folder of locale files small enough to read, and what a coordinator does with it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polib

from bot.wording.edition import Rules
from bot.wording.proposing import Edit, Proposed, propose, publish_waiting
from bot.wording.publishing import Published
from bot.wording.served import Snapshot, Wording
from bot.wording.taking import listen, take_files
from storage.database import Database

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
CARD, ASK, HOURS, PARTNER = "card.emergency", "opening.topic.ask", "unpaid_overtime.hours.ask", "case.accepted"
ENGLISH = {
    CARD: "Call 110.", ASK: "What is it about?", HOURS: "How many hours a week?", PARTNER: "{partner} has accepted.",
}  # fmt: skip
VIETNAMESE = {
    CARD: "Gọi 110.", ASK: "Chuyện gì vậy?", HOURS: "Mấy giờ một tuần?", PARTNER: "{partner} đã nhận.",
}  # fmt: skip
CRITICAL = frozenset({CARD})


@dataclass
class Desk:
    """The files, the database that serves them, and the time."""

    folder: Path
    database: Database
    now: datetime = NOW
    critical: frozenset[str] = CRITICAL
    rules: Rules = field(init=False)

    def __post_init__(self) -> None:
        self.rules = Rules(self.critical, self.folder)
        write(self.folder, "en", {key: (text, text) for key, text in ENGLISH.items()})
        self.learn("en")
        self.translate("vi", VIETNAMESE)

    def translate(self, language: str, texts: dict[str, str]) -> None:
        """A language's file, in step with English, and its list of words."""
        write(self.folder, language, {key: (ENGLISH[key], text) for key, text in texts.items()})
        self.learn(language)

    def learn(self, language: str) -> None:
        """A list of words for what people type."""
        (self.folder / language / "lexicon.yaml").write_text(f"language: {language}\n", "utf-8")

    def edit(self, language: str, key: str, text: str, *, english: str | None = None, fuzzy: bool = False) -> None:
        """Change one text in its file. ``english``: the msgid, if it is another now."""
        path = self.folder / language / "LC_MESSAGES" / "worker.po"
        file = polib.pofile(str(path))
        [entry] = [one for one in file if one.msgctxt == key]
        entry.msgstr = text
        entry.msgid = english or entry.msgid
        entry.flags = ["fuzzy"] if fuzzy else []
        file.save(str(path))

    def save(self) -> Published:
        """What the program does once a file was saved."""
        self.now += timedelta(minutes=1)
        sounds = listen(self.database, self.folder)
        with self.database.write() as uow:
            return take_files(uow, self.folder, self.now, self.critical, sounds=sounds).published

    def start(self, folder: Path | None = None) -> Published:
        """What a process does that starts, with this folder or one of its own."""
        self.now += timedelta(minutes=1)
        with self.database.write() as uow:
            return take_files(uow, folder or self.folder, self.now, self.critical, at_start=True).published

    def propose(self, *edits: Edit, base: int, by: str = "coordinator") -> Proposed:
        """What the console does when a form is sent."""
        self.now += timedelta(minutes=1)
        with self.database.write() as uow:
            return propose(uow, edits, base, by, now=self.now, rules=self.rules)

    def publish(self, *chosen: tuple[str, str], by: str = "coordinator") -> Proposed:
        """Press Publish."""
        with self.database.write() as uow:
            return publish_waiting(uow, chosen or None, by, now=self.now, rules=self.rules)

    @property
    def served(self) -> Snapshot:
        """What workers read now."""
        wording = Wording(self.database)
        wording.refresh()
        return wording.now

    def says(self, language: str, key: str) -> str:
        """What a worker reads."""
        return self.served.text(language, key, partner="Union")

    @property
    def waiting(self) -> dict[tuple[str, str], tuple[str, str]]:
        """What waits: language and key -> the text and why."""
        with self.database.read() as uow:
            return {(row.language, row.key): (row.text, row.why) for row in uow.wording.waiting()}


def write(folder: Path, language: str, texts: dict[str, tuple[str, str]]) -> None:
    """A file of texts: key -> msgid and msgstr."""
    file = polib.POFile()
    file.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
    for key, (english, text) in texts.items():
        file.append(polib.POEntry(msgctxt=key, msgid=english, msgstr=text))
    path = folder / language / "LC_MESSAGES" / "worker.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path))
