"""Commands about the codes on paper: `downtime-desk break-glass …` and `downtime-desk recovery-code …`."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.access.actions import (
    Made,
    Recover,
    Review,
    SetNight,
    SignedIn,
    make_envelope,
    make_recovery_code,
    put_away,
    read_keyfile,
    review,
    set_night,
    settle_store,
    try_code,
)
from downtime_desk.access.facts import CodeKind
from downtime_desk.access.queries import Opening, to_review, ways_in_now
from downtime_desk.backups.codes_in import recover_in
from downtime_desk.backups.ladder import reading_only
from downtime_desk.cli import NEEDS_YOU, TROUBLE, app
from downtime_desk.cli.opening import (
    ENVELOPE,
    FromStdin,
    Home,
    Json,
    Manager,
    ask_passphrase,
    opened,
    slot_of,
)
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp, utc_now
from downtime_desk.core.passphrases import offer_passphrase

break_glass = typer.Typer(help="The sealed envelope: make it, test it, go through what was done with it.")
recovery = typer.Typer(help="The recovery code: make a new one, test it, get in with it.")
app.add_typer(break_glass, name="break-glass")
app.add_typer(recovery, name="recovery-code")

SecondLine = Annotated[
    bool,
    typer.Option("--passphrase-stdin", help="Read the passphrase, then the code, a line each."),
]
Kept = Annotated[
    bool, typer.Option("--put-away", help="Say that the code in use is put away; make no new one.")
]


@break_glass.command("show")
def show(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """Show the recovery code and the envelope in use by number: made, put away, last tested. Never the codes.

    Ends with 3 when one is missing, not put away or not tested for a quarter.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        both, now = ways_in_now(session), here.acting.now()
    wants = [each.wants(now) for each in both]
    if json:
        echo(msgspec.json.encode({"ways_in": both, "wants": [each for each in wants if each]}).decode())
    for each, want in zip(both, wants, strict=True) if not json else ():
        tested = full_stamp(each.tested_at) if each.tested_at else "never"
        echo(f"{each.name} {each.number or 'none'}: last tested {tested}. {want}".rstrip())
    if any(wants):
        raise typer.Exit(NEEDS_YOU)


@break_glass.command("envelope")
def envelope(
    home: Home, kept: Kept = False, manager: Manager = "", passphrase_stdin: FromStdin = False
) -> None:
    """Make a new code for the sealed envelope; it is printed once. The one before opens nothing any more."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if kept:
            with here.store.write(here.acting) as session:
                put_away(session, "break-glass")
            echo("Written down: the envelope is put away.")
            return
        _say(make_envelope(home, here))


@break_glass.command("test")
def try_envelope(home: Home, manager: Manager = "", passphrase_stdin: SecondLine = False) -> None:
    """Prove that the envelope's code opens the store, without using it up."""
    _try(home, "break-glass", manager, from_stdin=passphrase_stdin)


@break_glass.command("night")
def night(home: Home, passphrase_stdin: FromStdin = False) -> None:
    """Open the envelope and set five words with which it opens again until its 12 hours are over.

    They are printed once. Commands take them with --manager and the name that was said.
    """
    with opened(home, ENVELOPE, from_stdin=passphrase_stdin) as here:
        words = offer_passphrase()
        set_night(home, here, SetNight(words))
    echo(f"Passphrase of tonight, shown only now: {words}")


@break_glass.command("review")
def review_(
    home: Home,
    note: Annotated[
        str, typer.Option("--note", help="What you found. Without it, only show what was done.")
    ] = "",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Go through what was done in break-glass; with --note keep what you found and make the next envelope.

    Without --note it ends with 3 while something waits.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            waiting = to_review(session)
        made = review(home, here, Review(note)).made if note else None
    if json:
        echo(msgspec.json.encode({"openings": waiting, "made": made}).decode())
    else:
        for each in waiting:
            _show(each)
        if not waiting:
            echo("No break-glass waits to be looked through.")
        if made is not None:
            _say(made)
    if waiting and made is None:
        raise typer.Exit(NEEDS_YOU)


@recovery.command("new")
def new(home: Home, kept: Kept = False, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Make a new recovery code; it is printed once. The one before opens nothing any more."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if kept:
            with here.store.write(here.acting) as session:
                put_away(session, "recovery")
            echo("Written down: the recovery code is put away.")
            return
        _say(make_recovery_code(home, here))


@recovery.command("test")
def try_recovery(home: Home, manager: Manager = "", passphrase_stdin: SecondLine = False) -> None:
    """Prove that the recovery code opens the store, without using it up."""
    _try(home, "recovery", manager, from_stdin=passphrase_stdin)


@recovery.command("use")
def use(
    home: Home,
    manager: Manager = "",
    passphrase_stdin: Annotated[
        bool, typer.Option("--passphrase-stdin", help="Read the code, then the new passphrase, a line each.")
    ] = False,
) -> None:
    """Get in with the recovery code: a manager gets a new passphrase, and a new code is printed once."""
    settle_store(home)
    slot = slot_of(read_keyfile(home), manager)
    code = ask_passphrase("Recovery code", from_stdin=passphrase_stdin)
    chosen = ask_passphrase(f"New passphrase of {slot.name}", from_stdin=passphrase_stdin)
    done = recover_in(home, Recover(code, slot.who, chosen), utc_now)
    if isinstance(done, SignedIn):
        _only_read(done)
        raise typer.Exit(TROUBLE)
    done.signed_in.store.close()
    echo(f"{slot.name} has a new passphrase. The code that was used opens nothing any more.")
    echo(f"Recovery code, shown only now: {done.recovery_code}")


def _only_read(here: SignedIn) -> None:
    """Say why the code opens the store for reading only, and where that is done."""
    here.store.close()
    reading = reading_only(here)
    if reading is not None:
        echo(f"{reading.why.what} {reading.why.do} {reading.also}", err=True)
    echo("To read and print now: in the window, “Use the recovery code”.", err=True)


def _try(home: Home, kind: CodeKind, manager: str, *, from_stdin: bool) -> None:
    with opened(home, manager, from_stdin=from_stdin) as here:
        number = try_code(home, here, kind, ask_passphrase("The code", from_stdin=from_stdin))
    echo(f"{number} opens this store. It was not used up.")


def _say(made: Made) -> None:
    what = "Recovery code" if made.kind == "recovery" else "Break-glass envelope"
    echo(f"{what} {made.number}, shown only now: {made.code}")
    echo("Print it or write it down, seal it and put it away; then say so with --put-away.")


def _show(each: Opening) -> None:
    echo(f"{full_stamp(each.opened_at)}  envelope {each.number}: {each.name}, {each.job}")
    echo(f"  Why: {each.reason}")
    for line in each.done:
        echo(f"  {full_stamp(line.at)}  {line.words}")
    if not each.done:
        echo("  Nothing was looked at, printed or written down.")
