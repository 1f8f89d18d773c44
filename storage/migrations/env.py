"""Alembic's entry: runs migrations on the connection that storage.schema hands over."""

from alembic import context
from sqlmodel import SQLModel

import storage.models  # noqa: F401  # registers the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
