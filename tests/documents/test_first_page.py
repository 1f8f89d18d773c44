"""One page for an office's counter: what matters most stands on it, in every language, and no sentence is cut off."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import typst

from bot.documents.glyphs import printable
from bot.documents.record import Both, Given, Happening, Line, Part, Weight, Word, chosen, lines
from bot.documents.record_front import ranks
from bot.documents.record_paper import Front, paper
from bot.documents.rendering import TEMPLATES, bundled
from bot.documents.telling import Teller
from bot.wording.languages import ENDONYMS
from flows.loader import load
from scripts import record_pictures
from tests.support.texts import LOCALES, texts

STRUCTURE = load(LOCALES.parent / "flows" / "definitions").structure
FILED, MADE = record_pictures.FILED, record_pictures.MADE
LANGUAGES = list(ENDONYMS)
DETAILS: tuple[tuple[str, object], ...] = (
    ("unpaid_overtime.overtime_month", "h60"), ("unpaid_overtime.months", "m6"), ("unpaid_overtime.pay_form", "hourly"),
    ("unpaid_overtime.hourly_pay", 1_100), ("unpaid_overtime.work_field", "factory"),
    ("unpaid_overtime.last_time", "last_month"), ("unpaid_overtime.payslip", "every_month"),
    ("unpaid_overtime.payslip_hours", "too_few"), ("unpaid_overtime.paid_how", "nothing"),
    ("unpaid_overtime.cut_minutes", "every_day"), ("unpaid_overtime.worked_breaks", "sometimes"),
    ("extra.who_pays", "株式会社サンプル"), ("extra.told_whom", ["company"]),
    ("extra.anything", "The boss said: write 20 hours."),
)  # fmt: skip
"""What somebody answers who adds details."""
NOT_FULFILLED = {
    "unpaid_overtime.paid_how", "unpaid_overtime.payslip_hours", "unpaid_overtime.cut_minutes",
    "unpaid_overtime.worked_breaks",
}  # fmt: skip
MAIN = {
    *NOT_FULFILLED, "extra.who_pays", "extra.told_whom", "extra.anything", "unpaid_overtime.overtime_month",
    "unpaid_overtime.months",
}  # fmt: skip


def teller(language: str) -> Teller:
    return Teller(texts(), STRUCTURE, language)


def detailed(language: str) -> list[Line]:
    """The report of somebody who added details and then wrote to the people in charge again and again."""
    one = teller(language)
    wrote = [Happening(50 + day, "worker_wrote", FILED + timedelta(days=day)) for day in range(5, 21)]
    told = record_pictures.told(one)
    told = replace(
        told, answers=[Given(f"a{at}", step, value, FILED) for at, (step, value) in enumerate(DETAILS)],
        happenings=[*told.happenings, *wrote], files=(), requests=(),
        fulfilled={**dict.fromkeys(NOT_FULFILLED, False), "unpaid_overtime.payslip": True},
    )  # fmt: skip
    return lines(told, one.structure, one.speaker)


def front(language: str, kept: list[Line], *, anonymous: bool = False) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows that stand on the first page as it is set, and how it is set."""
    said = Front("K7F3-2QMX", "unpaid_overtime", None, MADE, "https://todoke.example/verify/K", "K", anonymous)
    data = paper(teller(language), said, kept)
    compiler = typst.Compiler(
        TEMPLATES / "record.typ", root=TEMPLATES, font_paths=bundled(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(data))},
    )  # fmt: skip
    [found] = json.loads(compiler.query("<front>", field="value"))
    assert found["fits"]
    assert json.loads(compiler.query("<foot>", field="value")) == [1], "the code and how to check it stand there too"
    assert found["size"] >= 7, "points: it can be read"
    return [row for part in data["front"] for row in part["lines"] if row["rank"] < found["lines"]], found


def of(kept: list[Line], rows: list[dict[str, Any]]) -> list[Line]:
    """The lines that rows show."""
    return [kept[row["n"] - 1] for row in rows]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", LANGUAGES)
def test_employer_broken_duties_what_happened_and_who_was_told_when_stand_there(language: str) -> None:
    kept = detailed(language)
    rows, _ = front(language, kept)
    shown = of(kept, rows)
    assert {line.step for line in shown} >= MAIN
    assert "株式会社サンプル" in {row["text"]["own"] for row in rows}
    dated = {line.id: row["at"] for line, row in zip(shown, rows, strict=True)}
    assert {"e0": "2026-11-04", "e1": "2026-11-04", "e4": "2026-11-06", "e5": "2026-11-07"}.items() <= dated.items(), (
        "sent, two asked, one of them took the case"
    )


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_case_with_everything_nothing_that_weighs_leaves_the_first_page(language: str) -> None:
    kept = record_pictures.full(teller(language))
    rows, _ = front(language, kept)
    shown = {line.id for line in of(kept, rows)}
    assert shown >= {line.id for line in kept if line.weighty}
    assert shown >= {"e0", "e1", "e4", "e5"}, "sent, two asked, one of them took the case"


def order(*kept: Line) -> list[str]:
    """In which order lines stay on the first page, the one that leaves it last first."""
    rank = ranks(kept)
    return sorted(rank, key=lambda one: rank[one])


def test_messages_make_room_before_anything_else() -> None:
    one = teller("en")
    happened = [
        Happening(1, "worker_wrote", FILED), Happening(2, "reached_claimed", FILED), Happening(3, "accepted", FILED),
    ]  # fmt: skip
    answers = [Given("a0", "unpaid_overtime.work_field", "factory", FILED)]
    told = replace(record_pictures.told(one), answers=answers, happenings=happened, files=(), requests=(), letters=())
    kept = [line for line in lines(told, one.structure, one.speaker) if line.part in (Part.HAPPENED, Part.TOLD)]
    assert order(*kept)[0] == "e3"
    assert order(*kept)[-1] == "e1"


def test_a_second_line_of_a_broken_duty_comes_behind_what_happened() -> None:
    said = Both("残業", "overtime")
    first, second = (Line(n, Part.DUTIES, Word.WORKER, said, weighty=True, duty="pay.overtime") for n in "ab")
    happened = Line("c", Part.HAPPENED, Word.WORKER, said, weight=Weight.MAIN, step="extra.anything")
    assert order(first, second, happened) == ["a", "c", "b"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_first_page_is_cut_off(language: str, anonymous: bool) -> None:
    kept = chosen(record_pictures.full(teller(language)), anonymous=anonymous)
    rows, _ = front(language, kept, anonymous=anonymous)
    for row, line in zip(rows, of(kept, rows), strict=True):
        for side, whole in (("own", line.text.own), ("ja", line.text.ja)):
            assert row["text"][side].replace("\u200b", "") == whole
    how = teller(language).text(language, "doc.record.estimate_how.line")
    assert how in {row["text"]["own"] for row in rows}, "no sum without the warning not to settle on it"


def test_a_warning_goes_where_its_sum_goes() -> None:
    said = Both("残業" * 60, "overtime " * 30)
    kept = [Line(f"x{at}", Part.DUTIES, Word.WORKER, said, weighty=True) for at in range(60)]
    full = record_pictures.full(teller("en"))
    kept += [line for line in full if line.id in ("estimate", "estimate_how")]
    rows, _ = front("en", kept)
    shown = {line.id for line in of(kept, rows)}
    assert ("estimate" in shown) == ("estimate_how" in shown)
    assert shown, "and what fits stands there"


def test_what_somebody_wrote_at_length_stands_in_the_annex_whole() -> None:
    long = "He said that I must not write it down. " * 30
    kept = [Line("x", Part.HAPPENED, Word.WORKER, Both("本人の言葉", long.strip()), names=True), *detailed("en")]
    rows, _ = front("en", kept)
    assert "x" not in {line.id for line in of(kept, rows)}
    said = Front("K7F3-2QMX", "other", None, MADE, "https://todoke.example/verify/K", "K")
    annex = str(paper(teller("en"), said, kept)["annex"])
    assert long.strip() in annex
    assert "…" not in annex
