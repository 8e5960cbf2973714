"""What the disk refused, told from what SQLite says of it, and said in words a person can act on."""

from sqlalchemy.exc import DBAPIError

from downtime_desk.core.errors import Trouble


class Unread(Trouble):
    """Something of the store could not be read; `orig` is what SQLite said."""

    def __init__(self, orig: str) -> None:
        self.orig = orig
        super().__init__(
            "That cannot be read: the disk does not answer, or a page of the store is damaged.",
            "Try again. If it stays so, print what still shows, then lock and sign in again: what is whole is shown.",
        )


def not_known() -> Trouble:
    """Return what is said when a crash could still bring back what was not saved."""
    return Trouble(
        "It is not known whether that was saved: the disk does not answer.",
        "Your words are still here. Try again when the disk answers. If Downtime Desk is closed before that, "
        "look whether it is there before you type it again.",
    )


def is_full(error: DBAPIError) -> bool:
    """Say whether a page did not fit: then what is needed to find the transaction later is not there."""
    return "disk is full" in str(error.orig)


def is_of_the_disk(error: DBAPIError) -> bool:
    """Say whether the disk did not answer."""
    return any(words in str(error.orig) for words in ("disk I/O error", "unable to open database file"))


def is_of_a_page(error: DBAPIError) -> bool:
    """Say whether a page could not be read: the cipher says so of a damaged one, and of one the disk did not give."""
    return any(words in str(error.orig) for words in ("malformed", "vtable constructor failed"))


def is_for_reading(error: DBAPIError) -> bool:
    """Say whether nothing may be written, or not through this connection any more."""
    return any(words in str(error.orig) for words in ("readonly", "read-only"))


def in_use() -> Trouble:
    """Return what is said when something else writes for too long."""
    return Trouble(
        "Not saved. Something else is using the store.",
        "Your words are still here. Close other copies of Downtime Desk, wait a few seconds, then try again.",
    )


def not_saved(error: DBAPIError) -> Trouble:
    """Return what is said of a write that was refused; raise the error when it is none of the disk's."""
    said = str(error.orig)
    if is_full(error):
        return Trouble(
            "Not saved. The disk is full.", "Your words are still here. Free some space, then try again."
        )
    if is_for_reading(error):
        return Trouble(
            "Not saved. This store can only be read.",
            "Your words are still here. Check that the disk or folder is not write-protected, then try again.",
        )
    if "locked" in said or "busy" in said:
        return in_use()
    if is_of_the_disk(error) or is_of_a_page(error):
        return Trouble(
            "Not saved. The disk did not take it.",
            "Your words are still here. Try again; if it fails again, print what is on the screen.",
        )
    raise error
