"""What lies sealed beside a store, carried on when the store goes to a new file under a new root key."""

from dataclasses import replace

import msgspec

from downtime_desk.core import box
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.journal import record
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync import sealed, unattended, waiting
from downtime_desk.sync.facts import CopyHeld


def carry(old: Store, new: Store, who: Acting) -> None:
    """Seal anew the copy that waits and the one taken while nobody was signed in, and give the job the new key.

    One that is damaged is left behind: the next copy takes its place.
    """
    _carry_waiting(old, new, who)
    try:
        sealed.reseal(old.folder / unattended.COPY, old, new)
    except Trouble:
        (new.folder / unattended.COPY).unlink(missing_ok=True)
    job = unattended.job_beside(old)
    if job is not None:
        public = box.public_key(new.key(sealed.PURPOSE))
        replace_file(
            new.folder / unattended.JOB, msgspec.json.encode(msgspec.structs.replace(job, public=public))
        )


def _carry_waiting(old: Store, new: Store, who: Acting) -> None:
    try:
        kept, _ = waiting.opened(old)
        mark = sealed.reseal(waiting.place(old), old, new)
    except Trouble:
        return
    if mark is not None:
        with new.write(who) as session:
            record(session, CopyHeld(replace(kept, mark=mark)), subject="copy/waiting")
