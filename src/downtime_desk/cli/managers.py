"""Commands about who may sign in: `downtime-desk managers …`."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Accept,
    ChangeRole,
    Invite,
    SignedIn,
    accept,
    change_role,
    invite,
    read_keyfile,
    set_passphrase,
    settle_store,
    withdraw,
)
from downtime_desk.access.actions.managers import DAYS
from downtime_desk.access.queries import ManagerRow, all_managers
from downtime_desk.backups.removing import Remove, destroy_backups, remove_manager
from downtime_desk.cli import NEEDS_YOU, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, ask_passphrase, let_in, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import from_text, full_stamp, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.passphrases import offer_passphrase

managers = typer.Typer(help="Who may sign in: invite, change roles and passphrases, remove.")
app.add_typer(managers, name="managers")

Name = Annotated[str, typer.Argument(help="The name, or enough of it.")]
Role = Annotated[str, typer.Option("--role", help="registered manager, duty manager or read-only.")]


@managers.command("list")
def list_(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False) -> None:
    """List who may sign in, who is invited and who was removed."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        rows, now = _rows(here), here.acting.now()
    if json:
        echo(msgspec.json.encode({"managers": rows}).decode())
        return
    for each in rows:
        last = full_stamp(each.signed_in_at) if each.signed_in_at else "never signed in"
        echo(f"{each.name:28} {each.role:20} {each.standing(now):16} {last}")


@managers.command("roles")
def show_roles() -> None:
    """Print who may do what. It needs no store and no passphrase."""
    for row in roles.rows():
        may = ", ".join(role for role, allowed in zip(roles.COLUMNS, row.may, strict=True) if allowed)
        echo(f"{row.act}\n    {may}")


@managers.command("invite")
def invite_(
    home: Home,
    name: Annotated[str, typer.Argument(help="Their name, as it will stand in the log.")],
    role: Role = roles.DUTY,
    days: Annotated[int, typer.Option("--days", help="How long the code holds.")] = DAYS,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Invite somebody. The code is printed once: they type it on this laptop and choose a passphrase."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        made = invite(home, here, Invite(name, role, days))
    if json:
        echo(msgspec.json.encode(made).decode())
        return
    echo(f"{made.name} is invited as {made.role}, until {full_stamp(from_text(made.until))}.")
    echo(f"Invitation code, shown only now: {made.code}")
    echo(f'They run: downtime-desk managers join "{made.name}"')


@managers.command("withdraw")
def withdraw_(home: Home, name: Name, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Take an invitation back. Its code opens nothing any more."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        one = _one(here, name)
        withdraw(home, here, one.id)
    echo(f"The invitation of {one.name} is taken back.")


@managers.command("join")
def join(
    home: Home,
    name: Name,
    passphrase_stdin: Annotated[
        bool, typer.Option("--passphrase-stdin", help="Read the code, then the passphrase, a line each.")
    ] = False,
) -> None:
    """Use an invitation: type the code, then choose a passphrase."""
    settle_store(home)
    slots = read_keyfile(home).of_kind("invitation")
    fitting = [slot for slot in slots if name.casefold() in slot.name.casefold()]
    if len(fitting) != 1:
        raise Trouble(f"There is no invitation, or more than one, for “{name}” here.", "Type the whole name.")
    code = ask_passphrase("Invitation code", from_stdin=passphrase_stdin)
    if not passphrase_stdin:
        echo(f"Five words you may use: {offer_passphrase()}")
    chosen = ask_passphrase("Your passphrase, at least 15 characters", from_stdin=passphrase_stdin)
    here = accept(home, Accept(fitting[0].who, code, chosen), utc_now)
    here.store.close()
    echo(f"{here.acting.name} may sign in now.")


@managers.command("passphrase")
def passphrase(
    home: Home,
    manager: Manager = "",
    passphrase_stdin: Annotated[
        bool,
        typer.Option(
            "--passphrase-stdin",
            help="Read the passphrase, then the new one, a line each, from standard input.",
        ),
    ] = False,
) -> None:
    """Change your own passphrase. The old one opens nothing any more."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        if not passphrase_stdin:
            echo(f"Five words you may use: {offer_passphrase()}")
        set_passphrase(home, here, ask_passphrase("The new passphrase", from_stdin=passphrase_stdin))
    echo("Changed. The old passphrase opens nothing any more.")


@managers.command("role")
def role_(
    home: Home, name: Name, role: Role, manager: Manager = "", passphrase_stdin: FromStdin = False
) -> None:
    """Give a manager another role, from the next sign-in on."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        one = _one(here, name)
        change_role(home, here, ChangeRole(one.id, role))
    echo(f"{one.name} is {role} from the next sign-in on.")


@managers.command("remove")
def remove(
    home: Home,
    name: Name,
    why: Annotated[str, typer.Option("--why", help="Why: left, or the passphrase got into other hands.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it.")] = False,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Remove a manager: the store gets a new file and a new key, and the others keep their passphrases.

    The new recovery code, and the envelope's if there is one, are printed once. Without --yes it ends with 3 and nothing
    is changed. Close the window before.
    """
    here = let_in(home, manager, from_stdin=passphrase_stdin)
    try:
        one = _one(here, name)
        if not yes:
            echo(f"{one.name} would be removed. Say it again with --yes.", err=True)
            raise typer.Exit(NEEDS_YOU)
        done = remove_manager(home, here, Remove(one.id, why))
    finally:
        here.store.close()
    old = [str(each.path) for each in done.backups]
    if json:
        said = {"removed": done.name, "codes": done.codes, "backups_of_before": old}
        echo(msgspec.json.encode(said).decode())
        return
    echo(f"{done.name} is removed. Everybody else signs in as before.")
    for made in done.codes:
        what = "Recovery code" if made.kind == "recovery" else f"Break-glass envelope {made.number}"
        echo(f"{what}, shown only now: {made.code}")
    if old:
        echo(f"Made before, and still open to {done.name} with the passphrase of then:")
        for path in old:
            echo(f"  {path}")
        echo("Make a new backup, then destroy them: downtime-desk managers destroy-old-backups")


@managers.command("destroy-old-backups")
def destroy_old(home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False) -> None:
    """Destroy backups that were made before somebody was removed. There has to be one that was made after it."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        gone = destroy_backups(home, here)
    echo(f"{gone} destroyed. Packs on sticks are yours to destroy.")


def _rows(here: SignedIn) -> tuple[ManagerRow, ...]:
    with here.store.read() as session:
        return all_managers(session)


def _one(here: SignedIn, name: str) -> ManagerRow:
    rows = [each for each in _rows(here) if each.state != "removed"]
    fitting = [each for each in rows if name.casefold() in each.name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(each.name for each in rows)
    raise Trouble(f"It is not clear who is meant: {names}.", "Type the whole name.")
