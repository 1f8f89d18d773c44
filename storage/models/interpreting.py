"""What was said in another language: by a ready answer, or by an interpreter to whom it was assigned."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue, Sealed


class InterpretingState(StrEnum):
    """Where an assignment stands. Only ``AGREED`` opens anything to the interpreter."""

    SOUGHT = "sought"  # nobody was named yet: the coordinators look for somebody
    ASKED = "asked"  # the worker has not said yet whether they may
    AGREED = "agreed"
    REFUSED = "refused"  # by the worker: never asked about the same person again
    DECLINED = "declined"  # by the interpreter
    DONE = "done"
    ENDED = "ended"  # taken back, or a conflict of interest was found


class Interpreting(SQLModel, table=True):
    """An interpreter is to put something of a case into words, until a day.

    ``items``: what, as pairs of kind (message, voice, answer) and reference; ``call``: speaks along with the worker.
    ``note`` is sealed under the case: what to know, and when and how the call is.
    """

    __tablename__ = "interpreting"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    partner_id: str  # who asked for it; COORDINATOR for the coordinators
    asked_by: str
    staff_id: str = Field(index=True)  # the interpreter; empty while one is sought
    state: str = InterpretingState.ASKED.value
    items: JsonValue = Field(sa_column=Column(Json, nullable=False))
    call: bool = False
    due_at: datetime
    asked_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    note: bytes = Field(sa_column=Column(Sealed, nullable=False))


class Rendering(SQLModel, table=True):
    """The same in another language. ``what``: message, voice, answer; ``ref``: the message's number, the file's id, the
    answer's visit. ``text`` is sealed under the case. The newest of a language counts."""

    __tablename__ = "rendering"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    what: str
    ref: str
    language: str
    staff_id: str | None = None  # the interpreter; null: the catalogue's own words, of a ready answer
    made_at: datetime
    text: bytes = Field(sa_column=Column(Sealed, nullable=False))


class InterpreterProfile(SQLModel, table=True):
    """What an interpreter speaks, and what they are bound to: bodies by name, and kinds of bodies that pay them."""

    __tablename__ = "interpreter_profile"
    staff_id: str = Field(primary_key=True)
    languages: JsonValue = Field(sa_column=Column(Json, nullable=False))
    ties: JsonValue = Field(sa_column=Column(Json, nullable=False))
    paid_by: JsonValue = Field(sa_column=Column(Json, nullable=False))
    changed_at: datetime
