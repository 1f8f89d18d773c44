"""What the console refuses. Each becomes a page that holds no data."""

from typing import ClassVar

from bot.errors import TodokeError


class Refusal(TodokeError):
    """This can't be done. Go back to the list and try again."""

    status: ClassVar[int] = 400
    key: ClassVar[str] = "bad_request"
    """The page's texts: `staff.error.<key>.title` and `.text`."""


class LoginNeeded(Refusal):
    """You are not logged in, or your log-in has ended. Log in again."""

    status = 401
    key = "login"

    def __init__(self, back: str | None = None) -> None:
        super().__init__()
        self.back = back


class SecondFactorNeeded(Refusal):
    """Set up your second factor first."""

    status = 403
    key = "second_factor"


class Forged(Refusal):
    """This form did not come from your own page, or the page is too old. Nothing has changed."""

    status = 403
    key = "forged"


class Forbidden(Refusal):
    """Your role may not do this. Ask the coordinator."""

    status = 403
    key = "forbidden"


class NotAware(Refusal):
    """This picture may tell place, time and device. Say on the case's page that you know it, and open it from there."""

    status = 403
    key = "aware"


class Missing(Refusal):
    """There is nothing here, or not for you. Go back to the list."""

    status = 404
    key = "missing"


class Gone(Refusal):
    """This was erased at its owner's wish; it cannot be brought back."""

    status = 410
    key = "erased"


class Outdated(Refusal):
    """Somebody else has changed this in the meantime. Nothing has changed now. Look at it again."""

    status = 409
    key = "outdated"

    def __init__(self, back: str, kept_text: str | None = None) -> None:
        super().__init__()
        self.back = back
        self.kept_text = kept_text
        """What the person had typed, to be copied into the fresh page."""


class Invalid(Refusal):
    """Something in the form is not right: {field}. Correct it and send it again."""

    status = 422
    key = "invalid"

    def __init__(self, field: str, back: str | None = None, reason: str | None = None) -> None:
        super().__init__(field=field)
        self.field = field
        self.back = back
        self.reason = reason
        """A text key that says what is not right."""


class TooOften(Refusal):
    """Too many tries. Wait a little, then try again."""

    status = 429


class TooLarge(Refusal):
    """This form is too large. Nothing has changed."""

    status = 413
    key = "too_large"


class Busy(Refusal):
    """The database can't store anything right now. Nothing has changed; try again in a minute."""

    status = 503
    key = "busy"
