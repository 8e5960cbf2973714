"""An index that finds what only copies older than those kept need."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index("ix_mirror_past_until", "mirror_past", ["until"])
