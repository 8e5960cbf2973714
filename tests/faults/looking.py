"""What must hold of a store whatever happened to its files, looked at without the program that wrote them."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from downtime_desk.access.actions import read_keyfile, store_folder
from downtime_desk.core import journal
from downtime_desk.core.anchor import AnchorFile
from downtime_desk.core.connection import connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, kinds
from downtime_desk.core.store import STORE_FILE
from tests.faults.acts import signed_in

Mirror = tuple[list[Any], ...]
MIRROR = (
    "* FROM people",
    "* FROM carers",
    "* FROM visits",
    "person_id, position, label FROM entry_codes",
    "* FROM snapshots",
)


@dataclass(frozen=True)
class Eyes:
    """The keys of one store, to look at what became of it."""

    key: bytes
    anchor: bytes

    @classmethod
    def of(cls, home: Path) -> "Eyes":
        """Return the eyes for a home, by signing in to it."""
        here = signed_in(home)
        eyes = cls(bytes(here.store._key), bytes(here.store.key("anchor/v1")))
        here.store.close()
        return eyes

    def faults(self, home: Path, said: Sequence[str], copies: Sequence[Mirror] = ()) -> list[str]:
        """Return what is wrong with a store that had said these facts were kept.

        `copies` are what its copy may say; none means that it was not touched.
        """
        folder = store_folder(home)
        try:
            with closing(connect(folder / STORE_FILE, self.key)) as connection:
                entries = [Entry(*row) for row in connection.execute("SELECT * FROM journal ORDER BY seq")]
                found = self._of_journal(entries, said, folder) + _of_tables(connection, entries)
                if copies and _mirror(connection) not in copies:
                    found.append("the copy is neither the old nor the new one")
        except (sqlite.DatabaseError, Trouble) as error:
            return [f"it cannot be read: {error}"]
        try:
            read_keyfile(home)
        except (Trouble, ValueError) as error:
            found.append(f"the keys cannot be read: {error}")
        return found

    def mirror(self, home: Path) -> Mirror:
        """Return everything the copy says."""
        with closing(connect(store_folder(home) / STORE_FILE, self.key)) as connection:
            return _mirror(connection)

    def _of_journal(self, entries: list[Entry], said: Sequence[str], folder: Path) -> list[str]:
        found = []
        if lost := set(said) - {entry.id for entry in entries}:
            found.append(f"{len(lost)} facts are lost that were said to be kept")
        before = {"": (0, journal.FIRST_HASH)}
        for number, entry in enumerate(entries, start=1):
            place, prev_hash = before.get(entry.desk, (0, journal.FIRST_HASH))
            if entry.seq != number or journal._fault(entry, place + 1, prev_hash):
                found.append(f"the journal is broken at {number}")
            before[entry.desk] = (entry.desk_seq, entry.hash)
        anchor = AnchorFile(folder, self.anchor).read()
        if anchor is not None and anchor.seq > len(entries):
            found.append(f"the journal ends at {len(entries)}, before the {anchor.seq} it had reached")
        return found


def _mirror(connection: Any) -> Mirror:
    return tuple(connection.execute(f"SELECT {each} ORDER BY 1, 2").fetchall() for each in MIRROR)


def _of_tables(connection: Any, entries: list[Entry]) -> list[str]:
    known = kinds()
    due = [entry.id for entry in entries if known[entry.kind].goes_back and entry.payload is not None]
    told = [entry.id for entry in entries if entry.kind == "visit.verified"]
    issued = [entry.id for entry in entries if entry.kind == "copy.issued"]
    found = []
    for words, ids, query in (
        ("have to go back", due, "SELECT fact_id FROM delivery ORDER BY seq"),
        ("accounts of visits", told, "SELECT entry FROM verification_history ORDER BY number"),
        ("sheets in the register", issued, "SELECT fact_id FROM sheets ORDER BY place"),
    ):
        there = [row[0] for row in connection.execute(query)]
        if there != ids:
            found.append(f"{len(ids)} {words} by the journal, {len(there)} by the tables")
    return found
