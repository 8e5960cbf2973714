"""The last rung of the ladder: neither the store nor a backup opens, and the emergency pages are looked at and printed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from downtime_desk.backups.emergency.file import Damaged, Pages, open_pages
from downtime_desk.core.clock import age_in_words, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import KeyFile
from downtime_desk.core.keys import RootKey


@dataclass(frozen=True)
class LastPages:
    """The emergency pages, opened because nothing else does. `until` is when the time of a break-glass ends."""

    pages: Pages
    why: Trouble
    also: str = ""
    until: datetime | None = None

    def words(self, now: datetime) -> tuple[str, str]:
        """Return what stands over the pages: what happened and how old they are, then what to do."""
        made = self.pages.head.made()
        old = f"made {full_stamp(made)}, {age_in_words(made, now)} ago"
        what = f"Only the emergency pages can be read, {old}. {self.why.what} No backup on this laptop opens either."
        ask = "Ask what changed since. Nothing can be written down here, and sheets printed now are not in the register"
        return what, f"{ask}, so write on paper who has them. {self.why.do} {self.also}".rstrip()

    def covers(self) -> str:
        """Say whose summaries are among the pages."""
        index = self.pages.index
        if index.shown == index.of:
            return f"Summaries of all {index.of} people in the copy."
        return f"Summaries of the {index.shown} people who are Red, of {index.of} in the copy."


class OnlyPages(Trouble):
    """Nothing opens but the emergency pages, which are open in `last`."""

    def __init__(self, last: LastPages) -> None:
        self.last = last
        made = full_stamp(last.pages.head.made())
        super().__init__(
            last.why.what,
            f"No backup on this laptop opens either. The emergency pages of {made} do: sign in with the window, "
            "or write them to a file with downtime-desk emergency-pack --to.",
        )


def last_rung(
    folder: Path, keyfile: KeyFile, root: RootKey, why: Trouble, also: str, until: datetime | None
) -> Trouble:
    """Return what is raised where no store and no backup opens: the pages if they open, else that nothing does."""
    said = f"{why.do} No backup on this laptop opens either"
    try:
        pages = open_pages(folder, keyfile.store_id, root)
    except Damaged as damaged:
        return Trouble(why.what, f"{said}. {damaged.what} Try the second laptop, or a pack.")
    except (Trouble, OSError) as error:
        about = (
            error.what if isinstance(error, Trouble) else "The emergency pages cannot be read from the disk."
        )
        return Trouble(why.what, f"{said}. {about} Try the second laptop, or a pack.")
    if pages is None:
        return Trouble(why.what, f"{said}: try the second laptop, or a pack.")
    return OnlyPages(LastPages(pages, why, also, until))
