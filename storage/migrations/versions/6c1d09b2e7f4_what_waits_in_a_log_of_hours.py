"""what waits in a log of hours has an end"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '6c1d09b2e7f4'
down_revision = '5c1d2e9a7b40'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('hours_log', schema=None) as batch_op:
        batch_op.add_column(sa.Column('waits_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_hours_log_waits_until'), ['waits_until'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('hours_log', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hours_log_waits_until'))
        batch_op.drop_column('waits_until')
