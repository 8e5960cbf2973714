"""What people did by hand to give things back."""

from sqlalchemy import Column, Index, Text

from downtime_desk.core.tables import projection

# One row a fact, once anybody took it or did something by hand for it. Times are UTC text. `typed_manager` and
# `taken_manager` are managers' ids where the person is one; `wrong` is what the second person found, until it is
# typed again; `sheet` the numbers on the paper that was scanned.
by_hand = projection(
    "by_hand",
    Column("fact_id", Text, primary_key=True),
    Column("typed_at", Text),
    Column("typed_by", Text),
    Column("typed_manager", Text),
    Column("reference", Text),
    Column("looked_at", Text),
    Column("looked_by", Text),
    Column("looked_how", Text),
    Column("wrong", Text),
    Column("scanned_at", Text),
    Column("scanned_by", Text),
    Column("sheet", Text),
    Column("taken_by", Text),
    Column("taken_manager", Text),
    Column("taken_at", Text),
    Index(None, "typed_at"),
)
