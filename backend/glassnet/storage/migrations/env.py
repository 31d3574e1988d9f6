"""What Alembic runs for every command: the connection comes from `migrate`, in a transaction already."""

from __future__ import annotations

from alembic import context

from glassnet.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite's too, as `Database` begins its transactions
)
with context.begin_transaction():
    context.run_migrations()
