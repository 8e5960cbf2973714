"""Data-integrity incidents and their spot checks."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "integrity_incidents",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("how_found", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("affected", sa.Text, nullable=False),
        sa.Column("number_affected", sa.Integer, nullable=False),
        sa.Column("of_people", sa.Integer, nullable=False),
        sa.Column("sections", sa.Text, nullable=False),
        sa.Column("outage", sa.Text),
        sa.Column("ticket", sa.Text),
        sa.Column("root_cause", sa.Text),
        sa.Column("agreed_with", sa.Text),
        sa.Column("supervised_until", sa.Text),
        sa.Column("accuracy_before", sa.Integer),
        sa.Column("accuracy_after", sa.Integer),
        sa.Column("closed_at", sa.Text),
        sa.Column("closed_by", sa.Text),
        sa.Column("closing_words", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "spot_checks",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("against", sa.Text, nullable=False),
        sa.Column("right", sa.Integer, nullable=False),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("checked_at", sa.Text, nullable=False),
        sa.Column("checked_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_spot_checks_reference", "spot_checks", ["reference"])
