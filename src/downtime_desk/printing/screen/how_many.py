"""A number that is typed to say for whom: how many blank forms, or how many hours ahead."""

from typing import ClassVar

from PySide6.QtCore import Signal

from downtime_desk.printing.who import Who
from downtime_desk.ui.parts import TextField


class HowMany(TextField):
    """Asks for a whole number from 1 to `most`. Signal `typed()` when it became another one, or none."""

    typed: ClassVar[Signal] = Signal()

    def __init__(self, name: str, most: int, usual: int, meant: Who) -> None:
        super().__init__(name, hint=f"1 to {most}")
        self._most, self._meant = most, meant
        self._number = str(usual)
        self.show_text(self._number)
        self.finished.connect(self._read)

    def number(self) -> str:
        """Return the number; empty while what was typed is none."""
        return self._number

    def who(self) -> Who | None:
        """Return whom the number makes it for; None while there is none."""
        return Who(self._meant.kind, self._number) if self._number else None

    def put_in(self, number: str) -> None:
        """Put a number in from the program's side."""
        self.show_text(number)
        self._number = self._checked()

    def missing(self) -> str:
        """Return what has to be typed."""
        return f"Type {self._name[0].lower()}{self._name[1:]}: 1 to {self._most}."

    def _read(self) -> None:
        before = self._number
        self._number = self._checked()
        if self._number != before:
            self.typed.emit()

    def _checked(self) -> str:
        typed = self.text().strip()
        good = typed.isascii() and typed.isdigit() and 1 <= int(typed) <= self._most
        self.show_wrong("" if good else f"Type a number from 1 to {self._most}.")
        return str(int(typed)) if good else ""
