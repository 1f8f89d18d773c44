"""What a log-in, a code or a role can refuse."""

from bot.errors import NotAllowed, TodokeError


class AccessError(TodokeError):
    """You could not be let in. Log in again, or ask the coordinator for a new invitation."""


class WrongSecret(AccessError):
    """E-mail address, password or code is not right. Nothing has changed; try again."""


class TooManyTries(AccessError):
    """Too many wrong tries. Wait {seconds} seconds, then try again."""


class CodeNotValid(AccessError):
    """This code is not valid any more: it was used, is too old, or was replaced. Ask for a new one."""


class WeakPassword(AccessError):
    """This password is too easy to guess. Use at least 12 characters, for example four unrelated words."""


class AccountExists(AccessError):
    """There is already an account with this e-mail address. Use it, or give a different address."""


class UnknownRole(AccessError):
    """There is no role {role}. Use one of: {roles}."""


class OrganisationMissing(NotAllowed):
    """The role {role} belongs to an organisation: name which, with --partner and its id or name."""


class NoPlaceInOrganisation(NotAllowed):
    """The role {role} stands outside the organisations: leave the organisation (--partner) out."""


class ForCoordinators(AccessError):
    """Accounts of people who see cases are made by a coordinator or deputy. Please ask one of them."""


class TooManyPasskeys(AccessError):
    """An account can have {most} passkeys. Remove one that is not used any more."""


class LastFactor(AccessError):
    """This is the only second factor of this account. Set up another one before you remove it."""


class NoOwnRecovery(AccessError):
    """A way back in is begun by a second person. Ask your lead, a coordinator or the administrator."""


class NothingConfirmed(AccessError):
    """This person has no confirmed contact that a link could go to. Hand them a new invitation in person."""


class HasContact(AccessError):
    """This person has a confirmed contact: begin a recovery, which sends the link to them and to nobody else."""


class ProviderAway(AccessError):
    """Your organisation's log-in can't be reached now. Log in with your password here, or try again later."""


class NotFromProvider(AccessError):
    """What came back was not a valid log-in of your organisation. Nothing has changed; begin again."""


class UnknownAtProvider(AccessError):
    """No account here has the address your organisation gave, confirmed on both sides. Log in with your password."""
