"""Bodies that are written in several ways: what ties put side by side counts for everybody, and nothing is guessed.

Where one organisation's tie says ``春日製作所 = Kasuga Seisakusho``, a worker who writes either is kept from every
organisation and interpreter that is bound to the other. The records of the accepting side put their names side by side
in the same way.
"""

from collections.abc import Iterable

from storage.models import Organisation
from storage.uow import UnitOfWork

from .names import folded, named_within, same_name, spellings


def with_spellings(uow: UnitOfWork, names: Iterable[str]) -> tuple[str, ...]:
    """The names, with the other spellings of each that somebody has put beside it."""
    given = tuple(dict.fromkeys(names))
    known = _side_by_side(uow) if given else ()
    more = [one for tie in known if any(same_name(name, tie) for name in given) for one in spellings(tie)]
    return tuple(dict.fromkeys((*given, *more)))


def words_with_spellings(uow: UnitOfWork, words: Iterable[str]) -> tuple[str, ...]:
    """Folded words, with the other spellings, folded, of every body that stands in them."""
    given = tuple(dict.fromkeys(words))
    known = _side_by_side(uow) if given else ()
    found = [tie for tie in known if any(named_within(tie, said) for said in given)]
    return tuple(dict.fromkeys((*given, *(folded(one) for tie in found for one in spellings(tie)))))


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """Every way in which a body of the accepting side is written."""
    own = (organisation.name, organisation.name_kana, organisation.name_latin, *organisation.spellings)
    return tuple(dict.fromkeys(name for name in own if name))


def shares_spelling(tie: str, other: str) -> bool:
    """Whether one of two ties says how the other is written besides."""
    return len(spellings(tie)) > 1 and same_name(tie, other)


def _side_by_side(uow: UnitOfWork) -> list[str]:
    ties = [tie for partner in uow.partners.all() for tie in partner.ties]
    ties += [tie for profile in uow.interpreting.profiles().values() for tie in profile.ties]
    ties += [" = ".join(names_of(record)) for record in uow.organisations.all()]
    return [tie for tie in dict.fromkeys(ties) if len(spellings(tie)) > 1]
