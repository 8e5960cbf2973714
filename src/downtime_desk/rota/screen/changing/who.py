"""Choosing who goes: carers ranked, each with what speaks for and against in words; nobody is chosen beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.people.fold import folded
from downtime_desk.rota.candidates import Candidate
from downtime_desk.rota.facts import Assigned
from downtime_desk.ui import theme
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel, Section
from downtime_desk.ui.parts import Empty, Run, TextField, Tick, Words, bold, column, quiet

IN_A_LINE, IN_A_LARGE_LINE = 106, 84
"""So many letters of reasons stand in one line of the list; the second from text of 150 % on."""

HIGH = 212
_AT_ONCE = 8

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class CarerRow:
    """A carer who could go, or goes now; `goes` when chosen."""

    carer: str
    name: str
    phone: str | None
    speaks_for: tuple[str, ...]
    against: tuple[str, ...] = ()
    goes: bool = False

    def sentence(self) -> str:
        """Return the row as one sentence."""
        goes = "Chosen. " if self.goes else ""
        against = f" Against it: {'; '.join(self.against)}." if self.against else ""
        return f"{goes}{self.name}. For it: {'; '.join(self.speaks_for) or 'nothing known'}.{against}"


class Who(QWidget):
    """A list of carers to choose from, kept to what is typed over it.

    Signals `changed`, and `entered(self)` when keys are pressed in it.

    Enter chooses the carer it stands at, and again leaves them out.
    """

    changed: ClassVar[Signal] = Signal()
    entered: ClassVar[Signal] = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.name = TextField("Who goes", placeholder="Type a name, or ↓ to the list. Enter chooses")
        self.list = RowsList(
            "Carers",
            RowsModel(lambda each: each.carer, CarerRow.sentence, lambda each: each.name),
            _picture,
            _alike,
        )
        self.list.setFixedHeight(theme.px(HIGH))
        self.state = Empty(
            "Looking who could go…", "Their runs, skills and the days of the copy.", icon="search"
        )
        self.said = Words(lines=3)
        self.open = Tick("Leave a place open: nobody is to go there yet")
        self._rows: dict[str, CarerRow] = {}
        self._on_it = 0
        self._needed: int | None = None
        self._chosen: tuple[str, ...] = ()
        self.setLayout(column(self.name, self.state, self.list, self.said, self.open, gap=6))
        self.list.hide()
        self.setFocusProxy(self.name)
        self.name.line.installEventFilter(self)
        self.name.changed.connect(self._show)
        self.list.opened.connect(self._toggle)
        self.list.letters = {" ": self._toggle}
        self.open.toggled.connect(self._changed)
        self._say()

    def kept(self) -> str:
        """Return who is chosen, for a draft."""
        words = (*self._chosen, *(("",) if self.open.isChecked() else ()))
        return msgspec.json.encode(words).decode() if words else ""

    def put_back(self, words: str) -> None:
        """Put in who was chosen before."""
        chosen = _ids.decode(words) if words else ()
        self.open.setChecked("" in chosen)
        self._chosen = tuple(filter(None, chosen))
        self._show()

    def offer(self, on_it: Sequence[Assigned], found: Sequence[Candidate]) -> None:
        """Offer who goes now, and who could; whoever is chosen and no longer offered is chosen no more."""
        rows = [CarerRow(each.carer, each.name, None, ("is on this visit now",)) for each in on_it]
        rows += [CarerRow(each.carer, each.name, each.phone, each.speaks_for, each.against) for each in found]
        self._rows = {each.carer: each for each in rows}
        self._on_it = len(on_it)
        self._chosen = tuple(each for each in self._chosen if each in self._rows)
        self.list.show()
        self._show()
        shown = min(_AT_ONCE, self.list.model().rowCount())
        high = sum(self.list.sizeHintForRow(place) for place in range(shown))
        self.list.setFixedHeight(min(theme.px(HIGH), high + 2))

    def say_state(self, what: str, then: str) -> None:
        """Say in place of the list why there is none."""
        self._rows = {}
        self.list.hide()
        self.state.say(what, then)
        self.state.show()

    def need(self, number: int | None) -> None:
        """Take how many are to go; None is not known yet."""
        self._needed = number
        self._say()

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of who goes."""
        return self._chosen

    def left_open(self) -> bool:
        """Return whether it is said that a place stays open."""
        return self.open.isChecked()

    def choose(self, carer: str) -> None:
        """Choose a carer, or leave one out again who was chosen."""
        taken = carer in self._chosen
        self._chosen = (
            tuple(each for each in self._chosen if each != carer) if taken else (*self._chosen, carer)
        )
        self.name.show_text("")
        self._show()
        self.list.select(carer)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose reach the list while a name is typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.text() or event.key() in _MOVES:
                self.entered.emit(self)
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in _TAKES and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                self._toggle(self.list.current())
                return True
        return super().eventFilter(watched, event)

    def _toggle(self, which: CarerRow | None) -> None:
        if which is not None:
            self.choose(which.carer)

    def _show(self, *_typed: object) -> None:
        words = folded(self.name.text()).split()
        shown = [
            replace(each, goes=each.carer in self._chosen)
            for each in self._rows.values()
            if all(word in folded(each.name) for word in words)
        ]
        on_it = set(list(self._rows)[: self._on_it])
        groups = (
            ("On it now", "", [each for each in shown if each.carer in on_it]),
            (
                "Nothing speaks against it",
                "best first",
                [each for each in shown if each.carer not in on_it and not each.against],
            ),
            (
                "Something speaks against it",
                "best first",
                [each for each in shown if each.carer not in on_it and each.against],
            ),
        )
        rows: list[CarerRow | Section] = []
        for title, note, each in groups:
            if each:
                rows += [Section(f"{title}: {len(each)}", note), *each]
        self.list.show_rows(rows)
        if words:
            self.list.select_first()
        if self._rows:
            self.state.setVisible(not rows)
            self.state.say(
                f"No “{self.name.text().strip()}” among the carers who could go.", "Try fewer letters."
            )
        self._say()

    def _changed(self, *_what: object) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        names = [self._rows[each].name if each in self._rows else each for each in self._chosen]
        number = f" of {self._needed}" if self._needed else ""
        if not names:
            self.said.say(quiet(f"Chosen: nobody{number and f' of the {self._needed}'} yet."))
            return
        self.said.say(Run("Goes: "), bold(" and ".join(names)), quiet(f"  {len(names)}{number}"))


def _picture(each: CarerRow) -> RowPicture:
    right = (bold("Goes", "accent"),) if each.goes else (quiet(each.phone),) if each.phone else ()
    spoken, against = "; ".join(each.speaks_for), "; ".join(each.against)
    lines = [Line((bold(each.name, size=15),), right)]
    if spoken:
        lines.append(Line((quiet(spoken),), lines=_lines(spoken)))
    if against:
        said = Run(against, "amber", theme.MEDIUM, 13)
        lines.append(Line((said,), icon="triangle-alert", icon_tone="amber", lines=_lines(against)))
    return RowPicture(
        tuple(lines),
        mark="square-check" if each.goes else "square",
        mark_tone="accent" if each.goes else "ink2",
        edge="accent" if each.goes else "",
    )


def _alike(each: CarerRow | Section) -> tuple[int, int] | None:
    if isinstance(each, Section):
        return None
    return _lines("; ".join(each.speaks_for)), _lines("; ".join(each.against))


def _lines(words: str) -> int:
    """Return how many lines reasons take: none is ever cut off, and no room is wasted."""
    return min(4, -(-len(words) // (IN_A_LINE if theme.look().text < 150 else IN_A_LARGE_LINE)))
