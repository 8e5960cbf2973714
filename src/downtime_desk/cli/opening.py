"""Opening the store for one command, and closing it after."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from downtime_desk.access.actions import (
    BreakGlass,
    SignedIn,
    is_founded,
    read_keyfile,
    settle_store,
)
from downtime_desk.access.queries import to_review
from downtime_desk.access.review_first import review_first
from downtime_desk.backups.codes_in import glass_in
from downtime_desk.backups.emergency.keeping import Wish, wish
from downtime_desk.backups.emergency.making import carry_on, make
from downtime_desk.backups.ladder import reading_only, way_in
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import KeyFile, Slot
from downtime_desk.core.paths import data_folder
from downtime_desk.core.proving import doubts, make_due_checkpoint
from downtime_desk.sync import unattended

Home = Annotated[
    Path,
    typer.Option(
        "--home",
        help="The folder of the store.",
        readable=False,  # whether it may be read is said in words of our own
        default_factory=data_folder,
        show_default="your data folder",
    ),
]
FromStdin = Annotated[
    bool, typer.Option("--passphrase-stdin", help="Read the passphrase as the first line of standard input.")
]
Manager = Annotated[
    str,
    typer.Option(
        "--manager", help="Who signs in, when there is more than one name; “envelope” for a break-glass."
    ),
]
ENVELOPE = "envelope"
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else.")]


def ask_passphrase(prompt: str, *, from_stdin: bool) -> str:
    """Return a passphrase, typed unseen or from standard input."""
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass.getpass(f"{prompt}: ")


def ask(prompt: str, *, from_stdin: bool) -> str:
    """Return a line that is no secret, typed or from standard input."""
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else input(f"{prompt}: ")


@contextmanager
def opened(home: Path, manager: str, *, from_stdin: bool) -> Iterator[SignedIn]:
    """Sign in, give the open store, and close it whatever happens."""
    signed_in = let_in(home, manager, from_stdin=from_stdin)
    reading = reading_only(signed_in)
    if reading is not None:
        echo("\n".join(reading.words()), err=True)
    soon = [Wish.NOT]
    signed_in.store.on_commit(lambda tables: soon.append(wish(tables)))
    try:
        if reading is None:
            unattended.collect(signed_in.store, signed_in.acting)
        with signed_in.store.read() as session:
            in_doubt = doubts(session)
        for each in in_doubt:
            echo(f"The journal is in doubt. {each.words} See: downtime-desk verify-store", err=True)
        yield signed_in
        if reading is not None:
            return
        with signed_in.store.write(signed_in.acting) as session:
            make_due_checkpoint(session)
        if max(soon) >= Wish.SOON:
            make_pages(signed_in)
    finally:
        signed_in.store.close()


def make_pages(here: SignedIn) -> None:
    """Make the emergency pages anew; say when that fails, which is no reason to stop: those from before are there."""
    try:
        make(here.store, here.acting.now, carry_on)
    except Trouble as trouble:
        echo(f"{trouble.what} {trouble.do}", err=True)


def let_in(home: Path, manager: str, *, from_stdin: bool) -> SignedIn:
    """Sign in and return the open store, for a command that closes it itself."""
    settle_store(home)
    if not is_founded(home):
        raise Trouble(f"There is no store in {home}.", "Run: downtime-desk setup")
    if manager.casefold() == ENVELOPE:
        return _break_glass(home, from_stdin=from_stdin)
    slot = slot_of(read_keyfile(home), manager)
    passphrase = ask_passphrase(f"Passphrase of {slot.name}", from_stdin=from_stdin)
    signed_in = way_in(home, slot.who, passphrase, utc_now)
    _say_what_waits(signed_in)
    return review_first(signed_in)


def _break_glass(home: Path, *, from_stdin: bool) -> SignedIn:
    """Open the store with the envelope: its code, then name, job and reason, a line each."""
    code = ask_passphrase("Code in the envelope", from_stdin=from_stdin)
    name, job, reason = (
        ask(each, from_stdin=from_stdin) for each in ("Your name", "What you do here", "Why")
    )
    signed_in = glass_in(home, BreakGlass(code, name, job, reason), utc_now)
    if reading_only(signed_in) is not None:
        return signed_in
    permit = signed_in.acting.permit
    until = full_stamp(permit.until) if permit and permit.until else ""
    echo(f"BREAK-GLASS until {until}. It is written down and will be looked through.", err=True)
    return signed_in


def _say_what_waits(signed_in: SignedIn) -> None:
    """Say on standard error that a break-glass waits to be looked through: a task of the system may read, copy and back up."""
    with signed_in.store.read() as session:
        waiting = to_review(session)
    for each in waiting:
        echo(
            f"Break-glass: {each.name} opened envelope {each.number} {full_stamp(each.opened_at)}. "
            "Look through it: downtime-desk break-glass review",
            err=True,
        )


def slot_of(keyfile: KeyFile, manager: str) -> Slot:
    """Return whose passphrase is asked for; raise Trouble when the name does not say it."""
    slots = keyfile.of_kind("manager")
    fitting = [slot for slot in slots if manager.casefold() in slot.name.casefold()]
    if not fitting:
        fitting = [slot for slot in keyfile.of_kind("night") if manager.casefold() in slot.name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(slot.name for slot in slots)
    raise Trouble(f"It is not clear who signs in: {names}.", "Name one with --manager.")
