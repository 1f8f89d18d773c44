"""What an action on a case can refuse."""

from bot.errors import TodokeError


class CaseError(TodokeError):
    """This could not be done; nothing was changed. Open the case again and look at where it stands."""


class NoSuchCase(CaseError):
    """There is no such case, or it was never put before your organisation."""


class NotPossible(CaseError):
    """{action} is not possible now: {why}. Nothing was changed."""


class SecondPersonNeeded(CaseError):
    """A second person has to confirm this: somebody other than the one who said it first."""


class ReasonNeeded(CaseError):
    """Please write a short reason or note; the timeline keeps it with today's date."""


class ConflictOfInterest(CaseError):
    """{name} can't be a partner: {why}. Bodies that accept, supervise, support for pay, send or recruit
    workers, and those they pay, are not asked to help against themselves."""


class PartnerInvalid(CaseError):
    """The organisation was not saved: {problem}."""
