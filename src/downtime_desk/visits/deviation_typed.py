"""What is typed about a deviation, exactly as typed: kept while it is typed, and put back after a kill."""

import msgspec

from downtime_desk.visits.times import TimeTyped


class MedicineVarianceTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went otherwise with a medicine. `which` is its name and time of the rota; the name empty for another."""

    which: tuple[str, str | None] | None = None
    name: str = ""
    variance: str | None = None
    at: TimeTyped = TimeTyped()
    asked: str = ""
    advice: str = ""


class DeviationTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole dialog as typed; codes are those of the record, None where nothing is chosen."""

    type: str | None = None
    at: TimeTyped = TimeTyped()
    what: str = ""
    severity: str | None = None
    harm: str | None = None
    hazard: str | None = None
    actions: tuple[str, ...] = ()
    safeguarding: str | None = None
    why: str = ""
    medicine: MedicineVarianceTyped = MedicineVarianceTyped()
    to_do: str = ""
    owner: str = ""
    due: str = ""


def subject(visit: str) -> str:
    """Return what the draft of a deviation of a visit is kept under."""
    return f"deviation/{visit}"


def encode(typed: DeviationTyped) -> str:
    """Return a deviation as its draft is kept; a kind alone, which may be a proposal, is nothing typed."""
    nothing = msgspec.structs.replace(typed, type=None) == DeviationTyped()
    return "" if nothing else msgspec.json.encode(typed).decode()


def decode(words: str) -> DeviationTyped:
    """Return a deviation from its draft."""
    return msgspec.json.decode(words, type=DeviationTyped)
