"""`todoke check`: flows, texts and policies; each finding with file and line."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.cli.command import Subparsers
    from bot.settings import Settings
    from bot.wording.finding import Finding
    from flows.model import Structure
    from storage.database import Database

HELP = "check flows, texts and ladder policies; each finding names its file and line"


def add(subparsers: "Subparsers") -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help=HELP, description=HELP)
    parser.add_argument("language", nargs="*", help="show what is wrong in these languages, also while in progress")


def run(args: Namespace, settings: "Settings") -> int:
    """Print the findings, then what is draft, what conversations hold back and where it is open to workers; 1 if there
    is anything to mend."""
    from bot.escalation.policy_files import check_policies
    from bot.escalation.risks import check_risks
    from bot.opening import topics_of
    from bot.questions import check_questions
    from bot.wording.checking import check_all as check_texts
    from bot.wording.checking import check_lexicons, drafts, to_mend
    from bot.wording.counted import counted
    from bot.wording.publishing import check_beside
    from bot.wording.recordings import read_files
    from bot.wording.word_lists import missing
    from flows.checks import check as check_flows
    from flows.loader import BrokenFlows, load

    findings: list[object] = []
    texts: list[Finding] = []
    elsewhere: list[str] = []
    topics = None
    structure: Structure | None = None
    try:
        loaded = load(settings.flows_dir)
    except BrokenFlows as error:
        findings += error.findings
        elsewhere.append("The texts and questions.yaml are looked at once the flows can be read.")
    else:
        findings += check_flows(loaded)
        wrong, structure = check_questions(loaded, settings.locales_dir)
        findings += wrong
        texts, elsewhere = written_in_console(settings, check_texts(settings.locales_dir, structure))
        findings += to_mend(texts)
        findings += [f for f in texts if f.language in args.language and f.rule != "drafts" and f not in findings]
        topics = topics_of(loaded.structure)
    findings += check_lexicons(settings.locales_dir, structure)
    findings += missing(settings.locales_dir)
    findings += check_beside(settings.locales_dir)
    findings += read_files(settings.locales_dir, {})[1]
    findings += check_policies(topics=topics)
    findings += check_risks()
    for finding in findings:
        print(finding)
    for line in drafts(texts):
        print(line)
    for line in (*elsewhere, *held_back(settings), *where_open(settings)):
        print(line)
    print(counted(len(findings), "finding") if findings else "Flows, texts and policies are in order.")
    return 1 if findings else 0


def written_in_console(settings: "Settings", texts: "list[Finding]") -> "tuple[list[Finding], list[str]]":
    """The findings without those on English that only the console has, and what is said of it instead."""
    from bot.wording.checks.fills import MISSING
    from bot.wording.counted import counted
    from storage.errors import StorageError

    lacking = {finding.key for finding in texts if finding.message == MISSING}
    served: Mapping[str, Mapping[str, str]] = {}
    try:
        with _database(settings) as database:
            if lacking and database is not None:
                with database.read() as uow:
                    number = uow.wording.newest_number()
                    served = uow.wording.texts(number) if number else {}
    except StorageError as error:
        return texts, [f"Whether the console has texts that the files lack could not be seen: {error}"]
    there = [key for key in served.get("en", {}) if key in lacking]
    said = []
    for key in there:
        languages = sum(key not in own for language, own in served.items() if language != "en")
        where = f"untranslated in {counted(languages, 'language')}" if languages else "translated"
        said.append(f"in the console only: {key}: {where}.")
    return [finding for finding in texts if finding.message != MISSING or finding.key not in there], said


def held_back(settings: "Settings") -> Iterator[str]:
    """Texts that are gone from the files while open conversations still ask them. Nothing where there is no database,
    or none that this program has worked with; none is made or changed."""
    from bot.wording.counted import counted
    from bot.wording.removed import still_asked
    from storage.errors import StorageError

    asked: dict[str, int] = {}
    try:
        with _database(settings) as database:
            if database is not None:
                with database.read() as uow:
                    asked = still_asked(uow, settings.locales_dir)
    except StorageError as error:
        yield f"Whether open conversations hold a removal back could not be seen: {error}"
        return
    for key, sessions in sorted(asked.items()):
        who = counted(sessions, "open conversation still asks", "open conversations still ask")
        yield f"kept: {key}: {who} it; it goes once they are over."


def where_open(settings: "Settings") -> Iterator[str]:
    """In how many prefectures a real installation is open to workers of each language, and why nowhere."""
    from bot.cases.opened import PREFECTURES, Lack, opened, real
    from bot.wording.languages import ENDONYMS
    from storage.errors import StorageError

    try:
        with _database(settings) as database:
            if database is None:
                return
            with database.read() as uow:
                now = opened(uow) if real(uow) else None
    except StorageError as error:
        yield f"Where it is open to workers could not be seen: {error}"
        return
    if now is None:
        return
    missing = " and ".join(f"no {one}" for one in now.people)
    if now.unled:
        yield f"Nobody coordinates: {missing} can log in. Reports go to whatever partners fit, if any."
    elif missing and not now.before:
        left = Lack.COORDINATOR if Lack.DEPUTY in now.people else Lack.DEPUTY
        yield f"Open to workers nowhere: {missing} can log in. Reports go to the {left} alone."
        return
    elif missing:
        yield f"Nothing more opens to workers: {missing} can log in. What was open stays open."
    numbers = ", ".join(f"{language} {now.in_how_many(language)}" for language in ENDONYMS)
    yield f"Open to workers, of {len(PREFECTURES)} prefectures: {numbers}."


@contextmanager
def _database(settings: "Settings") -> Iterator["Database | None"]:
    """The database as it is; None where there is none, or none that this program has worked with."""
    from storage.database import Database
    from storage.keys import Keyring
    from storage.schema import current

    there = settings.database_file
    if not settings.keys_file.exists() or (there is not None and not there.exists()):
        yield None
        return
    database = Database(str(settings.database_url), Keyring.load(settings.keys_file))
    try:
        yield database if current(database) else None
    finally:
        database.close()
