"""Commands about people: who is in the copy, found as in the window."""

from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.people.actions import list_people
from downtime_desk.people.names import listed
from downtime_desk.people.queries import Filter, Found
from downtime_desk.people.search import Search

MOST = 100_000
_KEPT = {
    "all": Filter.ALL,
    "red": Filter.RED,
    "exact-time": Filter.EXACT_TIME,
    "two-carers": Filter.TWO_CARERS,
    "facts-missing": Filter.FACTS_MISSING,
}


@app.command()
def people(
    home: Home,
    name: Annotated[
        str, typer.Argument(help="Name, number or address, as far as it is known; without it, all.")
    ] = "",
    only: Annotated[str, typer.Option("--only", help=f"{', '.join(_KEPT)}.")] = "all",
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """List the people of the copy by name, with their id, born and allergies: told since, recorded, or not recorded."""
    if only not in _KEPT:
        raise Trouble(f"“{only}” is nothing the list can be kept to.", f"Choose one of: {', '.join(_KEPT)}.")
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            matches = Search().find(session, name, _KEPT[only], MOST)
        rows = (*matches.by_name, *matches.elsewhere)
        with here.store.write(here.acting) as session:
            list_people(session, len(rows))
    if json:
        echo(msgspec.json.encode({"people": rows, "close": matches.close}).decode())
    elif rows:
        echo("\n".join(map(_line, rows)))
    else:
        close = f" Close: {', '.join(matches.close)}." if matches.close else ""
        echo(f"No “{name}” in this copy.{close}" if name else "Nobody is in this list.")


def _line(row: Found) -> str:
    born = f"born {long_date(row.born)}" if row.born else "born NOT RECORDED"
    left = ", left the list of the main system" if row.withdrawn else ""
    told = f"TOLD SINCE, not in the record: {row.allergies_told} In the copy: " if row.allergies_told else ""
    return (
        f"{row.priority or 'no priority':11} {listed(row.family, row.given)} [{row.id}], {born}{left}. "
        f"Allergies: {told}{_allergies(row.allergies)}"
    )


def _allergies(recorded: tuple[str, ...] | None) -> str:
    if recorded is None:
        return "NOT RECORDED"
    return ", ".join(recorded) or "no known allergies"
