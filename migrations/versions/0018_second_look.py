"""The second look: what the main system holds of an outage, what does not agree, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    _what_was_read()
    _what_was_found()
    op.create_table(
        "reconciled",
        sa.Column("outage", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("standing", "choice", "why", "seen")),
        sa.Column("visit", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("about", "said", "entry")),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("decided_at", "decided_by")),
        sqlite_strict=True,
    )
    op.create_index("ix_reconciled_number", "reconciled", ["number"])


def _what_was_read() -> None:
    op.create_table(
        "looks",
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("source", "since", "until", "began_at")),
        sa.Column("after", sa.Integer, nullable=False),
        sa.Column("cursor", sa.Text),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("unread", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "looked_at",
        sa.Column("look", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "paired",
        sa.Column("visit", sa.Text, primary_key=True),
        sa.Column("record", sa.Text, primary_key=True),
        sqlite_strict=True,
    )


def _what_was_found() -> None:
    op.create_table(
        "findings",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("look", sa.Integer, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("visit", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.Text)
            for name in ("born", "nhs_number", "priority", "start", "end", "grade", "fact")
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("seen", "rows", "candidates")),
        sa.Column("pure", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "second_looks",
        sa.Column("outage", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("entry", "source")),
        sa.Column("look", sa.Integer),
        sa.Column("looked_at", sa.Text, nullable=False),
        sa.Column("after", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("counts", "tolerance")),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("looked_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
        sqlite_strict=True,
    )
