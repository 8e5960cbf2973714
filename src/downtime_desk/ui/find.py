"""Find or do: one field that finds people, visits and sheets and starts actions, by keyboard alone.

Sources are functions from what was typed to what was found; screens and the app plug them in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel, Section
from downtime_desk.ui.parts import Empty, TextField
from downtime_desk.ui.parts.paint import paint_box
from downtime_desk.ui.runs import bold, quiet

MOST = 50
"""How many of one source are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found, or can be done: `act` opens or starts it."""

    title: str
    second: str
    icon: str
    act: Callable[[], object]
    key: str = ""


Source = Callable[[str], Sequence[Found]]

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _picture(found: Found) -> RowPicture:
    right = (quiet(found.key),) if found.key else ()
    return RowPicture(
        (Line((bold(found.title, size=15),), right), Line((quiet(found.second),))), mark=found.icon
    )


class FindOrDo(QDialog):
    """The dialog. `sources` maps a heading, such as `People`, to where to look."""

    def __init__(self, window: QWidget, sources: dict[str, Source]) -> None:
        super().__init__(window)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Find or do")
        self._sources, self._under = sources, window
        self.field = TextField(
            "Find or do",
            hint="↑ ↓ to move, Enter to open, Esc to close",
            placeholder="Name, visit, sheet or action",
        )
        model = RowsModel(id, lambda found: f"{found.title}. {found.second}", lambda found: found.title)
        self.list = RowsList("Found", model, _picture)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = Empty("Type a few letters.", icon="search")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(self.field)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        self.field.changed.connect(self._look)
        self.field.line.installEventFilter(self)
        self.list.clicked.connect(self._open_clicked)
        self._look("")

    def open(self) -> None:
        """Show the dialog over the window, ready to type."""
        window = self._under
        wide, high = min(theme.px(620), window.width() - 16), min(theme.px(480), window.height() - 16)
        self.resize(wide, high)
        self.move(
            window.mapToGlobal(
                QPoint((window.width() - wide) // 2, min(theme.px(64), window.height() - high))
            )
        )
        super().open()
        self.field.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and open reach the list while the words are typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in _OPENS:
                self._open(self.list.current())
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground and edge."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("bg"))
            paint_box(painter, self.rect(), "bg", "edge", 2)

    def _look(self, typed: str) -> None:
        words = typed.strip()
        rows: list[Found | Section] = []
        for heading, source in self._sources.items():
            found = source(words)[:MOST]
            if found:
                rows += [Section(heading), *found]
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.list.select_first()
        elif words:
            self.empty.say(f"No “{words}” here.", "Try the surname alone, or fewer letters.")
        else:
            self.empty.say("Type a few letters.")

    def _open_clicked(self) -> None:
        self._open(self.list.current())

    def _open(self, found: Found | None) -> None:
        if found is None:
            return
        self.accept()
        found.act()
