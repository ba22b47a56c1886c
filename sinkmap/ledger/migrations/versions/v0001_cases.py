"""The first tables: cases, sightings, lineage, documents, versions of lines, and the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None

_FIRST_HASH = "0" * 64


def upgrade() -> None:
    """Make the tables, and the head of an empty log."""
    _cases()
    _events()
    _head()
    _line_versions()
    _documents()
    _lineage()
    _sightings()


def downgrade() -> None:
    """Drop every table."""
    for table in ("sightings", "lineage", "documents", "line_versions", "head", "events", "cases"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("verdict_why", sa.Text(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("deadline", sa.String(10), nullable=False),
        sa.Column("merged_into", sa.String(20), nullable=True),
        sa.Column("first_year", sa.Integer(), nullable=True),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("zone_ids", sa.Text(), nullable=False),
        sa.Column("rule_ids", sa.Text(), nullable=False),
        sa.Column("top_zone", sa.String(40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("dlbm_t0", sa.Text(), nullable=False),
        sa.Column("dlbm_t1", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(40), nullable=False),
        sa.Column("approval_no", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["cases.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_cases_state", "cases", ["state"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("case_number", sa.String(20), nullable=True),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("before", sa.String(40), nullable=False),
        sa.Column("after", sa.String(40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_events_case_number", "events", ["case_number"])


def _head() -> None:
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(head, [{"id": 1, "length": 0, "hash": _FIRST_HASH}])


def _line_versions() -> None:
    op.create_table(
        "line_versions",
        sa.Column("line", sa.String(40), nullable=False),
        sa.Column("statunit", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("figure", sa.String(300), nullable=False),
        sa.Column("event", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("vintage", sa.Text(), nullable=False),
        sa.Column("before", sa.Double(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("line", "statunit", "year", "rule", "figure", "event"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("event", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("azimuth", sa.Double(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["cases.number"],
        ),
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("ix_documents_case_number", "documents", ["case_number"])


def _lineage() -> None:
    op.create_table(
        "lineage",
        sa.Column("parent", sa.String(20), nullable=False),
        sa.Column("child", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child"],
            ["cases.number"],
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["cases.number"],
        ),
        sa.PrimaryKeyConstraint("parent", "child", "kind"),
    )


def _sightings() -> None:
    op.create_table(
        "sightings",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("case_number", sa.String(20), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("patch_id", sa.Text(), nullable=False),
        sa.Column("batch", sa.String(200), nullable=True),
        sa.Column("external_no", sa.String(200), nullable=True),
        sa.Column("deadline", sa.String(10), nullable=False),
        sa.Column("t0", sa.Integer(), nullable=True),
        sa.Column("t1", sa.Integer(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("rule_ids", sa.Text(), nullable=False),
        sa.Column("area_m2", sa.Double(), nullable=False),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["cases.number"],
        ),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("batch", "external_no"),
    )
    op.create_index("ix_sightings_case_number", "sightings", ["case_number"])
