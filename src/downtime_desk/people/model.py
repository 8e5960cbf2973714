"""What the main system said about people, and how fresh it is: only a refresh writes that. And what was told since."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint

from downtime_desk.core.tables import projection, table

# `place` is the order of display (folded family, given), with gaps to insert into, and the rowid of the
# person's line in `people_fts`: `ORDER BY rowid` there lists people alphabetically without sorting.
# `time_critical` is 0 or 1; `lives_alone` is 0, 1 or NULL for not recorded. `summary` is a
# `people.summary.Summary` as JSON; `facts_missing` counts what `people.completeness` finds missing in it;
# `holds` is what `people.sections` makes of it. A row with `withdrawn_at` is no longer in the main system's list.
people = table(
    "people",
    Column("place", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("title", Text),
    Column("known_as", Text),
    Column("born", Text),
    Column("nhs_number", Text),
    Column("local_id", Text),
    Column("gender", Text),
    Column("priority", Text),
    Column("time_critical", Integer, nullable=False),
    Column("carers_needed", Integer),
    Column("lives_alone", Integer),
    Column("postcode", Text),
    Column("address", Text),
    Column("facts_missing", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("withdrawn_at", Text),
    Column("holds", Text, nullable=False, server_default=""),
    UniqueConstraint("id"),
    # holds all that the counts and filters over everybody ask for, so that the wide rows are not read
    Index(None, "withdrawn_at", "priority", "time_critical", "carers_needed", "facts_missing"),
    Index(None, "family"),
    # holds what the rescue queue asks for of everybody it walks over
    Index(None, "id", "priority", "time_critical", "lives_alone"),
    # holds what the guard over new copies looks at of everybody
    Index("ix_people_seen", "withdrawn_at", "id", "family", "given", "born", "nhs_number", "holds"),
)

# Folded text, one row a person, rowid = `people.place`. A virtual table, so SQLAlchemy does not declare it.
SEARCH_TABLE = "people_fts"
SEARCH_COLUMNS = ("family", "given", "known_as", "nhs_number", "local_id", "address", "postcode")

entry_codes = table(
    "entry_codes",
    Column("person_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Rows of the mirror as they were before a later copy replaced them. `kind` is person, carer or visit;
# `body` is the row as JSON; it held from `since` until `until`.
mirror_past = table(
    "mirror_past",
    Column("seq", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "kind", "id"),
    Index(None, "until"),
)

# One row for each copy taken. `counts` is a `people.copies.Counts` as JSON; `watermark` is the newest
# change in it by the main system's own clock.
snapshots = table(
    "snapshots",
    Column("number", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("started", Text, nullable=False),
    Column("finished", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("watermark", Text),
)

# How fresh each kind of data is: `kind` is rota, people, contacts or entry codes.
copies = table(
    "copies",
    Column("kind", Text, primary_key=True),
    Column("as_of", Text, nullable=False),
    Column("snapshot", Integer, nullable=False),
)

# What the last refresh could not read. `person_id` is the person it speaks of, where that is known.
rejected = table(
    "rejected",
    Column("position", Integer, primary_key=True),
    Column("found_in", Text, nullable=False),
    Column("resource_type", Text),
    Column("resource_id", Text),
    Column("person_id", Text),
    Column("reason", Text, nullable=False),
    Index(None, "person_id"),
)

# What was told since the copy: ours, not the mirror's. The key is the entry that first said it. `checked_with`
# NULL is not checked; `found` is true or not true, as the check found it.
told = projection(
    "told",
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("told_at", Text, nullable=False),
    Column("checked_with", Text),
    Column("checked_at", Text),
    Column("found", Text),
    Column("withdrawn_at", Text),
    Column("withdrawn_why", Text),
    Column("outage", Text),
    Column("last_entry", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Index(None, "person", "told_at"),
)
