"""Tables of data-integrity incidents."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection

# `affected` is a JSON list of `facts.Affected`, the first of `number_affected`; `sections` a JSON object of counts.
# Accuracy is a whole percentage. What is not known yet is NULL.
incidents = projection(
    "integrity_incidents",
    Column("reference", Text, primary_key=True),
    Column("opened_at", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("how_found", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("affected", Text, nullable=False),
    Column("number_affected", Integer, nullable=False),
    Column("of_people", Integer, nullable=False),
    Column("sections", Text, nullable=False),
    Column("outage", Text),
    Column("ticket", Text),
    Column("root_cause", Text),
    Column("agreed_with", Text),
    Column("supervised_until", Text),
    Column("accuracy_before", Integer),
    Column("accuracy_after", Integer),
    Column("closed_at", Text),
    Column("closed_by", Text),
    Column("closing_words", Text),
)

# One row for each record held against another source: how many statements of it were right, and how many not.
spot_checks = projection(
    "spot_checks",
    Column("fact_id", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("against", Text, nullable=False),
    Column("right", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("checked_at", Text, nullable=False),
    Column("checked_by", Text, nullable=False),
    Index(None, "reference"),
)
