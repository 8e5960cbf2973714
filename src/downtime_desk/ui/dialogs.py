"""Dialogs over a dimmed window: coloured head, content, and a foot with Cancel and what will be done.

Esc cancels, and asks first when words were typed. Ctrl+Enter does it. A dialog never closes by itself
after the primary button: its owner closes it with `close_done` when the answer is there, or shows
the trouble in it with `show_trouble`, with every word still in place.
"""

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts.blocks import Icon, Note, column, holder, row
from downtime_desk.ui.parts.buttons import Button, primary, refusal_of
from downtime_desk.ui.parts.scroll import Scroll
from downtime_desk.ui.parts.text import Fit, SafeLabel, second

_DIM = QColor(20, 24, 27, 158)


class _Dimmer(QWidget):
    """A dark veil over the window while a dialog is open."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the veil."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), _DIM)


class _HeadBand(QWidget):
    def __init__(self, title: str, icon: str, fill: str, text: str) -> None:
        super().__init__()
        self._fill = fill
        words = SafeLabel(title, size=19, weight=theme.BOLD, tone=text, fit=Fit.CUT)
        line = row(Icon(icon, text, 22), words, gap=10, margins=(20, 0, 20, 0))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setFixedHeight(theme.px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the band."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour(self._fill))


class Modal(QDialog):
    """A dialog over its dimmed window. Signal `asked` when the primary button is pressed.

    `fill` is the colour of head and frame, a tone or `#RRGGBB`; `note` stands at the left of the foot. `records` is the
    kind of fact that follows from the primary button: who may not record that reads why, and cannot press it.
    """

    asked: ClassVar[Signal] = Signal()

    def __init__(
        self,
        window: QWidget,
        title: str,
        content: QWidget,
        *,
        do: str,
        icon: str = "info",
        fill: str = "accent",
        text: str = "on_accent",
        note: str = "",
        cancel: str = "Cancel",
        width: int = 640,
        records: str = "",
    ) -> None:
        super().__init__(window.window())
        self._under = window.window()
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # the system shows it to others: in its task switcher, in lists of windows
        self.setWindowTitle("Downtime Desk")
        self.setAccessibleName(title)
        self._fill, self._wide, self._kept = fill, width, ""
        self._dimmer: _Dimmer | None = None
        self.do_button = primary(do, records=records)
        self.cancel_button = Button(cancel, hint="Esc")
        self.note = second(note)
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        self._sure = self._make_sure()
        self._content = content
        foot = row(self.note, self.cancel_button, self.do_button, gap=8)
        foot.setStretch(0, 1)
        self._foot = holder(foot)
        scroll = Scroll()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self._scroll = scroll
        inner = column(scroll, self._trouble, self._sure, self._foot, gap=13, margins=(20, 14, 20, 16))
        inner.setStretch(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3, 3, 3, 3)
        whole.setSpacing(0)
        whole.addWidget(_HeadBand(title, icon, fill, text))
        whole.addLayout(inner)
        self.do_button.clicked.connect(self._ask)
        self.cancel_button.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.do_button.click)

    def open(self) -> None:
        """Dim the window and show the dialog over it; returns at once. It says first what its button is held for."""
        self._dimmer = _Dimmer(self._under)
        if refused := refusal_of(self.do_button):
            self.show_trouble(refused)
        self._settle()
        self._kept = self._typed()
        super().open()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say in the dialog what went wrong; what was typed stays."""
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()
        self.set_busy(busy=False)
        self._settle()

    def hide_trouble(self) -> None:
        """Take away what went wrong before: it is done now."""
        self._trouble.hide()
        self._settle()

    def set_busy(self, *, busy: bool) -> None:
        """Hold the primary button while the answer is on its way."""
        self.do_button.setEnabled(not busy)

    def turn_to(self, box: QBoxLayout, before: QWidget, after: QWidget, do: str) -> None:
        """Show another page where the first was; the primary button, with other words, waits to be enabled."""
        before.hide()
        before.deleteLater()
        box.addWidget(after)
        after.show()
        self.cancel_button.hide()
        self.note.setText("")
        self.do_button.say(do, "check")
        self.do_button.setEnabled(False)
        self._kept = self._typed()
        box.activate()
        self._settle()

    def close_done(self) -> None:
        """Close: it was done."""
        self.accept()

    def close_as_it_is(self) -> None:
        """Close without asking: whoever owns the dialog kept what was typed."""
        super().reject()

    def reject(self) -> None:
        """Close without doing it, after asking when words would be lost."""
        if self._typed() != self._kept and self._sure.isHidden():
            self._sure.show()
            self._foot.hide()
            self._keep.setFocus()
            self._settle()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Lift the veil and close."""
        if self._dimmer is not None:
            self._dimmer.deleteLater()
            self._dimmer = None
        super().done(result)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground and frame."""
        frame, ground = theme.colour(self._fill), theme.colour("bg")
        with QPainter(self) as painter:
            # in high contrast the head is as black as the ground: the frame has to be seen all the same
            painter.fillRect(self.rect(), theme.colour("edge") if frame == ground else frame)
            painter.fillRect(self.rect().adjusted(3, 3, -3, -3), ground)

    def _make_sure(self) -> QWidget:
        self._keep = Button("Keep typing")
        drop = Button("Throw it away")
        self._keep.clicked.connect(self._go_on)
        drop.clicked.connect(self._drop)
        made = Note("Throw away what you typed?", "It is not saved.", self._keep, drop)
        made.hide()
        return made

    def _go_on(self) -> None:
        self._sure.hide()
        self._foot.show()
        self._settle()

    def _drop(self) -> None:
        super().reject()

    def _ask(self) -> None:
        self._trouble.hide()
        self.asked.emit()

    def _typed(self) -> str:
        lines = [line.text() for line in self._content.findChildren(QLineEdit)]
        notes = [area.toPlainText() for area in self._content.findChildren(QPlainTextEdit)]
        return "\0".join(lines + notes)

    def _settle(self) -> None:
        """Take the room the content needs, inside the window, a little above its middle."""
        window = self._under
        free = window.rect().adjusted(theme.px(8), theme.px(8), -theme.px(8), -theme.px(8))
        wide = min(theme.px(self._wide), free.width())
        inner = wide - theme.px(40) - 6
        needed = self._content.heightForWidth(inner)
        self._scroll.setMinimumHeight(0)
        tall = max(self._content.minimumSizeHint().height(), self._content.sizeHint().height(), needed)
        layout = self.layout()
        rest = layout.minimumSize().height() - self._scroll.minimumSizeHint().height() if layout else 0
        high = min(free.height(), tall + rest + 4)
        top = free.top() + max(0, (free.height() - high) // 3)
        spot = QRect(free.left() + (free.width() - wide) // 2, top, wide, high)
        spot.moveTopLeft(window.mapToGlobal(spot.topLeft()))
        self.setGeometry(spot)


def tell(window: QWidget, trouble: Trouble) -> Modal:
    """Say what happened and what to do, over the window; one button closes it."""
    made = Modal(
        window,
        trouble.what,
        holder(column(SafeLabel(trouble.do or "You can go on.", size=15))),
        do="Understood",
        icon="circle-alert",
        fill="red_tile",
        text="on_red",
        width=520,
    )
    made.cancel_button.hide()
    made.asked.connect(made.accept)
    made.open()
    return made


def confirm(window: QWidget, title: str, words: str, do: str) -> Modal:
    """Ask before something that matters; connect `asked` to what is to be done, then `close_done`."""
    made = Modal(
        window,
        title,
        holder(column(SafeLabel(words, size=15))),
        do=do,
        icon="circle-question-mark",
        width=520,
    )
    made.open()
    return made
