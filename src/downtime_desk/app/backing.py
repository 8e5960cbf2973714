"""When the store is backed up: every half hour of an outage, once a day else, and when it is closed."""

from datetime import datetime, timedelta

from downtime_desk.access.actions import SignedIn
from downtime_desk.backups import queries
from downtime_desk.backups.actions import BackedUp, back_up
from downtime_desk.core.backup.file import Backup
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.clock import clock_face, local, short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.shell import Counter, FootLine
from downtime_desk.ui.tokens import Mode

IN_AN_OUTAGE = timedelta(minutes=30)
ELSE = timedelta(hours=24)
AGAIN_AFTER = timedelta(minutes=5)
"""How long after a backup that failed the next is tried."""


class Backing:
    """The backups of one open store: the last, whether one is due, what went wrong. Its state is the window's."""

    def __init__(self, here: SignedIn) -> None:
        self._here = here
        self.last: datetime | None = None
        self.trouble: Trouble | None = None
        self._tried: datetime | None = None
        self._looked = self._under_way = False

    def look(self) -> datetime | None:
        """Return when this desk last made a backup that is still there. Reads the folder: runs on a worker."""
        home, desk = self._here.store.folder.parent, self._here.acting.desk
        with self._here.store.read() as session:
            places = {queries.folder(session, home, desk), home / queries.DEFAULT_FOLDER}
        found = [each for place in places for each in listed(place, self._here.store.store_id).backups]
        return max((each.about.made() for each in found if _counts(each, desk)), default=None)

    def looked(self, last: datetime | None) -> None:
        """Keep what was found."""
        self._looked = True
        self.last = max(filter(None, (last, self.last)), default=None)

    def begin(self, mode: Mode, now: datetime) -> bool:
        """Say whether a backup is due; it is under way from then on."""
        every = IN_AN_OUTAGE if mode in (Mode.OUTAGE, Mode.RETURNING) else ELSE
        due = self.last is None or not self.last <= now < self.last + every
        just_tried = self._tried is not None and self._tried <= now < self._tried + AGAIN_AFTER
        if not self._looked or self._under_way or not due or just_tried:
            return False
        self._under_way, self._tried = True, now
        return True

    def run(self, mode: Mode) -> BackedUp:
        """Back up. Runs on a worker."""
        return back_up(self._here, "outage" if mode in (Mode.OUTAGE, Mode.RETURNING) else "asked")

    def done(self, made: BackedUp) -> None:
        """Keep that one was made, and what was wrong with the chosen folder."""
        self._under_way, self.last, self.trouble = False, made.backup.about.made(), made.trouble

    def failed(self, trouble: Trouble) -> None:
        """Keep why none was made."""
        self._under_way, self.trouble = False, trouble

    def said(self) -> Trouble | None:
        """Return what is wrong with backups now, if anything is."""
        return self.trouble

    def foot(self, lines: tuple[FootLine, ...], now: datetime) -> tuple[FootLine, ...]:
        """Return the lines at the foot of the navigation with this one among them, first when it failed."""
        if not self._looked:
            return lines
        when = "never" if self.last is None else _when(self.last, now)
        if self.trouble is not None:
            since = "Never backed up" if self.last is None else f"Backed up {when}, not where it should be"
            if self.last is not None and (self._tried is None or self.last < self._tried):
                since = f"Not backed up since {when}"
            return FootLine("triangle-alert", f"{since}: see Settings"), *lines
        if self.last is None:
            return *lines, FootLine("hard-drive", "Not backed up yet")
        return *lines, FootLine("hard-drive", f"Backed up {when}, checked")

    def counter(self) -> Counter | None:
        """Return what stands beside Settings: something about backups waits for a person."""
        return Counter(1, hot=True, say="Backups need you") if self.trouble is not None else None


def _counts(backup: Backup, desk: str) -> bool:
    return backup.about.desk == desk and backup.about.why != "pack"


def _when(at: datetime, now: datetime) -> str:
    return clock_face(at) if local(at).date() == local(now).date() else short_stamp(at)
