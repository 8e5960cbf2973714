"""How far a copy goes and what people in it were made of, for reading only what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "made_of",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("records", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "copy_marks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
