"""Which main system this desk copies from and gives back to: its name, where it is, and the secret it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from weakref import WeakKeyDictionary

from downtime_desk.core import settings
from downtime_desk.core.clock import Now, utc_now
from downtime_desk.core.delivery import Way
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, Fact, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store, store_of
from downtime_desk.outages import queries as outages
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.fhir.looking import FolderRecords, Records
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.files.folder import Files, holds_tables
from downtime_desk.sync.files.profiles import Profile
from downtime_desk.sync.files.records import FileRecords
from downtime_desk.sync.looking.record import Source as LookingSource
from downtime_desk.sync.refresh import usual_window
from downtime_desk.sync.sign_in import BY_TOKEN, Algorithm, SignIn
from downtime_desk.sync.sign_in import check as check_sign_in
from downtime_desk.sync.staged import Source, Stages

if TYPE_CHECKING:
    from downtime_desk.sync.http import MainSystem
    from downtime_desk.sync.purse import Purse

SETTING = "main system"
TOKEN = "main system token"  # noqa: S105 - the name it is kept under, as is a client secret
KEY = "main system key"
NO_KEY = Trouble(
    "This laptop has no key to sign in with yet.",
    "Make one in Settings, under the main system, and give its public half to the supplier.",
)

Kind = Literal["server", "folder", "files"]
ON_DISK: frozenset[Kind] = frozenset({"folder", "files"})

WAYS: Final[dict[Kind, tuple[Way, ...]]] = {
    "server": ("send", "type in", "scan"),
    "folder": ("type in", "scan"),
    "files": ("type in", "scan"),
}
"""How things can go back to each kind of main system, the usual way first. Nothing else decides it."""


@dataclass(frozen=True)
class Connection:
    """A main system: `where` is the base address of a FHIR server, a folder of FHIR files, or one of exports."""

    name: str
    kind: Kind
    where: str
    sign_in: SignIn = BY_TOKEN


@dataclass(frozen=True)
class KeyMade(Fact, kind="main_system.key_made", sort="Decision"):
    """A key to sign in to the main system with was made. `print_` names its public half; the key is in no fact."""

    algorithm: Algorithm
    print_: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing: the key is sealed beside this."""

    def words(self) -> str:
        """Say which."""
        return f"New key to sign in to the main system with: {self.algorithm}, {self.print_}."


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
    """Choose the main system. An empty `token` (or client secret) forgets the one kept; None leaves it, for the
    same address and way to sign in only."""

    connection: Connection
    token: str | None = ""


def choose(session: Session, command: Choose) -> None:
    """Keep where the main system is; raise Trouble when it has no name or cannot be one."""
    chosen = command.connection
    if not chosen.name.strip():
        raise Trouble("The main system has no name.", "Type what your staff call it.")
    if chosen.kind in ON_DISK and not Path(chosen.where).is_dir():
        raise Trouble(f"There is no folder {chosen.where}.", "Choose the folder the files are in.")
    check_sign_in(chosen.sign_in)
    token = kept_token(session, chosen) if command.token is None else command.token
    if chosen.sign_in.way == "key":
        token = ""
        if settings.secret(session, _key_name(chosen.sign_in.algorithm)) is None:
            raise NO_KEY
    elif chosen.sign_in.way == "secret" and not token:
        raise Trouble("The client secret is missing.", "Type the secret that the supplier gave you.")
    settings.keep_secret(session, TOKEN, token or "")
    with_token = bool(token)
    if chosen.kind == "server":
        _client(chosen, None, utc_now).close()
    record(session, MainSystemChosen(chosen, with_token), subject="setting/main system")


def kept_token(session: Session, wanted: Connection) -> str | None:
    """Return the token or secret kept for an address; one kept for another is nobody else's to see."""
    before = chosen(session)
    if before is None or before.where != wanted.where or before.sign_in.way != wanted.sign_in.way:
        return None
    # a secret goes where its client id and address of signing in say, and nowhere else
    ours, theirs = before.sign_in, wanted.sign_in
    same = (ours.client_id, ours.token_url) == (theirs.client_id, theirs.token_url)
    return settings.secret(session, TOKEN) if same else None


def _key_name(algorithm: Algorithm) -> str:
    return f"{KEY} {algorithm}"


@dataclass(frozen=True)
class MakeKey:
    """Make a key to sign in with, in the place of the one there is of the same kind."""

    algorithm: Algorithm


def make_key(session: Session, command: MakeKey) -> str:
    """Make a key and keep it sealed; return its public half, for the supplier."""
    from downtime_desk.sync.signing import new_key, public_key, public_keys

    pem = new_key(command.algorithm)
    settings.keep_secret(session, _key_name(command.algorithm), pem)
    made = KeyMade(command.algorithm, str(public_key(pem)["kid"]))
    record(session, made, subject="setting/main system key")
    return public_keys(pem)


def public_half(session: Session, algorithm: Algorithm) -> str | None:
    """Return the public half of the key this desk signs in with, as a JSON Web Key Set; None when none was made."""
    from downtime_desk.sync.signing import public_keys

    pem = settings.secret(session, _key_name(algorithm))
    return None if pem is None else public_keys(pem)


def chosen(session: Session) -> Connection | None:
    """Return the main system of this desk, or None when none was chosen yet."""
    return settings.read(session, SETTING, Connection | None, None)  # type: ignore[arg-type]


def ways(session: Session) -> tuple[Way, ...]:
    """Return how things can go back, the usual way first; while no main system was chosen, as to a server."""
    here = chosen(session)
    return WAYS[here.kind if here else "server"]


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
    return client(session, here, None, now)


def client(session: Session, here: Connection, typed: str | None, now: Now) -> "MainSystem":
    """Return a client for a main system, with the secret somebody just `typed`, else the one kept. Close it after."""
    kept = kept_token(session, here)
    if here.sign_in.way == "token":
        return _client(here, typed or kept, now)
    return _client(here, None, now, _purse(session, here.sign_in, typed or kept or "", now))


_purses: WeakKeyDictionary[Store, "Purse"] = WeakKeyDictionary()


def _purse(session: Session, sign_in: SignIn, secret: str, now: Now) -> "Purse":
    """Return what holds the access token while the store is open, so that not every copy signs in anew."""
    if sign_in.way == "key":
        secret = settings.secret(session, _key_name(sign_in.algorithm)) or ""
        if not secret:
            raise NO_KEY
    store = store_of(session)
    before = _purses.get(store)
    if before is not None and before.fits(sign_in, secret):
        return before
    made = _purse_of(sign_in, secret, now)
    _purses[store] = made
    return made


def _purse_of(sign_in: SignIn, secret: str, now: Now) -> "Purse":
    from downtime_desk.sync.purse import Purse

    check_sign_in(sign_in)
    return Purse(sign_in, secret, now)


def forget_signing_in(store: Store) -> None:
    """Let go of the access token, as when the store is locked."""
    _purses.pop(store, None)


def _client(here: Connection, token: str | None, now: Now, purse: "Purse | None" = None) -> "MainSystem":
    # brought in when somebody connects: in an outage nobody does
    from downtime_desk.sync.http import MainSystem

    return MainSystem(here.where, token, now=now, purse=purse, name=here.name)


def folder_of(name: str, folder: Path) -> Connection:
    """Return a folder as a main system, of FHIR files or of exports by what is in it."""
    return Connection(name, "files" if holds_tables(folder) else "folder", str(folder.resolve()))


def opened(session: Session, here: Connection) -> Folder | Files:
    """Return a folder to read from."""
    return on_disk(here, profiles(session))


def on_disk(here: Connection, columns: Sequence[Profile]) -> Folder | Files:
    """Return a folder to read from, without a store. One that was empty when it was chosen is of what was put there."""
    where = Path(here.where)
    is_of_tables = here.kind == "files" and holds_tables(where)
    return Files(where, columns) if is_of_tables else Folder(where)


def server_of(here: Connection, token: str | None, now: Now) -> Source:
    """Return a server to read from with what was handed over alone, without a store. Close it after."""
    if here.sign_in.way == "key":
        raise NO_KEY
    purse = _purse_of(here.sign_in, token or "", now) if here.sign_in.way == "secret" else None
    return Server(_client(here, None if purse else token, now, purse), usual_window(now()))


def records(session: Session, now: Now) -> LookingSource:
    """Return where records of visits are looked at; raise Trouble when no main system was chosen. Close it after."""
    here = chosen(session)
    if here is None:
        raise Trouble("No main system is connected yet.", "Connect one in Settings.")
    if here.kind in ON_DISK:
        folder = opened(session, here)
        return FileRecords(folder) if isinstance(folder, Files) else FolderRecords(folder)
    return Records(client(session, here, None, now))


def source(session: Session, now: Now) -> Source | Stages:
    """Return where a refresh reads from; raise Trouble when no main system was chosen. Close it after."""
    here = chosen(session)
    if here is None:
        raise Trouble("No main system is connected yet.", "Connect one in Settings.")
    if here.kind in ON_DISK:
        return opened(session, here)
    running = outages.current(session)
    window = usual_window(now(), running.since if running else None)
    # in the return of an outage nothing is taken for known
    return Server(client(session, here, None, now), window, whole=running is not None)


def whole_source(session: Session, now: Now) -> Source | Stages:
    """Return where a refresh reads from, to be read whole even where only what changed could be."""
    place = source(session, now)
    if isinstance(place, Server):
        place.whole = True
    return place
