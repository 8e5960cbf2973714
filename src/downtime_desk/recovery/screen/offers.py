"""The choices a person has about a matter. None is chosen for them; a suggestion gives its reason."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QWidget

from downtime_desk.recovery.choices import Offer
from downtime_desk.recovery.reconciling.choices import Way
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Run, bold, column, quiet
from downtime_desk.ui.parts.paint import paint_box, paint_focus
from downtime_desk.ui.runs import Laid, lay_out, one_line


class Offers(QWidget):
    """The choices, one under the other. Signal `chosen(Offer or Way)`; keys 1 to 9 choose."""

    chosen: ClassVar[Signal] = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What shall stand")
        self._group = QButtonGroup(self)
        self._column = column(gap=6)
        self.setLayout(self._column)
        self._group.buttonClicked.connect(self._clicked)

    def show_offers(self, offered: Sequence[Offer | Way]) -> None:
        """Show other choices, none of them chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for number, each in enumerate(offered, start=1):
            button = OfferButton(each, number)
            self._group.addButton(button)
            self._column.addWidget(button)

    def value(self) -> Offer | Way | None:
        """Return what is chosen, or None."""
        button = self._group.checkedButton()
        return button.offer if isinstance(button, OfferButton) else None

    def choose(self, number: int) -> None:
        """Choose by number, as its key does."""
        buttons = self._group.buttons()
        if 1 <= number <= len(buttons):
            buttons[number - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            buttons[number - 1].click()

    def _clicked(self, button: "OfferButton") -> None:
        self.chosen.emit(button.offer)


class OfferButton(QRadioButton):
    """One choice: its words, what it means, and the reason if it is suggested."""

    def __init__(self, offer: Offer | Way, number: int) -> None:
        super().__init__()
        self.offer = offer
        why = f" Suggested: {offer.suggested}" if offer.suggested else ""
        self.setAccessibleName(one_line(f"{offer.label}. {offer.meaning}{why}"))
        self.setAccessibleDescription(f"Key: {number}")
        self._runs = (
            bold(offer.label),
            Run(f"  {offer.meaning}", "ink2"),
            *((quiet(why, 14),) if why else ()),
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Take a click anywhere on the card."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """Return the room for the words on one line."""
        return QSize(theme.px(240), self.heightForWidth(self.width() or theme.px(480)))

    def minimumSizeHint(self) -> QSize:
        """Return the least room."""
        return QSize(theme.px(200), theme.px(40))

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height the words take when wrapped into a width."""
        return max(theme.px(40), round(self._laid(width).height) + theme.px(14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card, the dot and the words."""
        painter = QPainter(self)
        on = self.isChecked()
        paint_box(
            painter,
            self.rect(),
            "accent_tint" if on else "surface",
            "accent" if on else "edge",
            2 if on else 1,
        )
        side = theme.px(18)
        dot = QRect(theme.px(12), (self.height() - side) // 2, side, side)
        painter.setBrush(theme.colour("surface"))
        pen = painter.pen()
        pen.setColor(theme.colour("accent" if on else "edge"))
        pen.setWidth(theme.px(5 if on else 2))
        painter.setPen(pen)
        inset = pen.width() / 2
        painter.drawEllipse(QRectF(dot).adjusted(inset, inset, -inset, -inset))
        laid = self._laid(self.width())
        laid.paint(painter, dot.right() + theme.px(10), (self.height() - laid.height) / 2)
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def _laid(self, width: int) -> Laid:
        return lay_out(self._runs, width - theme.px(52), lines=4)
