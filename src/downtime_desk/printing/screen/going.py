"""How finished sheets leave the desk: to a printer, a file, or a folder with a file for each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.printing.making import Made, MadeSingly
from downtime_desk.printing.screen import paper
from downtime_desk.printing.spool import job_title

AnyMade = Made | MadeSingly
OPEN_TO_ALL = "The file is not locked: whoever has it can read it."
ALL_OPEN = "The files are not locked: whoever has them can read them."


@dataclass(frozen=True)
class Leaving:
    """Where sheets go, what takes them, and what is said when they are gone.

    `printer` is set when a queue can be asked about them afterwards; `singly` makes a file for each.
    """

    went_to: str
    take: Callable[[AnyMade], None]
    done: str
    warning: str
    singly: bool = False
    printer: str = ""


def to_printer(name: str, ways: paper.Ways) -> Leaving:
    """Return the way to a printer."""
    look = "Look at the paper before you rely on it."
    return Leaving(name, partial(_send, name, ways), f"Sent to {name}", look, printer=name)


def to_file(path: Path) -> Leaving:
    """Return the way into one file."""
    return Leaving(f"file {path.name}", partial(_keep, path), f"Saved as {path.name}", OPEN_TO_ALL)


def to_folder(folder: Path) -> Leaving:
    """Return the way into a folder: files are named by copy number, never by a person."""
    done = f"Saved in {folder.name}"
    return Leaving(f"folder {folder.name}", partial(_keep_each, folder), done, ALL_OPEN, singly=True)


def numbers(made: AnyMade) -> list[str]:
    """Return the numbers of the sheets that leave."""
    return [sheet.copy_number for sheet in made.sheets]


def _send(name: str, ways: paper.Ways, made: AnyMade) -> None:
    if isinstance(made, Made):
        paper.send(name, job_title(numbers(made)), ways, made.pack.pdf)


def _keep(path: Path, made: AnyMade) -> None:
    if isinstance(made, Made):
        write_pdf(path, made.pack.pdf)


def _keep_each(folder: Path, made: AnyMade) -> None:
    if isinstance(made, MadeSingly):
        for sheet, file in zip(made.sheets, made.pack.files, strict=True):
            write_pdf(folder / f"{sheet.copy_number}.pdf", file.pdf)


def write_pdf(path: Path, pdf: bytes) -> None:
    """Write pages to a file; raise Trouble when the disk does not take them."""
    try:
        replace_file(path, pdf)
    except OSError as error:
        raise Trouble(
            f"The file {path.name} could not be written: {error.strerror or 'the disk refused it'}.",
            "Choose another folder or a USB stick, and save again.",
        ) from error
