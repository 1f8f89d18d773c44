"""`todoke work`: run only the workers: handling, sending and the clock that carries reports on."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "run only the workers: handling, sending and the clock that carries reports on"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    subparsers.add_parser("work", help=HELP, description=HELP)


def run(_args: Namespace, settings: "Settings") -> int:
    """Serve this half until told to stop."""
    from bot.cli.serve import serve

    return serve(settings, web=False, work=True)
