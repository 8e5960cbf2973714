"""Commands about the copy: where it comes from, taking a new one, how old it is."""

import getpass
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.access.actions import store_folder
from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core import delivery
from downtime_desk.core.clock import age_in_words, full_stamp, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head
from downtime_desk.outages import queries as outages
from downtime_desk.people import copies
from downtime_desk.sync import deciding, unattended
from downtime_desk.sync.connection import (
    Choose,
    Connection,
    MakeKey,
    choose,
    folder_of,
    make_key,
    public_half,
    source,
    whole_source,
)
from downtime_desk.sync.connection import opened as opened_folder
from downtime_desk.sync.facts import waiting
from downtime_desk.sync.guard import Finding
from downtime_desk.sync.refresh import Held
from downtime_desk.sync.refresh import refresh as take_copy
from downtime_desk.sync.sign_in import USUAL_SCOPE, Algorithm, SignIn, Way

SHOWN = 20
TOKEN_NAME = "main-system-token"  # noqa: S105 - the name it is handed over under


@app.command()
def connect(
    home: Home,
    name: Annotated[str, typer.Argument(help="What your staff call the main system.")],
    where: Annotated[
        str,
        typer.Argument(
            help="The address of its FHIR server, or a folder of FHIR files or of CSV, XLSX and JSON exports."
        ),
    ],
    token: Annotated[
        bool, typer.Option("--token", help="Ask for its token; it is kept in the store alone.")
    ] = False,
    client_id: Annotated[
        str,
        typer.Option(help="Sign in as this client, by a secret that is asked for, or with --key by a key."),
    ] = "",
    key: Annotated[
        bool, typer.Option("--key", help="Sign in with the key of this desk: see `sign-in-key`.")
    ] = False,
    rsa: Annotated[bool, typer.Option("--rsa", help="With --key: RS384 in place of ES384.")] = False,
    token_url: Annotated[
        str, typer.Option(help="Where to sign in, when the main system does not say it itself.")
    ] = "",
    scope: Annotated[str, typer.Option(help=f"What to ask for. Otherwise {USUAL_SCOPE}.")] = "",
    in_body: Annotated[
        bool, typer.Option("--in-body", help="Send the client secret in the form (client_secret_post).")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say where the main system is, and how to sign in to it."""
    if not where.strip():
        raise Trouble("It is not said where the main system is.", "Type its address, or a folder.")
    folder = Path(where)
    way: Way = "key" if key else "secret" if client_id else "token"
    sign_in = SignIn(way, client_id, token_url, scope, in_body, "RS384" if rsa else "ES384")
    place = folder_of(name, folder) if folder.is_dir() else Connection(name, "server", where, sign_in)
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        asked = "Client secret: " if way == "secret" else "Token: " if token and way == "token" else ""
        secret = getpass.getpass(asked) if asked else ""
        with here.store.write(here.acting) as session:
            choose(session, Choose(place, secret))
        unattended.settle(here.store, here.acting)
    echo(f"{name} is the main system now: {where}.")


@app.command()
def sign_in_key(
    home: Home,
    rsa: Annotated[bool, typer.Option("--rsa", help="RS384 in place of ES384.")] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="Make another: the supplier has to take it before the old one is gone."),
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Write the public half of the key this desk signs in with, a JWKS for the supplier. Makes it the first time.

    The private half is sealed in the store and is never written out.
    """
    algorithm: Algorithm = "RS384" if rsa else "ES384"
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            kept = None if new else public_half(session, algorithm)
        if kept is None:
            with here.store.write(here.acting) as session:
                kept = make_key(session, MakeKey(algorithm))
    echo(kept)


@app.command()
def refresh(
    home: Home,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Read this folder of files instead.", exists=True)
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Read everything, also where only what changed could be read.")
    ] = False,
    accept_findings: Annotated[
        bool, typer.Option(help="Take a copy that looks wrong, after you looked at why.")
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
    is_unattended: Annotated[
        bool,
        typer.Option(
            "--unattended",
            help="Ask for no passphrase: seal the copy beside the store, to be opened at the next sign-in.",
        ),
    ] = False,
    token_stdin: Annotated[
        bool,
        typer.Option(
            "--token-stdin", help="With --unattended: read the main system's token from standard input."
        ),
    ] = False,
) -> None:
    """Take a new copy of the main system. The old one stays in use if anything goes wrong.

    Records that cannot be read are listed with their reasons and the rest comes in; it ends with 3 then. A copy
    that looks wrong is kept waiting for `accept-copy` or `refuse-copy`; it ends with 3 then too.
    """
    if is_unattended:
        _seal_a_copy(home, token_stdin=token_stdin)
        return
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            place = (
                opened_folder(session, folder_of(folder.name, folder))
                if folder
                else (whole_source if whole else source)(session, here.acting.now)
            )
        try:
            with closing(place), Console(stderr=True).status(f"Reading {place.name}"):
                taken = take_copy(here.store, here.acting, place, accept_findings=accept_findings)
        except Held as held:
            _say_held(held.findings, in_json=json)
            raise typer.Exit(NEEDS_YOU) from None
        with here.store.read() as session:
            not_read = copies.not_read(session)
    if json:
        echo(msgspec.json.encode({"taken": taken, "not_read": not_read}).decode())
    else:
        echo(taken.words())
        for each in not_read[:SHOWN]:
            echo(f"not read: {each.found_in}: {each.resource_type} {each.resource_id}: {each.reason}")
        if len(not_read) > SHOWN:
            echo(f"… and {len(not_read) - SHOWN} more; --json lists all.")
    if not_read:
        raise typer.Exit(NEEDS_YOU)


def _seal_a_copy(home: Path, *, token_stdin: bool) -> None:
    """Take a copy for the next sign-in. Says nothing that names anybody: a timer's log keeps it."""
    token = sys.stdin.readline().strip() if token_stdin else _handed_token()
    began = unattended.take(store_folder(home), token or None, utc_now)
    echo(f"Copy of {full_stamp(began)} sealed. It is opened at the next sign-in.")


def _handed_token() -> str:
    """Return the token systemd hands over in memory, from where the machine keeps it encrypted; else nothing."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    handed = Path(folder) / TOKEN_NAME if folder else None
    return handed.read_text().strip() if handed is not None and handed.is_file() else ""


@app.command("unattended")
def switch_unattended(
    home: Home,
    on: Annotated[
        bool, typer.Option("--on/--off", help="Whether copies may be taken while nobody is signed in.")
    ],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Let copies be taken while nobody is signed in, by `refresh --unattended` and a timer of the system."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        unattended.switch(here.store, here.acting, unattended.Switch(on))
    said = "may be taken while nobody is signed in. They are sealed: only a sign-in opens them."
    echo(f"Copies {said}" if on else "No copies are taken any more while nobody is signed in.")


def _say_held(found: tuple[Finding, ...], *, in_json: bool) -> None:
    if in_json:
        echo(msgspec.json.encode({"waiting": found}).decode())
        return
    echo("The new copy looks wrong and waits; the copy from before is still in use.")
    for each in found:
        echo(each.whole())


@app.command()
def waiting_copy(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Show what is wrong with the copy that waits for an answer; it ends with 3 when one does."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        kept = waiting(session)
    if kept is not None:
        _say_held(kept.findings, in_json=json)
        raise typer.Exit(NEEDS_YOU)
    echo('{"waiting":null}' if json else "No copy waits for an answer.")


Why = Annotated[str, typer.Option("--why", help="What you saw in the main system, or who told you.")]


@app.command()
def accept_copy(home: Home, why: Why, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Put the copy that waits in use, after you looked at what is wrong with it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        echo(deciding.accept(here.store, here.acting, why).words())


@app.command()
def refuse_copy(home: Home, why: Why, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Refuse the copy that waits; the copy from before stays in use."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        deciding.refuse(here.store, here.acting, why)
    echo("The new copy was refused. The copy from before is still in use.")


@app.command()
def status(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Say how the desk stands: outage or not, how old each part of the copy is, what waits to be sent."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        now = here.acting.now()
        running = outages.current(session)
        as_of = copies.as_of(session)
        waiting = delivery.counts(session)
        end = head(session)
    if json:
        said = {
            "mode": running.mode if running else outages.Mode.NORMAL,
            "outage": running.reference if running else None,
            "as_of": as_of,
            "delivery": waiting,
            "journal_entries": end.seq,
            "journal_head": end.code,
        }
        echo(msgspec.json.encode(said).decode())
        return
    echo(f"{running.mode} {running.reference}, since {full_stamp(running.since)}" if running else "NORMAL")
    for kind, at in as_of.items():
        echo(f"{kind:12} copy of {full_stamp(at)}, {age_in_words(at, now)} old")
    if not as_of:
        echo("No copy was taken yet.")
    echo(", ".join(f"{number} {state}" for state, number in waiting.items()))
    echo(f"Journal: {end.seq} entries, head {end.code}")
