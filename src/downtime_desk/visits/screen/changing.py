"""Changing the rota from the screen of visits: a visit not on it, and what is done to the visit in view."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.actions import may_change
from downtime_desk.rota.screen.changing import (
    AddVisitDialog,
    CancelDialog,
    DoubleUpDialog,
    MoveTimeDialog,
    ReassignDialog,
)
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import tell
from downtime_desk.ui.parts import Button

LONG_WORDS, SHORT_WORDS = 1280, 720
"""From these widths on, in design pixels, the head has room for the long words, and for the short ones."""

Dialog = Callable[[QWidget, Desk, str], ReassignDialog | MoveTimeDialog | DoubleUpDialog | CancelDialog]
WAYS: tuple[tuple[str, Dialog], ...] = (
    ("Move to another &carer", ReassignDialog),
    ("Move to another &time", MoveTimeDialog),
    ("More carers, or &fewer", DoubleUpDialog),
    ("Cancel this &visit", CancelDialog),
)


class Changing(QObject):
    """Opens the dialogs. Signals `changed(visit)` when one was saved, `made(visit)` for a visit made already.

    `add` is for the head of the page, `change` for the visit in view.
    """

    changed: ClassVar[Signal] = Signal(str)
    made: ClassVar[Signal] = Signal(str)

    def __init__(
        self, screen: QWidget, desk: Desk, change: Button, in_view: Callable[[], str | None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._desk, self._in_view = screen, desk, in_view
        self.add = Button("Visit not on the rota", icon="plus", hint="Ctrl N", records="rota.visit_added")
        self.add.clicked.connect(self.add_visit)
        self._change = change
        change.clicked.connect(self.offer)
        QShortcut(QKeySequence("Ctrl+N"), screen, self.add_visit)
        QShortcut(QKeySequence("Ctrl+Shift+M"), screen, self.offer)

    def fit(self, *, wide: float) -> None:
        """Use shorter words where the long ones do not fit; `wide` is in design pixels."""
        short = "Add visit" if wide >= SHORT_WORDS else "Add"
        self.add.say("Visit not on the rota" if wide >= LONG_WORDS else short)
        self.add.setAccessibleName("Visit not on the rota")

    def add_visit(self) -> None:
        """Open what asks for a visit not on the rota."""
        if not self._may_change():
            return
        dialog = AddVisitDialog(self._screen, self._desk)
        dialog.accepted.connect(lambda: self._added(dialog))
        dialog.open()

    def reassign(self, visit: str) -> None:
        """Open what asks who goes to a visit instead."""
        self._open(visit, ReassignDialog)

    def offer(self) -> None:
        """Offer what can be done to the visit in view."""
        if self._in_view() is None:
            return
        menu = self.menu()
        below = self._change if self._change.isVisible() else self._screen
        menu.popup(below.mapToGlobal(QPoint(0, below.height() if below is self._change else 0)))

    def menu(self) -> QMenu:
        """Return what can be done to the visit in view, to choose from by its letters."""
        menu = QMenu(self._screen)
        menu.setAccessibleName("Change this visit")
        menu.aboutToHide.connect(menu.deleteLater)
        for words, dialog in WAYS:
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked=False, way=dialog: self._open_in_view(way))
        return menu

    def _open_in_view(self, way: Dialog) -> None:
        visit = self._in_view()
        if visit is not None:
            self._open(visit, way)

    def _open(self, visit: str, way: Dialog) -> None:
        if not self._may_change(visit):
            return
        dialog = way(self._screen, self._desk, visit)
        dialog.accepted.connect(lambda: self.changed.emit(visit))
        dialog.open()

    def _added(self, dialog: AddVisitDialog) -> None:
        if dialog.visit is None:
            return
        signal = self.made if dialog.made else self.changed
        signal.emit(dialog.visit)

    def _may_change(self, visit: str | None = None) -> bool:
        """Say whether the rota may be changed now; why not stands in a dialog of its own."""
        try:
            with self._desk.read() as session:
                may_change(session, visit)
        except Trouble as trouble:
            tell(self._screen, trouble)
            return False
        return True
