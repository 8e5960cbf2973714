"""Numbered sheets: which paper is out, with whom, and until when it may be used."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection

# One row for each numbered sheet. `number` is as printed (C-3FA-0447), `place` its running number at the desk
# that issued it. `state` is out, back, destroyed, lost or not sent. `replaced_by` is the number of the newer sheet of the
# same person: whoever has this one must stop using it. `visit` is the visit a visit record is for, `reference` the
# last part of the code on the page; both are NULL for sheets of earlier releases. `person` of a run sheet is `carer/ID`,
# of a sheet about many people `desk/...`. `sha256` is of the PDF the sheet was in. `made_at` is when what it says was read, `reason` what it was made for;
# both NULL for sheets of earlier releases. `told_mark` is what the holder was last told of
# what changed (`said.mark_of`). `breach` is the decision its loss opened.
# `queue` is the last that was heard of it from the printer's queue (`spool.Queue`), NULL when nothing was.
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
    Column("reason", Text),
    Column("made_at", Text),
    Column("told_at", Text),
    Column("told_by", Text),
    Column("told_mark", Text),
    Column("breach", Text),
    Column("queue", Text),
    Index(None, "number"),
    Index(None, "desk", "place"),
    Index(None, "person", "state"),
    Index(None, "state"),
)

# What a sheet says, one row a thing, as `said.Said` has it: no words of the record, only digests of them.
sheet_facts = projection(
    "sheet_facts",
    Column("sheet", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("until", Text),
    Index(None, "person"),
)

# Home-entry codes to change because a sheet was lost: one row for each person on it who has one. `why` is slip (the code
# stood on it) or page (name and address stood on it). `settled` NULL is open, else changed or kept.
codes_to_change = projection(
    "codes_to_change",
    Column("number", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("person_name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("settled", Text),
    Column("settled_at", Text),
    Column("settled_by", Text),
    Column("note", Text),
    Index(None, "settled"),
    Index(None, "person"),
)
