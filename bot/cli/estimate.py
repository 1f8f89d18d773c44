"""`todoke estimate FILE.json`: what is still owed for hours worked, between which two amounts, and why."""

import argparse
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

HELP = "estimate unpaid pay from a file of hours (docs/estimate.md); decides nothing, settles nothing"


def add(subparsers: "argparse._SubParsersAction[ArgumentParser]", /) -> None:
    """Add the command's parser."""
    parser = subparsers.add_parser("estimate", help=HELP, description=HELP)
    parser.add_argument("file", metavar="FILE.json", nargs="?", help="the hours and the pay; - reads them from stdin")
    parser.add_argument("--hours", metavar="TABLE.csv", help="take the days from a worker's own table (docs/hours.md)")
    parser.add_argument("--json", action="store_true", help="everything as JSON, for another program")
    parser.add_argument("--on", metavar="DATE", help="count as on this day, such as 2026-11-22, instead of today")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of the file and end")


def run(args: Namespace, settings: "Settings", /) -> int:
    """Print the estimate. Exit code 1 for a file that can't be computed as it stands; every mistake has its place."""
    import json
    from datetime import UTC, date, datetime

    from bot.cli.estimate_words import in_words
    from bot.clock import date_in_japan
    from bot.errors import TodokeError
    from flows.law.pay.answer import as_data
    from flows.law.pay.form import Form
    from flows.law.pay.table import days_in
    from flows.law.pay.told import NotUnderstood, claim_from
    from flows.law.pay.unpaid import unpaid

    if args.schema:
        print(json.dumps(Form.model_json_schema(), ensure_ascii=False, indent=2))
        return 0
    if args.file is None:
        raise TodokeError("Name the file: todoke estimate FILE.json. docs/estimate.md says what is in it.")
    try:
        today = date_in_japan(datetime.now(UTC)) if args.on is None else date.fromisoformat(args.on)
    except ValueError:
        raise TodokeError(f"--on needs a date such as 2026-11-22, not {args.on}.") from None
    text = _text(args.file)
    table = None if args.hours is None else _text(args.hours)
    name, days = args.hours or "", []
    try:
        if table is not None:
            days = days_in(table)
        name = "standard input" if args.file == "-" else args.file
        result = unpaid(claim_from(text, today, days), today)
    except NotUnderstood as error:
        for mistake in error.mistakes:
            print(f"{name}: {mistake}", file=sys.stderr)
        said = f"{name} can't be computed as it stands. Correct these places; nothing was guessed."
        raise TodokeError(said) from None
    if args.json:
        taken = {**json.loads(text), **({"days": days} if days else {})}
        data = {"on": today.isoformat(), **as_data(result), "input": taken}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print(in_words(result, today), end="")
    return 0


def _text(name: str) -> str:
    """Read the file. Raises TodokeError."""
    from pathlib import Path

    from bot.errors import TodokeError

    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise TodokeError(f"{name} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise TodokeError(f"{name} is not a text in UTF-8.") from error
