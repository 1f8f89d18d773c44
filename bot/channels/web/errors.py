"""What the web chat refuses, each with the HTTP status and the code the page understands.

The sentences are for people who look at the traffic; workers read the page's own words for the code.
"""

from typing import ClassVar

from bot.errors import TodokeError


class Refusal(TodokeError):
    """The request could not be taken."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str | None = None, /, *, retry_after: float | None = None, **fields: object):
        self.retry_after = retry_after
        """Seconds after which the same request may go through, if it may."""
        super().__init__(message, **fields)


class BadRequest(Refusal):
    """This is not something the chat sends: {problem}."""

    status = 422
    code = "bad_request"


class NotJson(Refusal):
    """Send JSON with the content type application/json."""

    status = 415
    code = "not_json"


class UnknownSession(Refusal):
    """This conversation is not known here, or this phone was cleared. A recovery code opens it again."""

    status = 401
    code = "unknown_session"


class UnknownCode(Refusal):
    """This recovery code is not known. Check each letter and try again."""

    status = 404
    code = "unknown_code"


class NoSuchPaper(Refusal):
    """There is no such file for this conversation, or newer ones took its place. Have it made anew."""

    status = 404
    code = "no_such_paper"


class TooManyTries(Refusal):
    """Too many tries. Wait a little and try again."""

    status = 429
    code = "too_many_tries"


class ProofNeeded(Refusal):
    """Very many conversations begin at the moment. Solve the sum in `challenge` and ask again with its `proof`."""

    status = 428
    code = "proof_needed"


class TextTooLong(Refusal):
    """A text may have at most {limit} characters. Send it in parts."""

    status = 413
    code = "text_too_long"


class RequestTooLarge(Refusal):
    """The request is larger than the chat ever sends."""

    status = 413
    code = "too_large"


class FileTooLarge(Refusal):
    """A file may have at most {limit} bytes."""

    status = 413
    code = "file_too_large"


class FileRefused(Refusal):
    """This file could not be taken: {problem}."""

    status = 422
    code = "file_refused"


class NoSpace(Refusal):
    """There is no room to store this at the moment. Send the same again later; nothing was kept."""

    status = 503
    code = "storage_full"


class NotNow(Refusal):
    """The database can't be reached at the moment. Send the same again a little later; nothing was kept."""

    status = 503
    code = "storage_away"
