"""`todoke forecast [CASE]`: what will fire when, if nobody does anything until then."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.escalation.forecast import ForecastLine
    from bot.settings import Settings

HELP = "print what will fire when, for one case or for all"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("forecast", help=HELP, description=HELP)
    parser.add_argument("case", nargs="?", metavar="CASE", help="a case's number or id; all open ones if left out")
    parser.add_argument("--json", action="store_true", help="one JSON list, for programs")


def run(args: Namespace, settings: "Settings") -> int:
    """Print it, the next step first."""
    from datetime import UTC, datetime

    from bot.clock import SystemClock
    from bot.errors import NotFound
    from bot.escalation.forecast import forecast
    from bot.opening import open_database, stored_offset

    database = open_database(settings)
    try:
        now = SystemClock(lambda: stored_offset(database)).business() if settings.demo else datetime.now(UTC)
        with database.read() as uow:
            case = uow.cases.find(args.case) if args.case else None
            if args.case and case is None:
                raise NotFound(what="case", key=args.case)
            lines = forecast(uow, case.id if case is not None else None, now)
            names = {partner.id: partner.name for partner in uow.partners.all(active_only=False)}
    finally:
        database.close()
    if args.json:
        import orjson

        print(orjson.dumps([as_data(line, names) for line in lines], option=orjson.OPT_INDENT_2).decode())
    else:
        for line in lines:
            print(as_text(line, names))
        if not lines:
            print("Nothing is planned.")
    return 0


def as_data(line: "ForecastLine", names: dict[str, str]) -> dict[str, object]:
    """One step for programs. Times are ISO 8601 in UTC."""
    return {
        "case": line.case_number,
        "id": line.case_id,
        "topic": line.topic,
        "state": line.state,
        "due_at": line.due_at.isoformat(),
        "what": line.what,
        "to": [names.get(to, to) for to in line.to],
        "late": line.late,
    }


def as_text(line: "ForecastLine", names: dict[str, str]) -> str:
    """One step for people, time in Japan."""
    from bot.clock import in_japan

    to = ", ".join(names.get(one, one) for one in line.to)
    late = "  late" if line.late else ""
    return f"{in_japan(line.due_at):%a %Y-%m-%d %H:%M}  {line.case_number}  {line.what} -> {to}{late}"
