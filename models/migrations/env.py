"""Alembic's way in: runs the migrations on the connection that `app.db` hands over (foreign keys off)."""

from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401  every table must be known

connection = context.config.attributes['connection']
after_step = context.config.attributes.get('after_step', lambda connection: None)
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
    on_version_apply=lambda ctx, **_: after_step(ctx.connection),
)
with context.begin_transaction():
    context.run_migrations()
