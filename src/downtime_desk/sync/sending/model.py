"""What the main system holds of ours, and who has a downtime note."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection

# One row for each record of the main system that came of a fact, or was read back with it. `reference` is
# `Type/id`; `version` is NULL while it was sent but not read back, and for a server that keeps none.
returned = projection(
    "returned",
    Column("fact_id", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("version", Text),
    Index(None, "reference"),
)

# The downtime note of each person in each outage: its first and last fact, and the last entry it takes in.
downtime_notes = projection(
    "downtime_notes",
    Column("outage", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("first_entry", Text, nullable=False),
    Column("last_entry", Text, nullable=False),
    Column("covers", Integer, nullable=False),
)
