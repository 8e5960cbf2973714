"""Connecting the main system and taking a copy, for the first run, the settings and the window. Runs on workers."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.screen.connect import Server, Ways
from downtime_desk.app.practice import NAME, PracticeHere
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.session import Session
from downtime_desk.sync import connection, deciding, unattended
from downtime_desk.sync.connection import Choose, Connection, MakeKey
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.files.folder import Files, Seen
from downtime_desk.sync.outcome import Answer
from downtime_desk.sync.preview import Preview, preview
from downtime_desk.sync.refresh import Prepared, Swap, prepare, put_in_use, refresh
from downtime_desk.sync.sign_in import Algorithm, SignIn
from downtime_desk.sync.staged import Source, Stages
from downtime_desk.sync.stopping import stoppable
from downtime_desk.sync.unattended import Switch

Report = Callable[[str], object]
PlaceOf = Callable[[Session, Now], Source | Stages]


@dataclass(frozen=True)
class Looked:
    """A folder of exports that was read whole, and what taking it would change."""

    folder: Path
    prepared: Prepared
    preview: Preview
    tables: tuple[Seen, ...]


class Copying:
    """What can be done about the main system of an open store; every answer is in words."""

    def __init__(self, here: SignedIn, now: Now, practice: PracticeHere) -> None:
        self._here, self._now, self._practice = here, now, practice
        self._stop = Event()

    def ways(self) -> Ways:
        """Return the ways to a first copy."""
        practice = self.practice if PracticeHere.is_installed() else None
        return Ways(self.server, self.folder, practice)

    def server(self, where: Server, *, report: Report) -> str:
        """Connect a server, see that it answers, keep it, and copy it."""
        self.test(where, report=report)
        self.keep(where, report=report)
        return self.copy(report=report)

    def folder(self, where: Path, *, report: Report) -> str:
        """Keep a folder of files as the source, and copy it."""
        self._choose(connection.folder_of(where.name, where), "")
        return self.copy(report=report)

    def look(self, where: Path, *, report: Report) -> Looked:
        """Read a folder of exports and say what a copy of it would change. Keeps nothing."""
        report(f"Reading {where.name}")
        with self._here.store.read() as session:
            place = Files(where, profiles(session))
        prepared = prepare(self._here.store, place, self._now)
        with self._here.store.read() as session:
            return Looked(where, prepared, preview(session, prepared), tuple(place.seen))

    def take(self, name: str, looked: Looked, *, report: Report) -> str:
        """Put a copy that was looked at in use, and let its folder be the main system. A doubtful one waits."""
        report("Putting the copy in use")
        self._choose(Connection(name, "files", str(looked.folder.resolve())), "")
        return put_in_use(self._here.store, self._here.acting, Swap(looked.prepared)).words()

    def practice(self, _where: None, *, report: Report) -> str:
        """Start the practice main system and copy it."""
        report("Inventing people, carers and visits")
        url = self._practice.begin(self._now())
        self._choose(Connection(NAME, "server", url), "")
        return self.copy(report=report)

    def test(self, where: Server, *, report: Report) -> str:
        """See whether a server answers with records; raise Trouble when not."""
        report(f"Asking {where.name}")
        with self._here.store.read() as session:
            system = connection.client(session, _connection(where), where.token, self._now)
        with closing(system):
            outcome = system.health()
        if not isinstance(outcome, Answer):
            raise NoAnswer(outcome.words, "Check the address and how to sign in, or ask its supplier.")
        return f"{where.name} answers.{system.allowed()}"

    def keep(self, where: Server, *, report: Report) -> str:
        """Keep where the main system is; an empty token keeps the one that is there."""
        report("Saving")
        self._choose(_connection(where), where.token or None)
        return f"{where.name} is the main system of this laptop."

    def make_key(self, algorithm: Algorithm) -> str:
        """Make a key to sign in with unless there is one; return its public half."""
        with self._here.store.read() as session:
            kept = connection.public_half(session, algorithm)
        if kept is not None:
            return kept
        with self._here.store.write(self._here.acting) as session:
            return connection.make_key(session, MakeKey(algorithm))

    def copy_whole(self, *, report: Report) -> str:
        """Take a new copy by reading everything, also where only what changed could be read."""
        return self._copied(connection.whole_source, report)

    def copy(self, *, report: Report) -> str:
        """Take a new copy; the old one stays in use when anything goes wrong, or the new one looks wrong."""
        return self._copied(connection.source, report)

    def _copied(self, place_of: PlaceOf, report: Report) -> str:
        with self._here.store.read() as session:
            place = place_of(session, self._now)
        report(f"Reading {place.name}")
        reading = place if isinstance(place, Stages) else stoppable(place, self._stop)
        with closing(reading):
            return refresh(self._here.store, self._here.acting, reading).words()

    def stop(self) -> None:
        """Let a copy that is being read end at its next record: nobody waits for it any more."""
        self._stop.set()

    def accept(self, why: str, *, report: Report) -> str:
        """Put the copy that waits in use, and say what is in it."""
        report("Opening the copy that waits")
        return deciding.accept(self._here.store, self._here.acting, why).words()

    def refuse(self, why: str, *, report: Report) -> str:
        """Refuse the copy that waits."""
        report("Refusing the copy that waits")
        deciding.refuse(self._here.store, self._here.acting, why)
        return "The new copy was refused. The copy from before is still in use."

    def _choose(self, chosen: Connection, token: str | None) -> None:
        with self._here.store.write(self._here.acting) as session:
            connection.choose(session, Choose(chosen, token))
        unattended.settle(self._here.store, self._here.acting)

    def collect(self) -> None:
        """Open the copy that was sealed while nobody was signed in, if there is one."""
        unattended.collect(self._here.store, self._here.acting)

    def take_unattended(self, *, on: bool) -> None:
        """Let copies be taken while nobody is signed in, or not."""
        unattended.switch(self._here.store, self._here.acting, Switch(on))

    def resume_practice(self) -> None:
        """Let the practice main system answer again, when it is the one of this store."""
        with self._here.store.read() as session:
            chosen = connection.chosen(session)
        if chosen is not None and chosen.name == NAME and PracticeHere.is_installed():
            try:
                self._practice.resume(chosen.where)
            except Trouble:
                # Its port is taken: it counts as a main system that does not answer, which is what it is for.
                return


def _connection(typed: Server) -> Connection:
    """Return what was typed as a main system."""
    by = typed.sign_in
    return Connection(
        typed.name,
        "server",
        typed.url,
        SignIn(by.way, by.client_id, by.token_url, by.scope, by.in_body, by.algorithm),
    )
