"""Tables of access."""

from sqlalchemy import Column, Text

from downtime_desk.core.tables import projection

managers = projection(
    "managers",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("last_signed_in_at", Text),
    # invited, active or removed
    Column("state", Text, nullable=False, server_default="active"),
    Column("until", Text),
    Column("removed_at", Text),
    Column("public", Text, nullable=False, server_default=""),
)

ways_in = projection(
    "ways_in",
    Column("number", Text, primary_key=True),
    # recovery or break-glass
    Column("kind", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("kept_at", Text),
    Column("tested_at", Text),
    Column("dead_at", Text),
)

break_glass = projection(
    "break_glass",
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("job", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("reviewed_at", Text),
    Column("reviewed_by", Text),
    Column("note", Text),
)
