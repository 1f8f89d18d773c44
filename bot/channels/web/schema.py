"""The JSON the chat page sends, and how it is checked.

Every shape is closed (unknown fields are refused) and shallow, so depth and size are bounded before anything
is stored. Errors never repeat what was sent.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.channels.web.errors import BadRequest, TextTooLong

LARGEST_SEQ = 2**53 - 1
"""JavaScript counts exactly up to here."""

BODY_LIMIT = 64 * 1024
"""Bytes of the largest JSON request: 4,000 characters, each escaped, and some room."""

_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\".]+(?:\.[^\s@<>\".]+)+")
_PHONE = re.compile(r"\+?(?!0\d{0,8}$)\d{7,15}")
"""A number that begins with 0 has ten digits at least, in Japan and where workers come from."""
_PHONE_FILLING = re.compile(r"[\s().\-‐‑–—−ー/]")

Seq = Annotated[int, Field(ge=1, le=LARGEST_SEQ, strict=True)]
Age = Annotated[int, Field(ge=0, le=31_536_000)]
"""Seconds since it was said, where the phone could not send it at once."""
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextEvent(_Closed):
    """What the worker typed."""

    type: Literal["text"]
    text: Annotated[str, StringConstraints(min_length=1)]
    age: Age | None = None


class TapEvent(_Closed):
    """A button pressed: its data, as it came with the bubble."""

    type: Literal["tap"]
    data: Annotated[str, StringConstraints(pattern=r"^(n|[acq]:[!-~]{1,62})$")]
    age: Age | None = None


class CommandEvent(_Closed):
    """A command, as typed with a slash on other channels."""

    type: Literal["command"]
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,32}$")]
    argument: Annotated[str, StringConstraints(max_length=64)] = ""


class HandoverEvent(_Closed):
    """How the worker may be reached after filing, or that they chose not to say."""

    type: Literal["handover"]
    choice: Literal["telegram", "email", "phone", "return_on", "none"]
    value: Annotated[str, StringConstraints(max_length=254, strip_whitespace=True)] = ""
    """The address, the number with its digits only, or the day as 2026-12-24. Empty: no address or number any more."""
    safe_from: Hour | None = None
    safe_to: Hour | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("choice") == "phone" and isinstance(data.get("value"), str):
            number = _PHONE_FILLING.sub("", unicodedata.normalize("NFKC", data["value"][:254]))
            digits = "".join(_digit(sign) for sign in number)
            return {**data, "value": digits or data["value"]}  # signs alone are no number, and not its absence
        return data

    @model_validator(mode="after")
    def _fits_choice(self) -> Self:
        if not _FITS[self.choice](self.value):
            raise ValueError(f"value does not fit {self.choice}")
        if (self.safe_from is None) != (self.safe_to is None):
            raise ValueError("safe_from and safe_to belong together")
        if self.safe_from is not None and (self.choice != "phone" or not self.value):
            raise ValueError("safe hours belong to a phone number")
        if self.safe_from is not None and self.safe_from == self.safe_to:
            raise ValueError("safe hours have a length")
        return self


def _digit(sign: str) -> str:
    return str(unicodedata.digit(sign, sign))


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_FITS = {
    "telegram": lambda value: value == "",
    "none": lambda value: value == "",
    "email": lambda value: value == "" or _EMAIL.fullmatch(value) is not None,
    "phone": lambda value: value == "" or _PHONE.fullmatch(value) is not None,
    "return_on": _is_day,
}


class Intake(_Closed):
    """One event and its place in the order of this conversation."""

    seq: Seq
    event: Annotated[TextEvent | TapEvent | CommandEvent | HandoverEvent, Field(discriminator="type")]


Languages = list[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{1,35}$")]]
"""Of the browser, likeliest first (BCP 47)."""


class NewSessionRequest(_Closed):
    """A phone without a conversation asks for one."""

    languages: Languages = Field(default_factory=list, max_length=8)
    proof: Annotated[str, StringConstraints(max_length=4_000)] = ""
    """The solved sum, where one was asked for."""
    mark: Annotated[str, StringConstraints(pattern=r"^(in_[0-9A-Za-z_-]{2,60}|check)?$")] = ""
    """Of the poster that led here, or ``check`` of the link to the support check."""


class RecoverRequest(_Closed):
    """A worker comes back with a code."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    languages: Languages = Field(default_factory=list, max_length=8)

    @property
    def plain(self) -> str:
        """The code as people mean it: full-width signs, small letters, spaces and dashes do not matter."""
        folded = unicodedata.normalize("NFKC", self.code).upper()
        return "".join(sign for sign in folded if sign.isalnum())


Shape = TypeVar("Shape", bound=BaseModel)


def parse(shape: type[Shape], body: bytes) -> Shape:
    """`body` as a `shape`. Raises BadRequest naming the field, never its content."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadRequest(problem=f"{place} is {first['type']}") from None


def parse_intake(body: bytes, text_limit: int) -> Intake:
    """An event to store. Raises TextTooLong for a text above `text_limit` characters."""
    intake = parse(Intake, body)
    if isinstance(intake.event, TextEvent) and len(intake.event.text) > text_limit:
        raise TextTooLong(limit=text_limit)
    return intake
