"""`todoke COMMAND …`: find the command, read the settings, run it, end with one clear sentence on error.

Exit codes: 0 done, 1 it could not be done, 2 wrong arguments or settings, 3 storage full, 130 interrupted.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import cast

from bot import __version__
from bot.cli.command import Command

COMMANDS: tuple[str, ...] = (
    "serve", "web", "work", "chat", "check", "locales", "cases", "forecast", "staff", "guess", "estimate", "migrate",
    "keys", "backup", "restore", "verify", "record", "breach", "poster",
)  # fmt: skip
"""The modules of this package that are commands, in the order `todoke --help` lists them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    gc.set_threshold(50_000, 20, 20)  # reading flows and texts makes many objects, and next to no garbage
    commands = {name: cast(Command, import_module(f"bot.cli.{name}")) for name in COMMANDS}
    args = _parser(commands).parse_args(argv)
    try:
        return _run(commands[args.command], args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has enough; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(command: Command, args: argparse.Namespace) -> int:
    from bot import log
    from bot.errors import StorageFull
    from bot.settings import Settings

    try:
        settings = Settings.from_environment()
        log.setup(level=log.WARNING)
        code = command.run(args, settings)
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        if log.is_ours(error):
            print(f"todoke: {error}", file=sys.stderr)
            return 3 if isinstance(error, StorageFull) else int(getattr(error, "exit_code", 1))
        print(f"todoke: an error nobody expected: {log.blot(log.describe(error))}", file=sys.stderr)
        print("`python -X dev -m bot …` shows all of it.", file=sys.stderr)
        return 1


def _parser(commands: dict[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="todoke",
        description="Carries a worker's report of trouble, told in any language, on until somebody answers.",
        epilog="Settings come from environment variables that start with TODOKE_; see docs/settings.md.",
    )
    parser.add_argument("--version", action="version", version=f"todoke {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands.values():
        command.add(subparsers)
    return parser
