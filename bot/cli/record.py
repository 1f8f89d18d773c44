"""`todoke record`: the process record of a case as a PDF, for a worker who asks for it in person. It is noted in the
audit log, like every reading of a case."""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import NotFound, TodokeError

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings

HELP = "make a case's process record (PDF) for its worker; noted in the audit log"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("record", help=HELP, description=HELP)
    parser.add_argument("case", metavar="CASE", help="the number of the case")
    parser.add_argument("--lang", metavar="CODE", help="beside Japanese; the worker's own if left out")
    parser.add_argument("--anonymous", action="store_true", help="without number, names, own words and exact days")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (its day, in this folder)")


def run(args: Namespace, settings: "Settings") -> int:
    """Make it. Raises NotFound for a case or a language that is not there."""
    from datetime import UTC, datetime

    import orjson

    from bot.documents.issuing import draft, drawing, keep
    from bot.documents.telling import Teller
    from bot.opening import open_database, stored_offset
    from bot.wiring import base_url
    from bot.wording.served import Wording
    from flows.model import structure_from_json

    database = open_database(settings)
    try:
        wording = Wording(database)
        wording.refresh()
        now = datetime.now(UTC)
        business = now + stored_offset(database)
        with database.read() as uow:
            case = uow.cases.find(args.case)
            if case is None or case.erased_at is not None:
                raise NotFound(what="case", key=args.case)
            language = args.lang or case.language
            if language not in wording.now.all_languages:
                raise NotFound(what="language", key=language)
            content = uow.structures.get(uow.conversations.structure_of_run(case.run_id) or "")
            if content is None:
                raise NotFound(what="questions of the case", key=args.case)
            teller = Teller(wording.now, structure_from_json(orjson.loads(content)), language)
            case_id = case.id
            it = draft(uow, case, teller, base_url(settings), business, anonymous=args.anonymous, by="operator")
        drawn = drawing(it.told)
        with database.write() as uow:
            case = uow.cases.get(case_id)
            if case is None or case.erased_at is not None:
                raise NotFound(what="case", key=args.case)
            made = keep(uow, case, it, drawn, now)
            uow.access.audit(
                "operator", staff_id=None, action="record_made", now=now, object_kind="case", object_id=case.id
            )
    finally:
        database.close()
    path = _path(args.out or Path(made.name), made.paper_id)
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(made.content)
    except OSError as error:
        raise TodokeError(f"{path} could not be written: {error.strerror}. Ask for it again.") from error
    print(f"{path}: {made.size // 1024} kB, for the worker alone. Whether it was changed: {made.url}")
    return 0


def _path(wished: Path, paper_id: str) -> Path:
    """A name that is not taken: what lies there may be another's."""
    return wished.with_stem(f"{wished.stem}-{paper_id}") if wished.exists() else wished
