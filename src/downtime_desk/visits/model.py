"""Tables of visits: what is known of each visit now, every entry that said so, and deviations.

Times are UTC text. Columns that hold a list are JSON. Nothing here refers to the mirror: these rows are
evidence and stand after the main system dropped the visit.
"""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import kept_bytes, projection

verifications = projection(
    "verifications",
    Column("visit", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("born", Text),
    Column("nhs_number", Text),
    Column("planned_start", Text, nullable=False),
    Column("planned_end", Text, nullable=False),
    Column("carers_needed", Integer, nullable=False),
    # red, amber, green, or NULL: not recorded when the visit was verified
    Column("priority", Text),
    Column("outcome", Text, nullable=False),
    Column("grade", Text, nullable=False),
    # first arrival and last leaving of anyone; how many arrived, and how many of those have left
    Column("arrived", Text),
    Column("left", Text),
    Column("arrivals", Integer, nullable=False),
    Column("leavings", Integer, nullable=False),
    Column("carers", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("medicines", Text, nullable=False),
    Column("tasks_not_done", Text, nullable=False),
    Column("challenges", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text, nullable=False),
    # 1 when nothing is missing that its priority asks for (`grade.still_needed`)
    Column("settled", Integer, nullable=False),
    # the deviation that has to be written down before the visit leaves the queue, or NULL
    Column("proposed", Text),
    Column("base_version", Text),
    Column("first_entry", Text, nullable=False),
    Column("last_entry", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("first_recorded_at", Text, nullable=False),
    Column("last_recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Index(None, "planned_start"),
    Index(None, "person"),
    Index(None, "visit", "settled", "proposed"),
)

# Who was where, from the account that stands: one row a carer, for overlaps and for carers who are silent.
visit_times = projection(
    "visit_times",
    Column("visit", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("carer", Text),
    Column("name", Text, nullable=False),
    Column("arrived", Text),
    Column("left", Text),
    Index(None, "carer", "arrived"),
)

verification_history = projection(
    "verification_history",
    Column("entry", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("visit", Text, nullable=False),
    Column("corrects", Text),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("carers", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("medicines", Text, nullable=False),
    Column("challenges", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text, nullable=False),
    Index(None, "visit", "number"),
)

deviations = projection(
    "deviations",
    # the entry that logged it; a correction keeps the row and moves last_entry on
    Column("id", Text, primary_key=True),
    Column("last_entry", Text, nullable=False),
    Column("visit", Text),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("born", Text),
    Column("nhs_number", Text),
    Column("type", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("harm", Text, nullable=False),
    Column("happened_at", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("actions", Text, nullable=False),
    Column("safeguarding", Text, nullable=False),
    Column("safeguarding_reason", Text, nullable=False),
    Column("hazard", Text),
    # what went otherwise with a medicine, as JSON, or NULL
    Column("medicine", Text),
    Column("outage", Text),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Index(None, "visit"),
    Index(None, "person"),
    Index(None, "happened_at"),
)

# What is to be done about a deviation: open while `done_at` is NULL.
follow_ups = projection(
    "follow_ups",
    Column("id", Text, primary_key=True),
    Column("deviation", Text, nullable=False),
    Column("visit", Text),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("outage", Text),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("done_at", Text),
    Column("done_by", Text),
    Column("outcome", Text),
    Index(None, "done_at", "due"),
    Index(None, "deviation"),
)

# Nobody answers the door: `steps` is the sequence of that day and `taken` what was done of it, both JSON; `step` is
# the place of the next one and `due` when it has to be done. Open while `ended_at` is NULL.
no_replies = projection(
    "no_replies",
    Column("id", Text, primary_key=True),
    Column("visit", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("told_by", Text, nullable=False),
    Column("steps", Text, nullable=False),
    Column("taken", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due", Text, nullable=False),
    Column("ended_at", Text),
    Column("ending", Text),
    Column("found", Text),
    Column("ended_by", Text),
    Column("outage", Text),
    Column("recorded_by", Text, nullable=False),
    Index(None, "visit"),
    Index(None, "ended_at"),
)

# What somebody changed of the lists of codes as shipped. A code is never deleted: an archived one has a date.
listed_codes = projection(
    "listed_codes",
    Column("listed", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("archived_at", Text),
)

# A photo or scan that belongs to a visit. `kind` is jpeg, png or pdf; `size` is in bytes.
visit_attachments = projection(
    "visit_attachments",
    Column("id", Text, primary_key=True),
    Column("visit", Text, nullable=False),
    Column("sha256", Text, nullable=False, info={"bytes_in": "attachments"}),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Index(None, "visit"),
)

# The bytes of photos and scans, by their SHA-256 in hexadecimal. Not a projection: the journal names the digest.
attachments = kept_bytes("attachments")
