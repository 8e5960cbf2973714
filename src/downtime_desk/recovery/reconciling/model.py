"""Tables of the second look: what the last one found, how it stood, and what was decided."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection, table

# What the last look found that does not agree. Not a projection: it is worked out from the main system's word. `seen`,
# `rows` and `candidates` are JSON; `fact` is the account that goes back, if there is one. `pure` is 1 for what only adds to what is known here.
findings = table(
    "findings",
    Column("key", Text, primary_key=True),
    Column("look", Integer, nullable=False),
    Column("standing", Text, nullable=False),
    Column("visit", Text),
    Column("name", Text, nullable=False),
    Column("born", Text),
    Column("nhs_number", Text),
    Column("priority", Text),
    Column("start", Text),
    Column("end", Text),
    Column("grade", Text),
    Column("fact", Text),
    Column("seen", Text, nullable=False),
    Column("rows", Text, nullable=False),
    Column("candidates", Text, nullable=False),
    Column("pure", Integer, nullable=False),
)

# One row an outage: its last second look, or why nobody could look. `counts` is JSON, visits by standing; `after` the last
# entry of the journal when it began; `why` is there when a manager looked by hand.
second_looks = projection(
    "second_looks",
    Column("outage", Text, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("look", Integer),
    Column("looked_at", Text, nullable=False),
    Column("after", Integer, nullable=False),
    Column("counts", Text, nullable=False),
    Column("tolerance", Text, nullable=False),
    Column("unread", Integer, nullable=False),
    Column("looked_by", Text, nullable=False),
    Column("why", Text),
)

# What a person decided about a finding, the last word on each.
reconciled = projection(
    "reconciled",
    Column("outage", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("standing", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("visit", Text),
    Column("about", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Index(None, "number"),
)
