"""open cases are weighed anew by time: each has a row by which that happens, due at once"""

from datetime import UTC, datetime

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "5d0c1e7b92aa"
down_revision = "1affe534f0c9"
branch_labels = None
depends_on = None

_INSTANT = sqlmodel.sql.sqltypes.UTCDateTime()
_CASE = sa.table("case_file", sa.column("id"), sa.column("closed_at"))
_LADDER = sa.table(
    "ladder", sa.column("case_id"), sa.column("slot"), sa.column("kind"), sa.column("round"), sa.column("rung"),
    sa.column("due_at", _INSTANT), sa.column("fence"), sa.column("failures"),
)  # fmt: skip


def upgrade() -> None:
    due_at = sa.literal(datetime.now(UTC), _INSTANT)
    open_cases = sa.select(
        _CASE.c.id, sa.literal("weigh"), sa.literal("weigh"), sa.literal(0), sa.literal(0), due_at, sa.literal(0),
        sa.literal(0),
    ).where(_CASE.c.closed_at.is_(None))  # fmt: skip
    op.execute(_LADDER.insert().from_select([column.name for column in _LADDER.columns], open_cases))


def downgrade() -> None:
    op.execute(_LADDER.delete().where(_LADDER.c.slot == "weigh"))
