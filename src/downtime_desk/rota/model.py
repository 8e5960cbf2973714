"""Carers and visits as the main system planned them. Only a refresh writes these tables."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text

from downtime_desk.core.tables import table

# `skills` is a JSON list of text.
carers = table(
    "carers",
    Column("id", Text, primary_key=True),
    Column("version", Text),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("phone", Text),
    Column("role", Text),
    Column("area", Text),
    Column("skills", Text, nullable=False),
    Column("withdrawn_at", Text),
)

# `start` and `end` are UTC instants in their stored form; `carers` (ids) and `tasks` are JSON lists of text.
# `status` is the source's own word. `digest` is of the source's record, or of the visit where there is none.
visits = table(
    "visits",
    Column("id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("carers_needed", Integer, nullable=False),
    Column("carers", Text, nullable=False),
    Column("service", Text),
    Column("tasks", Text, nullable=False),
    Column("area", Text),
    Column("note", Text),
    Column("version", Text),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("withdrawn_at", Text),
    # holds what the rescue queue and its figures ask for of every visit of an outage
    Index(None, "start", "end", "status", "withdrawn_at", "person_id", "carers_needed", "id"),
    Index(None, "person_id", "start"),
)

# The same carers once more, one row each, in the order of a run: for runs and for clashes.
visit_carers = table(
    "visit_carers",
    Column("carer_id", Text, primary_key=True),
    Column("start", Text, primary_key=True),
    Column("visit_id", Text, primary_key=True),
)
