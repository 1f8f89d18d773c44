"""What can be refused about organisations and requests for correction."""

from bot.errors import TodokeError


class ComplianceError(TodokeError):
    """This could not be done; nothing was changed."""


class OrganisationInvalid(ComplianceError):
    """The organisation was not saved: {problem}."""


class NumberInvalid(ComplianceError):
    """{number} is no corporate number: {problem}. It has 13 digits; look it up and type it again."""


class MergeRefused(ComplianceError):
    """These two records were not merged: {problem}."""


class RequestRefused(ComplianceError):
    """{action} is not possible: {why}. Nothing was changed."""


class FiguresRefused(ComplianceError):
    """Nothing was published or shown: {why}."""
