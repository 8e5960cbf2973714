"""Finding a person or a carer by typing, and saying plainly who was chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import long_date
from downtime_desk.people.fold import folded
from downtime_desk.people.names import listed
from downtime_desk.people.queries import Found
from downtime_desk.people.queries import listed as of_list
from downtime_desk.people.search import Search
from downtime_desk.rota.queries import CarerOnCall
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import Button, Card, Kind, SafeLabel, TextField, Words, bold, column, quiet, row

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHOWN = 30
_TILES = {"red": "R", "amber": "A", "green": "G"}


@dataclass(frozen=True)
class Pickable:
    """Somebody to choose: `about` tells them from others of the same name."""

    id: str
    name: str
    about: str
    tile: str = ""

    def sentence(self) -> str:
        """Return who it is as one sentence."""
        return f"{self.name}. {self.about}"


Look = Callable[[str], Sequence[Pickable]]


class Picker(QWidget):
    """A field to type a name in, those found under it, and who was chosen. Signal `changed`."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, name: str, look: Look, by_id: Callable[[str], Pickable | None]) -> None:
        super().__init__()
        self._look, self._by_id = look, by_id
        self._chosen: Pickable | None = None
        self.field = TextField(name, placeholder="Type a name. ↓ moves, Enter chooses")
        self.list = RowsList(
            name, RowsModel(lambda each: each.id, Pickable.sentence, lambda each: each.name), _picture
        )
        self.list.setFixedHeight(theme.px(140))
        self.none = SafeLabel("", tone="ink2")
        self._who = Words(lines=2)
        self.change = Button("Somebody else", kind=Kind.SMALL)
        across = row(self._who, self.change, gap=12)
        across.setStretch(0, 1)
        self._said = Card(across, tone="accent", fill="accent_tint")
        self.setLayout(column(self.field, self.none, self.list, self._said, gap=6))
        for part in (self.list, self.none, self._said):
            part.hide()
        self.setFocusProxy(self.field)
        self.field.line.installEventFilter(self)
        self.field.changed.connect(self._typed)
        self.list.opened.connect(self._take)
        self.list.clicked.connect(self._clicked)
        self.change.clicked.connect(self._again)

    def chosen(self) -> Pickable | None:
        """Return who is chosen."""
        return self._chosen

    def choose(self, which: str) -> None:
        """Choose somebody by id, who was named where the dialog was opened."""
        found = self._by_id(which)
        if found is not None:
            self._take(found)

    def kept(self) -> str:
        """Return who is chosen, for a draft."""
        return self._chosen.id if self._chosen else ""

    def put_back(self, words: str) -> None:
        """Choose who was chosen before, or nobody."""
        if words:
            self.choose(words)
        elif self._chosen is not None:
            self._again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose reach the list while a name is typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in _TAKES and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                if (current := self.list.current()) is not None:
                    self._take(current)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, typed: str) -> None:
        found = self._look(typed) if typed.strip() else ()
        self.list.show_rows(found)
        self.list.setVisible(bool(found))
        self.none.setText(f"No “{typed.strip()}” in this copy. Try fewer letters, or the surname alone.")
        self.none.setVisible(bool(typed.strip()) and not found)
        if found:
            self.list.select_first()
        self.changed.emit()

    def _clicked(self) -> None:
        if (current := self.list.current()) is not None:
            self._take(current)

    def _take(self, which: Pickable) -> None:
        self._chosen = which
        self.field.line.clear()
        self.field.hide()
        self.list.hide()
        self.none.hide()
        self._who.say(bold(which.name, size=15), quiet(f"  {which.about}"))
        self._said.show()
        self.setFocusProxy(self.change)
        if self.isVisible():
            self.change.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _again(self) -> None:
        self._chosen = None
        self._said.hide()
        self.field.show()
        self.setFocusProxy(self.field)
        self.field.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


def _picture(each: Pickable) -> RowPicture:
    return RowPicture((Line((bold(each.name, size=15),)), Line((quiet(each.about),))), priority=each.tile)


def carer_picker(everybody: Sequence[CarerOnCall]) -> Picker:
    """Return a field in which a carer is found."""
    all_ = [_carer(each) for each in everybody]
    by_id = {each.id: each for each in all_}

    def look(typed: str) -> list[Pickable]:
        words = folded(typed).split()
        return [each for each in all_ if all(word in folded(each.name) for word in words)][:_SHOWN]

    return Picker("Carer", look, by_id.get)


def _carer(each: CarerOnCall) -> Pickable:
    area = f"area {each.area}, " if each.area else ""
    return Pickable(each.id, each.name, f"{area}{each.phone or 'number NOT RECORDED'}")


def person_picker(desk: Desk) -> Picker:
    """Return a field in which a person is found; Born tells those of one surname apart."""
    search = Search()

    def look(typed: str) -> list[Pickable]:
        with desk.read() as session:
            found = search.find(session, typed, limit=_SHOWN)
        return [_person(each) for each in (*found.by_name, *found.elsewhere)]

    def by_id(person: str) -> Pickable | None:
        with desk.read() as session:
            found = of_list(session, person)
        return None if found is None else _person(found)

    return Picker("Person", look, by_id)


def _person(each: Found) -> Pickable:
    born = f"Born {long_date(each.born)}" if each.born else "Born NOT RECORDED"
    left = ", left the list of the main system" if each.withdrawn else ""
    where = f", {each.address}" if each.address else ""
    return Pickable(
        each.id, listed(each.family, each.given), f"{born}{where}{left}", _TILES.get(each.priority or "", "?")
    )
