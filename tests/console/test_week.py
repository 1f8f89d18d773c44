"""The coordinators' weekly page: charts with a table beside each, small numbers left out, and the same for a
spreadsheet."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from bot.clock import date_in_japan, week_of
from bot.console.answers import without_furigana
from bot.console.week import _plain
from flows.law.dated import old
from tests.console.conftest import Town
from tests.support.texts import plain_texts

HERE = "/console/week?week=2026-W48"


def _count(town: Town, step: str, language: str, reached: int, answered: int) -> None:
    with town.db.write() as uow:
        week = week_of(town.clock.business())
        uow.weeks.add_steps({(week, language, step): (reached, answered)})


def _csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def test_every_chart_has_words_and_a_table_with_the_same_numbers(town: Town) -> None:
    for _ in range(4):
        town.file("north", "south")
    _count(town, "unpaid_overtime.overtime_month", "vi", 20, 11)
    page = town.log_in("coordinator").get(HERE).text
    charts = re.findall(r'<svg class="bars".*?</svg>', page)
    assert len(charts) == 4
    for chart in charts:
        assert 'role="img"' in chart
        assert re.search(r"<title id=[^>]*>[^<]+</title><desc id=[^>]*>[^<]+\.</desc>", chart)
    assert page.count("<table>") + page.count("<caption>") >= 6
    assert "11/23 4" in charts[0]
    assert re.search(r">2026-11-23</td><td>4</td>", page)
    assert "Unpaid overtime" in page
    assert "Vietnamese" in page
    assert "<td>20</td><td>9</td><td>45\N{NO-BREAK SPACE}%</td>" in page
    assert 'href="/console/workshop/texts?step=unpaid_overtime.overtime_month&amp;language=vi"' in page
    assert "<style" not in page
    assert " style=" not in page


def test_one_or_two_are_never_told(town: Town) -> None:
    for topic in ("unpaid_overtime", "unpaid_overtime", "job_loss"):
        town.file("north", topic=topic)
    _count(town, "job_loss.told", "ne", 2, 0)
    _count(town, "job_loss.bed", "ne", 40, 38)
    browser = town.log_in("coordinator")
    page = browser.get(HERE).text
    assert "<td>Unpaid overtime</td><td>&lt;3</td>" in page
    assert "<td>Job loss</td><td>&lt;3</td>" in page or "<td>&lt;3</td>" in page
    assert "job_loss.told" not in page
    assert "<td>40</td><td>&lt;3</td><td>–</td>" in page
    rows = _csv(browser.get("/console/week.csv?week=2026-W48").text)
    assert [row[5] for row in rows if row[0] == "topic"] == ["<3", "<3"]
    assert [row[5] for row in rows if row[0] == "question"] == ["40", "<3"]


def test_an_organisation_that_answers_nothing_is_named(town: Town) -> None:
    town.file("north", "south")
    with town.db.write() as uow:
        offer = uow.cases.offers(uow.cases.open_cases()[0].id)[0]
        offer.state = "lapsed"
    page = town.log_in("coordinator").get(HERE).text
    assert re.search(r'">North</a> <span class="badge urgent">silent</span>', page)


def test_the_file_for_a_spreadsheet_holds_the_same_and_no_formula(town: Town) -> None:
    town.file("north")
    answer = town.log_in("deputy").get("/console/week.csv?week=2026-W48")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="todoke-2026-W48.csv"'
    rows = _csv(answer.text)
    assert ["reports", "2026-W48", "", "", "filed", "<3"] in rows
    assert all(len(row) == 6 for row in rows)
    assert [_plain(cell) for cell in ("=1+1", "@x", "-2", "<3", "vi")] == ["'=1+1", "'@x", "'-2", "<3", "vi"]
    assert town.audited("operator")[-1] == "week_csv"


def test_japanese_questions_are_shown_as_colleagues_read_them(town: Town) -> None:
    _count(town, "about_you.prefecture", "vi", 20, 11)
    with town.db.write() as uow:
        coordinator = uow.access.get(town.people["coordinator"].id)
        assert coordinator is not None
        coordinator.locale = "ja"
    page = town.log_in("coordinator").get(HERE).text
    asked = plain_texts()["ja"]["about_you.prefecture.ask"]
    assert "（" in asked
    assert without_furigana(asked) in page
    assert asked not in page


@pytest.mark.parametrize("week", ["", "2026-W99", "2031-W01", "<script>", "2026-W48"])
def test_whatever_week_is_asked_for_there_is_a_page(town: Town, week: str) -> None:
    page = town.log_in("coordinator").get(f"/console/week?week={week}")
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "2031" not in page.text


def test_the_page_asks_as_often_for_many_cases_as_for_few(town: Town) -> None:
    browser = town.log_in("coordinator")
    browser.get(HERE)  # what is read once
    asked: list[int] = []

    def count(*_args: object) -> None:
        asked[-1] += 1

    for more in (1, 12):
        for _ in range(more):
            town.file("south", "north", topic="job_loss")
        _count(town, f"job_loss.s{more}", "vi", 9, 1)
        asked.append(0)
        event.listen(Engine, "before_cursor_execute", count)
        try:
            browser.get(HERE)
        finally:
            event.remove(Engine, "before_cursor_execute", count)
    assert asked[0] == asked[1] > 4


def test_the_last_whole_week_is_shown_first(town: Town) -> None:
    town.file("north")
    browser = town.log_in("coordinator")
    assert "2026-W47 ·" in browser.get("/console/week").text
    town.clock.advance(timedelta(days=7))
    assert "2026-W48 ·" in town.log_in("coordinator").get("/console/week").text


def test_numbers_that_nobody_has_checked_are_listed_with_their_place_in_the_file(town: Town) -> None:
    page = town.log_in("coordinator").get(HERE).text
    listed = page[page.index('id="week-facts-heading"') :]
    waiting = old(date_in_japan(town.clock.business()))
    assert len(waiting) > 10
    for one in waiting:
        assert f"<code>flows/law/{one.file}:{one.line}</code>" in listed
    assert listed.count("<td>hidden</td>") == sum(not one.shown for one in waiting)
