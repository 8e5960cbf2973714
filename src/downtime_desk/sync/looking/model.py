"""What the last look found, and the one under way. Not projections: it is the main system's word, like the copy."""

from sqlalchemy import Column, Integer, Text

from downtime_desk.core.tables import table

# One row a look. `after` is the last entry of the journal when it began: what was sent later it may not have seen.
# `cursor` is where it goes on; NULL before the first page. `ended_at` NULL while it is under way.
looks = table(
    "looks",
    Column("number", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("after", Integer, nullable=False),
    Column("cursor", Text),
    Column("pages", Integer, nullable=False),
    Column("unread", Text, nullable=False),
    Column("ended_at", Text),
)

# Planned visits, records and doses as they stood there, each as JSON. `kind` is visit, record or dose.
looked_at = table(
    "looked_at",
    Column("look", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

# Records that name no visit and were found to be of one, by the last look.
paired = table(
    "paired",
    Column("visit", Text, primary_key=True),
    Column("record", Text, primary_key=True),
)
