"""A coordinator changes which questions are asked, in which order and with which choices, in one file without code."""

import ast
import itertools
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.checks import check
from flows.compute import FUNCTIONS
from flows.loader import load
from flows.model import Structure
from flows.shape import WrongQuestions, fixed_answers, read, reshaped
from flows.walk import walk

LANGUAGES = ("en", "ja", "vi")
ROOT = Path(__file__).parents[2]
LOADED = load(ROOT / "flows" / "definitions")


def shaped(text: str) -> Structure:
    """The shipped flows with these changes."""
    return reshaped(LOADED, read(text), LANGUAGES, check)


def complaint(text: str) -> str:
    """What is said about these changes."""
    with pytest.raises(WrongQuestions) as refused:
        shaped(text)
    return str(refused.value)


def choices(structure: Structure, path: str, language: str) -> list[str]:
    """What can be chosen in a language."""
    return [choice.id for choice in structure.step(path)[1].shown_in(language).choices]


def asked(structure: Structure, **answers: object) -> list[str]:
    """The questions somebody with these answers comes to."""
    return [place.path for place in walk(structure, answers) if place.step.kind.asks]


def test_a_file_with_nothing_in_it_changes_nothing() -> None:
    for nothing in ("", "# later\n", "{}"):
        assert shaped(nothing).hash == LOADED.structure.hash


@pytest.mark.parametrize(("file", "before"), [("locales/questions.yaml", "#   "), ("docs/coordinators.md", "    ")])
def test_the_example_that_coordinators_copy_from_is_a_good_one(file: str, before: str) -> None:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    first = lines.index(next(line for line in lines if line == f"{before}unpaid_overtime.last_time:"))
    example = itertools.takewhile(lambda line: line.startswith(before), lines[first:])
    made = shaped("\n".join(line.removeprefix(before) for line in example))
    steps = {step.id: step for step in made.flows["extra"].steps}
    assert [choice.id for choice in steps["talk_by"].shown_in("vi").choices] == ["voice", "text", "video"]
    assert sorted(("told_whom", "broker", "best_time"), key=list(steps).index) == ["told_whom", "broker", "best_time"]


def test_a_question_is_left_out_and_nothing_else_changes() -> None:
    before = asked(LOADED.structure, topic="unpaid_overtime", ready="add_details")
    after = asked(shaped("unpaid_overtime.last_time: {ask: no}"), topic="unpaid_overtime", ready="add_details")
    assert [path for path in before if path not in after] == ["unpaid_overtime/last_time"]
    assert [path for path in before if path in after] == after
    assert shaped("unpaid_overtime.last_time: {ask: No}").hash == shaped("unpaid_overtime.last_time: {ask: no}").hash


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("unpaid_overtime.months", "the estimate is made of it"),
        ("unpaid_overtime.safe_now", "no report can be sent without it"),
        ("unpaid_overtime.first_help", "only questions can"),
        ("job_loss.needs", "it decides how urgent the case is"),
        ("about_you.status", "duties, clocks and offices follow from it"),
    ],
)
def test_what_law_risk_or_later_questions_hang_on_is_asked(key: str, why: str) -> None:
    said = complaint(f"# mine\n\n{key}:\n  ask: no\n")
    assert said.startswith("questions.yaml:4: ")
    assert said.endswith(f"can't be left out: {why}.")


def test_buttons_come_in_another_order_and_those_not_named_follow() -> None:
    before = choices(LOADED.structure, "unpaid_overtime/last_time", "en")
    after = choices(shaped(f"unpaid_overtime.last_time: {{order: [{before[2]}]}}"), "unpaid_overtime/last_time", "en")
    assert after == [before[2], *before[:2], *before[3:]]


def test_a_choice_is_hidden_in_one_language_only() -> None:
    first = choices(LOADED.structure, "unpaid_overtime/last_time", "vi")[0]
    changed = shaped(f"unpaid_overtime.last_time: {{hide: {{{first}: [vi]}}}}")
    assert first not in choices(changed, "unpaid_overtime/last_time", "vi")
    assert first in choices(changed, "unpaid_overtime/last_time", "ja")


def test_a_choice_more_leads_on_as_the_others_do() -> None:
    changed = shaped("unpaid_overtime.last_time: {add: [{choice: years_ago, pictogram: 🗓}]}")
    assert "years_ago" in choices(changed, "unpaid_overtime/last_time", "en")
    answers = {"topic": "unpaid_overtime", "ready": "add_details"}
    assert asked(changed, **answers, last_time="years_ago") == asked(changed, **answers)


def test_an_optional_question_is_added_where_the_flow_is_open() -> None:
    place = next(f"{flow.id}.{step.id}" for flow, step in LOADED.structure.steps() if step.open)
    flow, _, step = place.partition(".")
    more = "{question: rainy_days, kind: yes_no}, {question: hot_days, kind: number}"
    changed = shaped(f"{place}: {{add: [{more}]}}")
    ids = [s.id for s in changed.flows[flow].steps]
    assert ids[ids.index(step) + 1 : ids.index(step) + 3] == ["rainy_days", "hot_days"]
    assert changed.flows[flow].steps[ids.index("rainy_days")].allow == ("skip",)


def test_questions_come_in_another_order() -> None:
    flow = LOADED.structure.flows["extra"]
    plain = [step.id for step in flow.steps if step.kind.asks and step.ask_if is None and not step.next]
    first, second = plain[:2]
    ids = [step.id for step in shaped(f"extra: {{order: [{second}, {first}]}}").flows["extra"].steps]
    assert ids.index(second) < ids.index(first)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unpaid_overtme.months: {ask: no}", "There is no flow unpaid_overtme. There is: unpaid_overtime."),
        ("unpaid_overtime.monhts: {ask: no}", "There is no question monhts in unpaid_overtime. There is: "),
        ("unpaid_overtime.last_time: {aks: no}", "aks: is not known for unpaid_overtime.last_time. Known: ask, order,"),
        ("unpaid_overtime.last_time: {ask: yes}", "ask: is no. To ask the question again, delete the line."),
        ("unpaid_overtime.last_time: {order: [soon]}", "There is no choice soon. There are: "),
        ("unpaid_overtime.last_time: {hide: {soon: [vi]}}", "last_time has no choice soon."),
        ("unpaid_overtime.safe_now: {hide: {danger: [vi]}}", "danger can't be hidden: somebody"),
        ("unpaid_overtime.months: {add: [{choice: m99}]}", "months gets no further choices: the estimate"),
        ("job_loss.want_home: {add: [{choice: maybe}]}", "want_home gets no further choices: somebody's safety may"),
        ("unpaid_overtime.last_time: {add: [{question: why, kind: text}]}", "No question can be added at last_time."),
        ("extra.anything: {add: [{question: parking, kind: choice, choices: [near]}]}", "parking has one choice only:"),
        ("extra.talk_by: {order: [voice: ]}", "order: is a list of names, each of them once: text, voice, call."),
        ("extra: {order: [[broker, told_whom]]}", "order: is a list of names, each of them once: who_pays, "),
        ("extra.talk_by: {hide: {call: [[vi]]}}", "hide: has languages in brackets, such as [vi, ne]. Known: "),
        ("extra.talk_by: {hide: {call: vi}}", "hide: has languages in brackets, such as [vi, ne]. Known: "),
        ("extra.anything: {add: [{question: {parking: near}, kind: text}]}", "A question has question:, kind: and, "),
        ("extra.anything: {add: [{question: parking, kind: text, choices: [near, far]}]}", "choices: are shown under"),
        ("opening: {order: [topic, intro]}", "intro is read here, but no earlier step sets it."),
    ],
)
def test_what_cannot_be_done_is_said_at_its_line(text: str, said: str) -> None:
    told = complaint(f"# mine\n{text}\n")
    assert "questions.yaml:2: " in told
    assert said in told


def test_a_list_is_no_file_of_questions() -> None:
    assert complaint("- a").startswith("questions.yaml:1: The file has one entry for each question: ")


def test_too_many_choices_are_found_at_the_line_that_added_them() -> None:
    many = ", ".join(f"{{choice: more{n}}}" for n in range(7))
    assert complaint(f"\nunpaid_overtime.last_time:\n  add: [{many}]\n").startswith("questions.yaml:3: ")


HOMONYMS = {
    "body": "the text of a web request", "deductions": "what an estimate leaves out",
    "documents_kept": "what a report is about",
    "intro": "the screen where somebody is", "how_many": "a rule of the checks",
    "payslip": "what a file shows", "phone": "a way to be reached",
    "proof": "proof of work", "reason": "a reason that staff give", "since": "a time", "when": "a time",
    "who": "a person of staff",
}
"""Words that are the name of an answer and, elsewhere in the program, of something else."""


def test_every_answer_that_the_program_reads_by_name_is_fixed() -> None:
    written = {
        node.value
        for path in (Path(__file__).parents[2] / "bot").rglob("*.py")
        if "testing" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert written & VALUES.keys() <= fixed_answers().keys() | HOMONYMS.keys()


class Read(dict[str, object]):
    """Answers that note which of them were looked at."""

    def __init__(self, answers: Iterable[tuple[str, object]]) -> None:
        super().__init__(answers)
        self.seen: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        self.seen.add(key)
        return super().get(key, default)


VALUES: dict[str, list[object]] = {
    step.save: [*(choice.id for choice in step.choices)] or [True, False, 300, 1000, "2026-10-01", "2026-10"]
    for _, step in LOADED.structure.steps()
    if step.kind.asks
}


DISPENSABLE = {
    "last_time": "without it the pay of now is compared; a further choice counts as longer ago",
    "since_month": "without it the pay of now is compared",
}
"""Answers that the law part looks at and can do without, whatever a coordinator makes of their questions."""


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}))
def test_every_answer_that_the_law_is_computed_from_is_fixed(answers: dict[str, object]) -> None:
    for function in FUNCTIONS.values():
        read_ = Read(answers.items())
        function(read_, date(2026, 11, 1))
        assert {name for name in read_.seen if name in VALUES} <= fixed_answers().keys() | DISPENSABLE.keys()
