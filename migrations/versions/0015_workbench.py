"""How each thing goes back, what people did by hand for it, who has taken what, and the downtime notes.

What a person saw there after it was taken in by file is no longer called checked: nobody read it back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BY_HAND = (
    "typed_at", "typed_by", "typed_manager", "reference", "looked_at", "looked_by", "looked_how", "wrong",
    "scanned_at", "scanned_by", "sheet", "taken_by", "taken_manager", "taken_at",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("delivery", sa.Column("way", sa.Text))
    op.execute("UPDATE delivery SET state = 'taken in' WHERE state = 'checked' AND remote_id LIKE 'files/%'")
    op.create_table(
        "by_hand",
        sa.Column("fact_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text) for name in BY_HAND),
        sqlite_strict=True,
    )
    op.create_index("ix_by_hand_typed_at", "by_hand", ["typed_at"])
    op.create_table(
        "downtime_notes",
        sa.Column("outage", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("first_entry", sa.Text, nullable=False),
        sa.Column("last_entry", sa.Text, nullable=False),
        sa.Column("covers", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
