"""Reading everything a server holds as one export (FHIR Bulk Data): asked for, waited for, taken file by file.

Nothing is taken before the server has said that the export is whole. Whatever stands in the way until then means that
it is read page after page instead, and that is said.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.sync.outcome import Answer, Busy
from downtime_desk.sync.picture import parsed

if TYPE_CHECKING:
    from downtime_desk.sync.fhir.server import Server

LONGEST_WAIT: Final = timedelta(seconds=60)
VISIT: Final = "Appointment"
SEVERE: Final = frozenset({"error", "fatal"})


class _Output(msgspec.Struct):
    type: str
    url: str


class _Manifest(msgspec.Struct, rename="camel"):
    transaction_time: str
    output: tuple[_Output, ...]
    error: tuple[_Output, ...] = ()


class _Issue(msgspec.Struct):
    severity: str | None = None


class _Issues(msgspec.Struct):
    issue: tuple[_Issue, ...] = ()


class _Visit(msgspec.Struct):
    start: str | None = None


_manifest = msgspec.json.Decoder(_Manifest)
_issues = msgspec.json.Decoder(_Issues)
_visit = msgspec.json.Decoder(_Visit)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class NoExport(Exception):  # noqa: N818 - it becomes a note
    """There is no export to be had; the message says why, to follow the name of the server."""


class Export:
    """An export that is whole, on the server. Close it to have it removed there."""

    def __init__(self, server: "Server", kinds: tuple[str, ...]) -> None:
        self._server = server
        self._kinds = kinds
        self._since, self._until = to_text(server.days.since), to_text(server.days.until)
        self._where = self._asked_for()
        try:
            self._manifest = self._waited_for()
        except NoExport:
            self.close()
            raise

    def close(self) -> None:
        """Tell the server that its files are not needed any more. It removes them by itself sooner or later."""
        self._server.system.delete(self._where)

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Yield every record, kind after kind in the order they are asked for. Raises Trouble when one breaks off."""
        self._look_at_errors()
        place = {kind: number for number, kind in enumerate(self._kinds)}
        files = [each for each in self._manifest.output if each.type in place]
        for number, file in enumerate(sorted(files, key=lambda each: place[each.type]), 1):
            for line, raw in enumerate(self._lines(file), 1):
                if raw.strip() and not (file.type == VISIT and self._is_beyond(raw)):
                    yield f"{file.type} file {number} line {line}", raw

    def _asked_for(self) -> str:
        params = [
            ("_type", ",".join(self._kinds)),
            ("_typeFilter", f"{VISIT}?date=ge{self._since}&date=lt{self._until}"),
        ]
        outcome = self._server.system.start("$export", params)
        if not isinstance(outcome, Answer) or not outcome.location:
            raise NoExport("does not give the export it offers")
        if not self._server.system.same_server(outcome.location):
            raise NoExport("gives its export on another server")
        return outcome.location

    def _waited_for(self) -> _Manifest:
        server = self._server
        while True:
            server.between()
            outcome = server.system.poll(self._where)
            if isinstance(outcome, Busy):
                seconds = min(outcome.retry_after, LONGEST_WAIT).total_seconds()
                if server.took() + seconds > server.seconds:
                    raise NoExport("took too long to make its export")
                time.sleep(seconds)
                continue
            if not isinstance(outcome, Answer):
                raise NoExport("could not make the export it offers")
            try:
                manifest = _manifest.decode(outcome.body)
            except _UNREADABLE:
                raise NoExport("does not say in a readable form where its export is") from None
            if not all(server.system.same_server(each.url) for each in (*manifest.output, *manifest.error)):
                raise NoExport("gives its export on another server")
            return manifest

    def _look_at_errors(self) -> None:
        for file in self._manifest.error:
            for raw in self._lines(file):
                try:
                    severe = any(each.severity in SEVERE for each in _issues.decode(raw).issue)
                except _UNREADABLE:
                    severe = True
                if severe:
                    raise self._server.trouble("could not give all it holds in its export.")

    def _lines(self, file: _Output) -> Iterator[bytes]:
        server = self._server
        server.between()
        outcome = yield from server.system.lines(file.url, max(server.seconds - server.took(), 1))
        if isinstance(outcome, Answer):
            return
        kept = server.trouble("")
        raise (NoAnswer if not isinstance(outcome, Busy) else Trouble)(outcome.words, kept.do)

    def _is_beyond(self, raw: bytes) -> bool:
        """Return whether a visit is on another day than was asked for: not every server filters an export."""
        try:
            start = parsed(_visit.decode(raw).start)
        except _UNREADABLE:
            return False
        return start is not None and not self._since <= to_text(start) < self._until
