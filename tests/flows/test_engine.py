"""The engine, told as a worker's way through the shipped questions; the state goes through JSON between two steps."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import engine
from flows.effects import (
    Answered,
    Ask,
    Card,
    Effect,
    Ended,
    NeedOptions,
    Overlay,
    Recorded,
    Redraw,
    Say,
    Stale,
    Stopped,
    Submit,
)
from flows.events import Control, Danger, Event, Options, Sent, Start, Tap, Typed
from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.loader import load
from flows.model import Structure

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
CORE = ("en", "start", "unpaid_overtime", "safe", "h20", "m3", "ssw1", "r.kanto", "13", "pay")
FILING = ("send_now", "alone", "fired", "_done", "_done", "raise", "evening")


@pytest.fixture(scope="module")
def structure() -> Structure:
    """The shipped flows."""
    return load(ROOT / "flows" / "definitions").structure


@pytest.fixture(scope="module")
def english() -> Lexicon:
    """English words."""
    return load_lexicons(ROOT / "locales", ["en"])["en"]


class Talk:
    """A conversation: what was asked last, and everything that happened."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.state: dict[str, object] | None = None
        self.last: list[Effect] = []
        self.all: list[Effect] = []
        self.do(Start(("en", "ne")))

    def do(self, event: Event) -> "Talk":
        """One step; partners are offered when asked for."""
        taken = engine.step(self.structure, self.state, event, NOW)
        before = json.dumps(self.state)
        assert json.dumps(self.state) == before, "a step must not change the state it was given"
        self.state = json.loads(json.dumps(taken.state))
        self.last = list(taken.effects)
        self.all += self.last
        for effect in taken.effects:
            if isinstance(effect, NeedOptions):
                self.do(Options(effect.source, (("a", "Group A"), ("coordinator", "Coordinator"))))
        return self

    def tap(self, *choices: str) -> "Talk":
        """Press buttons of the present question."""
        for choice in choices:
            self.do(Tap(self.ask.visit, choice))
        return self

    @property
    def ask(self) -> Ask:
        """The question asked last."""
        return next(e for e in reversed(self.all) if isinstance(e, Ask))

    @property
    def visit(self) -> int:
        """The number that fresh buttons carry."""
        assert self.state is not None
        visit = self.state["visit"]
        assert isinstance(visit, int)
        return visit

    def kinds(self) -> list[type]:
        """What the last step led to."""
        return [type(e) for e in self.last]


def test_seven_taps_and_a_yes_file_a_report(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE, *FILING)
    submitted = [e for e in talk.all if isinstance(e, Submit)]
    assert [s.topic for s in submitted] == ["unpaid_overtime"]
    assert submitted[0].variables["prefecture"] == "13"
    assert submitted[0].variables["partners"] == ["a", "coordinator"]
    assert talk.kinds()[-1] is Ended
    core = {e.step for e in talk.all if isinstance(e, Ask)} & {"safe_now", "overtime_month", "months", "status", "want"}
    assert len(core) == 5


def test_the_number_of_questions_left_never_rises(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE)
    talk.do(Control("back", talk.visit)).tap("pay", "add_details")
    shown = [e.left for e in talk.all if isinstance(e, Ask) and e.left is not None]
    assert shown == sorted(shown, reverse=True)


def test_going_back_asks_the_last_question_again_and_keeps_the_others(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:5])
    talk.do(Control("back", talk.visit))
    assert talk.ask.step == "overtime_month"
    talk.tap("h60")
    assert talk.ask.step == "months"
    assert [e.value for e in talk.all if isinstance(e, Recorded) and e.step == "overtime_month"] == ["h20", "h60"]
    assert [e.changed for e in talk.all if isinstance(e, Recorded) and e.step == "overtime_month"] == [False, True]


def test_changing_an_early_answer_leads_on_to_the_first_open_question(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE)
    talk.do(Control("menu", talk.visit)).do(Control("change", talk.visit))
    [overlay] = [e for e in talk.last if isinstance(e, Overlay)]
    months = next(b for b in overlay.buttons if b.id.endswith("/months"))
    talk.do(Control(months.id, talk.visit))
    assert talk.ask.step == "months"
    talk.tap("m12")
    assert talk.ask.step == "ready"


def test_a_stale_button_changes_nothing(structure: Structure) -> None:
    talk = Talk(structure).tap("en")
    old = talk.ask.visit
    talk.tap("start")
    state = json.dumps(talk.state)
    talk.do(Tap(old, "more"))
    assert talk.kinds() == [Stale]
    assert json.dumps(talk.state) == state


def test_a_choice_the_question_does_not_have_is_not_obeyed(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:3])
    talk.tap("h20")
    assert talk.kinds() == [Stale]
    assert talk.ask.step == "safe_now"


def test_words_that_fit_no_button_are_answered_with_what_to_press(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE[:3])
    talk.do(Typed("my cat", english))
    assert (talk.ask.step, talk.ask.note) == ("safe_now", "common.try_way")


def test_typed_hours_choose_the_range_and_others_bring_an_example(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE[:4])
    talk.do(Typed("my cat", english))
    assert talk.ask.step == "overtime_month"
    assert talk.ask.note == "common.try_example"
    talk.do(Typed("about 50 hours", english))
    assert [e.value for e in talk.all if isinstance(e, Recorded)][-1] == "h60"
    assert [e.raw for e in talk.all if isinstance(e, Recorded)][-1] == "about 50 hours"


def test_after_three_unreadable_answers_there_are_buttons(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE, "add_details")
    while talk.ask.kind != "money":
        talk.tap("hourly" if talk.ask.step == "pay_form" else talk.ask.buttons[0].id)
    before = len(talk.ask.buttons)
    for _ in range(3):
        talk.do(Typed("I do not remember that", english))
    assert len(talk.ask.buttons) > before
    assert any(b.id.startswith("=") for b in talk.ask.buttons)


def test_several_answers_are_ticked_and_then_done(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE, "send_now", "alone", "fired", "family_told", "fired")
    [redraw] = [e for e in talk.last if isinstance(e, Redraw)]
    assert [b.id for b in redraw.buttons if b.ticked] == ["family_told"]
    talk.tap("_done")
    assert [e.value for e in talk.all if isinstance(e, Recorded)][-1] == ["family_told"]


def test_a_partner_can_be_struck_out(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE, "send_now", "alone", "_done", "a", "_done")
    assert [e.value for e in talk.all if isinstance(e, Recorded)][-1] == ["coordinator"]


def test_a_prefecture_can_be_named_or_found_by_region(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE[:7])
    assert talk.ask.kind == "prefecture"
    talk.do(Typed("Hamamatsu", english))
    assert [e.value for e in talk.all if isinstance(e, Recorded)][-1] == "22"


def test_a_day_that_was_not_understood_three_times_is_tapped(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE[:2], "missed_support", "none", "papers", "_done", "this_month", *CORE[6:9])
    talk.tap("support", "add_details")
    while talk.ask.step != "stay_expiry":
        talk.tap("_skip")
    for _ in range(3):
        talk.do(Typed("qwrt zzz", english))
    assert talk.ask.note == "common.try_button"
    assert [b.label for b in talk.ask.buttons[:-2]][:2] == [str(NOW.year - 1), str(NOW.year)]
    visit = talk.visit
    assert talk.do(Tap(visit, "n.0000-01")).last == [Stale()], "no button of ours, and no year"
    for choice in (f"n.{NOW.year + 1}", f"n.{NOW.year + 1}-02"):
        talk.do(Tap(visit, choice))
        [redraw] = [e for e in talk.last if isinstance(e, Redraw)]
    days = [b.id for b in redraw.buttons if b.id.startswith("=")]
    assert (len(days), days[-1]) in ((28, f"={NOW.year + 1}-02-28"), (29, f"={NOW.year + 1}-02-29"))
    talk.do(Tap(visit, days[13]))
    assert [e.value for e in talk.all if isinstance(e, Recorded)][-1] == f"{NOW.year + 1}-02-14"


def test_back_leads_from_the_days_of_a_month_to_the_years(structure: Structure, english: Lexicon) -> None:
    talk = Talk(structure).tap(*CORE, "add_details")
    while talk.ask.step != "since_month":
        talk.tap("_skip")
    for _ in range(3):
        talk.do(Typed("qwrt zzz", english))
    years = [b.id for b in talk.ask.buttons if b.id.startswith("n.")]
    assert years == [f"n.{NOW.year - back}" for back in (3, 2, 1, 0)]
    talk.tap(years[1])
    [redraw] = [e for e in talk.last if isinstance(e, Redraw)]
    assert redraw.buttons[0].id == f"={NOW.year - 2}-01"
    talk.do(Control("back", talk.visit))
    assert [b.id for b in talk.ask.buttons if b.id.startswith("n.")] == years


def test_another_language_is_taken_in_the_middle(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:5])
    talk.do(Control("language", talk.visit)).do(Control("lang/ne", talk.visit))
    assert talk.ask.step == "months"
    assert talk.state is not None
    assert talk.state["vars"]["language"] == "ne"  # type: ignore[index]  # plain JSON


def test_danger_asks_once_and_yes_brings_the_card_before_the_question(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:4])
    talk.do(Danger("danger"))
    assert talk.kinds() == [Overlay]
    talk.do(Control("danger/yes", talk.visit))
    assert talk.kinds() == [Answered, Card, Ask]
    assert talk.ask.step == "overtime_month"


def test_stopping_keeps_everything(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:5])
    talk.do(Control("stop", talk.visit))
    assert talk.kinds() == [Stopped]
    talk.tap("m3")
    assert talk.ask.step == "status"


def test_a_photo_where_none_was_asked_is_kept_and_the_question_stays(structure: Structure) -> None:
    talk = Talk(structure).tap(*CORE[:4])
    talk.do(Sent("f1", "photo"))
    assert talk.kinds() == [Say, Ask]
    assert talk.ask.step == "overtime_month"


def test_every_way_through_the_questions_ends(structure: Structure, rng: random.Random, full: bool) -> None:
    for _ in range(2000 if full else 100):
        talk = Talk(structure)
        for _ in range(250):
            if any(isinstance(e, Ended) for e in talk.last):
                break
            ids = [b.id for b in talk.ask.buttons if b.id != "_regions"]
            if not ids:
                talk.do(Typed("20", load_lexicons_once()))
            else:
                choice = rng.choice(ids)
                ticked = next(b for b in talk.ask.buttons if b.id == choice).ticked
                talk.tap(choice)
                if ticked is not None:
                    talk.tap("_done")
        else:
            pytest.fail(f"no end: {[e.step for e in talk.all if isinstance(e, Ask)]}")


def load_lexicons_once() -> Lexicon:
    """English words, read once for the whole run."""
    if "en" not in _LEXICONS:
        _LEXICONS.update(load_lexicons(ROOT / "locales", ["en"]))
    return _LEXICONS["en"]


_LEXICONS: dict[str, Lexicon] = {}
