"""Tables of outages."""

from sqlalchemy import Column, Index, Integer, Text

from downtime_desk.core.tables import projection

outages = projection(
    "outages",
    Column("reference", Text, primary_key=True),
    Column("declared_at", Text, nullable=False),
    Column("declared_by", Text, nullable=False),
    # what has stopped, a JSON list of the words of `facts.CAN_STOP`
    Column("what", Text, nullable=False),
    # when it stopped as far as is known, and how the desk knows
    Column("since", Text, nullable=False),
    Column("first_sign", Text, nullable=False),
    Column("ticket", Text),
    # the copy it began with, a JSON object as in `facts.Evidence`
    Column("evidence", Text, nullable=False),
    Column("back_at", Text),
    Column("stood_down_at", Text),
    Column("stood_down_by", Text),
    Column("figures", Text),
    Column("certificate", Text),
)

decisions = projection(
    "decisions",
    Column("fact_id", Text, primary_key=True),
    Column("outage", Text),
    # D-01, D-02 … within one outage
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("look_again_at", Text),
    # the decision that came of looking again
    Column("settled_by", Text),
    Index(None, "outage", "number"),
)
