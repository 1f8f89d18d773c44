"""replies of organisations to named views are sealed"""

import sqlalchemy as sa
from alembic import op


revision = '5c1d2e9a7b40'
down_revision = 'd7f4a19c2b60'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('named_view', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reply_sealed', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('named_view', schema=None) as batch_op:
        batch_op.drop_column('reply_sealed')
