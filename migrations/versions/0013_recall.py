"""What numbered sheets say, what their holders were told, and what a loss opened."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    for name in ("reason", "made_at"):
        op.add_column("sheets", sa.Column(name, sa.Text))
    for name in ("told_at", "told_by", "told_mark", "breach", "queue"):
        op.add_column("sheets", sa.Column(name, sa.Text))
    op.create_index("ix_sheets_state", "sheets", ["state"])
    op.create_table(
        "sheet_facts",
        sa.Column("sheet", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_sheet_facts_person", "sheet_facts", ["person"])
    op.create_table(
        "codes_to_change",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("settled", sa.Text),
        sa.Column("settled_at", sa.Text),
        sa.Column("settled_by", sa.Text),
        sa.Column("note", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_codes_to_change_settled", "codes_to_change", ["settled"])
    op.create_index("ix_codes_to_change_person", "codes_to_change", ["person"])
