"""Numbered sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "sheets",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("issued_at", sa.Text, nullable=False),
        sa.Column("issued_by", sa.Text, nullable=False),
        sa.Column("use_until", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("went_to", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("outage", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_at", sa.Text, nullable=False),
        sa.Column("state_note", sa.Text),
        sa.Column("replaced_by", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_sheets_number", "sheets", ["number"])
    op.create_index("ix_sheets_desk_place", "sheets", ["desk", "place"])
    op.create_index("ix_sheets_person_state", "sheets", ["person", "state"])
