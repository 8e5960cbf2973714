"""What is recorded of each person, so that the guard over new copies does not read every summary."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

SEEN = ("withdrawn_at", "id", "family", "given", "born", "nhs_number", "holds")


def _rank(section: str) -> str:
    state = f"json_extract(summary, '$.{section}.state')"
    return f"CASE {state} WHEN 'listed' THEN '2' WHEN 'none' THEN '1' ELSE '0' END"


def upgrade() -> None:
    op.add_column("people", sa.Column("holds", sa.Text, nullable=False, server_default=""))
    medicines = _rank("medicines")
    exact = f"CASE WHEN time_critical THEN '2' ELSE min({medicines}, '1') END"
    codes = "CASE WHEN id IN (SELECT person_id FROM entry_codes) THEN '2' ELSE '0' END"
    each = (_rank("allergies"), exact, medicines, _rank("alerts"), _rank("contacts"), codes)
    op.execute("UPDATE people SET holds = " + " || ".join(f"({one})" for one in each))  # noqa: S608 - our own words
    op.create_index("ix_people_seen", "people", list(SEEN))
