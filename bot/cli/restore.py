"""`todoke restore`: bring a backup back on an empty machine, and go on once everything was looked at."""

from argparse import Namespace
from typing import TYPE_CHECKING

from bot.wording.counted import counted

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from storage.database import Database

HELP = "restore a backup into an empty database; nothing is sent until `restore --go`"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("restore", help=HELP, description=HELP)
    parser.add_argument("file", nargs="?", help="the backup")
    parser.add_argument("--erasures", metavar="LIST", help="the newest list of erasures; by default the one in place")
    parser.add_argument("--go", action="store_true", help="everything was looked at: send and tick again")
    parser.add_argument("--no-erasures", action="store_true", help="with --go: there is no list, and nobody was erased")


def run(args: Namespace, settings: "Settings") -> int:
    """Restore, replay a list, or go on."""
    from pathlib import Path

    from bot.errors import TodokeError

    listed = Path(args.erasures) if args.erasures else settings.erasures_file
    if args.erasures and not Path(args.erasures).is_file():
        raise TodokeError(f"There is no list {args.erasures}. Nothing was changed.")
    if args.file is not None:
        return _restore(Path(args.file), listed, settings)
    if args.go or args.erasures:
        return _afterwards(args, listed, settings)
    raise TodokeError("Name a backup, or say --go once a restored one may go on.")


def _restore(path: "Path", listed: "Path | None", settings: "Settings") -> int:
    from datetime import UTC, datetime

    from bot.errors import TodokeError
    from bot.keeping.held import hold
    from bot.keeping.retention import erase_over
    from storage import backup
    from storage.database import Database
    from storage.keys import Keyring

    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    try:
        database.check()
        made_at = backup.header_of(path).made_at
        now = datetime.now(UTC)
        counts = backup.restore(database, path, lambda uow: hold(uow, made_at, now))
        with database.read() as uow:
            by_status = uow.outbox.counts()
        waiting = by_status.get("queued", 0) + by_status.get("sending", 0)
        held = f"{counted(counts['case_file'], 'case')}, {counted(waiting, 'message')}"
        print(f"Restored the backup of {made_at:%Y-%m-%d %H:%M} UTC: {held} waiting")
        print("to be sent. What came after it is lost. Staff have to log in anew.")
        _replay(database, listed, settings)
        erase_over(database, now, now)
    except OSError as error:
        raise TodokeError(f"The backup {path} could not be read: {error.strerror}.") from error
    finally:
        database.close()
    print("Nothing is sent and no clock goes on until `todoke restore --go`. Start Todoke, look at it, then say so.")
    return 0


def _afterwards(args: Namespace, listed: "Path | None", settings: "Settings") -> int:
    from datetime import UTC, datetime

    from bot.errors import TodokeError
    from bot.keeping.held import REPLAYED, held, let_go
    from bot.opening import open_database

    database = open_database(settings)
    try:
        with database.read() as uow:
            if held(uow) is None:
                raise TodokeError("Nothing is held back: no backup was restored here, or it goes on already.")
        if args.erasures:
            _replay(database, listed, settings)
        if not args.go:
            return 0
        with database.write() as uow:
            if not uow.system.fact(REPLAYED) and not args.no_erasures:
                raise TodokeError(
                    "The list of erasures was not replayed: whoever was erased since the backup would be back. Name it "
                    "with --erasures, or say --no-erasures if nobody asked for deletion since."
                )
            let_go(uow, datetime.now(UTC))
    finally:
        database.close()
    print("Messages are sent and clocks go on, within some seconds where Todoke runs.")
    return 0


def _replay(database: "Database", listed: "Path | None", settings: "Settings") -> None:
    from datetime import timedelta

    from bot.clock import SystemClock
    from bot.keeping import erasures
    from bot.keeping.held import REPLAYED
    from bot.wiring import notifier_of
    from bot.wording.served import Wording

    wishes = erasures.read(listed) if listed is not None else []
    if not wishes:
        print("There is no list of erasures yet: name it with `todoke restore --erasures LIST`.")
        return
    clock, wording = SystemClock(lambda: timedelta()), Wording(database)
    wording.refresh()
    notifier = notifier_of(settings, wording, clock)
    done = erasures.replay(database, wishes, notifier, clock.now(), clock.business())
    stay = f", {counted(done.stayed, 'worker')} stayed after all" if done.stayed else ""
    gone = counted(done.gone, "worker")
    print(f"Replayed {counted(len(wishes), 'wish', 'wishes')} of the list: {gone} gone again{stay}.")
    lost = erasures.unreadable(listed) if listed is not None else []
    if lost:
        print(f"{listed}: line {', '.join(map(str, lost))} can't be read: whoever was erased there would be back.")
        print("Name another copy with `todoke restore --erasures LIST`; if there is none, say --no-erasures with --go.")
        return
    with database.write() as uow:
        uow.system.set_fact(REPLAYED, clock.now().isoformat())
