"""Every text that staff can meet exists in English and Japanese, whatever happens in a case."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest

from bot.access.roles import Role
from bot.cases.answered import BY
from bot.cases.appointments import KINDS as MEETINGS
from bot.cases.appointments import WITH
from bot.cases.decline import BY_WORKER, Decline
from bot.cases.eligibility import INTERESTED
from bot.cases.errors import NotPossible
from bot.cases.facts import FACTS
from bot.cases.held import HANDED_ON
from bot.cases.interpreting_rules import ANSWER, MESSAGE, PAID_BY, VOICE
from bot.cases.interpreting_told import WAYS
from bot.cases.leading import SPOKEN
from bot.cases.notifier import StaffNotice
from bot.cases.opened import PREFECTURES
from bot.cases.reviews import Decision
from bot.cases.ties import TIE
from bot.cases.timeline import Happened
from bot.compliance.board import Standing as BoardStanding
from bot.console.errors import Refusal
from bot.console.ladder_words import RULES
from bot.console.partners import DAYS, KINDS
from bot.console.work_list import DONE
from bot.console.workshop.bench import WORDINGS
from bot.console.workshop.files import State as FileEntry
from bot.console.workshop.texts import WAITS
from bot.conversation.counting import NO_LANGUAGE
from bot.conversation.preview import Begins
from bot.digests.schedule import EVERY
from bot.digests.standing import Standing, Why
from bot.digests.week import KINDS as WEEK_KINDS
from bot.escalation.policy import RungKind, Severity
from bot.escalation.risks import shipped_risks
from bot.escalation.urgency import Nature
from bot.escalation.waits import Unit
from bot.wording.blanks import Blank
from bot.wording.desk import Standing as TextStanding
from bot.wording.filling import placeholders
from bot.wording.languages import ENDONYMS
from bot.wording.meaning import Verdict
from bot.wording.proposing import Outcome
from bot.wording.waits import Why as TextWhy
from flows.law.dated import Why as FactWhy
from flows.law.duties import SECTORS
from flows.model import Kind, Structure
from storage.models import (
    SILENT,
    AlarmKind,
    AppointmentState,
    CaseState,
    InterpretingState,
    OfferState,
    OrganisationKind,
)
from storage.models import Reply as CorrectionReply
from storage.repositories.staff_cases import Sight, region_of
from tests.support.texts import LOCALES, said

BOT = Path(__file__).parents[2] / "bot"
KEY = re.compile(r"['\"](staff\.[a-z_]+(?:\.[a-z_]+)*)['\"]")
CLOCKS = ("pause", "check_in", "review")

LISTED: dict[str, Iterable[str]] = {
    "timeline": Happened,
    "notice": StaffNotice,
    "state": CaseState,
    "meeting.kind": MEETINGS,
    "meeting.whom": WITH,
    "meeting.state": AppointmentState,
    "offer_state": OfferState,
    "why": Why,
    "group": [s for s in Standing if s is not Standing.CLOSED],
    "role": Role,
    "told.every": EVERY,
    "week": [NO_LANGUAGE, *(f"missed.{kind}" for kind in WEEK_KINDS), *(f"facts_why.{why}" for why in FactWhy)],
    "review": Decision,
    "decline": [*Decline, TIE, SPOKEN, BY_WORKER, HANDED_ON, SILENT],
    "fact": FACTS,
    "nature": Nature,
    "done": DONE,
    "language": ENDONYMS,
    "prefecture": PREFECTURES,
    "region": {region_of(code) or "" for code in PREFECTURES},
    "day": DAYS,
    "next": [*RungKind, *CLOCKS],
    "next_short": [*RungKind, *CLOCKS],
    "partner.kind": [*KINDS, *INTERESTED],
    "partner.why_not": INTERESTED,
    "board.state": BoardStanding,
    "board.mark": BoardStanding,
    "reply": CorrectionReply,
    "organisation.kind": OrganisationKind,
    "sector": SECTORS,
    "blank": Blank,
    "answered.by": BY,
    "interpreting.state": InterpretingState,
    "interpreting.item": (MESSAGE, VOICE, ANSWER),
    "interpreting.way": WAYS,
    "interpreter.paid_by": PAID_BY,
    "ladder.what": [*RungKind, "pause_ends", "check_in", "still_solved", "solved", "reached"],
    "ladder.rule": [*RungKind, *RULES],
    "ladder.severity": Severity,
    "workshop.wording": WORDINGS,
    "workshop.begins": Begins,
    "workshop.standing": (*TextStanding, WAITS),
    "workshop.why": TextWhy,
    "workshop.entry": FileEntry,
    "workshop.outcome": Outcome,
    "workshop.verdict": Verdict,
    "workshop.presumed": Verdict,
    "workshop.kind": Kind,
    "wait": ["at_once", *(f"{unit.value.replace(' ', '_')}.{n}" for unit in Unit for n in ("one", "many"))],
    "alarm.kind": AlarmKind,
    "alarm.ends": AlarmKind,
}
"""Keys that are put together while the program runs: what they begin with, and the values that the program lists, so
that a new one is asked for by itself."""

SPELLED: dict[str, Iterable[str]] = {
    "standing": ("lead", "end", "clear"),
    "opened": ("one", "none"),
    "on_silence": ("raise", "keep_trying", "wait"),
    "media": ("photo", "file", "voice"),
    "file_state": ("waiting", "refused", "failed", "removed", "deleted"),
    "board.trend": ("open", "corrected"),
    "figures": ("all", "unknown"),
    "duties.word": ("asked", "agreed", "refused", "requested", "mended", "not_mended"),
    "actor": ("worker", "staff", "coordinator", "clock"),
    "tap": ("accept", "decline"),
    "together.way": ("counter", "phone"),
    "interpreting.said": ("yes", "no"),
    "worker": ("blocked", "no_way", "alone", "alone_interpreter"),
    "contact.channel": ("telegram", "web", "terminal"),
    "time": ("minutes", "hours", "days"),
    "partner": ("topics", "languages", "prefectures"),
    "alert": ("act_subject", "asked_subject", "news_subject", "several_subject", "several_news_subject"),
    "account.method": ("password", "passkey", "oidc"),
    "workshop.texts": ("all", "critical"),
    "workshop.source": (
        "files", "console", "xlsx", "po", "program", "upgrade", "rollback", "meaning", "signature", "recording",
    ),
    "workshop.if": (
        "is", "has", "not", "over", "under", "known", "unknown", "none", "nothing", "and", "or", "never",
    ),
    "ladder": ("picture_new", "picture_kept"),
}
"""The same of values that stand nowhere as a list: whoever adds one in the code or in a template adds it here."""


def _catalogue(language: str) -> dict[str, str]:
    return {e.msgctxt: said(e) for e in polib.pofile(str(LOCALES / language / "LC_MESSAGES" / "staff.po"))}


def _refusals(cls: type[Refusal] = Refusal) -> Iterable[str]:
    yield cls.key
    for sub in cls.__subclasses__():
        yield from _refusals(sub)


def _built() -> set[str]:
    """Keys that are put together while the program runs."""
    families = LISTED | SPELLED
    keys = {f"staff.{family}.{value}" for family, values in families.items() for value in values}
    keys |= {f"staff.group.{s}.hint" for s in Standing if s is not Standing.CLOSED}
    keys |= {f"staff.error.{key}.{part}" for key in _refusals() for part in ("title", "text")}
    keys |= {f"staff.audit.action.read_{sight}" for sight in Sight}
    return keys


def _written() -> set[str]:
    """Keys that stand in code and templates."""
    found: set[str] = set()
    for path in [*BOT.rglob("*.py"), *(BOT / "console" / "templates").glob("*.html")]:
        found |= set(KEY.findall(path.read_text("utf-8")))
    return found


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_text_exists(language: str, structure: Structure) -> None:
    texts = _catalogue(language)
    needed = _written() | _built()
    needed |= {f"staff.topic.{flow.topic}" for flow in structure.flows.values() if flow.topic}
    needed |= {f"staff.flow.{flow}" for flow in structure.flows}
    assert sorted(key for key in needed if not texts.get(key)) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_reason_for_urgency_has_words(language: str) -> None:
    texts = _catalogue(language)
    dated = {"notice_14_days", "three_months", "stay_end", "flight"}
    dated |= {"special_period", "dismissal_30_days", "housing_ends"}
    reasons = set(shipped_risks().by_key) | dated
    assert sorted(reason for reason in reasons if f"staff.reason.{reason}" not in texts) == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_action_in_the_log_has_words(language: str) -> None:
    texts = _catalogue(language)
    code = "\n".join(path.read_text("utf-8") for path in BOT.rglob("*.py"))
    actions = set(re.findall(r'action="([a-z_]+)"', code))
    actions |= set(re.findall(r'(?:note|log)\(uow, visit, "([a-z_]+)"', code))
    assert len(actions) > 10
    actions -= {"store_true", "version", "append"}  # of the command line
    assert sorted(action for action in actions if f"staff.audit.action.{action}" not in texts) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    english, japanese = _catalogue("en"), _catalogue("ja")
    assert set(english) == set(japanese)
    assert [key for key in english if placeholders(english[key]) != placeholders(japanese[key])] == []


def test_no_placeholder_is_called_like_an_argument_of_the_lookup() -> None:
    taken = {"language", "key", "self", "lang"}
    assert [key for key, text in _catalogue("en").items() if placeholders(text) & taken] == []


def _reasons() -> Iterable[str]:
    """Why something is not possible, wherever it is refused."""
    for path in (BOT / "cases").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == NotPossible.__name__:
                (why,) = (given.value for given in call.keywords if given.arg == "why")
                assert isinstance(why, ast.Constant), f"{path.name}:{call.lineno}: one sentence, so that it can be told"
                yield NotPossible(action="", why=why.value).because


@pytest.mark.parametrize("language", ["en", "ja"])
def test_whatever_is_refused_it_is_said_why(language: str) -> None:
    texts, reasons = _catalogue(language), set(_reasons())
    assert len(reasons) > 40
    assert sorted(key for key in reasons if key not in texts) == []


def test_no_text_is_left_over() -> None:
    used, families = (
        _written() | _built(),
        ("refused", "because", "audit.action", "reason", "topic", "flow", "language"),
    )
    left = [
        key
        for key in _catalogue("en")
        if key not in used and not key.startswith(tuple(f"staff.{family}." for family in families))
    ]
    assert left == []
