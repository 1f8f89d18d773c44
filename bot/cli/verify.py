"""`todoke verify`: is every record as it was? Timelines of cases, logs of organisations, and the signed daily heads."""

import re
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "check that no record was changed, added, cut off or written anew"

_MAILED = re.compile(r"\b(\d+)\s+([0-9a-f]{64})\s+([0-9a-f]{64})\b")


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("verify", help=HELP, description=HELP)
    parser.add_argument(
        "--heads", metavar="FILE", action="append", default=[],
        help="a text with lines from the mails that coordinators got: also finds a chain that was written anew",
    )  # fmt: skip


def run(args: Namespace, settings: "Settings") -> int:
    """Exit code 1 if anything is not as it was."""
    from pathlib import Path

    from bot.errors import TodokeError
    from bot.opening import open_database

    mailed: list[tuple[int, str, str]] = []
    for name in args.heads:
        try:
            found = _MAILED.findall(Path(name).read_text("utf-8", errors="replace"))
        except OSError as error:
            raise TodokeError(f"{name} could not be read: {error.strerror}.") from error
        if not found:
            raise TodokeError(f"There is no line of a record mail in {name}: a number and two rows of 64 signs.")
        mailed += [(int(number), head, signature) for number, head, signature in found]
    database = open_database(settings)
    try:
        with database.snapshot() as uow:
            faults = list(uow.safety.faults(mailed))
            newest = uow.safety.newest_mark()
            cases, logs = uow.cases.count(), len(uow.access.audit_chains())
    finally:
        database.close()
    for fault in faults:
        print(fault)
    if newest is not None:
        print(f"newest head: {' '.join(map(str, newest))}")
    if faults:
        print("1 chain is not as it was." if len(faults) == 1 else f"{len(faults)} chains are not as they were.")
        return 1
    compared = f", {len(mailed)} mailed heads" if mailed else ""
    print(f"{cases} cases and {logs} logs{compared}: all as they were.")
    return 0
