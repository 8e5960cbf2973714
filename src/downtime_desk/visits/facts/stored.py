"""How a list or a struct stands in a column."""

import msgspec


def to_json(value: object) -> str:
    """Return a value as JSON, the same text for the same value."""
    return msgspec.json.encode(value, order="deterministic").decode()
