"""The shape of `locales/<lang>/lexicon.yaml`: the words of one language as a coordinator writes them down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from flows.errors import FlowError
from flows.inputs.senses import UNIT_FIRST, Sense, SenseKind
from flows.yaml_source import Place, YamlSource

Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
Words: TypeAlias = list[Word]
UnitName: TypeAlias = Literal["minute", "hour", "day", "week", "month", "year", "yen", "other_money", "counted"]
Calendar: TypeAlias = Literal["day", "week", "month", "year"]
DatePart: TypeAlias = Literal["day", "month", "year"]
MonthPart: TypeAlias = Literal["start", "middle", "end"]
WeekdayName: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_PARTS: dict[MonthPart, int] = {"start": 1, "middle": 15, "end": 31}
"""The day of the month that a part of it is asked back as."""

WEEKDAYS: tuple[WeekdayName, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Intent(StrEnum):
    """What a typed word asks for where a button could have been pressed."""

    HELP = "help"
    MENU = "menu"
    BACK = "back"
    STOP = "stop"
    LANGUAGE = "language"
    CHANGE = "change"
    DELETE = "delete"
    START = "start"
    DONE = "done"
    SEND = "send"
    SKIP = "skip"
    UNKNOWN = "unknown"
    PREFER_NOT = "prefer_not"
    ALONE = "alone"  # after filing: can be asked now who may read


class DangerKind(StrEnum):
    """Which card a danger word brings."""

    DANGER = "danger"  # violence, confinement, being taken to the airport
    SELF_HARM = "self_harm"
    TRAFFICKING = "trafficking"


class LexiconError(FlowError):
    """This word list cannot be used. Correct the line that is named and check again."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Numbers(_Part):
    """Number words. Keys of `words` and `scales` are the numbers themselves.

    `unpaid`: no money at all. `about`: single words beside a number that say nothing of a day or a week. `more`: more
    than the number. `not_more`: sayings that hold a word for more and mean the opposite, such as "no more than".
    """

    words: dict[int | float, Words] = Field(default_factory=dict)
    after_tens: dict[int, Words] = Field(default_factory=dict)
    before_unit: dict[int, Words] = Field(default_factory=dict)
    scales: dict[int, Words] = Field(default_factory=dict)
    teens: Words = Field(default_factory=list)
    half: Words = Field(default_factory=list)
    shifts: dict[float, Words] = Field(default_factory=dict)
    nothing: Words = Field(default_factory=list)
    unpaid: Words = Field(default_factory=list)
    about: Words = Field(default_factory=list)
    more: Words = Field(default_factory=list)
    not_more: Words = Field(default_factory=list)


class Clock(_Part):
    """Words that make a number a time of day, by the side on which they stand."""

    before: Words = Field(default_factory=list)
    after: Words = Field(default_factory=list)


class Dates(_Part):
    """Words of the calendar. Keys of `relative` count from now: -1 is yesterday, or last month. `now`: words for the
    present moment; beside others they name no day ("now I have no work").

    `already`: said after days or weeks they are a time ago; `left`: said beside them they are a time from now. `vague`:
    some day soon, or lately; which one, nobody can tell. `since`: said beside a month something lasts from then on.
    `parts`: the end of a month, its beginning or its middle.
    `short_years`: what a year of two digits is added to beside 2000, where only that makes a plausible year (Thai 69
    is 2569 of the Buddhist era: 1957 and 69).
    """

    relative: dict[Calendar, dict[int, Words]] = Field(default_factory=dict)
    now: Words = Field(default_factory=list)
    past: Words = Field(default_factory=list)
    future: Words = Field(default_factory=list)
    already: Words = Field(default_factory=list)
    left: Words = Field(default_factory=list)
    vague: Words = Field(default_factory=list)
    since: Words = Field(default_factory=list)
    parts: dict[MonthPart, Words] = Field(default_factory=dict)
    last: Words = Field(default_factory=list)
    this: Words = Field(default_factory=list)
    next: Words = Field(default_factory=list)
    weekdays: dict[WeekdayName, Words] = Field(default_factory=dict)
    months: dict[Annotated[int, Field(ge=1, le=12)], Words] = Field(default_factory=dict)
    days: dict[Annotated[int, Field(ge=1, le=31)], Words] = Field(default_factory=dict)
    marks_before: dict[DatePart, Words] = Field(default_factory=dict)
    marks_after: dict[DatePart, Words] = Field(default_factory=dict)
    eras: dict[int, Words] = Field(default_factory=dict)
    nepali_months: dict[Annotated[int, Field(ge=1, le=12)], Words] = Field(default_factory=dict)
    nepali_day: Words = Field(default_factory=list)
    short_years: list[Annotated[int, Field(ge=1800, le=2100)]] = Field(default_factory=list)


class Danger(_Part):
    """Danger words, and beside them the sayings in which they mean no danger. See `flows.inputs.danger`."""

    words: Words
    idioms: Words = Field(default_factory=list)


class LexiconData(_Part):
    """All words of one language.

    `unit_first`: units stand before their number (Sinhala පැය 8). `plain_yes`: words of yes that are one whatever was
    asked; "there is", "I have" and "okay" are not. `neither`: sayings with a yes or no in them that mean neither.
    `no_if_alone`: words of no that are one only where nothing else is said (English no in Portuguese, where it is "in
    the"). `choices`: step id → choice id → what people write instead of the button's label. `topics`: choice id of the
    question what it is about → words in which people tell of it, written like danger words.
    """

    language: Word
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    decimal: Literal[".", ","] = "."
    romanised: bool = False
    unit_first: bool = False
    suffixes: Words = Field(default_factory=list)
    fillers: Words = Field(default_factory=list)
    pronouns: Words = Field(default_factory=list)
    yes: Words = Field(default_factory=list)
    plain_yes: Words = Field(default_factory=list)
    no: Words = Field(default_factory=list)
    neither: Words = Field(default_factory=list)
    no_if_alone: Words = Field(default_factory=list)
    controls: dict[str, Words] = Field(default_factory=dict)
    numbers: Numbers = Field(default_factory=Numbers)
    units: dict[UnitName, Words] = Field(default_factory=dict)
    one: dict[UnitName, Words] = Field(default_factory=dict)
    per: dict[UnitName, Words] = Field(default_factory=dict)
    clock: Clock = Field(default_factory=Clock)
    range: Words = Field(default_factory=list)
    either: Words = Field(default_factory=list)
    both: Words = Field(default_factory=list)
    dates: Dates = Field(default_factory=Dates)
    choices: dict[Word, dict[Word, Words]] = Field(default_factory=dict)
    topics: dict[Word, Words] = Field(default_factory=dict)
    danger: dict[str, Danger] = Field(default_factory=dict)
    stigma: Words = Field(default_factory=list)


def validate(data: Mapping[str, Any], source: YamlSource | None = None) -> LexiconData:
    """Check the mapping of a lexicon file; `source` gives errors their file and line.

    Raises LexiconError for the first finding.
    """
    path = source.path if source else f"lexicon {data.get('language', '?')!s:.20}"
    try:
        words = LexiconData.model_validate(data)
    except ValidationError as problems:
        first = problems.errors(include_url=False)[0]
        place: Place = tuple(first["loc"])
        said = str(first["msg"])
        raise LexiconError(path, source.line(place) if source else 1, _explain(place, said)) from problems
    for place, problem in _contradictions(words):
        raise LexiconError(path, source.line(place) if source else 1, _explain(place, problem))
    return words


def _explain(place: Place, said: str) -> str:
    where = ".".join(str(step) for step in place if step != "[key]")
    if said == "Input should be a valid string":
        said = "should be a word; put numbers, true and false in quotes"
    elif said == "Extra inputs are not permitted":
        said = "is not known here; is it misspelt?"
    return f"{where}: {said}" if where else said


def _contradictions(words: LexiconData) -> Iterator[tuple[Place, str]]:
    """Names that do not exist, and one word under two answers."""
    for name in words.controls:
        if name not in set(Intent):
            yield ("controls", name), f"is not one of {', '.join(Intent)}"
    for name in words.danger:
        if name not in set(DangerKind):
            yield ("danger", name), f"is not one of {', '.join(DangerKind)}"
    taken: dict[str, str] = {}
    answers: list[tuple[Place, str, Words]] = [(("yes",), "yes", words.yes), (("no",), "no", words.no)]
    answers += [(("controls", name), f"controls.{name}", listed) for name, listed in words.controls.items()]
    for place, group, listed in answers:
        for index, word in enumerate(listed):
            if taken.setdefault(word.casefold(), group) != group:
                yield (*place, index), f"{word!r} is already a word of {taken[word.casefold()]}"


def senses(words: LexiconData) -> Iterator[tuple[str, Sense]]:
    """Every word that can stand in a quantity or a date, with one meaning at a time."""
    numbers, dates = words.numbers, words.dates
    yield from _numbered(SenseKind.NUMBER, numbers.words)
    yield from _numbered(SenseKind.AFTER_TENS, numbers.after_tens)
    yield from _numbered(SenseKind.BEFORE_UNIT, numbers.before_unit)
    yield from _numbered(SenseKind.SCALE, numbers.scales)
    yield from _numbered(SenseKind.SHIFT, numbers.shifts)
    yield from _plain(SenseKind.TEEN, numbers.teens)
    yield from _plain(SenseKind.HALF, numbers.half)
    by_kind = {SenseKind.UNIT: words.units, SenseKind.ONE: words.one, SenseKind.PER: words.per}
    for kind, by_unit in by_kind.items():
        place = UNIT_FIRST if kind is SenseKind.UNIT and words.unit_first else 0
        for unit, listed in by_unit.items():
            yield from ((word, Sense(kind, place, unit)) for word in listed)
    yield from _plain(SenseKind.CLOCK_BEFORE, words.clock.before)
    yield from _plain(SenseKind.CLOCK_AFTER, words.clock.after)
    yield from _plain(SenseKind.RANGE, words.range)
    yield from _plain(SenseKind.OR, words.either)
    yield from _plain(SenseKind.AND, words.both)
    for span, steps in dates.relative.items():
        for step, listed in steps.items():
            yield from ((word, Sense(SenseKind.RELATIVE, step, span)) for word in listed)
    for word in dates.now:
        yield from ((word, Sense(SenseKind.RELATIVE, 0, "day")), (word, Sense(SenseKind.NOW)))
    yield from _plain(SenseKind.PAST, dates.past)
    yield from _plain(SenseKind.FUTURE, dates.future)
    yield from _plain(SenseKind.ALREADY, dates.already)
    yield from _plain(SenseKind.LEFT, dates.left)
    yield from _plain(SenseKind.VAGUE, dates.vague)
    for month_part, day in _PARTS.items():
        yield from ((word, Sense(SenseKind.PART, day)) for word in dates.parts.get(month_part, ()))
    for step, listed in ((-1, dates.last), (0, dates.this), (1, dates.next)):
        yield from ((word, Sense(SenseKind.SIDE, step)) for word in listed)
    for name, listed in dates.weekdays.items():
        yield from ((word, Sense(SenseKind.WEEKDAY, WEEKDAYS.index(name))) for word in listed)
    yield from _numbered(SenseKind.MONTH, dates.months)
    yield from _numbered(SenseKind.DAY, dates.days)
    for kind, marks in ((SenseKind.MARK, dates.marks_before), (SenseKind.MARKED, dates.marks_after)):
        for part, listed in marks.items():
            yield from ((word, Sense(kind, unit=part)) for word in listed)
    yield from _numbered(SenseKind.ERA, dates.eras)
    yield from _numbered(SenseKind.NEPALI_MONTH, dates.nepali_months)
    yield from _plain(SenseKind.NEPALI_DAY, dates.nepali_day)


def _plain(kind: SenseKind, listed: Words) -> Iterator[tuple[str, Sense]]:
    return ((word, Sense(kind)) for word in listed)


def _numbered(kind: SenseKind, table: Mapping[int, Words] | Mapping[float, Words]) -> Iterator[tuple[str, Sense]]:
    for value, listed in table.items():
        yield from ((word, Sense(kind, value)) for word in listed)
