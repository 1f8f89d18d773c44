"""`todoke locales`: the texts of every language: bring files into step, publish, look back, take out and bring back."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import TodokeError
from bot.wording.counted import counted

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from bot.wording.edition import Rules
    from bot.wording.proposing import Answer, Proposed
    from storage.database import Database
    from storage.uow import UnitOfWork

HELP = "texts of all languages: sync, status, extract, publish, releases, rollback, decide, sign, import, export"
_BY = "who does this, as it is kept with the release"
_NO_WORDS = "no words changed, but signatures, recordings, or what is shown where a text is missing or out of date"


class CanNotOpen(TodokeError):
    """{file} can't be opened ({why}). Look at its name, its folder, and who may read and write there."""


def add(subparsers: "Subparsers") -> None:
    """Add the command and what it can do."""
    parser = subparsers.add_parser("locales", help=HELP, description=HELP)
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)

    sync = tasks.add_parser("sync", help="bring the other languages' files into step with English, key by key")
    sync.add_argument("languages", nargs="*", metavar="LANGUAGE", help="which; all that have a file if left out")
    tasks.add_parser("extract", help="add the texts that flows and papers need to the English files")
    tasks.add_parser("status", help="what is served, what waits, what is to be decided, how far each language is")

    publish = tasks.add_parser("publish", help="take the files in and publish what waits")
    publish.add_argument("texts", nargs="*", metavar="LANGUAGE:KEY", help="what to publish of what waits")
    publish.add_argument("--all", action="store_true", help="everything that waits")
    publish.add_argument("--discard", action="store_true", help="drop these instead")
    publish.add_argument("--by", metavar="WHO", help=_BY)

    releases = tasks.add_parser("releases", help="what was published when, from where and by whom")
    releases.add_argument("--limit", type=int, default=20, metavar="N", help="the newest N (20)")
    rollback = tasks.add_parser("rollback", help="publish what an earlier release said, as a new one")
    rollback.add_argument("number", type=int, metavar="N")
    rollback.add_argument("--by", metavar="WHO", help=_BY)

    decide = tasks.add_parser("decide", help="say whether a changed English text is the same question or another")
    decide.add_argument("key", metavar="KEY")
    decide.add_argument("verdict", choices=("same", "another"))
    decide.add_argument("--by", metavar="WHO", help=_BY)

    sign = tasks.add_parser("sign", help="write into reviewed.csv that a native reader has checked texts as served now")
    sign.add_argument("language", metavar="LANGUAGE")
    sign.add_argument("texts", nargs="*", metavar="KEY", help="which texts; the critical ones if left out")
    sign.add_argument("--who", required=True, metavar="NAME", help="who has read them")

    take = tasks.add_parser("import", help="take in a spreadsheet or .po file that was exported and filled in")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--language", metavar="LANGUAGE", help="of a .po file whose header does not say it")
    take.add_argument("--by", metavar="WHO", help=_BY)
    give = tasks.add_parser("export", help="write a spreadsheet (.xlsx) or .po file with what is served")
    give.add_argument("file", type=Path, metavar="FILE")
    give.add_argument("--language", action="append", default=[], metavar="LANGUAGE", help="which; several for .xlsx")


def run(args: Namespace, settings: "Settings") -> int:
    """Do one of the tasks."""
    if args.task in ("sync", "extract"):
        return _sync(args, settings) if args.task == "sync" else _extract(settings)
    from bot.opening import open_database

    tasks = {
        "status": _status, "publish": _publish, "releases": _releases, "rollback": _rollback, "decide": _decide,
        "sign": _sign, "import": _import, "export": _export,
    }  # fmt: skip
    database = open_database(settings)
    try:
        return tasks[args.task](args, settings, database)
    finally:
        database.close()


def _rules(settings: "Settings") -> "Rules":
    from bot.wording.edition import Rules
    from bot.wording.enumerate import critical_keys
    from flows.checks import load_checked

    return Rules(critical_keys(load_checked(settings.flows_dir).structure), settings.locales_dir)


# ---- files only


def _sync(args: Namespace, settings: "Settings") -> int:
    from bot.wording.enumerate import DOMAINS
    from bot.wording.publishing import languages_in
    from bot.wording.sync import sync

    folder = settings.locales_dir
    faults = [fault for domain in DOMAINS for fault in _of_file(folder, "en", domain)]
    for language in args.languages or languages_in(folder):
        if language == "en" or not (folder / language).is_dir():
            continue
        for domain in DOMAINS:
            path = folder / language / "LC_MESSAGES" / f"{domain}.po"
            own = _of_file(folder, language, domain)
            english = folder / "en" / "LC_MESSAGES" / path.name
            if faults or own or not english.exists() or (domain == "staff" and not path.exists()):
                faults += own
                continue
            done = sync(english, path, language)
            print(f"{language} {domain}: {done.added} new, {done.changed} changed, {done.removed} gone")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _of_file(folder: Path, language: str, domain: str) -> list[object]:
    """Why a file can't be rewritten: what is not understood would be lost."""
    from bot.wording.catalogue import read

    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    return list(read(path, language, domain).faults) if path.exists() else []


def _extract(settings: "Settings") -> int:
    from bot.wording.extract import extract
    from flows.loader import load

    structure, folder = load(settings.flows_dir).structure, settings.locales_dir / "en" / "LC_MESSAGES"
    files = [folder / "worker.po", folder / "documents.po"]
    found = [key for path in files if path.exists() for key in extract(path, structure)]
    for key in found:
        print(f"new: {key}")
    to_write = counted(len(found), "text is to be written", "texts are to be written")
    print(f"{to_write} in English." if found else "English has every text that is needed.")
    return 0


# ---- releases


def _status(_args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.edition import kept_of
    from bot.wording.proposing import open_meanings
    from bot.wording.publishing import findings

    with database.read() as uow:
        number = uow.wording.newest_number()
        if not number:
            print("Nothing has been published yet. `todoke locales publish` does, and so does the first start.")
            return 0
        report, kept, texts = uow.wording.report(number), kept_of(uow, number), uow.wording.texts(number)
        meanings, held_back, waits = open_meanings(uow), findings(uow), _waiting(uow)
        fallbacks = uow.wording.fallbacks()
    print(f"Release {number} is served.")
    english = kept["en"].keys()
    of_workers = {key for key in english if not key.startswith("staff.")}
    for language in texts:
        there, stale = len(of_workers & texts[language].keys()), len(report.get("stale", {}).get(language, ()))
        state = "offered" if language in report.get("ready", texts) else "in progress"
        if state == "offered" and settings.reviewed_only and language not in report.get("reviewed", ()):
            state = "not offered before its critical texts are signed (TODOKE_REVIEWED_ONLY)"
        signed = ", critical texts signed" if language in report.get("reviewed", ()) else ""
        lacks = report.get("lacking", {}).get(language, ())
        lacked = counted(len(lacks), "text that must not be wrong,", "texts that must not be wrong,")
        state += f" (lacks {lacked} such as {lacks[0]})" if lacks else ""
        times = sum(row.times for row in fallbacks if row.language == language)
        print(f"  {language}: {state}, {there} of {len(of_workers)}, {stale} of older English{signed}"
              + (f", {counted(times, 'time', 'times')} shown in another language" if times else ""))  # fmt: skip
    for line in held_back:
        print(f"held back: {line}")
    for key, sessions in sorted(one for one in report.get("held", {}).items() if one[1]):
        print(f"kept: {key}: {counted(sessions, 'conversation still asks', 'conversations still ask')} it")
    for line in waits:
        print(line)
    for asked in meanings:
        print(f"same or another? {asked.key}: {asked.before!r} -> {asked.after!r} (counts as {asked.presumed})")
    return 0


def _publish(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.opening import shipped_beside
    from bot.wording.proposing import discard, publish_waiting
    from bot.wording.taking import listen, take_files

    rules = _rules(settings)
    chosen = [(language, key) for language, _, key in (text.partition(":") for text in args.texts)]
    sounds = listen(database, settings.locales_dir)
    with database.write() as uow:
        now, shipped = datetime.now(UTC), shipped_beside(settings)
        taken = take_files(uow, settings.locales_dir, now, rules.critical, sounds=sounds, shipped=shipped)
    for fault in taken.faults:
        print(fault)
    with database.write() as uow:
        if args.discard:
            gone = sum(discard(uow, language, key) for language, key in chosen)
            print(f"{gone} dropped.")
            return 0 if gone == len(chosen) else 1
        unknown = _beside(uow, chosen)
        if chosen or args.all:
            done = publish_waiting(uow, chosen or None, args.by, now=datetime.now(UTC), rules=rules)
            _print(done)
            if any("two_people" in answer.why for answer in done.answers):
                print("A number or the law: two people publish it, each with --by and their own name.")
        for line in _waiting(uow):
            print(line)
        left = len(uow.wording.waiting())
        waits = counted(left, "change waits", "changes wait")
        print(f"Release {uow.wording.newest_number()} is served." + (f" {waits}." if left else ""))
    return 1 if taken.faults or unknown else 0


def _beside(uow: "UnitOfWork", chosen: list[tuple[str, str]]) -> bool:
    """Say which of the texts named does not wait; whether one of them is not there at all."""
    waits, unknown = {(row.language, row.key) for row in uow.wording.waiting()}, False
    texts = uow.wording.texts(uow.wording.newest_number())
    for language, key in chosen:
        if key in texts.get(language, ()) and (language, key) not in waits:
            print(f"{language}:{key}: nothing of it waits.")
        elif (language, key) not in waits:
            print(f"{language}:{key}: there is no such text. Nothing of that name was published.")
            unknown = True
    return unknown


def _waiting(uow: "UnitOfWork") -> list[str]:
    """What waits, who stands for it, and what the check says of it."""
    from bot.wording.proposing import waiting_changes
    from bot.wording.two_people import told
    from bot.wording.waits import Why

    lines = []
    for change in waiting_changes(uow):
        name, who = f"{change.language}:{change.key}", told(uow, change.by)
        stands = f", {who} stands for it" if who else ""
        lines.append(f"waits ({', '.join(change.why)}{stands}): {name}: {change.text!r}")
        source = change.text if change.language == "en" else change.english
        lines += _wrong(change.language, change.key, source, change.text, Why.CRITICAL in change.why)
    return lines


def _releases(args: Namespace, _settings: "Settings", database: "Database") -> int:
    from bot.wording.two_people import told

    with database.read() as uow:
        for row in uow.wording.releases(args.limit):
            by = f" by {told(uow, row.published_by)}" if row.published_by else ""
            changed = counted(row.changed, "text changed", "texts changed") if row.changed else _NO_WORDS
            said = changed if row.number > 1 else "all texts, for the first time"
            print(f"{row.number}  {row.published_at:%Y-%m-%d %H:%M}  {row.source}{by}  {said}")
    return 0


def _rollback(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.proposing import rollback

    with database.write() as uow:
        number = rollback(uow, args.number, args.by, now=datetime.now(UTC), rules=_rules(settings))
    print(f"Release {number} is served. It says what release {args.number} said.")
    return 0


def _decide(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.meaning import Verdict
    from bot.wording.proposing import decide

    with database.write() as uow:
        number = decide(
            uow, args.key, Verdict(args.verdict), args.by, now=datetime.now(UTC), rules=_rules(settings)
        )
    print(f"Release {number} is served.")
    return 0


def _sign(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.edition import Edition
    from bot.wording.reviewed import sign

    rules, now = _rules(settings), datetime.now(UTC)
    with database.write() as uow:
        edition = Edition.open(uow)
        english, own = edition.served("en"), edition.served(args.language)
        keys = args.texts or sorted(rules.critical & own.keys())
        lacking = [key for key in keys if key not in own or key not in english]
        if lacking:
            print(f"Not there in {args.language}: {', '.join(lacking)}")
            return 1
        count = sign(rules.folder, args.language, [(key, english[key], own[key]) for key in keys], args.who, now)
        number = edition.publish(uow, now, rules, source="signature", by=args.who)
    print(f"{counted(count, 'text')} signed. Release {number} is served.")
    return 0


# ---- taking away and bringing back


def _import(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.proposing import Outcome, propose
    from bot.wording.sheets import Brought, from_po, from_xlsx

    source = "po" if args.file.suffix.lower() == ".po" else "xlsx"
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise CanNotOpen(file=args.file, why=error.strerror) from None
    name = "" if args.language else args.file.name  # whoever says the language has decided
    brought = Brought(from_po(content, args.language, name=name), ()) if source == "po" else from_xlsx(content)
    rules = _rules(settings)
    with database.write() as uow:
        base, now = uow.wording.newest_number(), datetime.now(UTC)
        done = propose(uow, brought.edits, base, args.by, now=now, rules=rules, source=source)
    _print(done)
    _to_mend(done, database, rules.critical)
    for line in brought.aside:
        print(line)
    print(f"Release {done.number} is served: {counted(done.count(Outcome.ACCEPTED), 'text')} changed, "
          f"{done.count(Outcome.UNCHANGED)} as they were.")  # fmt: skip
    return 1 if brought.aside or done.count(Outcome.REFUSED) or done.count(Outcome.FAULTY) else 0


def _export(args: Namespace, settings: "Settings", database: "Database") -> int:
    from bot.wording.served import Wording
    from bot.wording.sheets import NotASheet, as_po, as_xlsx, rows_of
    from bot.wording.shelf import Shelf

    wording = Wording(database)
    wording.refresh()
    served = wording.now
    languages = args.language or list(served.all_languages)
    comments = Shelf(settings.locales_dir).comments()
    added = [key for key in served.subset("en", "") if key not in comments and not key.startswith("staff.")]
    rows = {language: rows_of(served, language, comments, [*comments, *added]) for language in languages}
    kind = args.file.suffix.lower()
    if kind not in (".po", ".xlsx"):
        raise NotASheet(why=f"it would be called {kind or 'nothing'}; end its name in .xlsx or .po")
    if kind == ".po":
        if len(languages) != 1:
            raise NotASheet(why="a .po file holds one language; name it with --language")
        content = as_po(languages[0], rows[languages[0]], served.number)
    else:
        content = as_xlsx(rows, served.number)
    try:
        args.file.write_bytes(content)
    except OSError as error:
        raise CanNotOpen(file=args.file, why=error.strerror) from None
    print(f"{counted(sum(map(len, rows.values())), 'text')} written to {args.file}.")
    return 0


def _print(done: "Proposed") -> None:
    for answer in done.answers:
        line = _line(answer)
        if line:
            print(line)


def _to_mend(done: "Proposed", database: "Database", critical: frozenset[str]) -> None:
    """What the check says of texts that were taken all the same."""
    from bot.wording.edition import Edition
    from bot.wording.proposing import Outcome

    with database.read() as uow:
        english = Edition.open(uow).served("en")
    for answer in done.answers:
        if answer.outcome in (Outcome.ACCEPTED, Outcome.WAITING):
            edit = answer.edit
            source = english.get(edit.key, edit.text)
            for line in _wrong(edit.language, edit.key, source, edit.text, edit.key in critical):
                print(line)


def _wrong(language: str, key: str, english: str, text: str, critical: bool) -> list[str]:
    """What the check says of a text."""
    from bot.wording.checks import check_text

    found = check_text(language, key, english, text, critical=critical)
    return [f"{language}:{key}: to mend: {one.message}" for one in found]


def _line(answer: "Answer") -> str:
    from bot.wording.proposing import Outcome, difference

    name = f"{answer.edit.language}:{answer.edit.key}"
    match answer.outcome:
        case Outcome.FAULTY:
            return f"{name}: {' '.join(answer.faults)}"
        case Outcome.WAITING:
            return f"{name}: waits ({', '.join(answer.why)})"
        case Outcome.REFUSED:
            marks = {" ": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
            changed = difference(answer.served or "", answer.edit.text)
            shown = "".join(marks[sign].format(words) for sign, words in changed)
            who = f"release {answer.changed_in} changed it meanwhile" if answer.changed_in else "another change waits"
            return f"{name}: not taken, {who}: {shown}"
        case _:
            return ""
