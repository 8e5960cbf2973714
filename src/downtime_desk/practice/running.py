"""Runs the practice system on this computer only, and really stops it when it is switched off."""

import socket
import sys
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from downtime_desk.core.errors import Trouble
from downtime_desk.practice.control import SwitchOff
from downtime_desk.practice.provider import Provider
from downtime_desk.practice.system import PracticeSystem

if TYPE_CHECKING:
    from downtime_desk.practice.web import CuttingServer

HOST = "127.0.0.1"
PATIENCE = 10.0


class Running:
    """A practice system that listens on 127.0.0.1, in a thread of its own. Use it in a `with`.

    `url` is the address of the FHIR server. It stays the same when the system is stopped and started again.
    """

    def __init__(self, system: PracticeSystem, port: int = 0) -> None:
        self.system = system
        self.port = port
        self._server: CuttingServer | None = None
        self._thread: threading.Thread | None = None
        self._pause: threading.Thread | None = None
        self._pause_over = threading.Event()
        self._switching = threading.RLock()
        self.start()

    def __enter__(self) -> "Running":
        """Return itself, listening."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Stop for good."""
        self.close()

    @property
    def url(self) -> str:
        """Return the address of the FHIR server."""
        return f"http://{HOST}:{self.port}"

    @property
    def listening(self) -> bool:
        """Return whether it answers at all."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Listen, on the same port as before. Raises `Trouble` when something else listens there."""
        with self._switching:
            if self.listening:
                return
            self._server = _server(self.system, self.stop_for)
            listener = _listener(self.port)
            self.port = listener.getsockname()[1]
            self._thread = threading.Thread(
                target=self._server.run, args=([listener],), name="practice system", daemon=True
            )
            self._thread.start()
            self._server.up.wait(PATIENCE)

    def stop(self) -> None:
        """Stop listening; whoever is still connected is cut off, and connecting is refused."""
        with self._switching:
            if self._server is None or self._thread is None:
                return
            self._server.should_exit = True
            self._thread.join(PATIENCE)
            self._server = self._thread = None

    def stop_for(self, seconds: float) -> None:
        """Stop listening now, and start again by itself after some seconds."""
        self._end_pause()
        self._pause_over = threading.Event()
        self._pause = threading.Thread(
            target=self._pause_for, args=(seconds, self._pause_over), name="practice system off", daemon=True
        )
        self._pause.start()

    def close(self) -> None:
        """Stop for good and close the file."""
        self._end_pause()
        self.stop()
        self.system.close()

    def wait(self) -> None:
        """Wait for ever, or until a key stops the program."""
        while True:
            threading.Event().wait(1)

    def _pause_for(self, seconds: float, over: threading.Event) -> None:
        self.stop()
        if not over.wait(seconds):
            self.start()

    def _end_pause(self) -> None:
        if self._pause is not None:
            self._pause_over.set()
            self._pause.join(PATIENCE)
            self._pause = None


def serve(system: PracticeSystem, port: int = 0) -> Running:
    """Let a practice system listen on 127.0.0.1; port 0 takes a free one.

    Raises `Trouble` when the web server is not installed or the port is taken.
    """
    return Running(system, port)


def _listener(port: int) -> socket.socket:
    try:
        listener = socket.create_server((HOST, port), backlog=128)
    except OSError as taken:
        raise Trouble(
            f"Port {port} of this computer is already in use.",
            "Close the program that uses it, or choose another port.",
        ) from taken
    # Whoever connects inherits it. Without it the body of an answer waits 40 ms for somebody to confirm its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _server(system: PracticeSystem, switch_off: SwitchOff) -> "CuttingServer":
    try:
        from downtime_desk.practice.web import server_of
    except ModuleNotFoundError as missing:
        raise Trouble(
            "The practice main system is not installed on this computer.",
            'Install it with: pip install "downtime-desk[practice]".',
        ) from missing
    return server_of(system, switch_off)


def serve_forever(path: str | Path, port: int, people: int, seed: int, today: date) -> None:
    """Serve a practice system from a file until a key stops it, and write its address on the terminal.

    An empty or new file is filled with an invented provider; one that holds something is served as it is.
    """
    system = PracticeSystem(path)
    if system.empty:
        sys.stdout.write(f"Inventing {people:,} people and their visits ...\n")
        system.load(Provider(people=people, seed=seed, today=today))
    with serve(system, port) as running:
        sys.stdout.write(f"The practice main system answers at {running.url}\n")
        sys.stdout.write(f"Tell it to misbehave at {running.url}/practice/control. Stop it with Ctrl+C.\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            running.wait()
