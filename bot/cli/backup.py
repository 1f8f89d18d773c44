"""`todoke backup [FILE]`: everything in the database as it is now, encrypted, without the keys."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "write an encrypted backup, also while Todoke runs; it holds no keys"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("backup", help=HELP, description=HELP)
    parser.add_argument("file", nargs="?", help="by default one in TODOKE_BACKUP_DIR, where old ones are cleared")


def run(args: Namespace, settings: "Settings") -> int:
    """Make it. Raises StorageError."""
    from datetime import UTC, datetime
    from pathlib import Path

    from bot.clock import SystemClock
    from bot.errors import TodokeError
    from bot.keeping.backups import Backups
    from bot.opening import open_database
    from storage import backup

    if args.file is None and settings.backup_dir is None:
        raise TodokeError("TODOKE_BACKUP_DIR names no place for backups. Name a file: todoke backup FILE")
    database = open_database(settings)
    try:
        if args.file is None and settings.backup_dir is not None:
            path = Backups(database, SystemClock(), settings.backup_dir, settings.erasures_file).make()
        else:
            path = Path(args.file)
            backup.write(database, path, datetime.now(UTC))
    except OSError as error:
        raise TodokeError(f"The backup could not be written: {error.strerror}. Nothing was changed.") from error
    finally:
        database.close()
    print(f"Wrote {path} ({path.stat().st_size} bytes). It can only be opened with {settings.keys_file}.")
    return 0
