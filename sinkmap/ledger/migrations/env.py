"""Run by Alembic: applies the migrations in the transaction that is handed to it."""

from __future__ import annotations

from alembic import context

from sinkmap.ledger.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
