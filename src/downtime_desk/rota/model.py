"""Carers and visits as the main system planned them, which only a refresh writes, and the desk's own rota."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, text

from downtime_desk.core.tables import projection, table

# `skills` is a JSON list of text.
carers = table(
    "carers",
    Column("id", Text, primary_key=True),
    Column("version", Text),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("phone", Text),
    Column("role", Text),
    Column("area", Text),
    Column("skills", Text, nullable=False),
    Column("withdrawn_at", Text),
)

# `start` and `end` are UTC instants in their stored form; `carers` (ids) and `tasks` are JSON lists of text.
# `status` is the source's own word. `digest` is of the source's record, or of the visit where there is none.
visits = table(
    "visits",
    Column("id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("carers_needed", Integer, nullable=False),
    Column("carers", Text, nullable=False),
    Column("service", Text),
    Column("tasks", Text, nullable=False),
    Column("area", Text),
    Column("note", Text),
    Column("version", Text),
    Column("digest", LargeBinary, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("withdrawn_at", Text),
    # holds what the queue, its figures, lanes and lists ask for of every visit of a day
    Index(
        "ix_visits_day",
        "start",
        "end",
        "status",
        "withdrawn_at",
        "person_id",
        "carers_needed",
        "id",
        "carers",
        "area",
    ),
    Index(None, "person_id", "start"),
)

# The same carers once more, one row each, in the order of a run: for runs and for clashes.
visit_carers = table(
    "visit_carers",
    Column("carer_id", Text, primary_key=True),
    Column("start", Text, primary_key=True),
    Column("visit_id", Text, primary_key=True),
)

# Visits as the desk has them where the copy says otherwise or nothing: changed by hand, added, rolled forward.
# The columns up to `version` are those of `visits`, so that the two read as one (`rota.today`).
local_visits = projection(
    "local_visits",
    Column("id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("carers_needed", Integer, nullable=False),
    Column("carers", Text, nullable=False),
    Column("service", Text),
    Column("tasks", Text, nullable=False),
    Column("area", Text),
    Column("note", Text),
    Column("version", Text),
    # changed, added, or rolled forward
    Column("origin", Text, nullable=False),
    Column("person_name", Text, nullable=False),
    # carers taken off because they are off themselves, JSON list of ids
    Column("away", Text, nullable=False),
    # what was changed by hand, by whom and why: JSON list of sentences
    Column("changes", Text, nullable=False),
    # how it stood in the copy, or was rolled forward, when it was first changed; how it goes on every week, when somebody said so
    Column("base", Text),
    Column("every_week", Text),
    Column("last_entry", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Index(None, "start"),
    Index(None, "person_id", "start"),
    # few and small: every reading of the rota leaves these out of the copy
    Index("ix_local_visits_changed", "id", sqlite_where=text("origin = 'changed'")),
)

# The carers of those, one row each, like `visit_carers`.
local_runs = projection(
    "local_runs",
    Column("carer_id", Text, primary_key=True),
    Column("start", Text, primary_key=True),
    Column("visit_id", Text, primary_key=True),
    Index(None, "visit_id"),
)

# `until` NULL is until further notice; `back_at` is when they came back before it was over.
absences = projection(
    "absences",
    Column("id", Text, primary_key=True),
    Column("carer", Text, nullable=False),
    Column("carer_name", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text),
    Column("back_at", Text),
    Column("why", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Index(None, "carer", "since"),
)

# One row for each run given to its carer. `visits` is how they were given, JSON; `day` a London date.
handouts = projection(
    "handouts",
    Column("id", Text, primary_key=True),
    Column("carer", Text, nullable=False),
    Column("carer_name", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("how", Text, nullable=False),
    Column("visits", Text, nullable=False),
    Column("given_at", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("read_back_at", Text),
    Column("read_back_by", Text),
    Index(None, "day", "carer", "version"),
)

# Each time the rota was rolled forward: from and to which London days, and from which pattern.
roll_forwards = projection(
    "roll_forwards",
    Column("id", Text, primary_key=True),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("pattern", Text, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    # from this London day on the visits are no longer used; NULL while all are
    Column("ended_from", Text),
)

# Visits rolled forward that somebody wrote about before a copy turned out to have them itself: they go on
# standing under their own reference, and `booking` is the id the main system has for them.
matched_visits = projection(
    "matched_visits",
    Column("id", Text, primary_key=True),
    Column("booking", Text, nullable=False),
    Index(None, "booking"),
)
