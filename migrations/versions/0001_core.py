"""The journal, what goes back, settings and secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

GUARDS = (
    """
    CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT raise(ABORT, 'the journal is never changed'); END
    """,
    """
    CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal
    BEGIN SELECT raise(ABORT, 'the journal is never cut'); END
    """,
    """
    CREATE TRIGGER journal_grows_at_the_end BEFORE INSERT ON journal
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
      OR NEW.prev_hash <> coalesce(
        (SELECT hash FROM journal WHERE desk = NEW.desk ORDER BY desk_seq DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000')
    BEGIN SELECT raise(ABORT, 'the journal grows only at its end'); END
    """,
)


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("desk_seq", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("outage", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("base_version", sa.Text),
        sa.Column("corrects", sa.Text),
        sa.Column("payload", sa.Text),
        sa.Column("payload_salt", sa.LargeBinary, nullable=False),
        sa.Column("payload_digest", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.UniqueConstraint("id", name="uq_journal_id"),
        sa.UniqueConstraint("desk", "desk_seq", name="uq_journal_desk_desk_seq"),
        sqlite_strict=True,
    )
    op.create_index("ix_journal_subject", "journal", ["subject"])
    op.create_index("ix_journal_outage", "journal", ["outage"])
    op.create_index("ix_journal_corrects", "journal", ["corrects"])
    for guard in GUARDS:
        op.execute(guard)
    op.create_table(
        "delivery",
        sa.Column("fact_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("theirs", sa.Text),
        sa.Column("remote_id", sa.Text),
        sa.Column("remote_version", sa.Text),
        sa.Column("decision", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_state_seq", "delivery", ["state", "seq"])
    op.create_index("ix_delivery_subject", "delivery", ["subject"])
    op.create_table(
        "settings",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
