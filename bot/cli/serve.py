"""`todoke serve`: everything in one process; `web` and `work` are its halves."""

import signal
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
    # First of all: the first process of a container is deaf to SIGTERM until it says what to do.
    signal.signal(signal.SIGTERM, _not_begun)
    from bot import log
    from bot.serving.serve import serve as run_server

    log.setup(level=log.INFO)
    return run_server(settings, web=web, work=work, announce=_announce)


def _not_begun(_number: int, _frame: object) -> None:
    """Told to stop before anything was taken in hand; the server itself takes over from here."""
    raise SystemExit(0)


def _announce(line: str) -> None:
    print(line, flush=True)
