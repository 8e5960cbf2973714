"""What is done with an open store that is about to be closed: a backup, and beside it the emergency pages."""

from typing import TYPE_CHECKING

from downtime_desk.core.errors import Trouble

if TYPE_CHECKING:
    from downtime_desk.access.actions import SignedIn
    from downtime_desk.backups.emergency.keeping import Wish


def backed_up(here: "SignedIn", wish: "Wish | None") -> Trouble | None:
    """Back up; return what is to be told when it is not where it should be. `wish` is whether the pages are wanted anew."""
    from downtime_desk.backups.actions import back_up
    from downtime_desk.backups.emergency.keeping import Wish, made_beside
    from downtime_desk.backups.ladder import reading_only

    if reading_only(here) is not None:
        return None
    with made_beside(here.store, here.acting.now, wish or Wish.NOT):
        try:
            return back_up(here, "close").trouble
        except Trouble as trouble:
            return trouble
