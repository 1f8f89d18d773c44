"""`todoke breach`: when data may have got into wrong hands. Who is concerned, no more log-ins, telling workers."""

from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.wording.counted import counted

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from storage.database import Database
    from storage.models import Case

OPERATOR = "operator"
"""The log of coordinators, deputies and administrators."""
HELP = "data may have got out: who is concerned, end all log-ins, tell workers safely (docs/breach.md)"


def add(subparsers: "Subparsers") -> None:
    """Add the command and what it can do."""
    parser = subparsers.add_parser("breach", help=HELP, description=HELP)
    tasks = parser.add_subparsers(dest="task", metavar="who|logout|tell", required=True)
    for name, said in (("who", "list the cases concerned"), ("tell", "tell their workers, in their language")):
        task = tasks.add_parser(name, help=said)
        task.add_argument("--by", metavar="STAFF", help="only cases this person has opened (address, name or id)")
        whose = "only those of this organisation (name or id; operator: yours)"
        task.add_argument("--chain", metavar="ORGANISATION", help=whose)
        task.add_argument("--since", metavar="TIME", type=_time, help="opened since then, like 2026-11-20T09:00")
        if name == "tell":
            task.add_argument("--yes", action="store_true", help="really send; without it only the number is said")
    tasks.add_parser("logout", help="end every log-in of staff; each has to log in anew")


def run(args: Namespace, settings: "Settings") -> int:
    """Do one of the tasks."""
    from bot.opening import open_database

    database = open_database(settings)
    try:
        return {"who": _who, "logout": _logout, "tell": _tell}[args.task](args, settings, database)
    finally:
        database.close()


def _who(args: Namespace, _settings: "Settings", database: "Database") -> int:
    cases = _concerned(args, database)
    for case in cases:
        with database.read() as uow:
            chats = [c for c in uow.conversations.of_worker(case.worker_id) if c.blocked_at is None and not c.leaving]
            chats = [c for c in chats if c.channel != "assisted"]  # where nobody reads
        print(f"{case.number}  {case.language}  {case.state:<22} {chats[0].channel if chats else 'no way to write'}")
    print(f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}")
    return 0


def _logout(_args: Namespace, _settings: "Settings", database: "Database") -> int:
    from datetime import UTC

    now = datetime.now(UTC)
    with database.write() as uow:
        ended = uow.access.revoke(now)
        uow.access.audit("operator", staff_id=None, action="logged_all_out", now=now)
    gone = counted(ended, "log-in has", "log-ins have")
    print(f"{gone} ended. Whoever has lost password or second factor: `todoke staff again EMAIL`.")
    return 0


def _tell(args: Namespace, settings: "Settings", database: "Database") -> int:
    from datetime import UTC

    from bot.clock import SystemClock
    from bot.wiring import notifier_of
    from bot.wording.served import Wording

    cases = {case.worker_id: case for case in _concerned(args, database)}  # one message each
    if not args.yes:
        print(f"{counted(len(cases), 'worker')} would be told. Say --yes to send.")
        return 0
    wording = Wording(database)
    wording.refresh()
    clock = SystemClock()
    notifier, day, told = notifier_of(settings, wording, clock), f"{clock.now():%Y-%m-%d}", 0
    unreached = []
    for case in cases.values():
        with database.write() as uow:
            dedupe = f"breach:{case.worker_id}:{day}"
            if notifier.to_worker(uow, case, "case.breach", {}, clock.business(), dedupe=dedupe):
                told += 1
            else:
                unreached.append(case.number)
    with database.write() as uow:
        uow.access.audit("operator", staff_id=None, action="told_of_breach", now=datetime.now(UTC))
    print(f"{counted(told, 'worker is', 'workers are')} told at their next safe hour.")
    if unreached:
        print(f"No way to write to the workers of: {', '.join(sorted(unreached))}. Tell them in person.")
    return 0


def _concerned(args: Namespace, database: "Database") -> list["Case"]:
    """Cases that were opened as the arguments say; without arguments every case whose data is still there.

    Raises NotFound: a name that leads nowhere must not look like a list with nobody on it.
    """
    from bot.cli.naming import partner, person

    with database.read() as uow:
        if args.by or args.chain or args.since:
            by = person(uow, args.by).id if args.by else None
            chain = args.chain if args.chain in (None, OPERATOR) else partner(uow, args.chain)
            found = uow.access.cases_opened(staff_id=by, chain=chain, since=args.since)
        else:
            found = {line.id for line in uow.cases.lines()}
        cases = [uow.cases.get(case_id) for case_id in sorted(found)]
        kept = [case for case in cases if case is not None and case.erased_at is None]
        return [case for case in kept if uow.workers.get(case.worker_id) is not None]


def _time(said: str) -> datetime:
    """A time as written, in Japan unless it says where."""
    from bot.clock import JAPAN

    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=JAPAN)
