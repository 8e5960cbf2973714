"""Saying which column is which: kept as a profile, and known again by the header."""

from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.sync.files.facts import ColumnsMapped
from downtime_desk.sync.files.profiles import Mapped, Profile, profile_of


def map_columns(session: Session, command: Mapped) -> Profile:
    """Keep a profile for a header; raise Trouble when nothing can be read with it."""
    profile = profile_of(command)
    record(session, ColumnsMapped(profile), subject=f"columns/{profile.fingerprint}")
    return profile
