"""The rota kept by hand, runs given to carers, and what was told since the copy."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "local_visits",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("start", sa.Text, nullable=False),
        sa.Column("end", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("carers_needed", sa.Integer, nullable=False),
        sa.Column("carers", sa.Text, nullable=False),
        sa.Column("service", sa.Text),
        sa.Column("tasks", sa.Text, nullable=False),
        sa.Column("area", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("version", sa.Text),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("away", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("base", sa.Text),
        sa.Column("every_week", sa.Text),
        sa.Column("last_entry", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_local_visits_start", "local_visits", ["start"])
    op.create_index("ix_local_visits_person_id_start", "local_visits", ["person_id", "start"])
    op.create_index(
        "ix_local_visits_changed", "local_visits", ["id"], sqlite_where=sa.text("origin = 'changed'")
    )
    op.create_table(
        "local_runs",
        sa.Column("carer_id", sa.Text, primary_key=True),
        sa.Column("start", sa.Text, primary_key=True),
        sa.Column("visit_id", sa.Text, primary_key=True),
        sqlite_strict=True,
    )
    op.create_index("ix_local_runs_visit_id", "local_runs", ["visit_id"])
    op.create_table(
        "absences",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("carer", sa.Text, nullable=False),
        sa.Column("carer_name", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sa.Column("back_at", sa.Text),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_absences_carer_since", "absences", ["carer", "since"])
    op.create_table(
        "handouts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("carer", sa.Text, nullable=False),
        sa.Column("carer_name", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("visits", sa.Text, nullable=False),
        sa.Column("given_at", sa.Text, nullable=False),
        sa.Column("given_by", sa.Text, nullable=False),
        sa.Column("read_back_at", sa.Text),
        sa.Column("read_back_by", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_handouts_day_carer_version", "handouts", ["day", "carer", "version"])
    op.create_table(
        "roll_forwards",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("first_day", sa.Text, nullable=False),
        sa.Column("last_day", sa.Text, nullable=False),
        sa.Column("pattern", sa.Text, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("ended_from", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "told",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("told_by", sa.Text, nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("told_at", sa.Text, nullable=False),
        sa.Column("checked_with", sa.Text),
        sa.Column("checked_at", sa.Text),
        sa.Column("found", sa.Text),
        sa.Column("withdrawn_at", sa.Text),
        sa.Column("withdrawn_why", sa.Text),
        sa.Column("outage", sa.Text),
        sa.Column("last_entry", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_told_person_told_at", "told", ["person", "told_at"])
