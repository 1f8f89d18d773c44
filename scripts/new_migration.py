"""Write a migration from the difference between the models and the migrations so far.

    .venv/bin/python scripts/new_migration.py "what it is for"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage import schema
from storage.database import Database
from storage.keys import Keyring


def main() -> None:
    """Migrate an empty database to the newest revision, compare, write the file."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}", Keyring.new())
        schema.upgrade(database)
        config = schema.configuration()
        with database.engine.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.revision(config, sys.argv[1], autogenerate=True)
        database.close()


if __name__ == "__main__":
    main()
