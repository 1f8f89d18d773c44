"""`todoke chat`: be a worker in this terminal."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "be a worker in this terminal"
HOW = 'A number presses that button, "= 5" writes a number, /menu is a command, anything else is written; Ctrl-D ends.'


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("chat", help=HELP, description=f"{HELP}: {HOW}")
    parser.add_argument("--lang", help="begin in this language (vi, id, ne, tl, en, ja, my, km …)")
    parser.add_argument("--new", action="store_true", help="forget the conversation this terminal had before")


def run(args: Namespace, settings: "Settings") -> int:
    """Converse until the end of input. ``SettingsError``: a language there is none of."""
    from bot.channels.terminal import converse
    from bot.errors import SettingsError
    from bot.wording.languages import ENDONYMS, from_tag

    if args.lang is not None and from_tag(args.lang) is None:
        raise SettingsError(setting="--lang", problem=f"there is no language {args.lang}",
                            remedy=f"There are {', '.join(ENDONYMS)}.")
    return converse(settings, language=args.lang, anew=args.new, how=HOW)
