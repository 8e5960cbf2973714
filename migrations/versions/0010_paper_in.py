"""What a numbered sheet is about, and photos and scans of visits."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("sheets", sa.Column("visit", sa.Text))
    op.add_column("sheets", sa.Column("reference", sa.Text))
    op.create_table(
        "visit_attachments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("visit", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_visit_attachments_visit", "visit_attachments", ["visit"])
    op.create_table(
        "attachments",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
