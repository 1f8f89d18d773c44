"""`todoke staff`: accounts of partners' people and coordinators, from the command line."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.wording.counted import counted

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from storage.database import Database
    from storage.models import Staff
    from storage.uow import UnitOfWork

HELP = "invite staff, list and close their accounts, check the log of who did what"


def add(subparsers: "Subparsers") -> None:
    """Add the command and what it can do."""
    parser = subparsers.add_parser("staff", help=HELP, description=HELP)
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)

    invite = tasks.add_parser("invite", help="make an account and print its one-time link (7 days)")
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--role", required=True, help="staff, lead, interpreter, coordinator, deputy, admin or auditor")
    invite.add_argument("--partner", help="id or name of the organisation (staff and lead; interpreters may)")
    invite.add_argument("--locale", default="ja", choices=("ja", "en"), help="language of console and mail")
    invite.add_argument("--name", default="", help="as colleagues see it; the person can change it")

    again = tasks.add_parser("again", help="a new link, for a forgotten password or a lost phone")
    again.add_argument("email", metavar="EMAIL")

    close = tasks.add_parser("close", help="close an account: its log-ins end at once")
    close.add_argument("email", metavar="EMAIL")

    tasks.add_parser("list", help="all accounts, without their addresses")
    tasks.add_parser("audit", help="check that the log of every organisation is unbroken")


def run(args: Namespace, settings: "Settings") -> int:
    """Do one of the tasks."""
    from bot.opening import open_database

    tasks = {"invite": _invite, "again": _again, "close": _close, "list": _list, "audit": _audit}
    database = open_database(settings)
    try:
        return tasks[args.task](args, settings, database)
    finally:
        database.close()


def _invite(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.access.accounts import invite
    from bot.access.roles import Role
    from bot.cli.naming import partner

    with database.write() as uow:
        partner_id = partner(uow, args.partner) if args.partner else None
        staff, code = invite(
            uow,
            email=args.email,
            role=Role.parse(args.role),
            partner_id=partner_id,
            locale=args.locale,
            now=datetime.now(UTC),
            name=args.name,
        )
        _note(uow, staff, "invited")
    _print_link(settings, code)
    return 0


def _again(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.access.accounts import invite_again

    with database.write() as uow:
        staff = _account(uow, args.email)
        code = invite_again(uow, staff, datetime.now(UTC))
        _note(uow, staff, "invited_again")
    _print_link(settings, code)
    return 0


def _close(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.alarms.endings import means_of
    from bot.cases.left import has_left
    from bot.clock import SystemClock
    from bot.opening import stored_offset
    from bot.wiring import notifier_of
    from bot.wording.served import Wording

    offset, wording = stored_offset(database), Wording(database)
    wording.refresh()
    clock = SystemClock(lambda: offset)
    notifier = notifier_of(settings, wording, clock)
    with database.write() as uow:
        staff = _account(uow, args.email)
        has_left(uow, notifier, means_of(settings), staff, clock.now(), clock.business())
        _note(uow, staff, "account_closed")
    print("The account is closed; its log-ins have ended.")
    return 0


def _list(_args: Namespace, _settings: "Settings", database: "Database") -> int:
    with database.read() as uow:
        organisations = uow.access.organisations()
        people = uow.access.everyone()
    for staff in people:
        partner = organisations[staff.partner_id].name if staff.partner_id else "-"
        state = "closed" if not staff.active else "active" if staff.password_hash else "invited"
        print(f"{staff.id}  {staff.role:<11} {state:<8} {staff.locale}  {partner:<24} {staff.name}")
    print(f"{len(people)} {'account' if len(people) == 1 else 'accounts'}")
    return 0


def _audit(_args: Namespace, _settings: "Settings", database: "Database") -> int:
    """Exit code 1 if a chain is broken."""
    broken = 0
    with database.read() as uow:
        for chain, lines in sorted(uow.access.audit_chains().items()):
            line = uow.access.broken_link(chain)
            broken += line is not None
            print(f"{chain}: {counted(lines, 'line')}, " + ("unbroken" if line is None else f"CHANGED at line {line}"))
    return 1 if broken else 0


def _account(uow: "UnitOfWork", email: str) -> "Staff":
    """An active account by its address. Raises NotFound."""
    from bot.errors import NotFound

    staff = uow.access.by_login(email)
    if staff is None or not staff.active:
        raise NotFound(what="active account with the address", key=email)
    return staff


def _note(uow: "UnitOfWork", staff: "Staff", action: str) -> None:
    chain = staff.partner_id or "operator"
    uow.access.audit(
        chain, staff_id=None, action=action, now=datetime.now(UTC), object_kind="staff", object_id=staff.id
    )


def _print_link(settings: "Settings", code: str) -> None:
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    print(f"{base}/console/join#{code}")
    print("Hand this link over by a safe way. It works once, for 7 days.")
