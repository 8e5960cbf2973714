"""What the main system holds of ours."""

from sqlalchemy import Column, Index, Text

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
