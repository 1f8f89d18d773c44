"""Who wants to be asked about their support once every three months."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SupportCheck(SQLModel, table=True):
    """A worker who wants to be asked. What they answer is kept as answers, in a run of its own.

    ``due_at``: when they are asked next, in business time. ``asked``: how often this time, and not answered yet.
    """

    __tablename__ = "support_check"
    worker_id: str = Field(primary_key=True)
    since: datetime
    due_at: datetime = Field(index=True)
    asked: int = 0
