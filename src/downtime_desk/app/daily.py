"""Looking at the proofs of readiness by itself, so that each day the program is open has its figure."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject

from downtime_desk.access.actions import SignedIn
from downtime_desk.assurance import laptop
from downtime_desk.assurance.actions import KeepDay, keep_day
from downtime_desk.assurance.proof import Proof
from downtime_desk.assurance.proofs import proofs
from downtime_desk.core.clock import local
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.shell import Counter

AGAIN_AFTER: Final = timedelta(minutes=15)


class DailyCheck(QObject):
    """Looks every quarter of an hour for the counter, and keeps the first look of a day."""

    def __init__(self, desk: Desk, here: SignedIn, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._here = desk, here
        self._looked: datetime | None = None
        self._kept = ""
        self._to_look_at = 0

    def look(self) -> None:
        """Look, beside the window, when the last look is old."""
        now = self._desk.now()
        if self._looked is not None and self._looked <= now < self._looked + AGAIN_AFTER:
            return
        self._looked = now
        self._desk.jobs.work(self, self._read, then=self._seen)

    def counter(self) -> Counter | None:
        """Return what stands beside the page: how many proofs have to be looked at."""
        number = self._to_look_at
        return Counter(number, say=f"{number} proofs to look at") if number else None

    def _read(self) -> tuple[Proof, ...]:
        seen = laptop.look(self._here)
        with self._desk.read() as session:
            return proofs(session, self._desk.now(), seen)

    def _seen(self, found: tuple[Proof, ...]) -> None:
        self._to_look_at = sum(not proof.holds for proof in found)
        today = local(self._desk.now()).date().isoformat()
        if today != self._kept:
            self._kept = today
            self._desk.jobs.write(self, keep_day, KeepDay(found))
