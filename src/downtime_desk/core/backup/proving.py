"""Proving a backup: it opens with its key, every page is whole, the journal holds, the counts are equal."""

import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select, table
from sqlalchemy.exc import DBAPIError

from downtime_desk.core import migrate
from downtime_desk.core.backup.file import About, Backup, Damaged, fits, unpack
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import Examined, bad_pages, examine
from downtime_desk.core.journal import broken_links, head
from downtime_desk.core.keys import RootKey
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.core.refused import Unread
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store


def prove_copy(copy: Store, about: About) -> None:
    """Open a copy again and compare it with what is said of it; raise Trouble when something is off."""
    try:
        with copy.read() as session:
            wrong = [*bad_pages(session), *broken_links(session), *_miscounted(session, about)]
    except (DBAPIError, Unread) as error:
        wrong = [str(error.orig)]
    finally:
        copy.release()
    if wrong:
        raise Trouble(
            f"Not backed up. The backup does not check out: {wrong[0]}.",
            "It was thrown away. Examine the store (downtime-desk verify-store) and back up to another disk.",
        )


def prove(backup: Backup, root: RootKey, folder: Path) -> Examined:
    """Examine a backup as a store is examined, in a folder of its own inside `folder`.

    Raises Damaged when its bytes, its MAC or its counts are off. The folder needs as much room as the backup.
    """
    with (
        tempfile.TemporaryDirectory(prefix=".checking-", dir=folder) as aside,
        closing(Unpacked(backup, root, Path(aside))) as unpacked,
    ):
        return examine(unpacked.store)


class Unpacked:
    """A backup, unpacked, compared with what it says of itself and brought up to date. Close it to let go."""

    def __init__(self, backup: Backup, root: RootKey, folder: Path) -> None:
        about = backup.about
        if not fits(about, root.derive(about.mac_purpose)):
            raise Damaged(backup.path, "what it says of itself was changed, or it is another store’s")
        unpack(backup, folder / STORE_FILE)
        key = root.derive(about.purpose)
        self.store = Store(folder, about.store_id, root, about.purpose)
        try:
            with self.store.read() as session:
                wrong = [*bad_pages(session), *_miscounted(session, about)]
        except (DBAPIError, Unread) as error:
            wrong = [str(error.orig)]
        finally:
            self.store.release()
        if wrong:
            raise Damaged(backup.path, wrong[0])
        migrate.bring_up_to_date(folder / STORE_FILE, key)

    def close(self) -> None:
        """Let go of its file; the root key is whoever's gave it."""
        self.store.release()


def _miscounted(session: Session, about: About) -> list[str]:
    found = []
    for name, number in about.counts.items():
        here = session.execute(select(func.count()).select_from(table(name))).scalar_one()
        if here != number:
            found.append(f"{here} rows of {name} where there were {number}")
    end = head(session)
    if (end.seq, end.code) != (about.entries, about.head):
        found.append(f"the journal ends at {end.seq} {end.code}, not at {about.entries} {about.head}")
    return found
