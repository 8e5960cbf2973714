"""Managers who are invited or removed, the codes that let people in, and break-glass."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("managers", sa.Column("state", sa.Text, nullable=False, server_default="active"))
    for name in ("until", "removed_at"):
        op.add_column("managers", sa.Column(name, sa.Text))
    op.add_column("managers", sa.Column("public", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "ways_in",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("kept_at", sa.Text),
        sa.Column("tested_at", sa.Text),
        sa.Column("dead_at", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("reviewed_at", sa.Text),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("note", sa.Text),
        sqlite_strict=True,
    )
    _recovery_codes_so_far()


def _recovery_codes_so_far() -> None:
    """Every store was founded with a recovery code, and each use of it made another."""
    made = sa.text(
        "SELECT recorded_at FROM journal WHERE kind IN ('store.founded', 'manager.passphrase_changed') ORDER BY seq"
    )
    times = [row[0] for row in op.get_bind().execute(made)]
    keep = sa.text(
        "INSERT INTO ways_in (number, kind, made_at, dead_at) VALUES (:number, 'recovery', :made_at, :dead_at)"
    )
    for place, made_at in enumerate(times):
        dead_at = times[place + 1] if place + 1 < len(times) else None
        number = f"R-{place + 1:02d}"
        op.get_bind().execute(keep, {"number": number, "made_at": made_at, "dead_at": dead_at})
