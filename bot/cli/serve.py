"""`todoke serve`: everything in one process; `web` and `work` are its halves."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "run everything: web chat, console, Telegram, and the clock that carries reports on"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    subparsers.add_parser("serve", help=HELP, description=HELP)


def run(_args: Namespace, settings: "Settings") -> int:
    """Serve until told to stop."""
    return serve(settings, web=True, work=True)


def serve(settings: "Settings", *, web: bool, work: bool) -> int:
    """Serve one half or both."""
    from bot import log
    from bot.serving.serve import serve as run_server

    log.setup(level=log.INFO)
    return run_server(settings, web=web, work=work, announce=_announce)


def _announce(line: str) -> None:
    print(line, flush=True)
