"""`todoke migrate`: bring the database to the form this program needs, and end."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "create or update the tables (and, for a new installation, the keys), and end"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    subparsers.add_parser("migrate", help=HELP, description=HELP)


def run(_args: Namespace, settings: "Settings") -> int:
    """Migrate. Replicas of the release before may go on running meanwhile."""
    from bot.opening import open_database

    open_database(settings).close()
    print("The database is in the form this program needs.")
    return 0
