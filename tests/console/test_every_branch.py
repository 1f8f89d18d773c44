"""A conversation that is tried in the workshop leads everywhere by pressing alone: every question, every button, every
notice and every jump of every flow, as a worker alone, beside somebody of an organisation, and in the support check."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

import pytest

from bot.console.workshop.preview import HERE
from bot.conversation.bubbles import Payload
from bot.conversation.preview import LONGEST_WAY, PHOTO, TYPED, Begins, Run, takes_photo
from bot.conversation.ways import way_to
from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot
from bot.wording.shelf import Shelf
from flows.model import Flow, Kind, Step, Structure
from tests.console.conftest import NOW, Browser, Town, Words
from tests.support.texts import LOCALES

ENOUGH = 400
"""Conversations, at most."""
_RAW = re.compile(r"\b[a-z_]+\.[a-z_]+\.(?:ask|info|choice\.\w+)\b|\{\w*\}")


@pytest.fixture
def coordinator(town: Town) -> Browser:
    """A coordinator."""
    return town.log_in("coordinator")


@dataclass
class Everywhere:
    """Conversations one after the other, each pressing what was not pressed before."""

    structure: Structure
    words: Snapshot
    language: str
    missing: set[str]
    """What must be reached."""
    at_random: int
    """Conversations that go anywhere, before what is still missing is looked for."""
    reached: set[str] = field(default_factory=set)
    longest: tuple[Begins, list[str]] = (Begins.REPORT, [])

    def __post_init__(self) -> None:
        self._lexicons = Shelf(LOCALES).lexicons()
        self._chance = random.Random(7)

    def go(self) -> None:
        """Until nothing is left, or enough was tried."""
        for number in range(ENOUGH):
            self._once(list(Begins)[number % len(Begins)] if number < self.at_random else Begins.REPORT)
            self.missing -= self.reached
            if number >= self.at_random and self.missing:
                self._once(*self._way_to(sorted(self.missing)[number % len(self.missing)]))
                self.missing -= self.reached
            if not self.missing:
                return

    def _way_to(self, name: str) -> tuple[Begins, tuple[str, ...]]:
        """As the workshop finds it."""
        step = name.split(": ")[0].split(" -> ")[0].removesuffix(".ask").removesuffix(".info")
        path = next((path for path, where in self.structure.paths() if ".".join(where) == step), None)
        found = path and way_to(self.structure, self.words, self.language, self._lexicons, path, NOW)
        return (found.begins, found.pressed) if found else (Begins.REPORT, ())

    def _once(self, begins: Begins, way: tuple[str, ...] = ()) -> None:
        run = Run(self.structure, self.words, self.language, self._lexicons, NOW, begins)
        run.begin()
        self._look(run)
        for said in way:
            run.take(said)
            self._look(run)
        for _ in range(LONGEST_WAY):
            if run.at is None:
                break
            flow, step = self.structure.step(run.at)
            said = self._next(run.at, list(self._options(run)))
            self.reached.add(f"{flow.id}.{step.id}: {_what(said)}")
            run.take(said)
            self._look(run)
        assert run.at is None, f"no end after {LONGEST_WAY} presses, at {run.at}"
        self.reached |= set(_jumps(run))
        if len(run.pressed) > len(self.longest[1]):
            self.longest = begins, run.pressed

    def _next(self, at: str, options: list[str]) -> str:
        """What was never pressed; else what leads to where something is missing; else any."""
        flow, step = self.structure.step(at)
        topics = step.choices if step.id.startswith("topic") else ()
        leads = {choice.id: (choice.id, *choice.leads_to) for choice in topics}
        lacking = {one.partition(".")[0] for one in self.missing}
        if step.id == "ready" and self._chance.random() < 0.8:
            leads["add_details"] = tuple(lacking)

        def rank(said: str) -> tuple[bool, bool, float]:
            what = _what(said)
            new = f"{flow.id}.{step.id}: {what}" in self.missing - self.reached
            return not new, not lacking & set(leads.get(what, ())), self._chance.random()

        return min(options, key=rank)

    def _options(self, run: Run) -> Iterator[str]:
        """What the page offers to press."""
        shown = next(one for one in reversed(run.bubbles) if one.get("rows"))
        found = [button["data"] for row in shown["rows"] for button in row if button["data"].startswith("a:")]
        found += [TYPED + one for one in run.samples]
        if takes_photo(self.structure, run.at):
            found.append(PHOTO)
        assert found, run.at
        yield from found

    def _look(self, run: Run) -> None:
        for bubble in run.bubbles:
            for words in _words(bubble):
                assert not _RAW.search(words), (run.pressed, words)
            if bubble.get("key"):
                self.reached.add(bubble["key"])
        if run.at is not None:
            flow, step = self.structure.step(run.at)
            self.reached.add(f"{flow.id}.{step.id}.ask")
        last = next((one for one in reversed(run.bubbles) if one.get("rows")), None)
        run.bubbles[:] = [last] if last is not None else []


def _all_of(structure: Structure, language: str) -> Iterator[str]:
    """Everything that there is to be reached."""
    for flow, step in structure.steps():
        name = f"{flow.id}.{step.id}"
        if step.kind is Kind.INFO:
            yield f"{name}.info"
        elif step.kind.asks and name != "opening.language":
            yield f"{name}.ask"
            yield from (f"{name}: {choice.id}" for choice in step.shown_in(language).choices)
            yield from (f"{name}: _{allowed}" for allowed in step.allow)
            if step.kind is Kind.YES_NO:
                yield from (f"{name}: yes", f"{name}: no")
        yield from (f"{name} -> {branch.go}" for branch in step.next)


def _jumps(run: Run) -> Iterator[str]:
    """The jumps that were taken."""
    assert run.state is not None
    done, variables = run.state["done"], run.state["vars"]
    for path, flow, step in _steps(run.structure, run.structure.flows[run.structure.root], ""):
        if step.next and any(one == path or one.startswith(f"{path}/") for one in done):
            taken = next((one for one in step.next if one.when is None or one.when.holds(variables)), None)
            if taken is not None:
                yield f"{flow.id}.{step.id} -> {taken.go}"


def _steps(structure: Structure, flow: Flow, prefix: str) -> Iterator[tuple[str, Flow, Step]]:
    """Every step by its path, those that lead into another flow too."""
    for step in flow.steps:
        yield prefix + step.id, flow, step
        if step.flow is not None:
            yield from _steps(structure, structure.flows[step.flow], f"{prefix}{step.id}/")


def _what(said: str) -> str:
    """A press without the number of its visit."""
    return said.split(":", 2)[2] if said.startswith("a:") else said


def _words(bubble: Payload) -> Iterator[str]:
    yield str(bubble.get("text", ""))
    yield from (str(button["label"]) for row in bubble.get("rows", ()) for button in row)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", sorted(ENDONYMS))
def test_everything_is_reached_by_pressing(
    words: Words, structure: Structure, coordinator: Browser, language: str, full: bool, rng: random.Random
) -> None:
    """Of sixty things that the run's seed draws; of all in the full run."""
    missing = sorted(_all_of(structure, language))
    if not full:
        missing = rng.sample(missing, 60)
    everywhere = Everywhere(structure, words.now, language, set(missing), 50 if full else 10)
    everywhere.go()
    assert not everywhere.missing
    begins, way = everywhere.longest
    steps = [("lang", language), ("begins", begins.value), *(("way", one) for one in way[:-1])]
    page = coordinator.get(f"{HERE}?{urlencode(steps)}")
    assert page.status_code == 200, "the longest conversation fits into an address"
    assert f'value="{way[-1]}"' in unescape(page.text)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("step", "begins"),
    [
        ("filing.helper_first.ask", Begins.BESIDE), ("check.boss.ask", Begins.CHECK),
        ("unpaid_overtime.estimate_range.info", Begins.REPORT), ("job_loss.clock_three_passed.info", Begins.REPORT),
        ("missed_support.stay_ends_soon.info", Begins.REPORT), ("minimum_pay.below.info", Begins.REPORT),
        ("filing.who_reads_coordinator.info", Begins.REPORT),
    ],
)  # fmt: skip
def test_from_any_text_of_a_flow_to_the_conversation_that_says_it(
    coordinator: Browser, words: Words, step: str, begins: Begins
) -> None:
    name = step.rpartition(".")[0]
    assert f"preview?to={name}&amp;lang=ne" in coordinator.get(f"/console/workshop/texts/ne/{step}").text
    led = coordinator.get(f"{HERE}?to={name}&lang=ne")
    assert led.status_code == 303
    assert f"begins={begins}" in led.headers["location"]
    page = coordinator.get(led.headers["location"]).text
    start = str(words.now.find("ne", step)).split("{")[0].split("\n")[0]
    assert start in unescape(page)


def test_whoever_changes_as_what_a_conversation_is_tried_begins_anew(coordinator: Browser) -> None:
    page = coordinator.get(f"{HERE}?lang=ne&began=report&begins=check&way=a:2:start").text
    assert "<code>check.here</code>" in page
    assert 'name="way" value="a:2:start"' not in page


def test_an_answer_that_would_be_typed_is_pressed(coordinator: Browser) -> None:
    led = coordinator.get(f"{HERE}?to=missed_support.stay_expiry&lang=ne").headers["location"]
    page = coordinator.get(led).text
    samples = re.findall(r'name="way" value="(w:\d{4}-\d\d-\d\d)"', page)
    assert len(samples) == 4
    assert "<code>missed_support.stay_expiry</code>" not in coordinator.get(f"{led}&way={samples[2]}").text


