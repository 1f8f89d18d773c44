"""Reports entered together with a member of staff, and reports of several people of one place."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class AssistedDraft(SQLModel, table=True):
    """A conversation that a member of staff holds with a worker beside them or on the telephone.

    ``id`` is the address of the conversation on the channel ``assisted``. ``ended_at``: nothing more can be entered
    (sent, deleted, forgotten); ``taken_over_at``: the worker goes on alone.
    """

    __tablename__ = "assisted_draft"
    id: str = Field(primary_key=True)
    conversation_id: str = Field(unique=True)
    organisation: str  # a partner's id, or COORDINATOR
    staff_id: str = Field(index=True)  # the only one who sees it
    way: str  # counter, phone
    begun_at: datetime
    case_id: str | None = Field(default=None, index=True)
    ended_at: datetime | None = None
    taken_over_at: datetime | None = None


class GroupMember(SQLModel, table=True):
    """A worker who reports beside others of one place. The group is an opaque id and nothing else."""

    __tablename__ = "group_member"
    worker_id: str = Field(primary_key=True)
    group_id: str = Field(index=True)
    joined_at: datetime


class GroupCode(SQLModel, table=True):
    """A code to pass on (keyed hash): whoever brings it reports on their own, beside whoever made it."""

    __tablename__ = "group_code"
    code_index: str = Field(primary_key=True)
    group_id: str = Field(index=True)
    worker_id: str = Field(index=True)  # who made it: it ends with them
    created_at: datetime
