"""Tables of access."""

from sqlalchemy import Column, Text

from downtime_desk.core.tables import projection

managers = projection(
    "managers",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("last_signed_in_at", Text),
)
