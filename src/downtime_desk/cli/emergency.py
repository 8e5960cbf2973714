"""The command about the pages for the night when nothing else opens: `downtime-desk emergency-pack`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.access.actions import store_folder
from downtime_desk.backups.emergency.file import Pages, open_pages
from downtime_desk.backups.emergency.rung import LastPages, OnlyPages
from downtime_desk.backups.ladder import reading_only
from downtime_desk.cli import app
from downtime_desk.cli.opening import FromStdin, Home, Json, Manager, let_in
from downtime_desk.cli.saying import echo
from downtime_desk.core.clock import full_stamp, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file, saving_in

NONE_YET = Trouble(
    "There are no emergency pages beside this store.",
    "They are made after the next copy, and with each backup: downtime-desk backup make.",
)


@app.command("emergency-pack")
def emergency_pack(
    home: Home,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="Write the pages to this PDF, where the store itself cannot be written in."
        ),
    ] = None,
    manager: Manager = "",
    passphrase_stdin: FromStdin = False,
    json: Json = False,
) -> None:
    """Open the emergency pages and prove them: how old they are, and what is in them.

    With --to, where the store does not open, write them to a PDF, which is not locked. While it does, paper comes from
    the store: see print.
    """
    with _pages(home, manager, from_stdin=passphrase_stdin, writes=to is not None) as pages:
        made, index = full_stamp(pages.head.made()), pages.index
        if json:
            said = {
                "made_at": pages.head.made_at,
                "pages": pages.page_count(),
                "shown": index.shown,
                "of": index.of,
            }
            echo(msgspec.json.encode(said).decode())
        else:
            echo(
                f"Emergency pages of {made}: {pages.page_count()} pages, {len(index.sheets)} sheets, summaries of "
                f"{index.shown} of {index.of} people. They open, and every byte is as it was written."
            )
        if to is None:
            return
        with saving_in(to.parent):
            replace_file(to, pages.pdf)
    echo(f"Saved as {to}. The file is not locked: whoever has it can read it.", err=True)


@contextmanager
def _pages(home: Path, manager: str, *, from_stdin: bool, writes: bool) -> Iterator[Pages]:
    """Give the pages: of a store that does not open at all, of one that can only be read, or to be proved."""
    try:
        here = let_in(home, manager, from_stdin=from_stdin)
    except OnlyPages as only:
        _say(only.last)
        yield only.last.pages
        return
    try:
        if writes and reading_only(here) is None:
            raise Trouble(
                "Nothing was written: the store opens, so paper comes from it, with numbers in the register.",
                "Print from it: downtime-desk print --help. Without --to the emergency pages are only proved.",
            )
        pages = open_pages(store_folder(home), here.store.store_id, here.store.root)
        if pages is None:
            raise NONE_YET
        yield pages
    finally:
        here.store.close()


def _say(last: LastPages) -> None:
    echo("\n".join(last.words(utc_now())), err=True)
