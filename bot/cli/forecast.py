"""`todoke forecast [CASE] [--policy FILE]`: what will fire when, if nobody does anything until then; and what a changed
ladder policy would make of it.
"""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wording.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.cli.command import Subparsers
    from bot.escalation.forecast import ForecastLine
    from bot.escalation.simulate import Effect
    from bot.settings import Settings
    from storage.uow import UnitOfWork

    _Asked = dict[str, datetime | None]

HELP = "print what will fire when, for one case or for all; with --policy, what a changed ladder would do to it"
_WHO_IS_ASKED = ("asked",)
"""Of a reminder, as `bot.escalation.forecast` says it."""


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("forecast", help=HELP, description=HELP)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("case", nargs="?", metavar="CASE", help="a case's number or id; all open ones if left out")
    which.add_argument("--case", dest="case_option", metavar="CASE", help="the same")
    which.add_argument("--all", action="store_true", help="all open cases, as without a CASE")
    parser.add_argument(
        "--policy", action="append", type=Path, default=[], metavar="FILE",
        help="a changed ladder policy: compare with what the cases live by; may be given several times",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON list, for programs")


def run(args: Namespace, settings: "Settings") -> int:
    """Print it, the next step first. Nothing is changed. 1 if a policy file can't be used."""
    from datetime import UTC, datetime

    from bot.clock import SystemClock
    from bot.errors import NotFound
    from bot.opening import open_database, stored_offset

    wanted = args.case_option or args.case
    database = open_database(settings)
    try:
        now = SystemClock(lambda: stored_offset(database)).business() if settings.demo else datetime.now(UTC)
        with database.read() as uow:
            case = uow.cases.find(wanted) if wanted else None
            if wanted and case is None:
                raise NotFound(what="case", key=wanted)
            case_id = case.id if case is not None else None
            if args.policy:
                return _compare(uow, settings, args, case_id, now)
            return _print(uow, args, case_id, now)
    finally:
        database.close()


def _print(uow: "UnitOfWork", args: Namespace, case_id: str | None, now: "datetime") -> int:
    from bot.escalation.forecast import forecast

    lines, names = _to_whom(uow, forecast(uow, case_id, now, weighing=True)), _names(uow)
    if args.json:
        _json([as_data(line, names) for line in lines])
        return 0
    for line in lines:
        print(as_text(line, names))
    if not lines:
        print("Nothing is planned.")
    return 0


def _to_whom(uow: "UnitOfWork", lines: "Sequence[ForecastLine]") -> "list[ForecastLine]":
    """Who will be reminded if nobody answers until then."""
    from dataclasses import replace

    waiting: dict[str, _Asked] = {}
    found = []
    for line in lines:
        if line.case_id not in waiting:
            waiting[line.case_id] = _asked(uow, line.case_id)
        found.append(replace(line, to=_told(waiting[line.case_id], line.what, line.to, line.due_at)))
    return found


def _moves_to_whom(uow: "UnitOfWork", effect: "Effect") -> "Effect":
    """The same for the steps of a comparison; where both ladders remind, those whom the new one reminds."""
    from dataclasses import replace

    told = {}
    for times in (
        [(move.kept_at, move) for move in effect.moves if move.kept_at is not None],
        [(move.new_at, move) for move in effect.moves if move.new_at is not None],
    ):
        asked = _asked(uow, effect.case_id)
        for at, move in sorted(times, key=lambda step: (step[0], step[1].to != _WHO_IS_ASKED)):
            told[move] = _told(asked, move.what, move.to, at)
    return replace(effect, moves=tuple(replace(move, to=told[move]) for move in effect.moves))


def _asked(uow: "UnitOfWork", case_id: str) -> "_Asked":
    """Who has an open offer, and until when they asked for time."""
    from storage.models import OfferState

    offers = [offer for offer in uow.cases.offers(case_id) if offer.state == OfferState.OPEN.value]
    return {offer.partner_id: offer.snoozed_until for offer in offers}


def _told(asked: "_Asked", what: str, to: tuple[str, ...], at: "datetime") -> tuple[str, ...]:
    """Whom a step reaches; ``asked`` becomes who has an open offer after it: with the next asking the time of who was
    asked before is up, except the coordinator's."""
    from storage.models import COORDINATOR

    if to == _WHO_IS_ASKED:
        partners = [partner for partner in asked if partner != COORDINATOR] or list(asked)
        return tuple(one for one in partners if (until := asked[one]) is None or until <= at)
    if what in ("next_partner", "coordinator"):
        for partner in set(asked) - {COORDINATOR}:
            del asked[partner]
        asked.update(dict.fromkeys(to))
    return to


def _compare(uow: "UnitOfWork", settings: "Settings", args: Namespace, case_id: str | None, now: "datetime") -> int:
    from bot.escalation.changing import change
    from bot.escalation.kept import in_use
    from bot.escalation.simulate import simulate
    from bot.opening import topics_of
    from flows.loader import load
    from flows.yaml_source import YamlSourceError

    try:
        files = {str(path): path.read_bytes() for path in args.policy}
    except OSError as error:
        raise YamlSourceError(str(error.filename), 1, f"cannot be opened: {error.strerror}") from error
    changed = change(in_use(uow), files, topics_of(load(settings.flows_dir).structure))
    if changed.findings:
        for finding in changed.findings:
            print(finding)
        print(counted(len(changed.findings), "finding"))
        return 1
    found = simulate(uow, changed.policies, now, uow.cases.get(case_id) if case_id else None)
    effects = [_moves_to_whom(uow, effect) for effect in found]
    names = _names(uow)
    if args.json:
        _json([effect_as_data(effect, names) for effect in effects])
        return 0
    for effect in effects:
        for text in effect_as_text(effect, names):
            print(text)
    print(summary(effects))
    return 0


def _names(uow: "UnitOfWork") -> dict[str, str]:
    return {partner.id: partner.name for partner in uow.partners.all(active_only=False)}


def _json(rows: "Sequence[dict[str, object]]") -> None:
    import orjson

    print(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())


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
    late = "  late" if line.late else ""
    to = f" -> {_to(line.to, names)}" if line.to else ""
    return f"{_when(line.due_at)}  {line.case_number}  {line.what}{to}{late}"


def effect_as_data(effect: "Effect", names: dict[str, str]) -> dict[str, object]:
    """What a change does to one case, for programs. ``later_seconds`` is below 0 for what comes earlier."""
    return {
        "case": effect.number,
        "id": effect.case_id,
        "topic": effect.topic,
        "kept_policy": effect.kept,
        "new_policy": effect.new,
        "becomes_late": effect.becomes_late,
        "late": effect.new_late,
        "at_once": effect.at_once,
        "moved": effect.moved,
        "steps": [
            {
                "what": move.what,
                "to": [names.get(to, to) for to in move.to],
                "kept_at": move.kept_at.isoformat() if move.kept_at else None,
                "new_at": move.new_at.isoformat() if move.new_at else None,
                "later_seconds": round(move.later),
            }
            for move in effect.moves
        ],
    }


def effect_as_text(effect: "Effect", names: dict[str, str]) -> list[str]:
    """What a change does to one case, for people, times in Japan: kept, new, and how they differ."""
    if not effect.moved:
        return [f"{effect.number}  nothing moves"]
    late = "  WOULD BECOME LATE" if effect.becomes_late else "  late either way" if effect.new_late else ""
    lines = [f"{effect.number}  {effect.kept} | {effect.new}{late}"]
    for move in effect.moves:
        kept, new = (_when(at) if at else "-".center(20) for at in (move.kept_at, move.new_at))
        lines.append(f"  {kept} | {new}  {_shift(move.later, move.moved):<18} {move.what} -> {_to(move.to, names)}")
    return lines


def summary(effects: "Sequence[Effect]") -> str:
    """All of it in one sentence."""
    moved = [effect for effect in effects if effect.moved]
    steps = sum(effect.moved for effect in moved)
    cases, change = counted(len(effects), "open case"), counted(len(moved), "changes", "change")
    text = f"{cases}: {change}, {counted(steps, 'step moves', 'steps move')}"
    for words, found in (
        ("would have a step at once", [e.number for e in effects if e.at_once]),
        ("would become late", [e.number for e in effects if e.becomes_late]),
    ):
        text += f"; {len(found)} {words}" + (f" ({', '.join(found)})" if found else "")
    return f"{text}. Nothing was changed."


def _shift(later: float, moved: bool) -> str:
    if not later:
        return "only one has it" if moved else "same"
    minutes = round(abs(later) / 60)
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    span = " ".join(f"{n} {unit}" for n, unit in ((days, "d"), (hours, "h"), (rest, "min")) if n) or "seconds"
    return f"{span} {'later' if later > 0 else 'earlier'}"


def _when(at: "datetime") -> str:
    from bot.clock import in_japan

    return f"{in_japan(at):%a %Y-%m-%d %H:%M}"


def _to(to: tuple[str, ...], names: dict[str, str]) -> str:
    return ", ".join(names.get(one, one) for one in to)
