"""Work away from the window: one lane for writes, a few hands for the rest.

A write is one action in one transaction; writes happen one after the other, in the order they were
asked for. Work (network, PDF, files) runs beside them with no session open. Every answer reaches the
GUI thread by one signal on one QObject and is dropped when its owner is gone.

Two families of error: a `Trouble` goes to `otherwise`, or to the signal `trouble` when nobody took
it; anything else is a bug: it goes to `sys.excepthook` and to the signal `bug`, and `otherwise` gets
a Trouble that says so, so that a screen is not left waiting.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from downtime_desk.core.errors import Trouble

if TYPE_CHECKING:
    from downtime_desk.core.session import Session
    from downtime_desk.core.store import Acting

Then = Callable[[Any], object]
Otherwise = Callable[[Trouble], object]

HANDS = 3
"""How many pieces of work run at once; writes have their own lane."""


class Writes(Protocol):
    """What a store must offer to be written to."""

    def write(self, acting: "Acting") -> "AbstractContextManager[Session]":
        """Give a session in one transaction."""


@dataclass(slots=True)
class _Job:
    owner: QObject
    do: Callable[[], Any]
    then: Then | None
    otherwise: Otherwise | None
    progress: Callable[[Any], object] | None = None
    answer: Any = None
    error: BaseException | None = None
    latest: Any = None
    reporting: bool = field(default=False)
    season: int = 0

    def wanted(self) -> bool:
        """Say whether the owner is still there."""
        return isValid(self.owner)


class Jobs(QObject):
    """The lane and the hands. Signals `trouble(Trouble)` and `bug(Trouble)`, on the GUI thread.

    `sign_in` says where writes go and who makes them; before it only `work` is possible.
    """

    trouble: ClassVar[Signal] = Signal(object)
    bug: ClassVar[Signal] = Signal(object)
    _arrived: ClassVar[Signal] = Signal(object)
    _reported: ClassVar[Signal] = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Writes | None = None
        self._acting: Acting | None = None
        self._lane = ThreadPoolExecutor(1, "writes")
        self._hands = ThreadPoolExecutor(HANDS, "work")
        self._under_way: set[Future[None]] = set()
        self._season = 0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def sign_in(self, store: Writes, acting: "Acting") -> None:
        """Write to this store, as this manager, from now on."""
        self._store, self._acting = store, acting

    @property
    def acting(self) -> "Acting":
        """Return who writes; asking before sign-in is a bug."""
        if self._acting is None:
            raise RuntimeError("nobody is signed in")
        return self._acting

    def write(
        self,
        owner: QObject,
        action: Callable[["Session", Any], Any],
        command: object,
        then: Then | None = None,
        otherwise: Otherwise | None = None,
    ) -> None:
        """Do one action in one transaction; `then` gets its result once it is kept."""
        store, acting = self._store, self.acting
        if store is None:
            raise RuntimeError("no store is open")

        def do() -> Any:
            with store.write(acting) as session:
                return action(session, command)

        self._start(self._lane, _Job(owner, do, then, otherwise))

    def work(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        otherwise: Otherwise | None = None,
        progress: Callable[[Any], object] | None = None,
    ) -> None:
        """Call a function beside the window; with `progress` it also gets `report=`, to say how far it is."""
        job = _Job(owner, lambda: None, then, otherwise, progress)
        if progress is None:
            job.do = lambda: function(*args)
        else:
            job.do = lambda: function(*args, report=lambda step: self._note(job, step))
        self._start(self._hands, job)

    def busy(self) -> bool:
        """Say whether anything that was asked for is still under way."""
        return bool(self._under_way)

    def settle(self) -> None:
        """Wait until all that was asked for is done; nothing may be written after it until a sign-in.

        Answers that were not told yet are told to nobody: who asked belongs to a store that is being closed.
        """
        wait(tuple(self._under_way))
        self._season += 1
        self._store = self._acting = None

    def close(self) -> None:
        """Finish what was asked for, then stop; waits."""
        self._hands.shutdown()
        self._lane.shutdown()

    def _start(self, hands: ThreadPoolExecutor, job: _Job) -> None:
        job.season = self._season
        future = hands.submit(self._run, job)
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)

    def _run(self, job: _Job) -> None:
        try:
            job.answer = job.do()
        except BaseException as error:  # noqa: BLE001 - handed to the GUI thread, which reports it
            job.error = error
        self._arrived.emit(job)

    def _note(self, job: _Job, step: object) -> None:
        job.latest = step
        if not job.reporting:
            job.reporting = True
            self._reported.emit(job)

    def _report(self, job: _Job) -> None:
        job.reporting = False
        if job.progress is not None and self._wanted(job):
            job.progress(job.latest)

    def _deliver(self, job: _Job) -> None:
        if job.error is None:
            if job.then is not None and self._wanted(job):
                job.then(job.answer)
        elif isinstance(job.error, Trouble):
            self._tell(job, job.error)
        else:
            sys.excepthook(type(job.error), job.error, job.error.__traceback__)
            fault = Trouble(
                "Something went wrong inside Downtime Desk.",
                "What you typed is still here. Check whether it was saved before you type it again.",
            )
            self.bug.emit(fault)
            if job.otherwise is not None and self._wanted(job):
                job.otherwise(fault)

    def _wanted(self, job: _Job) -> bool:
        return job.season == self._season and job.wanted()

    def _tell(self, job: _Job, trouble: Trouble) -> None:
        if job.otherwise is None:
            self.trouble.emit(trouble)
        elif self._wanted(job):
            job.otherwise(trouble)
