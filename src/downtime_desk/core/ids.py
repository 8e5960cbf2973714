"""Identifiers that sort by time and never collide: UUID version 7 (RFC 9562)."""

import os
import uuid
from datetime import datetime


def new_id(now: datetime) -> str:
    """Return a UUIDv7 for an aware instant; it is the idempotency key of what it names, everywhere."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | noise
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
