"""Opening an installation: its keys, its database, what kind it is, the texts and flows it serves."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from bot.errors import TodokeError
from bot.settings import Settings
from bot.wording.catalogue import Fault
from bot.wording.enumerate import critical_keys
from bot.wording.publishing import publish
from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.loader import BrokenFlows, load
from flows.model import Structure, structure_from_json
from storage import schema
from storage.database import Database
from storage.keys import Keyring

log = logging.getLogger(__name__)

KIND = "kind"
STRUCTURE = "structure"
OFFSET = "clock_offset"


class WrongKind(TodokeError):
    """This database belongs to {there}, but the settings ask for {asked}. A demonstration stays one for ever: give the
    other one its own TODOKE_DATA_DIR (or TODOKE_DATABASE_URL and TODOKE_KEYS_FILE)."""


class KeysMissing(TodokeError):
    """The keys file {path} is missing, but the database {database} already holds data that only it opens. Put the file
    back; without it nothing in the database can be read."""


@dataclass(frozen=True)
class Opened:
    """An installation ready to serve, and what was held back at its start."""

    database: Database
    structure: Structure
    lexicons: dict[str, Lexicon]
    faults: tuple[Fault, ...]
    flow_faults: str | None


def open_database(settings: Settings, *, max_pages: int | None = None) -> Database:
    """The database with its keys; both are created for a new installation, and migrated when older.

    Raises KeysMissing, WrongKind, WrongDatabase.
    """
    keys = _keys(settings)
    database = Database(str(settings.database_url), keys, max_pages=max_pages)
    schema.upgrade(database)
    asked = "a demonstration" if settings.demo else "a real installation"
    with database.write() as uow:
        there = uow.system.fact(KIND)
        if there is None:
            uow.system.set_fact(KIND, asked)
        elif there != asked:
            database_kind = there
            raise WrongKind(there=database_kind, asked=asked)
    return database


def _keys(settings: Settings) -> Keyring:
    if settings.keys_file.exists():
        return Keyring.load(settings.keys_file)
    url = str(settings.database_url)
    path = Path(url.removeprefix("sqlite:///"))
    if settings.sqlite and path.exists() and path.stat().st_size:
        raise KeysMissing(path=settings.keys_file, database=path)
    keys = Keyring.new()
    keys.save(settings.keys_file)
    return keys


def open_installation(settings: Settings, now: datetime, *, max_pages: int | None = None) -> Opened:
    """Open everything that is served. A broken flow or locale file is named with its line;
    the last good one serves on.
    """
    database = open_database(settings, max_pages=max_pages)
    structure, flow_faults = _structure(database, settings.flows_dir, now)
    with database.write() as uow:
        published = publish(uow, settings.locales_dir, now, critical_keys(structure))
        if flow_faults:
            uow.system.raise_alarm("flows_broken", "", {"findings": flow_faults[:2000]}, now)
        else:
            uow.system.clear_alarm("flows_broken", "", now)
        if published.faults:
            uow.system.raise_alarm("texts_broken", "", {"findings": [str(f) for f in published.faults][:50]}, now)
        else:
            uow.system.clear_alarm("texts_broken", "", now)
    return Opened(database, structure, load_lexicons(settings.locales_dir), published.faults, flow_faults)


def _structure(database: Database, folder: Path, now: datetime) -> tuple[Structure, str | None]:
    try:
        structure = load(folder).structure
    except BrokenFlows as error:
        with database.read() as uow:
            kept_hash = uow.system.fact(STRUCTURE)
            kept = uow.conversations.structure(kept_hash) if kept_hash else None
        if kept is None:
            raise
        log.error("the flows are broken; the last good ones serve on")
        return structure_from_json(orjson.loads(kept)), str(error)
    with database.write() as uow:
        uow.conversations.keep_structure(structure.hash, structure.json, now)
        uow.system.set_fact(STRUCTURE, structure.hash)
    return structure, None


def stored_offset(database: Database) -> timedelta:
    """How far the demonstration's clock was put forward."""
    with database.read() as uow:
        return timedelta(seconds=float(uow.system.fact(OFFSET) or 0))
