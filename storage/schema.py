"""Bringing a database to the form this program needs. Migrations expand first and contract a release later, so that the
program before this one can still run beside it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from .database import Database
from .errors import WrongDatabase

_FOLDER = Path(__file__).resolve().parent / "migrations"
_LOCK = 7_200_145  # PostgreSQL advisory lock: one replica migrates, the others wait


def upgrade(database: Database) -> bool:
    """Create or migrate the tables; True if anything was done. Raises WrongDatabase if a newer program made them."""
    with database.engine.connect() as connection, connection.begin():
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before, newest = _revision(connection), _newest()
        if before == newest:
            return False
        if before is not None and before not in _known():
            raise WrongDatabase(
                f"This database was made by a newer program (revision {before}). Start that program, or restore a "
                "backup from before the update."
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return True


def current(database: Database) -> bool:
    """Whether the tables are in the form this program needs."""
    with database.engine.connect() as connection, connection.begin():
        return _revision(connection) == _newest()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _known() -> set[str]:
    return {s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions()}
