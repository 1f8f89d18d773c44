"""What an action on a case can refuse."""

import re

from bot.errors import TodokeError

_NO_LETTER = re.compile(r"[^a-z0-9]+")


class CaseError(TodokeError):
    """This could not be done; nothing was changed. Open the case again and look at where it stands."""


class NoSuchCase(CaseError):
    """There is no such case, or it was never put before your organisation."""


class NotPossible(CaseError):
    """{action} is not possible now: {why}. Nothing was changed."""

    @property
    def because(self) -> str:
        """The key of the text for staff that says why: ``why`` in small letters, with ``_`` for what is no letter."""
        return "staff.because." + _NO_LETTER.sub("_", str(self.fields["why"]).lower()).strip("_")


class SecondPersonNeeded(CaseError):
    """A second person has to confirm this: somebody other than the one who said it first."""


class ReasonNeeded(CaseError):
    """Please write a short reason or note; the timeline keeps it with today's date."""


class StillToInterpret(CaseError):
    """Something has no words yet. Write what it means, or say that you can't: then the organisation looks for another
    way."""


class ConflictOfInterest(CaseError):
    """{name} can't be a partner: {why}. Bodies that accept, supervise, support for pay, send or recruit
    workers, and those they pay, are not asked to help against themselves."""


class PartnerInvalid(CaseError):
    """The organisation was not saved: {problem}."""
