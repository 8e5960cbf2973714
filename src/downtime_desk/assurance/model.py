"""Tables of assurance."""

from sqlalchemy import Column, Integer, Text

from downtime_desk.core.tables import projection

# One row a day, London's, from the first check of it. `looks` names what had to be looked at, as JSON.
readiness_days = projection(
    "readiness_days",
    Column("day", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    Column("proofs", Integer, nullable=False),
    Column("looks", Text, nullable=False),
)
