"""People whose record was taken out of the copy while what was written about them is still kept."""

from sqlalchemy import Column, Text

from downtime_desk.core.tables import projection

people_left = projection(
    "people_left",
    Column("person", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("left_at", Text, nullable=False),
    Column("copy_erased_at", Text, nullable=False),
)
