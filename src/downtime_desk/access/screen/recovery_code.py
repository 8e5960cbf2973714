"""A code on paper: shown once, printed or saved or written down, and then gone."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Card, Note, SafeLabel, Tick, column, row, second, strong

GROUPS_A_LINE = 3


@dataclass(frozen=True)
class Paper:
    """What stands round a code: its name, what it is for on the screen, and the lines on paper.

    `outside` is what an envelope says once the page is folded; without it the page is not folded.
    """

    name: str
    file: str
    about: str
    lines: tuple[str, ...]
    outside: tuple[str, ...] = ()


RECOVERY = Paper(
    "Recovery code",
    "recovery-code.pdf",
    "It opens this laptop when nobody’s passphrase does. It is shown once and kept nowhere here. "
    "Seal it in an envelope and put it into the office safe, away from this laptop.",
    (
        "It opens the laptop of the duty desk when nobody’s passphrase does.",
        "On the sign-in window choose “Use the recovery code” and type it.",
        "Keep it sealed in the office safe. Using it makes a new one.",
    ),
)


def envelope_paper(number: str) -> Paper:
    """Return what stands round the code of a break-glass envelope."""
    return Paper(
        f"Break-glass envelope {number}",
        f"envelope-{number}.pdf",
        "Whoever opens it gets in for 12 hours when no manager can be had; name and reason are written down first. "
        "Print it, fold it twice along the lines so that the code is inside, seal it, sign over the edge, and put it "
        "into the office safe. It is shown once and kept nowhere here.",
        (
            "On the sign-in window choose “Cannot get in? Break glass”.",
            "Type the code, your name, what you do here, and why no manager can sign in.",
            "You may read, verify, log, print and change the rota for 12 hours. A manager goes through it afterwards.",
        ),
        (
            f"BREAK-GLASS ENVELOPE {number}",
            "Open only when no manager can sign in and people need care now.",
            "Opened by ______________________   on ______________   at ________",
            "Seal whole, looked at quarterly (initials, date): ______________________",
        ),
    )


def invitation_paper(name: str, until: str) -> Paper:
    """Return what stands round the code of an invitation."""
    return Paper(
        f"Invitation of {name}",
        "invitation.pdf",
        f"{name} presses “I have an invitation” on this laptop, types it and chooses a passphrase. It works once, "
        f"until {until}, and is shown only now.",
        (
            "On the sign-in window of the duty desk’s laptop choose “I have an invitation” and type it.",
            f"It works once, until {until}. Then tear this page up.",
        ),
    )


def lines_of(code: str) -> list[str]:
    """Return the code in lines of a few groups, as it stands on screen and paper."""
    groups = code.split("-")
    return ["  ".join(groups[at : at + GROUPS_A_LINE]) for at in range(0, len(groups), GROUPS_A_LINE)]


class RecoveryCodePage(QWidget):
    """Shows a code once. Signal `settled(bool)` when the tick says that it is kept, or no longer."""

    settled: ClassVar[Signal] = Signal(bool)

    def __init__(self, organisation: str, code: str, paper: Paper = RECOVERY) -> None:
        super().__init__()
        self._organisation, self._code, self._paper = organisation, code, paper
        big = [SafeLabel(line, size=26, weight=theme.BOLD, figures=True) for line in lines_of(code)]
        for line in big:
            line.setAccessibleName(", ".join(" ".join(group) for group in line.text().split()))
        self.print_button = Button("Print it", icon="printer")
        self.print_button.clicked.connect(self._print)
        self.save_button = Button("Save as PDF", icon="download")
        self.save_button.clicked.connect(self._ask_where)
        self.tick = Tick("It is printed or written down", boxed=True)
        self.tick.toggled.connect(self.settled)
        self.setFocusProxy(self.print_button)
        self._said = Note("", tone="green")
        self._said.hide()
        card = Card(column(strong(paper.name), *big, gap=4), tone="ink", thick=2)
        self.setLayout(
            column(
                second(paper.about),
                card,
                row(self.print_button, self.save_button, 0),
                second("Or copy it by hand. The last sign shows a slip of the pen."),
                self._said,
                self.tick,
                gap=10,
            )
        )

    def save_pdf(self, path: Path) -> None:
        """Write the page to a PDF; raise Trouble when the file cannot be written."""
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(held)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
        writer.setTitle(self._paper.name)
        writer.setCreator("Downtime Desk")
        with QPainter(writer) as painter:
            self._paint(painter, QRectF(painter.viewport()))
        try:
            replace_file(path, bytes(held.data().data()))
        except OSError as error:
            raise Trouble(
                f"{path.name} could not be written.", "Choose another folder, or copy the code by hand."
            ) from error

    def _ask_where(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, f"Save: {self._paper.name}", self._paper.file, "PDF (*.pdf)"
        )
        if not chosen:
            return
        try:
            self.save_pdf(Path(chosen))
        except Trouble as trouble:
            self._say(trouble.what, trouble.do, "red")
        else:
            self._say(
                f"Saved as {Path(chosen).name}.",
                "Move it off this laptop: who finds both can open it.",
                "amber",
            )

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() != QPrintDialog.DialogCode.Accepted:
            return
        painter = QPainter()
        if painter.begin(printer):
            self._paint(painter, QRectF(painter.viewport()))
            painter.end()
            self._say("Sent to the printer.", "Look at the paper before you tick.", "green")
        else:
            self._say("The printer did not take it.", "Try again, save it as PDF, or copy it by hand.", "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self._said.say(what, do, tone)
        self._said.show()

    def _paint(self, painter: QPainter, page: QRectF) -> None:
        """Draw the page: whose it is, the code, what to do with it; an envelope in thirds, the code in the middle."""
        title = (f"Downtime Desk: {self._paper.name.lower()} of {self._organisation}", 16, QFont.Weight.Bold)
        code = [(line, 26, QFont.Weight.Bold) for line in lines_of(self._code)]
        how = [(line, 12, QFont.Weight.Normal) for line in self._paper.lines]
        if not self._paper.outside:
            _draw(painter, page, [title, *code, *how])
            return
        third = page.height() / 3
        outside = [(line, 15, QFont.Weight.Bold) for line in self._paper.outside]
        for place, texts in enumerate(([title, *outside], code, how)):
            _draw(painter, QRectF(page.left(), page.top() + place * third, page.width(), third), texts)
        painter.setPen(QPen(Qt.GlobalColor.black, 0, Qt.PenStyle.DashLine))
        for fold in (1, 2):
            at = page.top() + fold * third - third * 0.06
            painter.drawLine(round(page.left()), round(at), round(page.right()), round(at))


def _draw(painter: QPainter, page: QRectF, texts: list[tuple[str, int, QFont.Weight]]) -> None:
    """Draw lines one under the other: their words, size in points, weight."""
    dots, top = painter.device().logicalDpiY() / 72, page.top()
    painter.setPen(Qt.GlobalColor.black)
    for text, points, weight in texts:
        font = QFont(theme.FAMILIES)
        font.setPixelSize(round(points * dots))
        font.setWeight(weight)
        painter.setFont(font)
        room = QRectF(page.left(), top, page.width(), page.bottom() - top)
        drawn = painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, text)
        top = drawn.bottom() + points * dots * 0.6
