"""What the main system holds of ours."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "returned",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("version", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_returned_reference", "returned", ["reference"])
