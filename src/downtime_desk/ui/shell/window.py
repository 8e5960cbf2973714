"""The signed-in window: a navigation and one page at a time under the bar, and the keys."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from downtime_desk.core.clock import Now
from downtime_desk.ui import theme
from downtime_desk.ui.parts.blocks import Note
from downtime_desk.ui.parts.buttons import Button
from downtime_desk.ui.shell.frame import Framed
from downtime_desk.ui.shell.nav import Nav
from downtime_desk.ui.shell.state import Counter, FootLine, Page
from downtime_desk.ui.shell.strip import Strip

if TYPE_CHECKING:
    from downtime_desk.ui.find import FindOrDo, Found, Source


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
        self.strip = Strip()
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.nav)
        pages = self._over = QVBoxLayout()
        pages.setSpacing(0)
        self.banner = Note("", tone="red")
        self.banner.hide()
        pages.addWidget(self.banner)
        pages.addWidget(self.strip)
        pages.addWidget(self.stack, 1)
        across.addLayout(pages, 1)
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
            _rescue(page, self.stack)
        self.stack.setCurrentIndex(list(self._made).index(key))
        self.nav.mark(key)
        if ref is not None:
            self._ask(page, "open", ref)
        if key != self._key:
            self._key = key
            self.went.emit(key)
            _focus_first(page)
        return page

    def show_band(self, band: QWidget) -> None:
        """Put a band over every page, above the strip, for as long as the window is open."""
        self._over.insertWidget(0, band)

    def page(self) -> QWidget | None:
        """Return the page that is open, or None."""
        return self._made.get(self._key)

    def built(self) -> tuple[QWidget, ...]:
        """Return the pages that were opened so far."""
        return tuple(self._made.values())

    def key(self) -> str:
        """Return the key of the page that is open."""
        return self._key

    def show_banner(self, strong: str, text: str) -> None:
        """Say over every page what holds for all of them; it stays. No words take it away."""
        self.banner.say(strong, text, "red")
        self.banner.setVisible(bool(strong))

    def show_foot(self, lines: Sequence[FootLine]) -> None:
        """Show what was saved and what waits, at the foot of the navigation."""
        self.nav.show_foot(lines)

    def counters(self) -> dict[str, Counter | None]:
        """Ask every page's counter anew. It touches no widget, so it may be called beside the window."""
        return {key: page.counter() for key, page in self._pages.items() if page.counter is not None}

    def show_counters(self, counted: dict[str, Counter | None]) -> None:
        """Show what the counters said."""
        for key, counter in counted.items():
            self.nav.buttons[key].show_counter(counter)

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
        """Return the panes F6 goes round: those of the page, a message, the navigation, the bar."""
        page = self.page()
        offered = self._ask(page, "panes")
        inner = list(offered) if isinstance(offered, (list, tuple)) else [page] if page else []
        return [pane for pane in (*inner, self.strip, self.nav, self.bar) if pane.isVisible()]

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


def _rescue(page: QWidget, stack: QStackedWidget) -> None:
    """Put a page on the stack, in a place that scrolls when the window is smaller than the page can fold."""
    area = QScrollArea()
    # the page comes last: every part of it is styled anew each time the place it is in moves
    stack.addWidget(area)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(page)
    page.setAutoFillBackground(False)


def _focus_first(pane: QWidget) -> bool:
    """Give the focus to what the pane names as its first, else to the first part that takes it; say whether one did."""
    reason = Qt.FocusReason.TabFocusReason
    # Not a focus proxy: Tab would pass over everything else in the page.
    named = getattr(pane, "first", None)
    for part in (*((named,) if isinstance(named, QWidget) else ()), pane, *pane.findChildren(QWidget)):
        if part.isVisibleTo(pane) and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            part.setFocus(reason)
            return True
    return False
