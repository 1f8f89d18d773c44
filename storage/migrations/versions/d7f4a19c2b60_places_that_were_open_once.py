"""places that were open once; staff who have come in"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = 'd7f4a19c2b60'
down_revision = '73e332488a12'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('open_place',
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('prefecture', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('since', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('language', 'prefecture', name=op.f('pk_open_place'))
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('came_in_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    # Whoever has come in by another account may have nothing else that says so, and log-ins are deleted in time.
    op.execute(
        'UPDATE staff SET came_in_at = '
        '(SELECT MIN(created_at) FROM staff_session WHERE staff_session.staff_id = staff.id)'
    )


def downgrade() -> None:
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('came_in_at')

    op.drop_table('open_place')
