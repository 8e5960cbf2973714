"""Reading beside the window what takes its time: the newest question is answered, and nothing blocks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk

if TYPE_CHECKING:
    from downtime_desk.core.session import Session

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Reading(QObject, Generic[Asked, Answer]):
    """One reading at a time: what is asked meanwhile is read next, and an answer nobody waits for is dropped."""

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        read: Callable[["Session", Asked], Answer],
        then: Callable[[Asked, Answer], object],
        otherwise: Callable[[Trouble], object],
    ) -> None:
        super().__init__(owner)
        self._desk, self._read, self._then, self._otherwise = desk, read, then, otherwise
        self._wanted: Asked | None = None
        self._reading: Asked | None = None
        self._once_more = False

    def ask(self, about: Asked) -> None:
        """Read about something, or read it again."""
        self._wanted = about
        self._once_more = self._reading is not None
        if self._reading is None:
            self._start(about)

    def busy(self) -> bool:
        """Say whether an answer is still awaited."""
        return self._reading is not None

    def _start(self, about: Asked) -> None:
        self._reading, self._once_more = about, False
        self._desk.jobs.work(self, self._look, about, then=self._arrived, otherwise=self._failed)

    def _look(self, about: Asked) -> Answer:
        with self._desk.read() as session:
            return self._read(session, about)

    def _arrived(self, answer: Any) -> None:
        about = self._done()
        if about is not None and about == self._wanted:
            self._then(about, answer)

    def _failed(self, trouble: Trouble) -> None:
        if self._done() == self._wanted:
            self._otherwise(trouble)

    def _done(self) -> Asked | None:
        about, self._reading = self._reading, None
        if self._once_more and self._wanted is not None:
            self._start(self._wanted)
        return about
