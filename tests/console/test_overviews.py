"""The order of a long list: kept for a moment, renewed beside the pages, never without one's own doing."""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace

import pytest

from bot.console.overviews import FRESH, USABLE, Overviews
from bot.digests.standing import Standing, Why, in_order
from storage.repositories.staff_cases import Glimpse, Viewer
from tests.console.conftest import Town


@pytest.fixture
def overviews(monkeypatch: pytest.MonkeyPatch) -> tuple[Overviews, SimpleNamespace]:
    """Overviews that are kept from the second case on, and the seconds that have passed."""
    monkeypatch.setattr("bot.console.overviews.MANY", 2)
    passed = SimpleNamespace(seconds=0.0)
    return Overviews(lambda: passed.seconds), passed


def _length(town: Town, overviews: Overviews) -> int:
    viewer = Viewer(town.people["north"].id, town.partners["north"], "staff")
    with town.db.read() as uow:
        return len(overviews.of(town.db, uow, viewer, town.clock.business()).rows)


def test_a_long_list_is_renewed_while_the_one_before_is_shown_once_more(
    town: Town, overviews: tuple[Overviews, SimpleNamespace]
) -> None:
    kept, passed = overviews
    town.file("north"), town.file("north")
    assert _length(town, kept) == 2
    town.file("north")
    assert _length(town, kept) == 2
    passed.seconds = FRESH
    assert _length(town, kept) == 2
    kept._renewer.submit(int).result(10)  # the renewal before it has ended
    assert _length(town, kept) == 3


def test_nobody_is_shown_an_order_that_is_much_older(town: Town, overviews: tuple[Overviews, SimpleNamespace]) -> None:
    kept, passed = overviews
    town.file("north"), town.file("north")
    assert _length(town, kept) == 2
    town.file("north")
    passed.seconds = USABLE
    assert _length(town, kept) == 3


def test_what_somebody_did_while_it_was_worked_out_is_not_hidden_by_it(
    town: Town, overviews: tuple[Overviews, SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, _ = overviews
    town.file("north"), town.file("north")
    viewer = Viewer(town.people["north"].id, town.partners["north"], "staff")

    def meanwhile(cases: Iterable[Glimpse], now: datetime) -> list[tuple[Standing, Why, Glimpse]]:
        kept.forget(viewer)
        return in_order(cases, now)

    monkeypatch.setattr("bot.console.overviews.in_order", meanwhile)
    assert _length(town, kept) == 2
    monkeypatch.undo()
    monkeypatch.setattr("bot.console.overviews.MANY", 2)
    town.file("north")
    assert _length(town, kept) == 3, "the one that was worked out then is not kept"
