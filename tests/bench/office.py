"""Rows about a pack for a whole branch, against LibreOffice in its headless form given the same facts.

Both are whole processes. LibreOffice gets a document that is ready, with ready-made pictures of the codes; the time to
write that is not counted. Ours starts, draws, reads every page back and writes the file. Its peak is asked of Linux as
VmHWM: the peak that getrusage tells is handed on by whoever starts a process, and would be that of these measurements.
"""

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import segno

from downtime_desk.people.summary import Person
from tests.bench.harness import Measure, Pair, Row, at_most, milliseconds
from tests.bench.sheets import HEADINGS, facts, on_two_pages, somebody

PEOPLE = 500
SOFFICE = shutil.which("soffice")
NOT_THERE = (
    "LibreOffice is not installed, so the packs of 500 are not measured against it:"
    " apt-get install --no-install-recommends libreoffice-writer-nogui"
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
    '<office:styles><style:style style:name="Small" style:family="paragraph">'
    '<style:text-properties fo:font-size="10.5pt"/></style:style>'
    '<style:style style:name="New" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/>'
    '<style:text-properties fo:font-size="15pt" fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Head" style:family="paragraph">'
    '<style:text-properties fo:font-size="11pt" fo:font-weight="bold"/></style:style></office:styles>'
    '<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties'
    ' fo:page-width="210mm" fo:page-height="297mm" fo:margin="15mm"/></style:page-layout></office:automatic-styles>'
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/>'
    "</office:master-styles><office:body><office:text>"
)
FOOT = "</office:text></office:body></office:document>"
OURS = """
import sys
from pathlib import Path
from tests.bench import sheets
from tests.printing.samples import sheet
from downtime_desk.printing.summary.pack import render_pack
make = getattr(sheets, sys.argv[1])
pack = render_pack(sheet(make(n)).numbered(f"C-3FA-{n:04d}") for n in range(int(sys.argv[2])))
Path(sys.argv[3]).write_bytes(pack.pdf)
pages = set(pack.pages)
assert pages == {int(sys.argv[4])}, pages
held = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(held.split()[1]) / 1024, len(pack.pdf) / sum(pack.pages) / 1000)
"""


def picture(person: Person) -> str:
    """Return the code of a person's page as a picture in text."""
    made = BytesIO()
    segno.make_qr(f"DD1:C-3FA-0447:D3FA:{person.id}", error="m").save(made, kind="png", scale=4)
    return b64encode(made.getvalue()).decode()


def written(people: list[Person]) -> str:
    """Return a document of the same facts, as LibreOffice reads it."""
    return HEAD + "".join(part for person in people for part in of_person(person)) + FOOT


def of_person(person: Person) -> Iterator[str]:
    """Yield the parts of one person's pages."""
    yield f'<text:p text:style-name="New">{escape(f"{person.family}, {person.given}")}'
    yield '<draw:frame text:anchor-type="as-char" svg:width="24mm" svg:height="24mm"><draw:image>'
    yield f"<office:binary-data>{picture(person)}</office:binary-data></draw:image></draw:frame></text:p>"
    for heading, rows in zip(HEADINGS, facts(person), strict=True):
        yield f'<text:p text:style-name="Head">{heading}</text:p><table:table>'
        yield f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
        for row in rows:
            cells = (f'<text:p text:style-name="Small">{escape(cell)}</text:p>' for cell in row)
            yield "<table:table-row>"
            yield "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
            yield "</table:table-row>"
        yield "</table:table>"


def converted(folder: Path) -> None:
    """Let LibreOffice make the PDF, with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    document = str(folder / "pack.fodt")
    subprocess.run(
        [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), document],
        check=True,
        capture_output=True,
    )
    if not (folder / "pack.pdf").exists():
        raise RuntimeError("LibreOffice made no file")


def ours(make: Callable[[int], Person], pages: int, folder: Path) -> tuple[float, float]:
    """Make our PDF in a process of its own; return its peak in megabytes and kilobytes a page."""
    asked = (make.__name__, str(PEOPLE), str(folder / "ours.pdf"), str(pages))
    said = subprocess.run(
        [sys.executable, "-c", OURS, *asked], check=True, capture_output=True, text=True, env=os.environ
    )
    peak, size = map(float, said.stdout.split())
    return peak, size


@contextmanager
def pack(make: Callable[[int], Person], pages: int) -> Iterator[Pair]:
    """Time both."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "pack.fodt").write_text(written([make(number) for number in range(PEOPLE)]), "utf-8")
        yield milliseconds(partial(ours, make, pages, folder)), milliseconds(partial(converted, folder))


@contextmanager
def figure(make: Callable[[int], Person], pages: int, which: int, limit: float) -> Iterator[Pair]:
    """Measure memory or size of ours against its limit."""
    with TemporaryDirectory() as made:

        def once() -> float:
            return ours(make, pages, Path(made))[which]

        measure: Measure = once
        yield measure, at_most(limit)


PEER, GOAL = "LibreOffice", "goal"
AGAINST_OFFICE = [
    Row("G2", f"{PEOPLE} summaries of one page", PEER, "ms", partial(pack, somebody, 1), least=5, rounds=3),
    Row("G2", f"{PEOPLE} of two pages", PEER, "ms", partial(pack, on_two_pages, 2), least=8, rounds=3),
]
ROWS = [
    *(AGAINST_OFFICE if SOFFICE else ()),
    Row(
        "G2",
        f"Peak memory, {PEOPLE} of two pages",
        GOAL,
        "MB",
        partial(figure, on_two_pages, 2, 0, 100),
        most=1,
        rounds=1,
    ),
    Row("G2", "Size of a page", GOAL, "kB", partial(figure, somebody, 1, 1, 6), most=1, rounds=1),
]
NOTES = () if SOFFICE else (NOT_THERE,)
