"""Looking at the laptop: its disk and its backups. Reads folders, so it runs beside the window."""

import shutil
from datetime import datetime
from pathlib import Path

from downtime_desk.access.actions import SignedIn
from downtime_desk.assurance.proof import Laptop
from downtime_desk.backups import queries as backups
from downtime_desk.backups.emergency.file import read_head
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.errors import Trouble


def look(here: SignedIn) -> Laptop:
    """Return the laptop as it is found now."""
    home = here.store.folder.parent
    with here.store.read() as session:
        places = {backups.folder(session, home, here.acting.desk), home / backups.DEFAULT_FOLDER}
    found = [listed(place, here.store.store_id) for place in places]
    ours = [
        each.about.made()
        for folder in found
        for each in folder.backups
        if each.about.desk == here.acting.desk and each.about.why != "pack"
    ]
    return Laptop(
        backed_up=max(ours, default=None),
        damaged=sum(len(folder.damaged) for folder in found),
        free=shutil.disk_usage(home).free,
        store_size=here.store.path.stat().st_size,
        pages=_pages(here.store.folder),
    )


def _pages(folder: Path) -> datetime | None:
    try:
        head = read_head(folder)
    except (Trouble, OSError):
        return None
    return head.made() if head else None
