"""Numbered sheets: which paper is out, with whom, and until when it may be used."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection

# One row for each numbered sheet. `number` is as printed (C-3FA-0447), `place` its running number at the desk
# that issued it. `state` is out, back, destroyed, lost or not sent. `replaced_by` is the number of the newer sheet of the
# same person: whoever has this one must stop using it. `visit` is the visit a visit record is for, `reference` the
# last part of the code on the page; both are NULL for sheets of earlier releases. `person` of a run sheet is `carer/ID`.
# `sha256` is of the PDF the sheet was in.
sheets = projection(
    "sheets",
    Column("fact_id", Text, primary_key=True),
    Column("desk", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", Text),
    Column("person_name", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("issued_at", Text, nullable=False),
    Column("issued_by", Text, nullable=False),
    Column("use_until", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("went_to", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("outage", Text),
    Column("state", Text, nullable=False),
    Column("state_at", Text, nullable=False),
    Column("state_note", Text),
    Column("replaced_by", Text),
    Column("visit", Text),
    Column("reference", Text),
    Index(None, "number"),
    Index(None, "desk", "place"),
    Index(None, "person", "state"),
)
