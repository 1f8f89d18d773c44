"""Whether an account has something besides its password: an authenticator app, or a passkey."""

from bot.access import totp
from bot.access.errors import LastFactor
from storage.models import Staff
from storage.uow import UnitOfWork


def secured(uow: UnitOfWork, staff: Staff) -> bool:
    """Whether the account has a second factor of any kind."""
    return totp.is_set_up(staff) or bool(uow.access.passkeys(staff.id))


def remove_passkey(uow: UnitOfWork, staff: Staff, credential: str) -> bool:
    """Take a passkey away; False if it is none of theirs. Raises LastFactor if nothing would be left."""
    kept = [key.credential for key in uow.access.passkeys(staff.id)]
    if credential not in kept:
        return False
    if len(kept) == 1 and not totp.is_set_up(staff):
        raise LastFactor
    return uow.access.remove_passkeys(staff.id, credential) == 1
