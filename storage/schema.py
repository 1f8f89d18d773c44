"""Bringing a database to the form this program needs. Migrations expand first and contract a release later, so that the
program before this one can still run beside it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from .database import Database
from .errors import WrongDatabase

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).resolve().parent / "migrations"
_LOCK = 7_200_145  # PostgreSQL advisory lock: one replica migrates, the others wait


def upgrade(database: Database, wanted: str | None = None) -> bool:
    """Create or migrate the tables; True if anything was done. ``wanted``: make them as at this revision.

    Raises WrongDatabase if a newer program made them, StorageFull, StorageBusy, StorageAway.
    """
    if wanted is not None and wanted not in _known():
        raise WrongDatabase(f"This was made by a newer program (revision {wanted}). Use that program.")
    with database.explained(), database.engine.connect() as connection, connection.begin():
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before, newest = revision(connection), wanted or _newest()
        if before == newest or (wanted is not None and before is not None):
            return False
        if before is not None and before not in _known():
            raise WrongDatabase(
                f"This database was made by a newer program (revision {before}). Start that program, or restore a "
                "backup from before the update."
            )
        from alembic import command  # only where something is to be done: it costs the start half a second

        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, wanted or "head")
        return True


def current(database: Database) -> bool:
    """Whether the tables are in the form this program needs."""
    with database.explained(), database.engine.connect() as connection, connection.begin():
        return revision(connection) == _newest()


def holds_data(database: Database) -> bool:
    """Whether somebody has worked with this database. One without tables is left as it is."""
    with database.explained(), database.engine.connect() as connection, connection.begin():
        if not inspect(connection).has_table("subject_key"):
            return False
        return any(
            connection.execute(text(query)).first() is not None
            for query in ("SELECT 1 FROM subject_key LIMIT 1", "SELECT 1 FROM meta WHERE key = 'keys'")
        )


def configuration() -> "Config":
    """Alembic's configuration for these migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def revision(connection: Connection) -> str | None:
    """The revision of the tables that are there; None if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _newest() -> str | None:
    """The revision that no other builds on."""
    made = _made()
    heads = set(made) - set(made.values())
    return heads.pop() if heads else None


def _known() -> set[str]:
    return set(_made())


def _made() -> dict[str, str | None]:
    """Revision → the one it builds on, read from the files' names for themselves."""
    found = {}
    for path in (_FOLDER / "versions").glob("*.py"):
        names = dict(re.findall(r"^(revision|down_revision)\s*=\s*['\"]?(\w+)", path.read_text("utf-8"), re.M))
        if "revision" in names:
            before = names.get("down_revision")
            found[names["revision"]] = None if before in (None, "None") else before
    return found
