"""How many proofs held on each day that was looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "readiness_days",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("proofs", sa.Integer, nullable=False),
        sa.Column("looks", sa.Text, nullable=False),
        sqlite_strict=True,
    )
