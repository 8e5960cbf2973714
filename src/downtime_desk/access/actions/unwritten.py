"""Who opened the envelope, kept beside a store that could not take it, until the journal can.

Sealed under the root key, one file an opening, in the data folder and not in the store's: so it outlasts a store that
is put aside for its backup.
"""

import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from downtime_desk.access.actions.break_glass import Broken, actor_of, name_of
from downtime_desk.access.facts import BreakGlassOpened
from downtime_desk.access.model import break_glass
from downtime_desk.core.clock import Now, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.journal import record
from downtime_desk.core.seal import Sealer
from downtime_desk.core.store import Acting, Store

PURPOSE = "break-glass/unwritten"
_NAME, _ENDING = "break-glass-", ".kept"


def keep_aside(home: Path, broken: Broken, now: Now) -> bool:
    """Keep who opened the envelope and why; return whether the disk took it."""
    said = msgspec.json.encode(broken.opened(to_text(now())))
    sealed = Sealer(broken.root, PURPOSE).seal(said, broken.keyfile.store_id)
    try:
        replace_file(home / f"{_NAME}{secrets.token_hex(4)}{_ENDING}", sealed)
    except OSError:
        return False
    return True


def take_in(home: Path, store: Store, acting: Acting) -> None:
    """Record what was kept beside the store; what another key sealed stays where it is."""
    for path in sorted(home.glob(f"{_NAME}*{_ENDING}")):
        try:
            said = Sealer(store.root, PURPOSE).open(path.read_bytes(), store.store_id)
            _record(store, acting, msgspec.json.decode(said, type=BreakGlassOpened))
            path.unlink()
        except (InvalidTag, Trouble, OSError):
            continue  # it is tried again at the next sign-in, which this must not stop


def _record(store: Store, acting: Acting, opened: BreakGlassOpened) -> None:
    who = Acting(acting.desk, actor_of(opened.number), name_of(opened.name), acting.now)
    with store.write(who) as session:
        known = select(break_glass.c.id).where(
            break_glass.c.opened_at == opened.at, break_glass.c.name == opened.name
        )
        if session.execute(known).first() is None:  # a crash came before the file went
            record(session, opened, subject=actor_of(opened.number))
