"""`todoke web`: run only the web server: webhook, web chat and console."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "run only the web server: webhook, web chat and console"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    subparsers.add_parser("web", help=HELP, description=HELP)


def run(_args: Namespace, settings: "Settings") -> int:
    """Serve this half until told to stop."""
    from bot.cli.serve import serve

    return serve(settings, web=True, work=False)
