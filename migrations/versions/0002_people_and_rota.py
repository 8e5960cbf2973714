"""People, carers and planned visits as the main system said them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _people()
    _copies()
    _rota()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("given", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("known_as", sa.Text),
        sa.Column("born", sa.Text),
        sa.Column("nhs_number", sa.Text),
        sa.Column("local_id", sa.Text),
        sa.Column("gender", sa.Text),
        sa.Column("priority", sa.Text),
        sa.Column("time_critical", sa.Integer, nullable=False),
        sa.Column("carers_needed", sa.Integer),
        sa.Column("lives_alone", sa.Integer),
        sa.Column("postcode", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("facts_missing", sa.Integer, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.Text),
        sa.UniqueConstraint("id", name="uq_people_id"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_people_withdrawn_at_priority_time_critical_carers_needed_facts_missing",
        "people",
        ["withdrawn_at", "priority", "time_critical", "carers_needed", "facts_missing"],
    )
    op.create_index("ix_people_family", "people", ["family"])
    op.execute(
        "CREATE VIRTUAL TABLE people_fts USING fts5(family, given, known_as, nhs_number, local_id, address,"
        " postcode, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
    )
    op.execute("INSERT INTO people_fts (people_fts, rank) VALUES ('secure-delete', 1)")
    op.create_table(
        "entry_codes",
        sa.Column("person_id", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )


def _copies() -> None:
    op.create_table(
        "mirror_past",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_mirror_past_kind_id", "mirror_past", ["kind", "id"])
    op.create_table(
        "snapshots",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("finished", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("watermark", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "copies",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "rejected",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("found_in", sa.Text, nullable=False),
        sa.Column("resource_type", sa.Text),
        sa.Column("resource_id", sa.Text),
        sa.Column("person_id", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_rejected_person_id", "rejected", ["person_id"])


def _rota() -> None:
    op.create_table(
        "carers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Text),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("given", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("role", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("skills", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "visits",
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
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("ix_visits_start", "visits", ["start"])
    op.create_index("ix_visits_person_id_start", "visits", ["person_id", "start"])
    op.create_table(
        "visit_carers",
        sa.Column("carer_id", sa.Text, primary_key=True),
        sa.Column("start", sa.Text, primary_key=True),
        sa.Column("visit_id", sa.Text, primary_key=True),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
