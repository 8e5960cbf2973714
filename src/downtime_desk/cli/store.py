"""Commands about the store itself."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.access.actions import Found, found
from downtime_desk.cli import STORE_WRONG, app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, ask_passphrase, opened
from downtime_desk.core.clock import utc_now
from downtime_desk.core.examine import examine
from downtime_desk.core.passphrases import offer_passphrase


@app.command()
def setup(
    home: Home,
    organisation: Annotated[str, typer.Option(prompt="Name of the organisation")],
    manager: Annotated[str, typer.Option(prompt="Your name")],
    phone: Annotated[str, typer.Option(prompt="Phone number of the duty desk")],
    passphrase_stdin: FromStdin = False,
) -> None:
    """Make the encrypted store of this laptop, with its first manager.

    The recovery code is printed once and kept nowhere else: write it down and keep it away from the laptop.
    """
    if not passphrase_stdin:
        typer.echo(f"Five words you may use: {offer_passphrase()}")
    passphrase = ask_passphrase("Passphrase, at least 15 characters", from_stdin=passphrase_stdin)
    made = found(home, Found(organisation, phone, manager, passphrase), utc_now)
    made.signed_in.store.close()
    typer.echo(f"The store is in {home}.")
    typer.echo(f"Recovery code, shown only now: {made.recovery_code}")


@app.command("verify-store")
def verify_store(
    home: Home, manager: Manager = "", passphrase_stdin: FromStdin = False, json: Json = False
) -> None:
    """Prove that the store is whole: every page, the journal's chain, and every table against the journal.

    What this cannot prove is that nothing was cut from the journal's end: compare the head it prints with
    one on a printed page or certificate. Ends with 5 when something is wrong.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as signed_in:
        examined = examine(signed_in.store)
    if json:
        typer.echo(msgspec.json.encode(examined).decode())
    else:
        for finding in examined.findings:
            typer.echo(f"{'WRONG' if finding.faults else 'holds'}  {finding.what}")
            for fault in finding.faults:
                typer.echo(f"       {fault}")
        typer.echo(f"Journal: {examined.entries} entries, head {examined.head}")
    if not examined.holds:
        raise typer.Exit(STORE_WRONG)
