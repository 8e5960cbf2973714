"""More of what is recorded of each person, which the guard over new copies looks at."""

from alembic import op

revision = "0024"
down_revision = "0023"


def _recorded(part: str) -> str:
    return (
        f"CASE WHEN coalesce(json_extract(summary, '$.{part}'), '') NOT IN ('', '{{}}') THEN '2' ELSE '0' END"
    )


def upgrade() -> None:
    state = "json_extract(summary, '$.conditions.state')"
    conditions = f"CASE {state} WHEN 'listed' THEN '2' WHEN 'none' THEN '1' ELSE '0' END"
    each = (conditions, *map(_recorded, ("cpr", "eating", "mobility", "address")))
    op.execute("UPDATE people SET holds = holds || " + " || ".join(f"({one})" for one in each))  # noqa: S608 - our own words
