"""`todoke guess`: lines of text in, one JSON object a line out."""

import argparse
import json
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def add(subparsers: "argparse._SubParsersAction[ArgumentParser]", /) -> None:
    """Add the command's parser."""
    parser = subparsers.add_parser("guess", help="guess the language of each line of the standard input")
    parser.add_argument(
        "--hint",
        metavar="CODE",
        help="language of the app, such as en or vi-VN: orders what the text leaves open",
    )


def run(args: Namespace, settings: "Settings", /) -> int:
    """Answer every line, the empty ones too: `{"languages": [["vi", 0.99], …], "preselect": "vi"}`.

    Hindi and Korean, which nobody is spoken to in, are named as well: they are the likeliest mistakes for Nepali and
    Japanese. They are never preselected.
    """
    from bot.language import LANGUAGES, NEIGHBOURS, guess

    for line in sys.stdin.buffer:
        found = guess(line.decode("utf-8", errors="replace"), hint=args.hint, offered=(*LANGUAGES, *NEIGHBOURS))
        answer = {"languages": found.languages, "preselect": found.preselect}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0
