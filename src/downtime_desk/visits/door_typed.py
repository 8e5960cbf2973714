"""What is typed about a step at a silent door, exactly as typed: kept while it is typed, put back after a kill."""

import msgspec

from downtime_desk.visits.times import TimeTyped


class DoorTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """The card as typed. `step` is the no reply and the place of its step; None while none has begun."""

    step: tuple[str, int] | None = None
    who: str = ""
    found: str = ""
    at: TimeTyped = TimeTyped()
    ending: str | None = None


def subject(visit: str) -> str:
    """Return what the draft about the door of a visit is kept under."""
    return f"door/{visit}"


def encode(typed: DoorTyped) -> str:
    """Return the card as its draft is kept; nothing typed is an empty draft."""
    nothing = typed == DoorTyped(step=typed.step)
    return "" if nothing else msgspec.json.encode(typed).decode()


def decode(words: str) -> DoorTyped:
    """Return a card from its draft."""
    return msgspec.json.decode(words, type=DoorTyped)
