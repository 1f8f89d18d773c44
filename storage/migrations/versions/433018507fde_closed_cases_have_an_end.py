"""closed cases have an end; those whose data key is gone were erased"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "433018507fde"
down_revision = "a6ac9a8ba00a"
branch_labels = None
depends_on = None

_ENDLESS = sa.text("closed_at IS NOT NULL AND erase_at IS NULL AND erased_at IS NULL")
_ERASED = (
    "UPDATE case_file SET erased_at = closed_at WHERE closed_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM subject_key WHERE subject_key.subject = case_file.id)"
)


def upgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erase_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(
            "ix_case_file_endless", ["closed_at"], unique=False, postgresql_where=_ENDLESS, sqlite_where=_ENDLESS
        )
        batch_op.create_index(batch_op.f("ix_case_file_erase_at"), ["erase_at"], unique=False)
    op.execute(_ERASED)


def downgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_erase_at"))
        batch_op.drop_index("ix_case_file_endless", postgresql_where=_ENDLESS, sqlite_where=_ENDLESS)
        batch_op.drop_column("erased_at")
        batch_op.drop_column("erase_at")
