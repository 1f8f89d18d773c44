"""what a channel calls the messages"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '9e2b7c41d0a8'
down_revision = '6c1d09b2e7f4'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    heard, shown = sa.text('message_id IS NOT NULL'), sa.text('external_id IS NOT NULL')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('message_id', NUMBER, nullable=True))
        batch_op.create_index('ix_inbox_message', ['conversation_id', 'received_at'], unique=False, postgresql_where=heard, sqlite_where=heard)
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('earlier_parts', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index('ix_outbox_shown', ['lane_id', 'sent_at'], unique=False, postgresql_where=shown, sqlite_where=shown)


def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_shown')
        batch_op.drop_column('earlier_parts')
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_message')
        batch_op.drop_column('message_id')
