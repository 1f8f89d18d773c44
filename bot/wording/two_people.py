"""Whether two who stand for a change are surely two people: accounts of the console, or names that were typed."""

import unicodedata
from dataclasses import dataclass

from storage.uow import UnitOfWork


@dataclass(frozen=True)
class _Who:
    """``name``: without case, spaces and signs; ``accounts``: the accounts that this is, or whose name it is."""

    name: str
    accounts: frozenset[str]


def are_two(uow: UnitOfWork, first: str | None, second: str | None) -> bool:
    """Whether these are two people. Each is an account's id or a typed name; None or a name without a letter is nobody.

    Names are compared without case, spaces and signs. Beside an account a typed name is surely somebody else only if it
    is the name or the address of another account: "Anna" may well be Anna Tanaka.
    """
    if first is None or second is None:
        return False
    one, other = _who(uow, first), _who(uow, second)
    if one.accounts and other.accounts:
        return not one.accounts & other.accounts
    if one.accounts or other.accounts:
        return False
    return bool(one.name) and bool(other.name) and one.name != other.name


def is_somebody(by: str | None) -> bool:
    """Whether a name says who it is."""
    return by is not None and bool(_fold(by))


def told(uow: UnitOfWork, by: str | None) -> str | None:
    """What to call whoever did something: an account's name, or what was typed."""
    person = uow.access.get(by) if by is not None else None
    return person.name if person is not None else by


def _who(uow: UnitOfWork, by: str) -> _Who:
    account, name = uow.access.get(by), _fold(by)
    if account is not None:
        return _Who(_fold(account.name), frozenset({account.id}))
    named = {one.id for one in uow.access.everyone() if _fold(one.name) == name}
    login = uow.access.by_login(by)
    return _Who(name, frozenset(named | ({login.id} if login is not None else set())))


def _fold(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())
