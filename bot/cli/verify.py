"""`todoke verify`: is every record as it was? Timelines of cases, logs of organisations, and the signed daily heads.

`todoke verify FILE`: is this file a paper that was issued here, unchanged?"""

import re
from argparse import Namespace
from typing import TYPE_CHECKING

from bot.wording.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "check that no record was changed, added, cut off or written anew"

_MAILED = re.compile(r"\b(\d+)[\s>]+([0-9a-f]{64})[\s>]+([0-9a-f]{64})\b")  # ">": of a mail that was passed on
_BEGINS = re.compile(rb"^From .*\r?\n", re.MULTILINE)
"""Where the next mail begins in a folder of mails (mbox)."""


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("verify", help=HELP, description=HELP)
    parser.add_argument("file", nargs="?", metavar="FILE", help="a paper: was it issued here, and is it unchanged?")
    parser.add_argument(
        "--heads", metavar="FILE", action="append", default=[],
        help="the mails that coordinators got, saved, or their lines: also finds a chain that was written anew",
    )  # fmt: skip


def run(args: Namespace, settings: "Settings") -> int:
    """Exit code 1 if anything is not as it was."""
    from pathlib import Path

    from bot.errors import TodokeError
    from bot.opening import open_database

    if args.file is not None:
        return _paper(Path(args.file), settings)
    mailed: list[tuple[int, str, str]] = []
    for name in args.heads:
        try:
            found = _MAILED.findall(_said(Path(name).read_bytes()))
        except OSError as error:
            raise TodokeError(f"{name} could not be read: {error.strerror}.") from error
        if not found:
            raise TodokeError(f"There is no line of a record mail in {name}: a number and two rows of 64 signs.")
        mailed += [(int(number), head, signature) for number, head, signature in dict.fromkeys(found)]
    database = open_database(settings, as_found=True)
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
        chains = {fault.partition(":")[0] for fault in faults}  # of one there may be several things to say
        print(f"{counted(len(chains), 'chain is not as it was', 'chains are not as they were')}.")
        return 1
    compared = f", {counted(len(mailed), 'mailed head')}" if mailed else ""
    print(f"{counted(cases, 'case')} and {counted(logs, 'log')}{compared}: all as they were.")
    return 0


def _said(kept: bytes) -> str:
    """What a file says: a text; or mails as a mail program keeps them (.eml, mbox), whose words are encoded."""
    from email import message_from_bytes

    texts = [kept]
    for mail in _BEGINS.split(kept):
        for part in message_from_bytes(mail).walk():
            words = part.get_payload(decode=True)
            if part.get_content_maintype() == "text" and isinstance(words, bytes):
                texts.append(words)
    return "\n".join(text.decode("utf-8", errors="replace") for text in texts)


def _paper(path: "Path", settings: "Settings") -> int:
    """What the page for checking says of a file; besides, whether the timeline it was made from is as it was."""
    import hashlib

    from bot.documents.checking import by_content, timeline
    from bot.errors import TodokeError
    from bot.opening import open_database

    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise TodokeError(f"{path} could not be read: {error.strerror}.") from error
    database = open_database(settings)
    try:
        with database.read() as uow:
            known = by_content(uow, sha256)
            wrong = None if known is None else timeline(uow, known)
    finally:
        database.close()
    if known is None:
        others = "letters, hours, tables and figures are compared with nothing"
        print(f"{path}: not a record that was issued here: it was changed, or its case was erased,")
        print(f"or it is another file ({others}).")
        return 1
    print(f"{path}: unchanged since {known.dated}.")
    if wrong is not None:
        print(f"But the timeline it was made from is not as it was: {wrong}.")
        return 1
    return 0
