"""Opening an installation: its keys, its database, what kind it is, the texts and flows it serves."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from bot import questions
from bot.errors import TodokeError
from bot.escalation import policy_files, risks
from bot.escalation.kept import IN_USE, published, use
from bot.escalation.policy import PolicyError
from bot.escalation.risks import RisksError, read_risks, serve_risks
from bot.kind import DEMONSTRATION, KIND, REAL
from bot.settings import INSTALLATION, Settings
from bot.wording.catalogue import Fault
from bot.wording.enumerate import critical_keys
from bot.wording.holding import CURRENT
from bot.wording.taking import Stamp, listen, stamp_of, take_files, tell
from flows.checks import load_checked
from flows.evidence import FILE, serve_reading
from flows.inputs.lexicon import Lexicon
from flows.loader import BrokenFlows, Loaded
from flows.model import Structure, structure_from_json
from flows.yaml_source import YamlSourceError
from storage import schema
from storage.database import Database
from storage.keys import Keyring
from storage.models import AlarmKind
from storage.vault import KEY_IN_USE

log = logging.getLogger(__name__)

KEYS = "keys"
RISKS = "risks"
ANSWERS = "answers_mean"
"""What answers mean, where a list beside the flows in use says it: the last good one."""
OFFSET = "clock_offset"


class WrongKind(TodokeError):
    """This database belongs to {there}, but the settings ask for {asked}. A demonstration stays one for ever: give the
    other one its own TODOKE_DATA_DIR (or TODOKE_DATABASE_URL and TODOKE_KEYS_FILE)."""


class KeysMissing(TodokeError):
    """The keys file {path} is missing, but the database {database} already holds data that only it opens. Put the file
    back; without it nothing in the database can be read."""


class NothingThere(TodokeError):
    """There is no database {database}: nothing was looked at, and nothing made. Name the folder it is in with
    TODOKE_DATA_DIR."""


class KeyLacking(TodokeError):
    """The keys file {path} lacks the key {name}, which the database {database} uses. Copy the newest keys file
    here: a key was changed meanwhile."""


class KeysOfAnother(TodokeError):
    """The keys file {path} belongs to another installation than the database {database}. All replicas need the same
    file: copy the one that the first of them made."""


@dataclass(frozen=True)
class Opened:
    """An installation ready to serve, and what was held back at its start."""

    database: Database
    flows: Loaded | None
    """The flows as their files say, without what coordinators changed; None while the files are broken."""
    structure: Structure
    lexicons: dict[str, Lexicon]
    faults: tuple[Fault, ...]
    flow_faults: str | None
    files: Stamp
    """The locale files that were read."""


def open_database(settings: Settings, *, max_pages: int | None = None, as_found: bool = False) -> Database:
    """The database with its keys; both are created for a new installation, and migrated when older. ``as_found``:
    records are only to be looked at: no database is made, and no head or register that is missing.

    Raises KeysMissing, KeysOfAnother, WrongKind, WrongDatabase, NothingThere.
    """
    if as_found and settings.database_file is not None and not settings.database_file.exists():
        raise NothingThere(database=settings.database_file)
    made = not settings.keys_file.exists()
    keys = Keyring.new() if made else Keyring.load(settings.keys_file)
    database = Database(str(settings.database_url), keys, max_pages=max_pages, keys_file=settings.keys_file)
    try:
        database.check()
        schema.upgrade(database)
        if made:
            made = _make_keys(database, settings)
        _belong_together(database, settings, made)
        asked = DEMONSTRATION if settings.demo else REAL
        with database.write() as uow:
            there = uow.system.settle(KIND, asked)
            if there != asked:
                raise WrongKind(there=there, asked=asked)
            lacking = uow.vault.unreadable()
            if lacking is not None:
                raise KeyLacking(path=settings.keys_file, name=lacking, database=database.name)
            uow.system.settle(KEY_IN_USE, database.keys.active)
            if not as_found:
                uow.safety.keep_heads()
                uow.safety.enrol(datetime.now(UTC))
            _read_answers(uow.system.fact(ANSWERS))
    except BaseException:
        database.close()
        raise
    return database


def _read_answers(kept: str | None) -> None:
    """Answers mean what the list beside the flows in use says; where there is none, what the program's says."""
    try:
        serve_reading(kept or None)
    except YamlSourceError as error:  # written for another version of the program
        log.error("what answers mean can't be read; the program's own list counts", extra={"finding": str(error)})
        serve_reading(None)


def _make_keys(database: Database, settings: Settings) -> bool:
    """Keep the keys just made, for a database without data. False if another process was faster: its keys count.

    Raises KeysMissing, and makes no file, if the database names keys already.
    """
    with database.read() as uow:
        used = uow.system.fact(KEYS) is not None or uow.vault.in_use
    if not used and database.keys.save_new(settings.keys_file):
        return True
    if not settings.keys_file.exists():
        raise KeysMissing(path=settings.keys_file, database=database.name)
    database.keys = Keyring.load(settings.keys_file)
    return False


def _belong_together(database: Database, settings: Settings, made: bool) -> None:
    """Keys and database name each other, so that a replica with keys of its own never writes what others can't read."""
    with database.write() as uow:
        known = uow.system.settle(KEYS, database.keys.fingerprint)
    if known != database.keys.fingerprint:
        if made:
            settings.keys_file.unlink()
        raise KeysOfAnother(path=settings.keys_file, database=database.name)


def open_installation(settings: Settings, now: datetime, *, max_pages: int | None = None) -> Opened:
    """Open everything that is served. A broken flow, locale, policy or risk file is named with its line;
    the last good one serves on. Raises what is wrong with it where there is none yet.
    """
    database = open_database(settings, max_pages=max_pages)
    try:
        return _open_all(settings, database, now)
    except BaseException:
        database.close()
        raise


def _open_all(settings: Settings, database: Database, now: datetime) -> Opened:
    _risks(database, now)
    flows, structure, flow_faults = _structure(database, settings.flows_dir)
    _policies(database, policy_files.FOLDER, topics_of(structure), now)
    files = stamp_of(settings.locales_dir)
    sounds = listen(database, settings.locales_dir)
    with database.write() as uow:
        taken = take_files(
            uow, settings.locales_dir, now, critical_keys(structure), sounds=sounds, shipped=shipped_beside(settings),
            at_start=True,
        )  # fmt: skip
        if flow_faults:
            uow.system.raise_alarm(AlarmKind.FLOWS, "", {"findings": flow_faults[:2000]}, now)
        else:
            uow.system.clear_alarm(AlarmKind.FLOWS, "", now)
        if flows is not None:
            structure = questions.begin(uow, flows, settings.locales_dir, now)
            uow.system.set_fact(ANSWERS, _own_answers(flows))
    tell(taken.faults)
    return Opened(database, flows, structure, taken.lexicons, taken.faults, flow_faults, files)


def _structure(database: Database, folder: Path) -> tuple[Loaded | None, Structure, str | None]:
    try:
        flows = load_checked(folder)
    except BrokenFlows as error:
        with database.read() as uow:
            kept_hash = uow.system.fact(CURRENT)
            kept = uow.structures.get(kept_hash) if kept_hash else None
        if kept is None:
            raise
        for finding in error.findings:
            log.error("the flows are broken; the last good ones serve on", extra={"finding": str(finding)})
        return None, structure_from_json(orjson.loads(kept)), str(error)
    return flows, flows.structure, None


def _own_answers(flows: Loaded) -> str:
    """The list beside these flows, put to use; empty where they have none of their own, and the program's counts."""
    path = flows.beside(FILE.name)
    content = "" if path.resolve() == FILE.resolve() else path.read_text("utf-8")
    _read_answers(content)
    return content


def _policies(database: Database, folder: Path, topics: Collection[str], now: datetime) -> None:
    """What new cases begin with. Raises PolicyError if the files are broken and there were no good ones before."""
    try:
        policies = policy_files.load_policies(folder, topics)
    except PolicyError as error:
        with database.write() as uow:
            if uow.system.fact(IN_USE) is None:
                raise
            uow.system.raise_alarm(AlarmKind.POLICIES, "", {"findings": list(error.findings)[:50]}, now)
        for finding in error.findings:
            log.error("the ladder policies are broken; the last good ones serve on", extra={"finding": finding})
        return
    with database.write() as uow:
        if published(uow) is None:  # what a coordinator published stays until they take the files again
            use(uow, policies)
        uow.system.clear_alarm(AlarmKind.POLICIES, "", now)


def _risks(database: Database, now: datetime) -> None:
    """What makes a report pressing. Raises RisksError if the file is broken and there was no good one before."""
    try:
        content = risks.FILE.read_bytes()
        table = read_risks(content, risks.FILE.name)
    except (RisksError, OSError) as error:
        with database.write() as uow:
            kept = uow.system.fact(RISKS)
            if kept is None:
                raise
            uow.system.raise_alarm(AlarmKind.POLICIES, risks.FILE.name, {"findings": [str(error)]}, now)
        log.error("the table of risks is broken; the last good one serves on", extra={"finding": str(error)})
        serve_risks(read_risks(kept.encode(), risks.FILE.name))
        return
    with database.write() as uow:
        uow.system.set_fact(RISKS, content.decode())
        uow.system.clear_alarm(AlarmKind.POLICIES, risks.FILE.name, now)
    serve_risks(table)


def topics_of(structure: Structure) -> set[str]:
    """What reports can be about."""
    return {flow.topic for flow in structure.flows.values() if flow.topic}


def shipped_beside(settings: Settings) -> Path | None:
    """The program's own texts, if others are used in their place."""
    own = INSTALLATION / "locales"
    return own if own.is_dir() and own.resolve() != settings.locales_dir.resolve() else None


def stored_offset(database: Database) -> timedelta:
    """How far the demonstration's clock was put forward."""
    with database.read() as uow:
        return timedelta(seconds=float(uow.system.fact(OFFSET) or 0))
