"""Lists of codes, follow-ups, medicine variance, and people who do not answer the door."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("deviations", sa.Column("medicine", sa.Text))
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("deviation", sa.Text, nullable=False),
        sa.Column("visit", sa.Text),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("outage", sa.Text),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("done_at", sa.Text),
        sa.Column("done_by", sa.Text),
        sa.Column("outcome", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_follow_ups_done_at_due", "follow_ups", ["done_at", "due"])
    op.create_index("ix_follow_ups_deviation", "follow_ups", ["deviation"])
    op.create_table(
        "no_replies",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("visit", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("began_at", sa.Text, nullable=False),
        sa.Column("told_by", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("taken", sa.Text, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.Column("ending", sa.Text),
        sa.Column("found", sa.Text),
        sa.Column("ended_by", sa.Text),
        sa.Column("outage", sa.Text),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_no_replies_visit", "no_replies", ["visit"])
    op.create_index("ix_no_replies_ended_at", "no_replies", ["ended_at"])
    op.create_table(
        "listed_codes",
        sa.Column("listed", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("archived_at", sa.Text),
        sqlite_strict=True,
    )
