"""The content of an entry may be taken out of the journal, nothing else of it may ever change; and who left the copy."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = (
    "seq", "id", "desk", "desk_seq", "recorded_at", "actor", "actor_name", "outage", "kind", "schema", "subject",
    "base_version", "corrects", "payload_digest", "prev_hash", "hash",
)  # fmt: skip
CHANGED = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in COLUMNS)


def upgrade() -> None:
    op.execute("DROP TRIGGER journal_is_never_changed")
    op.execute(
        f"""
        CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
        WHEN NEW.payload IS NOT NULL OR NEW.payload_salt <> x'' OR {CHANGED}
        BEGIN SELECT raise(ABORT, 'the journal is never changed'); END
        """
    )
    op.create_table(
        "people_left",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("left_at", sa.Text, nullable=False),
        sa.Column("copy_erased_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
