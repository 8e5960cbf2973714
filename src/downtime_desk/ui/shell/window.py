"""The window: the bar over a navigation and one page at a time, in a frame of the mode's colour."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts.buttons import Button
from downtime_desk.ui.shell.bar import Bar
from downtime_desk.ui.shell.nav import Nav
from downtime_desk.ui.shell.state import BarState, FootLine, Page
from downtime_desk.ui.tokens import Mode

if TYPE_CHECKING:
    from downtime_desk.ui.find import FindOrDo, Found, Source

EDGE = 3
"""The frame, in pixels at any text size."""


class Tells(Protocol):
    """What has signals of trouble: Jobs."""

    trouble: Any
    bug: Any


class Framed(QWidget):
    """A window with the bar on top and a frame in the colour of the mode. Signal `minute` on whole minutes.

    `body` is what stands under the bar.
    """

    minute: ClassVar[Signal] = Signal()

    def __init__(self, now: Now, body: QWidget) -> None:
        super().__init__()
        self.setWindowTitle("Downtime Desk")
        self._now = now
        self._state = BarState()
        self.bar = Bar()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        inner = QVBoxLayout()
        inner.addWidget(body, 1)
        whole.addWidget(self.bar)
        whole.addLayout(inner, 1)
        self._inner = inner
        self._keep_edge()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_minute)
        self.show_state(self._state)
        self._await_minute()

    def show_state(self, state: BarState) -> None:
        """Show another state of the desk."""
        self._state = state
        self.bar.show_state(state, self._now())
        self.update()

    def state(self) -> BarState:
        """Return the state shown."""
        return self._state

    def listen(self, jobs: Tells) -> None:
        """Say troubles nobody took, and bugs, in words over the window."""
        jobs.trouble.connect(self.tell)
        jobs.bug.connect(self.tell)

    def tell(self, trouble: Trouble) -> None:
        """Say what happened and what to do."""
        # Imported when first needed: what nobody has asked for yet must not hold up the first paint.
        from downtime_desk.ui.dialogs import tell

        tell(self, trouble)

    def changeEvent(self, event: QEvent) -> None:
        """Show the right time at once after the laptop slept; follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._on_minute()
        elif event.type() == QEvent.Type.StyleChange and hasattr(self, "_timer"):
            self._keep_edge()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the clock of the bar."""
        self._timer.stop()
        super().closeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("bg"))
            edge = self.rect().adjusted(1, -EDGE, -2, -2)
            pen = QPen(theme.colour(theme.tokens().mode(self._state.mode).frame), EDGE)
            if self._state.mode is Mode.DRILL:
                painter.setPen(QPen(theme.colour("#FFFFFF"), EDGE))
                painter.drawRect(edge)
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(edge)

    def _keep_edge(self) -> None:
        self._inner.setContentsMargins(EDGE, 0, EDGE, EDGE)

    def _await_minute(self) -> None:
        now = self._now()
        self._timer.start(60_000 - (now.second * 1000 + now.microsecond // 1000) + 20)

    def _on_minute(self) -> None:
        self.bar.tick(self._now())
        self._await_minute()
        self.minute.emit()


class Shell(Framed):
    """The signed-in window.

    Signals: `lock_asked`, `clock_asked` (F9), `help_asked(topic)`, `look_asked(Look)` when the text size
    or theme was changed by key, `went(key)` when another page is open.
    """

    lock_asked: ClassVar[Signal] = Signal()
    clock_asked: ClassVar[Signal] = Signal()
    help_asked: ClassVar[Signal] = Signal(str)
    look_asked: ClassVar[Signal] = Signal(object)
    went: ClassVar[Signal] = Signal(str)

    def __init__(self, now: Now, sources: "dict[str, Source] | None" = None) -> None:
        self.nav = Nav()
        self.stack = QStackedWidget()
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.nav)
        across.addWidget(self.stack, 1)
        super().__init__(now, body)
        self._pages: dict[str, Page] = {}
        self._made: dict[str, QWidget] = {}
        self._key = ""
        self._held: list[QKeySequence] = []
        self.sources: dict[str, Source] = {"Do": self._doable, **(sources or {})}
        self.bar.lock_asked.connect(self.lock_asked)
        self.bar.clock_asked.connect(self.clock_asked)
        self.nav.went.connect(self.go)
        self.nav.find_asked.connect(self.find_or_do)
        self._add_keys()

    def add_page(self, page: Page) -> None:
        """Register a page; it is built when it is first opened."""
        self._pages[page.key] = page
        self.nav.add(page)
        if page.shortcut:
            self.add_key(page.shortcut, lambda: self.go(page.key))

    def add_key(self, keys: str, act: Callable[[], object]) -> None:
        """Do something on a key, anywhere in the window; a button of the open page with that key goes first."""
        sequence = QKeySequence(keys)
        self._held.append(sequence)
        QShortcut(sequence, self, lambda: self._press(sequence, act))

    def holds(self, keys: QKeySequence) -> bool:
        """Say whether the window acts on these keys itself."""
        return keys in self._held

    def _press(self, keys: QKeySequence, act: Callable[[], object]) -> None:
        page = self.page()
        for button in page.findChildren(Button) if page else ():
            if button.keys == keys and button.isVisible() and button.isEnabled():
                button.click()
                return
        act()

    def go(self, key: str, ref: object = None) -> QWidget:
        """Open a page, and in it what `ref` names if it is given; return the page."""
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = self._pages[key].make()
            self.stack.addWidget(_rescued(page))
        self.stack.setCurrentIndex(list(self._made).index(key))
        self.nav.mark(key)
        if ref is not None:
            self._ask(page, "open", ref)
        if key != self._key:
            self._key = key
            self.went.emit(key)
            _focus_first(page)
        return page

    def page(self) -> QWidget | None:
        """Return the page that is open, or None."""
        return self._made.get(self._key)

    def key(self) -> str:
        """Return the key of the page that is open."""
        return self._key

    def show_foot(self, lines: Sequence[FootLine]) -> None:
        """Show what was saved and what waits, at the foot of the navigation."""
        self.nav.show_foot(lines)

    def refresh_counters(self) -> None:
        """Ask every page's counter anew."""
        for key, page in self._pages.items():
            if page.counter is not None:
                self.nav.buttons[key].show_counter(page.counter())

    def find_or_do(self) -> "FindOrDo":
        """Open Find or do."""
        from downtime_desk.ui.find import FindOrDo

        dialog = FindOrDo(self, self.sources)
        dialog.open()
        return dialog

    def _doable(self, typed: str) -> "Sequence[Found]":
        from downtime_desk.ui.find import Found

        words = typed.casefold()
        return [
            Found(page.title, "Open this page", page.icon, lambda key=key: self.go(key), page.shortcut)  # type: ignore[misc]
            for key, page in self._pages.items()
            if words in page.title.casefold()
        ]

    def _ask(self, page: QWidget | None, act: str, *args: object) -> object:
        """Call what a page offers; a page without it is left alone."""
        offered = getattr(page, act, None)
        return offered(*args) if callable(offered) else None

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.find_or_do,
            "Ctrl+Return": lambda: self._ask(self.page(), "primary"),
            "Ctrl+Enter": lambda: self._ask(self.page(), "primary"),
            "Ctrl+F": lambda: self._ask(self.page(), "find"),
            "Ctrl+P": lambda: self._ask(self.page(), "print_this"),
            "Esc": lambda: self._ask(self.page(), "back"),
            "F6": lambda: self._next_pane(1),
            "Shift+F6": lambda: self._next_pane(-1),
            "F9": self.clock_asked.emit,
            "F1": self._help,
            "Ctrl+Shift+L": self.lock_asked.emit,
            "Ctrl+Shift+D": lambda: self.look_asked.emit(theme.look().next_theme()),
            "Ctrl++": lambda: self.look_asked.emit(theme.look().larger()),
            "Ctrl+=": lambda: self.look_asked.emit(theme.look().larger()),
            "Ctrl+-": lambda: self.look_asked.emit(theme.look().smaller()),
            "Ctrl+0": lambda: self.look_asked.emit(theme.Look(theme.tokens(), 100)),
        }
        for key, act in keys.items():
            self.add_key(key, act)

    def _help(self) -> None:
        topic = self._ask(self.page(), "help")
        self.help_asked.emit(topic if isinstance(topic, str) else self._key)

    def _panes(self) -> list[QWidget]:
        """Return the panes F6 goes round: those of the page, the navigation, the bar."""
        page = self.page()
        offered = self._ask(page, "panes")
        inner = list(offered) if isinstance(offered, (list, tuple)) else [page] if page else []
        return [pane for pane in (*inner, self.nav, self.bar) if pane.isVisible()]

    def _next_pane(self, step: int) -> None:
        panes = self._panes()
        focused = self.focusWidget()
        here = -1 if step > 0 else 0
        for at, pane in enumerate(panes):
            if pane is focused or pane.isAncestorOf(focused):
                here = at
                break
        for turn in range(1, len(panes) + 1):
            if _focus_first(panes[(here + step * turn) % len(panes)]):
                return


def _rescued(page: QWidget) -> QScrollArea:
    """Return a page in a place that scrolls when the window is smaller than the page can fold."""
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(page)
    page.setAutoFillBackground(False)
    return area


def _focus_first(pane: QWidget) -> bool:
    """Give the focus to a pane or the first part of it that takes it; say whether one did."""
    reason = Qt.FocusReason.TabFocusReason
    for part in (pane, *pane.findChildren(QWidget)):
        if part.isVisibleTo(pane) and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            part.setFocus(reason)
            return True
    return False
