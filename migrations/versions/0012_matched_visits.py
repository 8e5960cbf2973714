"""Visits rolled forward that turned out to be bookings of a later copy."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "matched_visits",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("booking", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_matched_visits_booking", "matched_visits", ["booking"])
