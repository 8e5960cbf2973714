"""Outages and the decisions made in them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "outages",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("declared_at", sa.Text, nullable=False),
        sa.Column("declared_by", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("first_sign", sa.Text, nullable=False),
        sa.Column("ticket", sa.Text),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("back_at", sa.Text),
        sa.Column("stood_down_at", sa.Text),
        sa.Column("stood_down_by", sa.Text),
        sa.Column("figures", sa.Text),
        sa.Column("certificate", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "decisions",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("outage", sa.Text),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.Column("look_again_at", sa.Text),
        sa.Column("settled_by", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_decisions_outage_number", "decisions", ["outage", "number"])
