"""Commands about the store itself."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.access.actions import Found, found
from downtime_desk.cli import STORE_WRONG, app
from downtime_desk.cli.examined import say_findings
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, ask_passphrase, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import NOT_PROVED, examine
from downtime_desk.core.passphrases import offer_passphrase
from downtime_desk.core.proving import SettleDoubt, doubts, key_in_words, place_of, placed_words, settle_doubt
from downtime_desk.recovery.certificate import check_file


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
        echo(f"Five words you may use: {offer_passphrase()}")
    passphrase = ask_passphrase("Passphrase, at least 15 characters", from_stdin=passphrase_stdin)
    made = found(home, Found(organisation, phone, manager, passphrase), utc_now)
    made.signed_in.store.close()
    echo(f"The store is in {home}.")
    echo(f"Recovery code, shown only now: {made.recovery_code}")


@app.command("verify-store")
def verify_store(
    home: Home,
    manager: Manager = "",
    code: Annotated[str, typer.Option(help="A code of the journal from a page: say where it stands.")] = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Prove that the store is whole: pages, the journal's chain, its end, its signatures, and every table.

    What this cannot prove is printed with it. Ends with 5 when something is wrong, or when the code of a page is not in
    the journal.
    """
    with opened(home, manager, from_stdin=passphrase_stdin) as signed_in:
        examined = examine(signed_in.store)
        with signed_in.store.read() as session:
            placed = place_of(session, code) if code else None
    if json:
        said = {**asdict(examined), "not_proved": NOT_PROVED, **({"code": placed} if code else {})}
        echo(msgspec.json.encode(said).decode())
    else:
        say_findings(examined)
        echo(f"Journal: {examined.entries} entries, head {examined.head}, signed to entry {examined.signed}")
        if code:
            echo(placed_words(code, placed))
        echo("Not proved:")
        for each in NOT_PROVED:
            echo(f"       {each}")
    if not examined.holds or (code and placed is None):
        raise typer.Exit(STORE_WRONG)


@app.command("check-certificate")
def check_certificate(
    file: Annotated[Path, typer.Argument(help="The .json beside a certificate’s page.", dir_okay=False)],
) -> None:
    """Say whether a certificate’s figures are as they were signed. Needs no store: whoever received it can do it.

    Compare the key with the one on the page, or on an earlier certificate of the same desk. Ends with 5 when it was changed.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Trouble(f"{file} cannot be read.", "Check the name.") from error
    found = check_file(content)
    if not found.holds:
        echo(f"WRONG  {found.number} is not as it was signed.")
        raise typer.Exit(STORE_WRONG)
    echo(f"holds  {found.number} is as it was signed, with the key {key_in_words(found.key)}")


@app.command("settle-journal")
def settle_journal(
    home: Home,
    why: Annotated[str, typer.Option(help="What was found out, and by whom.")],
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say why every doubt about the journal stands no longer. It stays in the journal, with who said so."""
    with opened(home, manager, from_stdin=passphrase_stdin) as signed_in:
        with signed_in.store.write(signed_in.acting) as session:
            open_ = doubts(session)
            for each in open_:
                settle_doubt(session, SettleDoubt(each.id, why))
        echo(f"Settled: {len(open_)}." if open_ else "No doubt about the journal is open.")
