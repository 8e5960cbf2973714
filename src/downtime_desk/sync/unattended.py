"""Copies taken while nobody is signed in: read without a passphrase, sealed to the store, opened at the next sign-in.

The job knows three things, in a file beside the store: where the main system is, which store it reads for, and
that store's public key. It can seal a copy and cannot open one. The main system's token is not among them:
whoever starts the job hands it over, from where the operating system keeps it.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from downtime_desk.core import settings
from downtime_desk.core.clock import Now, from_text, to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.files import replace_file
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.people import copies
from downtime_desk.sync import sealed
from downtime_desk.sync.connection import ON_DISK, Connection, chosen, on_disk, server_of
from downtime_desk.sync.facts import CopyRefreshed, CopySealChanged
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.profiles import Profile
from downtime_desk.sync.refresh import Held, Swap, look_at, put_in_use, record_failure
from downtime_desk.sync.sealed import Lock, Unlooked
from downtime_desk.sync.staged import Known

SETTING: Final = "copy unattended"
JOB: Final = "unattended.json"
COPY: Final = "unattended.copy"
LAST: Final = "unattended-last.json"


class Job(msgspec.Struct, frozen=True):
    """What the job is told: no secret, and nothing about anybody who receives care.

    `columns` are the headers of exports a manager named, for a folder of them.
    """

    store_id: str
    public: bytes
    main_system: Connection
    columns: tuple[Profile, ...] = ()
    format: int = 1


class Last(msgspec.Struct, frozen=True):
    """How the job ended last. Why stands nowhere: words of a fault could name somebody."""

    at: str
    source: str
    outcome: str


SEALED, NO_ANSWER, FAILED = "sealed", "no answer", "failed"
WORDS: Final = {
    NO_ANSWER: "It did not answer while nobody was signed in.",
    FAILED: "The copy taken while nobody was signed in came to nothing. Take one by hand to see why.",
}


@dataclass(frozen=True)
class Switch:
    """Switch unattended copies on or off."""

    on: bool


def switch(store: Store, who: Acting, command: Switch) -> None:
    """Switch unattended copies on or off, and make what is beside the store say so."""
    with store.write(who) as session:
        if command.on:
            _check(chosen(session))
        change_setting(session, SETTING, command.on)
    settle(store, who)


def _check(main_system: Connection | None) -> None:
    if main_system is None:
        raise Trouble("No main system is connected yet.", "Connect one first, in Settings.")
    if main_system.sign_in.way == "key":
        raise Trouble(
            f"The key that signs in to {main_system.name} is sealed in the store: it is read while somebody is"
            " signed in.",
            "Leave this off, or ask the supplier for a client secret.",
        )


def _may(main_system: Connection) -> bool:
    return main_system.sign_in.way != "key"


def is_on(session: Session) -> bool:
    """Return whether unattended copies are switched on."""
    return settings.read(session, SETTING, bool, default=False)


def settle(store: Store, who: Acting) -> None:
    """Make what the job is told fit the store; record it when the key was changed by something else."""
    path = store.folder / JOB
    with store.read() as session:
        main_system, on = chosen(session), settings.read(session, SETTING, bool, False)
        known = profiles(session)
    if not on or main_system is None or not _may(main_system):
        for name in (JOB, COPY, LAST):
            (store.folder / name).unlink(missing_ok=True)
        return
    lock = sealed.lock_of(store)
    columns = known if main_system.kind == "files" else ()
    wanted, before = Job(lock.store_id, lock.public, main_system, columns), _job(path)
    if before is not None and (before.store_id, before.public) != (wanted.store_id, wanted.public):
        with store.write(who) as session:
            record(session, CopySealChanged(), subject="copy/unattended")
    if before != wanted:
        replace_file(path, msgspec.json.encode(wanted))


def job_beside(store: Store) -> Job | None:
    """Return what the job beside a store is told; None when there is none."""
    return _job(store.folder / JOB)


def _job(path: Path) -> Job | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Job)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def take(folder: Path, token: str | None, now: Now) -> datetime:
    """Read the main system and seal the copy beside the store in `folder`; return when the reading began.

    Needs no passphrase and opens nothing of the store. Raises Trouble, in words that name nobody.
    """
    job = _job(folder / JOB)
    if job is None:
        raise Trouble(
            "Copies are not taken here while nobody is signed in.",
            "Sign in and switch it on: downtime-desk unattended --on.",
        )
    started, source = now(), job.main_system.name
    try:
        _seal(folder, job, token, now)
    except Trouble as trouble:
        outcome = NO_ANSWER if isinstance(trouble, NoAnswer) else FAILED
        _note(folder, Last(to_text(now()), source, outcome))
        raise (NoAnswer if outcome == NO_ANSWER else Trouble)(f"{source}: {WORDS[outcome]}") from None
    _note(folder, Last(to_text(now()), source, SEALED))
    return started


def _seal(folder: Path, job: Job, token: str | None, now: Now) -> None:
    started = now()
    here = job.main_system
    source = on_disk(here, job.columns) if here.kind in ON_DISK else server_of(here, token, now)
    with closing(source):
        # who is in the copy is known when it is opened
        staged = source.stage(Known(people=None)) if isinstance(source, Files) else read(source)
    sealed.put(folder / COPY, Lock(job.store_id, job.public), Unlooked(staged, started, None))


def _note(folder: Path, last: Last) -> None:
    replace_file(folder / LAST, msgspec.json.encode(last))


def last(store: Store) -> Last | None:
    """Return how the job ended last, if it ran since somebody signed in."""
    try:
        return msgspec.json.decode((store.folder / LAST).read_bytes(), type=Last)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def collect(store: Store, who: Acting) -> CopyRefreshed | None:
    """Open the copy that was sealed while nobody was signed in, let the guard look at it, and put it in use.

    One that looks wrong waits for a person; an older one than the copy in use is dropped; in an outage it stays
    sealed. Never raises Trouble: what went wrong is in the log.
    """
    settle(store, who)
    path = store.folder / COPY
    with store.read() as session:
        if outages.current(session) is not None:
            return None
        in_use = copies.last(session)
    ended = last(store)
    if ended is not None and ended.outcome in WORDS and (not in_use or from_text(ended.at) > in_use.started):
        with store.write(who) as session:
            record_failure(session, ended.source, Trouble(WORDS[ended.outcome]))
    fact = _opened(store, who, path, in_use.started if in_use else None) if path.exists() else None
    # what was put in use, waits, or is of no use: a kill before this is caught by its age
    path.unlink(missing_ok=True)
    (store.folder / LAST).unlink(missing_ok=True)
    return fact


def _opened(store: Store, who: Acting, path: Path, in_use: datetime | None) -> CopyRefreshed | None:
    try:
        copy = sealed.take(path, store)
        if in_use is not None and copy.started <= in_use:
            return None
        return put_in_use(store, who, Swap(look_at(store, copy)))
    except Held:
        return None
    except Trouble as trouble:
        with store.write(who) as session:
            record_failure(session, "the copy taken while nobody was signed in", trouble)
        return None
