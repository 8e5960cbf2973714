"""What is typed in a dialog, kept as it is typed, so that neither a kill nor a closed dialog loses it."""

from collections.abc import Mapping
from typing import ClassVar, Protocol, cast, runtime_checkable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import NoteField, Segmented, TextField, Tick

DRAFT_AFTER_MS = 400
_words = msgspec.json.Decoder(dict[str, str])


@runtime_checkable
class KeepsWords(Protocol):
    """A part of a dialog that keeps what was done in it as words."""

    def kept(self) -> str:
        """Return what was done in it; nothing when nothing was."""

    def put_back(self, words: str) -> None:
        """Put in what was kept."""


class Kept(QObject):
    """The fields of one dialog by name; without a subject nothing is kept.

    Signal `typed` when anything is typed or chosen in one of them.
    """

    typed: ClassVar[Signal] = Signal()

    def __init__(self, owner: QWidget, desk: Desk, subject: str, fields: Mapping[str, QWidget]) -> None:
        super().__init__(owner)
        self._desk, self._subject, self._fields = desk, subject, fields
        self._words = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        desk.leaving.connect(self._keep_at_once)
        for field in fields.values():
            _signal(field).connect(self._noted)

    def about(self, subject: str) -> None:
        """Keep what was typed about one thing, and go on with another: what was typed about that is put in."""
        if subject == self._subject:
            return
        if self._subject:
            self.keep()
        self._subject = subject
        if not self.put_back():
            for field in self._fields.values():
                _put(field, "")
            self._timer.stop()

    def put_back(self) -> bool:
        """Put in what was typed before; say whether there was anything."""
        self._words = self._desk.drafts.of(self._subject)
        if not self._words:
            return False
        for name, words in _words.decode(self._words).items():
            if name in self._fields:
                _put(self._fields[name], words)
        self._timer.stop()
        return True

    def keep(self) -> None:
        """Keep what is typed, now; nothing typed keeps nothing."""
        self._timer.stop()
        found = {name: words for name, field in self._fields.items() if (words := _read(field))}
        self._write(msgspec.json.encode(found).decode() if found else "")

    def _keep_at_once(self) -> None:
        """Keep what was typed a moment ago: the window goes."""
        if self._timer.isActive():
            self.keep()

    def forget(self) -> None:
        """Forget what was typed: it is saved."""
        self._timer.stop()
        self._write("")

    def start_empty(self) -> None:
        """Take out all that was typed."""
        for field in self._fields.values():
            _put(field, "")
        self.forget()

    def _write(self, words: str) -> None:
        if self._subject and words != self._words:
            self._words = words
            self._desk.drafts.keep(self._subject, words)

    def _noted(self, *_what: object) -> None:
        self._timer.start()
        self.typed.emit()


def _signal(field: QWidget) -> SignalInstance:
    """Return what a field tells its changes by."""
    which = "toggled" if isinstance(field, Tick) else "chosen" if isinstance(field, Segmented) else "changed"
    return cast("SignalInstance", getattr(field, which))


def _read(field: QWidget) -> str:
    if isinstance(field, KeepsWords):
        return field.kept()
    if isinstance(field, TextField | NoteField):
        return field.text()
    if isinstance(field, Segmented):
        return str(field.value() or "")
    if isinstance(field, Tick):
        return "yes" if field.isChecked() else ""
    raise TypeError(type(field).__name__)


def _put(field: QWidget, words: str) -> None:
    if isinstance(field, KeepsWords):
        field.put_back(words)
    elif isinstance(field, TextField | NoteField):
        field.show_text(words)
    elif isinstance(field, Segmented):
        field.clear()
        field.choose(words)
    elif isinstance(field, Tick):
        field.setChecked(bool(words))
