"""People and organisations as they are named on the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.models import Staff
    from storage.uow import UnitOfWork


def person(uow: "UnitOfWork", wanted: str) -> "Staff":
    """An account, closed ones too, by id, address or whole name. Raises NotFound, also where two go by the name."""
    from bot.errors import NotFound

    found = uow.access.get(wanted) or uow.access.by_login(wanted)
    if found is not None:
        return found
    named = [staff for staff in uow.access.everyone() if staff.name == wanted]
    if len(named) != 1:
        raise NotFound(what="account", key=wanted)
    return named[0]


def partner(uow: "UnitOfWork", wanted: str) -> str:
    """The id of an organisation by id or name. Raises NotFound."""
    from bot.errors import NotFound

    organisations = uow.access.organisations()
    named = [p.id for p in organisations.values() if wanted in (p.id, p.name, p.name_ja)]
    if len(named) != 1:
        raise NotFound(what="partner", key=wanted)
    return named[0]
