"""The way in with a code on paper when something is wrong with the store: the envelope, the recovery code."""

from dataclasses import replace
from pathlib import Path

from downtime_desk.access.actions import (
    BreakGlass,
    Founded,
    Recover,
    SignedIn,
    actor_of,
    break_seal,
    name_of,
    open_broken,
    read_keyfile,
    recover_with,
    try_recovery,
)
from downtime_desk.access.actions.unwritten import keep_aside, take_in
from downtime_desk.backups.ladder import WENT_WRONG, in_words, look_at_pages, read_only
from downtime_desk.core import ballast, keys
from downtime_desk.core.clock import Now

KEPT = (
    "Who opened the envelope, and why, is kept sealed beside the store and goes into the journal when a manager gets in again. "
    "What you look at is not listed."
)
NOT_KEPT = (
    "Who opened the envelope, and why, could NOT be kept on this laptop: write it on paper with date and time, "
    "for a manager. What you look at is not listed."
)
UNCHANGED = "The recovery code you typed still works, and no new passphrase was set."
CHANGED = (
    "The new passphrase is set and the code you typed works no more: make a new one once the store opens."
)


def glass_in(home: Path, command: BreakGlass, now: Now) -> SignedIn:
    """Open the envelope's way to the store, or to what of it can still be read.

    Who and why is recorded before anything is given out; where the store cannot take it, it is kept beside it, and
    where the disk cannot either, that is said on every page: nobody is kept from reading for it. Raises Trouble when
    the code does not fit, something is not said, and when nothing can be read.
    """
    ballast.give_way(home)
    broken = break_seal(home, command, now)
    try:
        look_at_pages(home, broken.keyfile, broken.root)
        return open_broken(home, broken, broken.root.copy(), now)
    except WENT_WRONG as error:
        also = KEPT if keep_aside(home, broken, now) else NOT_KEPT
        why = in_words(error, home)
        here = read_only(home, broken.keyfile, broken.slot, broken.root, now, why, also, broken.until)
        who = replace(here.acting, manager=actor_of(broken.slot.who), name=name_of(broken.said.name))
        return SignedIn(here.store, who)
    finally:
        broken.root.wipe()


def recover_in(home: Path, command: Recover, now: Now, cost: keys.Cost | None = None) -> Founded | SignedIn:
    """Sign in with the recovery code; without a new code where the store can only be read: then nothing is changed.

    Raises Trouble when the code does not fit, and when nothing can be read.
    """
    ballast.give_way(home)
    found = try_recovery(home, command, now)
    try:
        look_at_pages(home, found.keyfile, found.root)
        done = recover_with(home, found, found.root.copy(), now, cost)
        take_in(home, done.signed_in.store, done.signed_in.acting)
    except WENT_WRONG as error:
        also = UNCHANGED if _codes(read_keyfile(home)) == _codes(found.keyfile) else CHANGED
        return read_only(home, found.keyfile, found.slot, found.root, now, in_words(error, home), also)
    finally:
        found.root.wipe()
    return done


def _codes(keyfile: keys.KeyFile) -> list[str]:
    return [slot.id for slot in keyfile.of_kind("recovery")]
