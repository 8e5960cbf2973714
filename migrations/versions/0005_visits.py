"""Verified visits, deviations, and what is being typed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("visit", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("born", sa.Text),
        sa.Column("nhs_number", sa.Text),
        sa.Column("planned_start", sa.Text, nullable=False),
        sa.Column("planned_end", sa.Text, nullable=False),
        sa.Column("carers_needed", sa.Integer, nullable=False),
        sa.Column("priority", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("arrived", sa.Text),
        sa.Column("left", sa.Text),
        sa.Column("arrivals", sa.Integer, nullable=False),
        sa.Column("leavings", sa.Integer, nullable=False),
        sa.Column("carers", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("medicines", sa.Text, nullable=False),
        sa.Column("tasks_not_done", sa.Text, nullable=False),
        sa.Column("challenges", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("settled", sa.Integer, nullable=False),
        sa.Column("proposed", sa.Text),
        sa.Column("base_version", sa.Text),
        sa.Column("first_entry", sa.Text, nullable=False),
        sa.Column("last_entry", sa.Text, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("first_recorded_at", sa.Text, nullable=False),
        sa.Column("last_recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_verifications_planned_start", "verifications", ["planned_start"])
    op.create_index("ix_verifications_person", "verifications", ["person"])
    op.create_table(
        "visit_times",
        sa.Column("visit", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("carer", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("arrived", sa.Text),
        sa.Column("left", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_visit_times_carer_arrived", "visit_times", ["carer", "arrived"])
    op.create_table(
        "verification_history",
        sa.Column("entry", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("visit", sa.Text, nullable=False),
        sa.Column("corrects", sa.Text),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("carers", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("medicines", sa.Text, nullable=False),
        sa.Column("challenges", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_verification_history_visit_number", "verification_history", ["visit", "number"])
    op.create_table(
        "deviations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("last_entry", sa.Text, nullable=False),
        sa.Column("visit", sa.Text),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("person_name", sa.Text, nullable=False),
        sa.Column("born", sa.Text),
        sa.Column("nhs_number", sa.Text),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("harm", sa.Text, nullable=False),
        sa.Column("happened_at", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("actions", sa.Text, nullable=False),
        sa.Column("safeguarding", sa.Text, nullable=False),
        sa.Column("safeguarding_reason", sa.Text, nullable=False),
        sa.Column("hazard", sa.Text),
        sa.Column("outage", sa.Text),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_deviations_visit", "deviations", ["visit"])
    op.create_index("ix_deviations_person", "deviations", ["person"])
    op.create_index("ix_deviations_happened_at", "deviations", ["happened_at"])
    op.create_table(
        "drafts",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("typed_at", sa.Text, nullable=False),
        sa.Column("typed_by", sa.Text, nullable=False),
        sqlite_strict=True,
    )
