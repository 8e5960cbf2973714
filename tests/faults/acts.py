"""The acts that are killed."""

from datetime import UTC, datetime
from pathlib import Path

from downtime_desk.access.actions import SignedIn, read_keyfile, sign_in
from downtime_desk.core.facts import SettingChanged
from downtime_desk.core.journal import record
from tests.conftest import NIGHT, PASSPHRASE
from tests.faults.act import acknowledge


def _now() -> datetime:
    return NIGHT.astimezone(UTC)


def signed_in(home: Path) -> SignedIn:
    """Sign in as the first manager of the store."""
    return sign_in(home, read_keyfile(home).of_kind("manager")[0].who, PASSPHRASE, _now)


def change_settings(home: Path) -> None:
    """Record three facts, each in its own transaction."""
    here = signed_in(home)
    for number in range(3):
        with here.store.write(here.acting) as session:
            entry = record(session, SettingChanged("x", number), subject="setting/x")
        acknowledge(entry.id)
    here.store.close()
