"""The migrations make exactly the tables that the models describe, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import storage.models  # noqa: F401  # registers the tables
from storage import schema
from storage.database import Database
from storage.keys import Keyring


def test_migrated_tables_are_those_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_second_start_migrates_nothing(database: Database) -> None:
    assert schema.current(database)
    assert schema.upgrade(database) is False


def test_the_newest_revision_is_read_without_loading_the_migration_library(database_url: str) -> None:
    empty = Database(database_url, Keyring.new())
    try:
        assert not schema.current(empty)
        assert schema.upgrade(empty) is True
        assert schema.current(empty)
    finally:
        empty.close()
