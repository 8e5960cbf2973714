"""People, carers and planned visits as the main system said them."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
