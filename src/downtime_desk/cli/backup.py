"""Commands about backups: `downtime-desk backup …`."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.access.actions import Recover, settle_store
from downtime_desk.backups import queries
from downtime_desk.backups.actions import (
    ChooseFolder,
    back_up,
    choose_folder,
    keys_for,
    make_pack,
    open_backup,
    open_backup_with_code,
    put_in_place,
    root_of,
)
from downtime_desk.backups.emergency.keeping import is_current
from downtime_desk.cli import NEEDS_YOU, STORE_WRONG, app
from downtime_desk.cli.examined import say_findings
from downtime_desk.cli.opening import (
    FromStdin,
    Home,
    Json,
    Manager,
    ask_passphrase,
    make_pages,
    opened,
    slot_of,
)
from downtime_desk.cli.saying import echo
from downtime_desk.core import keys
from downtime_desk.core.backup.file import Backup, Damaged, read_about
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.backup.proving import prove
from downtime_desk.core.clock import full_stamp, utc_now
from downtime_desk.core.files import private_folder

backup = typer.Typer(help="Back the store up, see and check backups, and go on from one.")
app.add_typer(backup, name="backup")

File = Annotated[Path, typer.Argument(help="The file of the backup or pack.")]
SHOWN = 40


@backup.command("make")
def make(
    home: Home,
    to: Annotated[
        Path | None, typer.Option("--to", help="Put a pack there instead: a stick, a drive. It is recorded.")
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Back up now, under a key of its own, and check it by opening it again.

    Old ones go: kept are each half hour of the last 24 hours, seven days and four weeks. Packs are never removed.
    Ends with 3 when the chosen folder did not take it and it is on this laptop instead.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        trouble = None
        if to is not None:
            made = make_pack(here, to)
        else:
            done = back_up(here, "asked")
            made, trouble = done.backup, done.trouble
            if not is_current(here.store, here.acting.now):
                make_pages(here)
    if json:
        echo(msgspec.json.encode(_said(made)).decode())
    else:
        echo(f"Backed up and checked: {made.path}")
        echo(f"Journal: {made.about.entries} entries, head {made.about.head}")
    if trouble is not None:
        echo(f"{trouble.what}\n{trouble.do}", err=True)
        raise typer.Exit(NEEDS_YOU)


@backup.command("folder")
def folder(
    home: Home,
    where: Annotated[str, typer.Argument(help='The folder; "" for this laptop’s own.')],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say where backups of this desk go from now on, for example on another drive."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        chosen = str(Path(where).resolve()) if where else ""
        with here.store.write(here.acting) as session:
            choose_folder(session, ChooseFolder(chosen))
            now = queries.folder(session, home, here.acting.desk)
    echo(f"Backups go to {now}.")


@backup.command("list")
def list_(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """List the backups of this store, newest first. Ends with 5 when a file among them is damaged."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.read() as session:
        found = listed(queries.folder(session, home, here.acting.desk), here.store.store_id)
    if json:
        said = {
            "backups": [_said(each) for each in found.backups],
            "damaged": [str(path) for path in found.damaged],
        }
        echo(msgspec.json.encode(said).decode())
    else:
        for each in found.backups:
            about = each.about
            echo(
                f"{full_stamp(about.made())}  {about.entries:6} entries  {about.size / 1e6:7.1f} MB  {each.path}"
            )
        if not found.backups:
            echo("No backups here yet.")
    for path in found.damaged:
        echo(f"damaged: {path}", err=True)
    if found.damaged:
        raise typer.Exit(STORE_WRONG)


def _said(each: Backup) -> dict[str, object]:
    about = each.about
    return {
        "file": str(each.path),
        "made_at": about.made_at,
        "why": about.why,
        "desk": about.desk,
        "entries": about.entries,
        "head": about.head,
        "size": about.size,
    }


@backup.command("check")
def check(
    home: Home, file: File, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Prove a backup or pack as a store is proved: bytes, pages, journal, tables. Changes nothing.

    It needs no store on this machine, and as much free room as the backup is large. Ends with 5 when it is damaged.
    """
    try:
        one = read_about(file)
        keyfile = keys_for(home, file)
        slot = slot_of(keyfile, manager)
        secret = ask_passphrase(f"Passphrase of {slot.name}", from_stdin=passphrase_stdin)
        root = root_of(file, keyfile, keys.unlock(keyfile, slot, secret))
        examined = prove(one, root, private_folder(home))
    except Damaged as damaged:
        echo(f"{damaged.what}\n{damaged.do}", err=True)
        raise typer.Exit(STORE_WRONG) from None
    if json:
        echo(msgspec.json.encode({**_said(one), "holds": examined.holds}).decode())
    else:
        say_findings(examined)
        echo(f"Journal: {examined.entries} entries, head {examined.head}")
    if not examined.holds:
        raise typer.Exit(STORE_WRONG)


@backup.command("restore")
def restore(
    home: Home,
    file: File,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it, after you saw what would change without this.")
    ] = False,
    recovery_code: Annotated[
        bool,
        typer.Option(
            "--recovery-code",
            help="Open it with the recovery code: the code, then a new passphrase, a line each.",
        ),
    ] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Show what going on from a backup or pack would change; with --yes, do it.

    The store that is here is kept aside whole, and the desk has a new mark from then on. On a machine without a
    store it becomes a second desk. Without --yes it ends with 3 and nothing is changed.
    """
    settle_store(home)
    slot = slot_of(keys_for(home, file), manager)
    if recovery_code:
        code = ask_passphrase("Recovery code", from_stdin=passphrase_stdin)
        chosen = ask_passphrase(f"New passphrase of {slot.name}", from_stdin=passphrase_stdin)
        candidate = open_backup_with_code(home, file, Recover(code, slot.who, chosen))
    else:
        secret = ask_passphrase(f"Passphrase of {slot.name}", from_stdin=passphrase_stdin)
        candidate = open_backup(home, file, slot.who, secret)
    found = candidate.changes()
    if json:
        echo(msgspec.json.encode({"changes": found, "words": found.words(), "done": yes}).decode())
    else:
        _show(found)
    if not yes:
        candidate.drop()
        echo("Nothing was changed. Say it again with --yes to go on from this backup.", err=True)
        raise typer.Exit(NEEDS_YOU)
    signed_in = put_in_place(candidate, utc_now)
    signed_in.store.close()
    if not json:
        echo(f"This is desk {signed_in.acting.desk} now. It goes on from {file.name}.")
    if candidate.code:
        echo(f"Recovery code, shown only now: {candidate.code}", err=json)


def _show(found: queries.Changes) -> None:
    for row in found.rows:
        before = "not known" if row.here is None else row.here
        echo(f"{row.what:24} {row.there if row.same else f'{before}  ->  {row.there}'}")
    echo(found.words())
    for lost in (found.lost or ())[-SHOWN:]:
        echo(f"  {full_stamp(lost.at)}  {lost.by}: {lost.words}")
    if found.lost and len(found.lost) > SHOWN:
        echo(f"  … and {len(found.lost) - SHOWN} before; --json lists all.")
