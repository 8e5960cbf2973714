"""Commands about exports: naming their columns once, and looking at what they would change."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, opened
from downtime_desk.cli.saying import echo
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.connection import folder_of, source
from downtime_desk.sync.connection import opened as opened_folder
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.mapping import map_columns
from downtime_desk.sync.files.profiles import FIELDS, Mapped
from downtime_desk.sync.files.tables import tables
from downtime_desk.sync.files.values import Order, Zone
from downtime_desk.sync.files.words import in_words
from downtime_desk.sync.preview import preview
from downtime_desk.sync.refresh import prepare


@app.command()
def look(
    home: Home,
    folder: Annotated[
        Path | None, typer.Option("--from", help="Look at this folder of exports instead.", exists=True)
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Read the exports and say what a new copy would change. Nothing is kept."""
    with opened(home, manager, from_stdin=passphrase_stdin) as here:
        with here.store.read() as session:
            chosen = folder_of(folder.name, folder) if folder else None
            place = opened_folder(session, chosen) if chosen else source(session, here.acting.now)
        with closing(place), Console(stderr=True).status(f"Reading {place.name}"):
            prepared = prepare(here.store, place, here.acting.now)
        with here.store.read() as session:
            seen = preview(session, prepared)
    read_as = place.seen if isinstance(place, Files) else []
    if json:
        echo(msgspec.json.encode({"tables": read_as, "preview": seen}).decode())
        return
    for line in in_words(seen, read_as):
        echo(line)


@app.command(name="map-columns")
def map_export_columns(
    home: Home,
    file: Annotated[Path, typer.Argument(help="A file of the export.", exists=True)],
    column: Annotated[
        list[str] | None, typer.Option(help="COLUMN=FIELD, once for each column that is used.")
    ] = None,
    name: Annotated[str, typer.Option(help="What to call these columns.")] = "",
    utc: Annotated[bool, typer.Option("--utc", help="Its times are in UTC, not on London's clock.")] = False,
    month_first: Annotated[
        bool, typer.Option("--month-first", help="Its dates have the month first.")
    ] = False,
    parts: Annotated[
        bool, typer.Option("--parts", help="Several files of these columns are parts of one export.")
    ] = False,
    sheet: Annotated[int, typer.Option(help="Which sheet of a workbook, from 1.")] = 1,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
) -> None:
    """Say which column of an export is which; without --column, list its columns and the fields there are."""
    found = tables(file)
    if not 1 <= sheet <= len(found):
        raise Trouble(f"{file.name} has {len(found)} sheets.", "Choose one of them.")
    table = found[sheet - 1]
    if not column:
        echo(f"Columns of {table.name}: " + ", ".join(filter(None, table.header)))
        for field, words in FIELDS.items():
            echo(f"{field:24} {words}")
        return
    fields = dict(_parted(each) for each in column)
    zone: Zone = "UTC" if utc else "London"
    order: Order = "month first" if month_first else "day first"
    mapped = Mapped(name or file.stem, table.header, fields, zone, order, parts)
    with opened(home, manager, from_stdin=passphrase_stdin) as here, here.store.write(here.acting) as session:
        made = map_columns(session, mapped)
    echo(f"{made.name}: {len(made.columns)} columns are known from now on.")


def _parted(said: str) -> tuple[str, str]:
    header, equals, field = said.rpartition("=")
    if not equals:
        raise Trouble(f"“{said}” names no field.", "Write it as COLUMN=FIELD.")
    return header, field
