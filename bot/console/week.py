"""The coordinators' weekly page: numbers with charts, each with a table beside it, and the same as CSV."""

import csv
import io
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from bot.access.policy import Action
from bot.clock import date_in_japan
from bot.console.answers import without_furigana
from bot.console.bars import Bar, Series, draw
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.headers import of_page
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.conversation.counting import NO_LANGUAGE
from bot.digests.week import FEWEST, KINDS, Numbers, last_whole_week, monday, name_of, numbers, said
from bot.wording.filling import placeholders
from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot
from flows.law.dated import HIDE_AFTER_DAYS, old

PATH = "/console/week"
_LONGEST = 90
"""Signs of a question that are shown."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    def found(request: Request, visit: Visit, action: str) -> tuple[date, Numbers, dict[str, str]]:
        visit.must(Action.SEE_WEEK)
        newest = last_whole_week(visit.business)
        begins = monday(request.query_params.get("week", "")) or newest
        begins = min(begins, newest + timedelta(weeks=1))  # at the most this week, which is not over
        with deps.db.write() as uow:
            log(uow, visit, action)
        with deps.db.read() as uow:
            made = numbers(uow, begins, visit.business)
            partners = uow.partners.all(active_only=False)
            ja = visit.lang == "ja"
            names = {one.id: (one.name_ja if ja and one.name_ja else one.name) for one in partners}
        return begins, made, names

    @router.get(PATH)
    def week(request: Request, visit: Visit = reader) -> Response:
        """The last week that is over, or the one asked for with `?week=2026-W47`."""
        begins, made, names = found(request, visit, "week")
        shown = _Shown(deps.words.now, visit.lang, made, names)
        later = begins + timedelta(weeks=1)
        return pages.page(
            visit, "week.html", week=made.week, numbers=made, shown=shown, ends=begins + timedelta(days=6),
            before=name_of(begins - timedelta(weeks=1)), fewest=FEWEST, kinds=KINDS, said=said,
            after=name_of(later) if later <= last_whole_week(visit.business) + timedelta(weeks=1) else None,
            running=begins > last_whole_week(visit.business), own_names=ENDONYMS,
            facts=old(date_in_japan(visit.business)), facts_days=HIDE_AFTER_DAYS,
        )

    @router.get(f"{PATH}.csv")
    def export(request: Request, visit: Visit = reader) -> Response:
        """The same numbers for a spreadsheet, with the same ones left out."""
        begins, made, names = found(request, visit, "week_csv")
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(("section", "week", "group", "language", "measure", "value"))
        writer.writerows([_plain(cell) for cell in row] for row in _rows(made, names))
        name = f"todoke-{name_of(begins)}.csv"
        headers = {**of_page(demo=deps.demo), "Content-Disposition": f'attachment; filename="{name}"'}
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        return Response("\ufeff" + table.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


class _Shown:
    """Charts, and values in words."""

    def __init__(self, words: Snapshot, lang: str, made: Numbers, names: dict[str, str]) -> None:
        self._words, self._lang, self._made, self._names = words, lang, made, names
        self._labels = [f"{week.begins.month}/{week.begins.day}" for week in made.weeks]

    def reports(self) -> Markup:
        """Reports by week."""
        return self._chart("reports", [("reports", [self._count(week.filed) for week in self._made.weeks])])

    def waits(self) -> Markup:
        """Hours to the first contact: median, and within which nine of ten were reached."""
        weeks = self._made.weeks
        half = [self._hours(week.wait.median) for week in weeks]
        most = [self._hours(week.wait.most) for week in weeks]
        return self._chart("contact", [("median", half), ("most", most)])

    def misses(self) -> Markup:
        """Ladder misses by week and kind."""
        return self._chart(
            "missed", [(f"missed.{kind}", [self._count(w.missed[kind]) for w in self._made.weeks]) for kind in KINDS]
        )

    def losses(self) -> Markup:
        """How many gave up at the questions that lose most, by their place in the table."""
        asked = self._made.questions
        labels = [str(place) for place in range(1, len(asked) + 1)]
        return self._chart("questions", [("gave_up", [self._count(one.gave_up) for one in asked])], labels)

    def hours(self, length: timedelta | None) -> str:
        """`26 hours`, or that there are none."""
        if length is None:
            return "–"
        hours = round(length.total_seconds() / 3600)
        key = "staff.time.days" if hours >= 96 else "staff.time.hours"
        return self._words.text(self._lang, key, count=str(round(hours / 24) if hours >= 96 else hours))

    def question(self, step: str) -> str:
        """A question's words as workers read them."""
        text = self._words.find(self._lang, f"{step}.ask") or self._words.find("en", f"{step}.ask") or step
        for name in placeholders(text):
            text = text.replace(f"{{{name}}}", "…")
        line = " ".join(without_furigana(text).split())
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"

    def language(self, code: str) -> str:
        """A language's name."""
        key = f"staff.week.{NO_LANGUAGE}" if code == NO_LANGUAGE else f"staff.language.{code}"
        return self._words.text(self._lang, key)

    def partner(self, partner_id: str) -> str:
        """An organisation's name."""
        return self._names.get(partner_id, partner_id)

    def share(self, part: int, whole: int) -> str:
        """A part in percent, where neither is too small to be told."""
        return "–" if part < FEWEST or whole < FEWEST else f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%"

    def _chart(self, name: str, series: list[tuple[str, list[Bar]]], labels: list[str] | None = None) -> Markup:
        title, labels = self._words.text(self._lang, f"staff.week.{name}"), labels or self._labels
        drawn = [Series(self._words.text(self._lang, f"staff.week.{key}"), bars) for key, bars in series]
        says = " ".join(
            f"{one.name}: " + ", ".join(f"{at} {bar.words}" for at, bar in zip(labels, one.bars, strict=True)) + "."
            for one in drawn
        )
        return draw(f"week-{name}", title, says, labels, drawn)

    def _count(self, count: int) -> Bar:
        few = 0 < count < FEWEST
        return Bar(FEWEST / 2 if few else float(count), said(count), few)

    def _hours(self, length: timedelta | None) -> Bar:
        if length is None:
            return Bar(None, "–")
        hours = length.total_seconds() / 3600
        return Bar(hours, f"{hours:.0f}")


def _rows(made: Numbers, names: dict[str, str]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for week in made.weeks:
        rows.append(("reports", week.name, "", "", "filed", said(week.filed)))
        rows.append(("contact", week.name, "", "", "median_hours", _hours(week.wait.median)))
        rows.append(("contact", week.name, "", "", "nine_of_ten_hours", _hours(week.wait.most)))
        rows.append(("contact", week.name, "", "", "not_yet", said(week.wait.not_yet)))
        rows.append(("contact", week.name, "", "", "after_deadline", said(week.late)))
        rows += [("missed", week.name, "", "", kind, said(week.missed[kind])) for kind in KINDS]
    here = made.week.name
    rows += [("topic", here, topic, "", "filed", said(n)) for topic, n in made.topics.items()]
    rows += [("language", here, "", code, "filed", said(n)) for code, n in made.languages.items()]
    for one in made.questions:
        rows.append(("question", here, one.step, one.language, "reached", said(one.reached)))
        rows.append(("question", here, one.step, one.language, "gave_up", said(one.gave_up)))
    for asked in made.partners:
        name = names.get(asked.partner_id, asked.partner_id)
        rows += [("partner", here, name, "", measure, said(count)) for measure, count in asked.told.items()]
    return rows


def _hours(length: timedelta | None) -> str:
    return "" if length is None else f"{length.total_seconds() / 3600:.1f}"


def _plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
