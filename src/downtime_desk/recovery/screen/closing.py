"""Closing the outage from the page, and saving its certificate."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.recovery import actions, certificate, queries
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import confirm


class Closing(QObject):
    """Asks once more before an outage is closed, and writes certificates. Signal `told(strong words, words, tone)`."""

    told: ClassVar[Signal] = Signal(str, str, str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._window = desk, page

    def close_outage(self) -> None:
        """Ask once more, then close the outage."""
        asked = confirm(
            self._window,
            "Close the outage",
            "Every visit has an answer and everything went back. The log stays; the certificate can be saved.",
            "Close the outage",
        )
        asked.asked.connect(self._close)
        asked.asked.connect(asked.close_done)

    def save_certificate(self) -> None:
        """Ask for a folder and write the certificate there."""
        folder = QFileDialog.getExistingDirectory(
            self._window, "Where to save the certificate", str(certificate.suggested_folder())
        )
        if folder:
            self.save_into(Path(folder))

    def save_into(self, folder: Path) -> None:
        """Write the certificate of the outage closed last into a folder."""
        self._desk.jobs.work(self, self._certificate, folder, then=self._saved, otherwise=self._failed)

    def _certificate(self, folder: Path) -> tuple[Path, Path]:
        """Make it beside the window: its figures go through the whole journal."""
        with self._desk.read() as session:
            closed = queries.closed_last(session)
            figures = certificate.figures(session, closed, self._desk.acting)
        return certificate.save(figures, folder)

    def _close(self) -> None:
        self._desk.jobs.write(self, actions.close_outage, None, then=self._is_closed, otherwise=self._failed)

    def _is_closed(self, number: str) -> None:
        self.told.emit("The outage is closed.", f"Certificate {number}.", "green")

    def _saved(self, where: tuple[Path, Path]) -> None:
        self.told.emit("Saved.", f"{where[0].name} and {where[1].name} in {where[0].parent}.", "green")

    def _failed(self, trouble: Trouble) -> None:
        self.told.emit(trouble.what, trouble.do, "red")
