"""words that were written under a question and not understood"""

import sqlalchemy as sa
from alembic import op

revision = "a6ac9a8ba00a"
down_revision = "5d0c1e7b92aa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unread", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("unread")
