"""`todoke cases`: list every case, without anything personal."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from storage.repositories.cases import CaseLine

HELP = "list the cases, without anything personal"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("cases", help=HELP, description=HELP)
    parser.add_argument("--json", action="store_true", help="one JSON list, for programs")
    parser.add_argument("--open", action="store_true", help="only cases that are open")


def run(args: Namespace, settings: "Settings") -> int:
    """List them, oldest first."""
    from bot.opening import open_database

    database = open_database(settings)
    try:
        with database.read() as uow:
            lines = list(uow.cases.lines(open_only=args.open))
    finally:
        database.close()
    if args.json:
        import orjson

        print(orjson.dumps([as_data(line) for line in lines], option=orjson.OPT_INDENT_2).decode())
    else:
        for line in lines:
            print(as_text(line))
        print(f"{len(lines)} {'case' if len(lines) == 1 else 'cases'}")
    return 0


def as_data(line: "CaseLine") -> dict[str, object]:
    """One case for programs. Times are ISO 8601 in UTC, ``prefecture`` a JIS code, ``answers`` a count."""
    return {
        "id": line.id,
        "number": line.number,
        "topic": line.topic,
        "state": line.state,
        "language": line.language,
        "prefecture": line.prefecture,
        "urgent": line.urgent,
        "rung": line.rung,
        "due_at": line.due_at.isoformat() if line.due_at else None,
        "deadline_at": line.deadline_at.isoformat() if line.deadline_at else None,
        "filed_at": line.filed_at.isoformat(),
        "closed_at": line.closed_at.isoformat() if line.closed_at else None,
        "answers": line.answers,
    }


def as_text(line: "CaseLine") -> str:
    """One case for people, times in Japan."""
    from bot.clock import in_japan

    due = f"{line.rung} {in_japan(line.due_at):%Y-%m-%d %H:%M}" if line.due_at else "-"
    mark = "!" if line.urgent else " "
    region = line.prefecture or "--"
    return f"{mark} {line.number}  {line.state:<22} {line.topic:<16} {line.language:<3} {region}  next: {due}"
