"""Tickets that log-ins with a device or a provider begin with: signed, not stored, and good for one use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from storage.database import Database
from tests.access.conftest import NOW

LASTS = timedelta(minutes=5)


def _used(db: Database, purpose: str, ticket: str, minutes: float = 0) -> bool:
    with db.write() as uow:
        return uow.access.use_ticket(purpose, ticket, NOW + timedelta(minutes=minutes), LASTS)


def _ticket(db: Database, purpose: str = "door") -> str:
    with db.read() as uow:
        return uow.access.ticket(purpose, NOW)


def test_a_ticket_is_good_once_also_for_two_at_once(db: Database) -> None:
    ticket = _ticket(db)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: _used(db, "door", ticket), range(8)))
    assert sorted(answers) == [False] * 7 + [True]


def test_a_ticket_is_for_one_door_and_for_five_minutes(db: Database) -> None:
    assert not _used(db, "another door", _ticket(db))
    assert not _used(db, "door", _ticket(db), minutes=5)
    assert _used(db, "door", _ticket(db), minutes=4.9)
    assert _used(db, "door", _ticket(db), minutes=-0.5)  # another replica's clock is a little behind
    assert not _used(db, "door", _ticket(db), minutes=-2)


@pytest.mark.parametrize("change", ["first", "last", "shorter", "longer", "empty", "letters", "other alphabet"])
def test_a_ticket_that_was_touched_is_none(db: Database, change: str) -> None:
    ticket = _ticket(db)
    touched = {
        "first": ("B" if ticket[0] == "A" else "A") + ticket[1:],
        "last": ticket[:-1] + ("B" if ticket[-1] == "A" else "A"),
        "shorter": ticket[:-4], "longer": ticket + "AAAA", "empty": "", "letters": "é" * 56,
        "other alphabet": ticket[:-4] + "+/+/",
    }  # fmt: skip
    assert not _used(db, "door", touched[change])
    assert _used(db, "door", ticket)


def test_what_belongs_to_a_ticket_differs_by_purpose_and_ticket(db: Database) -> None:
    one, other = _ticket(db), _ticket(db)
    with db.read() as uow:
        found = {uow.access.derived(purpose, ticket) for purpose in ("nonce", "verifier") for ticket in (one, other)}
        again = uow.access.derived("nonce", one)
    assert len(found) == 4
    assert again in found
    assert all(43 <= len(text) <= 128 for text in found)


def test_used_tickets_are_forgotten_when_nobody_would_take_them(db: Database) -> None:
    assert _used(db, "door", _ticket(db))
    with db.write() as uow:
        assert uow.access.prune_tickets(NOW) == 0
        assert uow.access.prune_tickets(NOW + timedelta(hours=1)) == 1
