"""Which main system this desk copies from and gives back to: its name, where it is, and the secret it asks for."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from downtime_desk.core import settings
from downtime_desk.core.clock import Now, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, Fact, record
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.files.folder import Files, holds_tables
from downtime_desk.sync.refresh import usual_window
from downtime_desk.sync.staging import Source, Stages

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem

SETTING = "main system"
TOKEN = "main system token"  # noqa: S105 - the name it is kept under

Kind = Literal["server", "folder", "files"]
ON_DISK: frozenset[Kind] = frozenset({"folder", "files"})


@dataclass(frozen=True)
class Connection:
    """A main system: `where` is the base address of a FHIR server, a folder of FHIR files, or one of exports."""

    name: str
    kind: Kind
    where: str


@dataclass(frozen=True)
class MainSystemChosen(Fact, kind="main_system.chosen"):
    """A manager said where the main system is. Its token is in no fact."""

    connection: Connection
    with_token: bool

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it."""
        settings.put(session, SETTING, self.connection)

    def words(self) -> str:
        """Say which."""
        return f"Main system: {self.connection.name}, {self.connection.where}."


@dataclass(frozen=True)
class Choose:
    """Choose the main system. An empty `token` forgets the one kept; None leaves it, for the same address only."""

    connection: Connection
    token: str | None = ""


def choose(session: Session, command: Choose) -> None:
    """Keep where the main system is; raise Trouble when it has no name or cannot be one."""
    chosen = command.connection
    if not chosen.name.strip():
        raise Trouble("The main system has no name.", "Type what your staff call it.")
    if chosen.kind in ON_DISK and not Path(chosen.where).is_dir():
        raise Trouble(f"There is no folder {chosen.where}.", "Choose the folder the files are in.")
    token = kept_token(session, chosen.where) if command.token is None else command.token
    settings.keep_secret(session, TOKEN, token or "")
    with_token = bool(token)
    if chosen.kind == "server":
        _client(chosen, None, utc_now).close()
    record(session, MainSystemChosen(chosen, with_token), subject="setting/main system")


def kept_token(session: Session, where: str) -> str | None:
    """Return the token kept for an address; one kept for another address is nobody else's to see."""
    before = chosen(session)
    return settings.secret(session, TOKEN) if before is not None and before.where == where else None


def chosen(session: Session) -> Connection | None:
    """Return the main system of this desk, or None when none was chosen yet."""
    return settings.read(session, SETTING, Connection | None, None)  # type: ignore[arg-type]


def server(session: Session, now: Now) -> "MainSystem":
    """Return a client for the main system; raise Trouble when there is no server to talk to. Close it after."""
    here = chosen(session)
    if here is None:
        raise Trouble("No main system is connected yet.", "Connect one in Settings.")
    if here.kind in ON_DISK:
        raise Trouble(
            f"{here.name} is a folder of files: nothing can be sent to it.",
            "Write what was recorded to files, to be taken in there, or connect its server in Settings.",
        )
    return _client(here, settings.secret(session, TOKEN), now)


def _client(here: Connection, token: str | None, now: Now) -> "MainSystem":
    # brought in when somebody connects: in an outage nobody does
    from downtime_desk.sync.http import MainSystem

    return MainSystem(here.where, token, now=now, name=here.name)


def folder_of(name: str, folder: Path) -> Connection:
    """Return a folder as a main system, of FHIR files or of exports by what is in it."""
    return Connection(name, "files" if holds_tables(folder) else "folder", str(folder.resolve()))


def opened(session: Session, here: Connection) -> Folder | Files:
    """Return a folder to read from."""
    where = Path(here.where)
    return Files(where, profiles(session)) if here.kind == "files" else Folder(where)


def server_of(here: Connection, token: str | None, now: Now, outage_since: datetime | None = None) -> Source:
    """Return a server to read from, by its connection. Close it after."""
    return Server(_client(here, token, now), usual_window(now(), outage_since))


def source(session: Session, now: Now) -> Source | Stages:
    """Return where a refresh reads from; raise Trouble when no main system was chosen. Close it after."""
    here = chosen(session)
    if here is None:
        raise Trouble("No main system is connected yet.", "Connect one in Settings.")
    if here.kind in ON_DISK:
        return opened(session, here)
    running = outages.current(session)
    return server_of(here, settings.secret(session, TOKEN), now, running.since if running else None)
