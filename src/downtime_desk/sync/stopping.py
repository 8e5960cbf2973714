"""Stopping a copy half-way: the window is closed or locked, and nobody is to wait for a network."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.marks import TellsChanges
from downtime_desk.sync.staged import Can, KeepsTime, Source


class Stopped(Trouble):
    """The reading was stopped by whoever began it; nothing failed."""

    def __init__(self) -> None:
        super().__init__("The new copy was stopped.", "The copy from before is still in use.")


class Stoppable:
    """A source that ends with `Stopped` at the next record once its event is set."""

    def __init__(self, source: Source, stop: Event) -> None:
        self._source, self._stop = source, stop
        self.name = source.name

    @property
    def can(self) -> Can:
        """Return what the source can do."""
        return self._source.can

    @property
    def window(self) -> Window | None:
        """Return the days the source speaks about."""
        return self._source.window

    @property
    def as_of(self) -> datetime | None:
        """Return how old the source is."""
        return self._source.as_of

    def ahead(self) -> timedelta | None:
        """Return how far the source's clock is before ours."""
        return self._source.ahead() if isinstance(self._source, KeepsTime) else None

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield every resource until stopped."""
        for each in self._source.resources():
            if self._stop.is_set():
                raise Stopped
            yield each

    def close(self) -> None:
        """Close the source."""
        self._source.close()


def stoppable(source: Source, stop: Event) -> Source:
    """Return a source that ends with `Stopped` once its event is set."""
    if not isinstance(source, TellsChanges):
        return Stoppable(source, stop)

    def look() -> None:
        if stop.is_set():
            raise Stopped

    source.between = look
    return source
