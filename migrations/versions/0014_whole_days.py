"""An index that holds what the board asks for of every visit of a day.

Whole days are walked for lanes, areas and lists kept to something; the wide rows are then neither read nor
decrypted.
"""

from alembic import op

revision = "0014"
down_revision = "0013"

OF_A_DAY = ("start", "end", "status", "withdrawn_at", "person_id", "carers_needed", "id", "carers", "area")


def upgrade() -> None:
    op.drop_index(
        "ix_visits_start_end_status_withdrawn_at_person_id_carers_needed_id", "visits", if_exists=True
    )
    op.create_index("ix_visits_day", "visits", list(OF_A_DAY), if_not_exists=True)
