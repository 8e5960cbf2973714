"""Rows about paper: one summary for a person in a hurry, and a pack for the night.

The yardstick is ReportLab as its manual shows it (Platypus, tables of paragraphs, its own QR widget) with the same facts.
It neither proves what it drew nor minds a missing glyph; ours reads every page back before it is released.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count, islice
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

from downtime_desk.people.summary import Person
from downtime_desk.printing.summary.pack import render_pack
from tests.bench.harness import Pair, Row, at_most, milliseconds
from tests.bench.sheets import HEADINGS, facts, somebody
from tests.printing.samples import sheet

PACK = 100
STYLES = getSampleStyleSheet()


def by_the_manual(people: list[Person]) -> bytes:
    """Return the same facts as one PDF, made as ReportLab's manual shows."""
    made = BytesIO()
    story: list[Flowable] = []
    for person in people:
        story += [*page_by_the_manual(person), PageBreak()]
    SimpleDocTemplate(made, pagesize=A4).build(story)
    return made.getvalue()


def page_by_the_manual(person: Person) -> Iterator[Flowable]:
    """Yield the flowables of one person's page."""
    yield Paragraph(escape(f"{person.family}, {person.given}"), STYLES["Title"])
    qr = Drawing(80, 80)
    qr.add(QrCodeWidget(f"DD1/{person.id}/000447/0123456789ABCDEF0123456789ABCDEF", barLevel="M"))
    yield qr
    for heading, rows in zip(HEADINGS, facts(person), strict=True):
        yield Paragraph(heading, STYLES["Heading4"])
        yield Table([[Paragraph(escape(cell), STYLES["BodyText"]) for cell in row] for row in rows])


def pair(people: int) -> Pair:
    """Return both ways of printing that many people, fresh ones each time."""
    numbers = count()

    def fresh() -> Iterator[tuple[int, Person]]:
        return ((number, somebody(number)) for number in islice(numbers, people))

    return (
        milliseconds(
            lambda: render_pack(sheet(who).numbered(f"C-3FA-{number:04d}") for number, who in fresh())
        ),
        milliseconds(lambda: by_the_manual([who for _, who in fresh()])),
    )


@contextmanager
def one_summary() -> Iterator[Pair]:
    """Print one person."""
    yield pair(1)


@contextmanager
def a_pack() -> Iterator[Pair]:
    """Print a hundred people into one file."""
    yield pair(PACK)


@contextmanager
def one_click() -> Iterator[Pair]:
    """Print one person, against what a person takes for at once."""
    yield pair(1)[0], at_most(10)


MANUAL = "ReportLab by its manual"
ROWS = [
    Row("G2", f"{PACK} summaries in one file, proved", MANUAL, "ms", a_pack, least=5, rounds=5),
    Row("G3", "One summary, from facts to proved PDF", MANUAL, "ms", one_summary, least=2),
    Row("G3", "One summary, warm", "goal", "ms", one_click, most=1, rounds=15),
]
