"""The hours of a month on paper: in Japanese and the worker's language, with what was corrected, in every language."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.documents.hours_files import month_draft
from bot.documents.rendering import bundled, render
from bot.wording.languages import ENDONYMS
from flows.law.log import Noted, Written, entry, figures, noted, strike, write
from flows.law.pay.days import Day
from tests.support.texts import texts

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)


def full() -> dict[date, Noted]:
    """Every day of a month: nights, two shifts, a break nobody told, half of them corrected, some struck out."""
    kept: list[dict[str, Any]] = []

    def put(one: Written | None) -> None:
        if one is not None:
            kept.append(entry(one))

    for number in range(1, 30):
        on = date(2026, 11, number)
        put(write(None, Day.of(on, 510, 1140, loose_break=60), AT, pause_told=number % 9 != 0))
        if number % 2:
            more = [(600, 960)] if number % 3 == 0 else []
            at = AT + timedelta(days=1)
            put(write(noted(kept)[on], Day.of(on, 510, 1230, more, loose_break=30), at, pause_told=True))
        if number % 7 == 0:
            put(strike(noted(kept)[on], AT + timedelta(days=2)))
    put(write(None, Day.of(date(2026, 11, 30), 20 * 60, 29 * 60, loose_break=60), AT, pause_told=True))
    return noted(kept)


def drawn(language: str) -> Any:
    of = full()
    found = figures(of, 2026, 11)
    assert found is not None
    return month_draft(texts(), language, NOVEMBER, list(of.values()), found, AT)


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.sampled(2)
def test_a_full_month_is_drawn_in_every_language_and_small(language: str) -> None:
    it = drawn(language)
    content = render(it.template, it.data, bundled(), made=AT)
    assert content.startswith(b"%PDF-")
    assert len(content) < 1_000_000
    assert it.name == "2026-11-30.pdf"


def test_japanese_stands_beside_the_workers_language_without_readings() -> None:
    told = json.dumps(drawn("ne").data, ensure_ascii=False)
    assert "働いた時間：2026年11月" in told
    assert "काम गरेको समय: 2026 नोभेम्बर" in told
    assert "（はたら）" not in told
    plain = drawn("ja").data
    assert plain["single"] is True
    assert plain["heading"]["own"] == plain["heading"]["ja"]


def test_every_day_is_there_with_what_it_was_before() -> None:
    data = drawn("en").data
    assert [row["day"][-2:] for row in data["rows"]] == [f"{number:02}" for number in range(1, 31)]
    third, seventh = data["rows"][2], data["rows"][6]
    assert third["work"]["own"] == "8:30–10:00, 16:00–20:30"
    assert [was["own"] for was in third["history"]] == [
        "corrected on Tue 1 Dec, before: 8:30–19:00, break 1 h = 9 h 30 min"
    ]
    assert seventh["struck"] is True
    assert seventh["worked"] == "0:00"
    assert [was["own"].split(" on ")[0] for was in seventh["history"]] == ["corrected", "struck out"]


def test_the_sums_are_those_that_are_told_in_the_chat() -> None:
    of = full()
    found = figures(of, 2026, 11)
    assert found is not None
    data = drawn("en").data
    assert sum(one["minutes"] for one in data["chart"]) == found.total
    total = f"{found.total // 60} h {found.total % 60} min"
    assert [row["value"]["own"] for row in data["head"]][:2] == ["26 days", total]
