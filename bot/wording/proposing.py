"""Changes that people write: in the console, in a spreadsheet, in a file that somebody uploads.

How a page uses this, each in one ``with database.write() as uow``::

    proposed = propose(uow, [Edit("vi", "case.accepted", text)], base, staff_id, now=now, rules=rules)
    proposed.answers[0].outcome  # accepted, waiting, refused, unchanged, faulty

* ``base`` is the number of the release that the writer read (``wording.now.number`` when the form was drawn; an `Edit`
  may carry its own). A text that somebody else changed after it is *refused*: ``answer.served`` is what it says now,
  and `difference` shows what is new against it. The form is then drawn again with the newer base.
  Another person's change that waits is refused to be overwritten in the same way, unless ``Edit.seen`` says that the
  writer has read it.
* A translation that is proposed as it was counts as right for today's English, unless it is a row of a spreadsheet or
  .po file: those hold every text, and a row whose words did not change confirms nothing.
* *waiting*: kept until `publish_waiting` (``why`` says for what: critical, two_people, english). `waiting_changes`
  lists them with what is served now.
* *faulty*: ``faults`` are sentences for whoever wrote it. *unchanged*: nothing to do; a blank never overwrites.
* What was *accepted* is served at once: ``proposed.number`` is the new release. Call ``wording.refresh()`` afterwards.

`decide` answers the question whether a changed English text is still the same question (`open_meanings` lists them),
`rollback` publishes what an earlier release said. ``uow.wording.releases()`` and ``.history(language, key)`` say who
changed what and when.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from bot.errors import TodokeError
from storage.uow import UnitOfWork

from .edition import SOURCE_LANGUAGE, Edition, Rules, kept_of
from .faulty import text_faults
from .languages import ENDONYMS
from .meaning import Verdict, mark
from .two_people import are_two, is_somebody
from .waits import FILES, PROGRAM_FILES, Waiting, Why, reasons, seen_as

_SHEETS = ("xlsx", "po")
"""Where a change comes from that stands among all texts of a language."""
TWICE = "The text stands twice: nobody can tell which is meant."
"""What is said of a file's text where it is not clear which of two is meant."""
NOT_YET = "It is based on a release that there is not yet."
"""What is said of a file's text that was taken away elsewhere, or before a backup was restored."""


class NoSuchRelease(TodokeError):
    """There is no release {number}, or it is so old that only its changes are kept. `todoke locales releases` lists
    them."""


class NothingToDecide(TodokeError):
    """Nothing is to be decided about {key}: its English has not changed since it was translated, or there is no such
    text. `todoke locales status` lists what is open."""


class Outcome(StrEnum):
    """What became of a change."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Edit:
    """A text as somebody wants it. ``base``: the release it was read at, where each text has its own; ``seen``: the
    mark of another person's change that waits, if the writer has read it and wants this text instead."""

    language: str
    key: str
    text: str
    base: int | None = None
    seen: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of one change. ``served``: what the text says without it (None: nothing yet); ``changed_in``: of one
    that was refused, the release in which somebody else changed it, or 0 if another person's change waits."""

    edit: Edit
    outcome: Outcome
    why: tuple[Why, ...] = ()
    served: str | None = None
    changed_in: int | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """The release that is served now, and what became of each change, in order."""

    number: int
    answers: tuple[Answer, ...]

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return sum(answer.outcome is outcome for answer in self.answers)


@dataclass(frozen=True)
class WaitingChange:
    """A change that waits: what is served now, what was written, by whom, why it waits."""

    language: str
    key: str
    served: str | None
    text: str
    english: str
    source: str
    by: str | None
    at: datetime
    why: tuple[Why, ...]


@dataclass(frozen=True)
class OpenMeaning:
    """An English text that became another, about which nobody has decided: what counts until then, and the languages
    that still translate the former one."""

    key: str
    before: str
    after: str
    presumed: Verdict
    asked_at: datetime
    languages: tuple[str, ...] = field(default=())


def propose(
    uow: UnitOfWork, edits: Iterable[Edit], base: int, by: str | None, *, now: datetime, rules: Rules,
    source: str = "console", at_once: bool = False,
) -> Proposed:
    """Take changes in, one by one; what may be served at once is published as one release.

    ``by``: the writer's id. ``source``: console, xlsx or po. ``at_once``: nothing waits (a demonstration's own page).
    """
    edition, waiting = Edition.open(uow), Waiting(uow)
    answers, wanted = [], sorted(edits, key=lambda one: one.language != SOURCE_LANGUAGE)
    times = Counter((one.language, one.key) for one in wanted)
    for edit in wanted:
        wrong = _impossible(edition, edit, base, twice=times[edit.language, edit.key] > 1)
        if wrong is not None:
            kept = edition.get(edit.language, edit.key)
            answers.append(Answer(edit, Outcome.FAULTY, served=kept.text if kept else None, faults=(wrong,)))
            continue
        answers.append(_one(edition, waiting, edit, base, by, now, rules, source, at_once))
    return Proposed(edition.publish(uow, now, rules, source=source, by=by), tuple(answers))


def _impossible(edition: Edition, edit: Edit, base: int, *, twice: bool) -> str | None:
    """Why a change can't be one, whatever it says."""
    if edit.language not in ENDONYMS:
        return "There is no such language."
    if edition.english(edit.key) is None:
        return "There is no such text."
    if twice:
        return TWICE
    if (base if edit.base is None else edit.base) > edition.number:
        return NOT_YET
    return None


def _one(
    edition: Edition, waiting: Waiting, edit: Edit, base: int, by: str | None, now: datetime, rules: Rules,
    source: str, at_once: bool,
) -> Answer:
    language, key, text = edit.language, edit.key, edit.text
    kept, english = edition.get(language, key), edition.english(key) or ""
    read_at = base if edit.base is None else edit.base
    served = kept.text if kept is not None else None
    if not text.strip():
        return Answer(edit, Outcome.UNCHANGED, served=served)
    current = edition.get(SOURCE_LANGUAGE, key)
    if served == text and source in _SHEETS:  # nobody touched this row: it says nothing of newer English
        return Answer(edit, Outcome.UNCHANGED, served=served)
    if served == text and kept is not None and current is not None and kept.of == current.of:
        waiting.drop(language, key)  # whoever wrote it has thought better of it
        return Answer(edit, Outcome.UNCHANGED, served=served)
    newer = max((one.release for one in (kept, current) if one is not None), default=0)
    if newer > read_at:
        return Answer(edit, Outcome.REFUSED, served=served, changed_in=newer)
    other = waiting.get(language, key)
    if other is not None and other.by != by and other.text != text and edit.seen != mark(other.text):
        return Answer(edit, Outcome.REFUSED, served=other.text, changed_in=0)
    wrong = text_faults(english, text, language=language, key=key, is_source=language == SOURCE_LANGUAGE)
    if wrong:
        return Answer(edit, Outcome.FAULTY, served=served, faults=tuple(wrong))
    why = () if at_once else reasons(edition, rules, language, key, text, kept)
    if why:
        says = text if language == SOURCE_LANGUAGE else english
        waiting.put(language, key, text, says, why, base=edition.number, source=source, by=by, now=now)
        return Answer(edit, Outcome.WAITING, why, served)
    edition.put(language, key, text)
    waiting.drop(language, key)
    return Answer(edit, Outcome.ACCEPTED, served=served)


def waiting_changes(uow: UnitOfWork) -> list[WaitingChange]:
    """What waits for a person, English first, then the oldest first."""
    number = uow.wording.newest_number()
    kept = kept_of(uow, number) if number else {}
    found = []
    for row in uow.wording.waiting():
        own, english = kept.get(row.language, {}).get(row.key), kept.get(SOURCE_LANGUAGE, {}).get(row.key)
        found.append(
            WaitingChange(
                row.language, row.key, own.text if own else None, row.text, english.text if english else "",
                row.source, row.by, row.at, tuple(Why(one) for one in row.why.split()),
            )
        )
    return sorted(found, key=lambda one: (one.language != SOURCE_LANGUAGE, one.at, one.language, one.key))


def publish_waiting(
    uow: UnitOfWork, chosen: Collection[tuple[str, str]] | None, by: str | None, *, now: datetime, rules: Rules,
    verdicts: Mapping[str, Verdict] | None = None,
) -> Proposed:
    """Publish changes that wait: ``chosen`` as (language, key), None for all. Those that need a second person and were
    written by ``by`` go on waiting; of a file nobody knows who wrote it: two people publish it, one after the other.
    What translates English that goes on waiting does so, too. ``verdicts``: for changed English, what the person
    decided about its meaning."""
    edition, waiting = Edition.open(uow), Waiting(uow)
    answers: list[Answer] = []
    done: list[Any] = []
    for language, key in sorted(waiting.rows, key=lambda one: one[0] != SOURCE_LANGUAGE):
        if chosen is not None and (language, key) not in chosen:
            continue
        row = waiting.rows[language, key]
        kept, edit = edition.get(language, key), Edit(language, key, row.text, row.base)
        served = kept.text if kept is not None else None
        if Why.TWO_PEOPLE in row.why.split() and not are_two(uow, row.by, by):
            if not is_somebody(row.by) and by is not None and is_somebody(by):
                waiting.vouched(language, key, by)
            answers.append(Answer(edit, Outcome.WAITING, (Why.TWO_PEOPLE,), served))
            continue
        if language != SOURCE_LANGUAGE and _english_waits(waiting, row, done):
            answers.append(Answer(edit, Outcome.WAITING, (Why.ENGLISH,), served))
            continue
        if Why.OLDER in row.why.split():  # whoever publishes it has read it beside today's English
            edition.put(language, key, row.text)
        else:
            edition.put_of(language, key, row.text, row.english)
        done.append(row)
        answers.append(Answer(edit, Outcome.ACCEPTED, served=served))
    number = edition.publish(uow, now, rules, source=_source(done), by=by)
    for row in done:
        waiting.drop(row.language, row.key)
        _settle(uow, row)
    for key, verdict in (verdicts or {}).items():
        if any(row.key == key and row.language == SOURCE_LANGUAGE for row in done):
            number = decide(uow, key, verdict, by, now=now, rules=rules)
    return Proposed(number, tuple(answers))


def _english_waits(waiting: Waiting, row: Any, done: list[Any]) -> bool:
    """Whether a change translates English that nobody reads yet: the language would have no text in between."""
    english = waiting.get(SOURCE_LANGUAGE, row.key)
    return english is not None and english not in done and mark(english.text) == row.english


def _source(rows: list[Any]) -> str:
    """Where a release comes from whose changes waited."""
    sources = {row.source for row in rows}
    return sources.pop() if len(sources) == 1 else "console"


def discard(uow: UnitOfWork, language: str, key: str) -> bool:
    """Drop a change that waits; a file that says it is then taken to say nothing new. False if there was none."""
    waiting = Waiting(uow)
    row = waiting.get(language, key)
    if row is None:
        return False
    waiting.drop(language, key)
    _settle(uow, row)
    return True


def _settle(uow: UnitOfWork, row: Any) -> None:
    """What a file said has been dealt with."""
    if row.source in (FILES, PROGRAM_FILES):
        place = seen_as(row.source, row.language)
        seen = uow.wording.seen().get(place, {})
        uow.wording.set_seen(place, {**seen, row.key: mark(row.text)})


def open_meanings(uow: UnitOfWork) -> list[OpenMeaning]:
    """What is to be decided about changed English, the oldest first; the newest change of each text."""
    number = uow.wording.newest_number()
    kept = kept_of(uow, number) if number else {}
    english = kept.get(SOURCE_LANGUAGE, {})
    found: dict[str, OpenMeaning] = {}
    for row in uow.wording.meanings():
        now = english.get(row.key)
        if row.verdict is not None or now is None:
            continue
        behind = tuple(
            language for language, own in kept.items()
            if language != SOURCE_LANGUAGE and row.key in own and own[row.key].of != now.of
        )  # fmt: skip
        if behind:
            found[row.key] = OpenMeaning(
                row.key, row.before, row.after, Verdict(row.presumed), row.asked_at, behind
            )
    return list(found.values())


def decide(
    uow: UnitOfWork, key: str, verdict: Verdict, by: str | None, *, now: datetime, rules: Rules
) -> int:
    """A person has decided whether a changed English text is the same question; returns the release that follows from
    it. Raises NothingToDecide."""
    uow.wording.lock_releases()
    rows = [row for row in uow.wording.meanings() if row.key == key]
    undecided = [row.id for row in rows if row.verdict is None]
    chosen = undecided or [row.id for row in rows[-1:] if row.verdict != verdict]
    if not rows or (not undecided and not chosen):
        raise NothingToDecide(key=key)
    uow.wording.decide_meaning(chosen, verdict, by, now)
    return Edition.open(uow).publish(uow, now, rules, source="meaning", by=by)


def rollback(uow: UnitOfWork, number: int, by: str | None, *, now: datetime, rules: Rules) -> int:
    """Publish what an earlier release said, as a new one; returns its number. Texts that came later stay as they are.

    Raises NoSuchRelease."""
    if not uow.wording.whole(number):
        raise NoSuchRelease(number=number)
    edition = Edition.open(uow)
    for language, own in kept_of(uow, number).items():
        for key, kept in own.items():
            edition.put_of(language, key, kept.text, kept.of)
    edition.recordings_of(uow, number)
    return edition.publish(uow, now, rules, source="rollback", by=by)


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """What changed, word by word: (" ", kept), ("-", gone), ("+", new)."""
    old, new = _words(before), _words(after)
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((" ", "".join(old[a:b])))
            continue
        if a < b:
            found.append(("-", "".join(old[a:b])))
        if c < d:
            found.append(("+", "".join(new[c:d])))
    return found


def _words(text: str) -> list[str]:
    """Words with the space behind them; letters where a script has no spaces."""
    parts: list[str] = []
    for word in text.split(" "):
        parts += [*word, " "] if len(word) > 24 else [word + " "]
    if parts:
        parts[-1] = parts[-1].removesuffix(" ")
    return [part for part in parts if part]
