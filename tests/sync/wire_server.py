"""A server that says exactly the bytes a test gives it, one connection after the other, on this machine."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Say = Callable[[socket.socket, bytes], None]
"""Is given the connection and the request, and says what the test wants."""


@contextmanager
def server(*says: Say, tls: ssl.SSLContext | None = None) -> Iterator["Heard"]:
    """Listen on this machine; the n-th request is answered by the n-th `say`, the last one for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = Heard(listener.getsockname()[1])
    thread = threading.Thread(
        target=_listen, args=(listener, says, heard, tls), name="wire server", daemon=True
    )
    thread.start()
    try:
        yield heard
    finally:
        heard.over.set()
        with socket.socket() as nudge:
            nudge.connect(("127.0.0.1", heard.port))
        thread.join(10)
        listener.close()


class Heard:
    """What the server heard, and where it is."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[bytes] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}/fhir"

    def last(self) -> str:
        """Return the last request as text."""
        return self.requests[-1].decode()


def _listen(listener: socket.socket, says: tuple[Say, ...], heard: Heard, tls: ssl.SSLContext | None) -> None:
    while not heard.over.is_set():
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            with (
                suppress(OSError),
                tls.wrap_socket(connection, server_side=True) if tls else connection as talk,
            ):
                _serve(talk, says, heard)


def _serve(connection: socket.socket, says: tuple[Say, ...], heard: Heard) -> None:
    while not heard.over.is_set():
        request = _request(connection)
        if not request:
            return
        heard.requests.append(request)
        says[min(len(heard.requests), len(says)) - 1](connection, request)


def _request(connection: socket.socket) -> bytes:
    request = b""
    while b"\r\n\r\n" not in request:
        part = connection.recv(65536)
        if not part:
            return b""
        request += part
    head, _, body = request.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        while name.lower() == b"content-length" and len(body) < int(value):
            body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes, status: str = "200 OK", kind: str = "application/fhir+json", **headers: str) -> Say:
    """Return a say that gives a whole answer."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return raw(head.encode() + body)


def raw(said: bytes, *, hang_up: bool = False) -> Say:
    """Return a say that sends these bytes, and hangs up after them if asked."""

    def say(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(said)
        if hang_up:
            connection.shutdown(socket.SHUT_RDWR)

    return say


def drip(said: bytes, at_a_time: int, every: float) -> Say:
    """Return a say that sends a few bytes at a time."""

    def say(connection: socket.socket, _request: bytes) -> None:
        for start in range(0, len(said), at_a_time):
            connection.sendall(said[start : start + at_a_time])
            time.sleep(every)

    return say


def silence(seconds: float = 5) -> Say:
    """Return a say that says nothing until the other side gives up."""

    def say(connection: socket.socket, _request: bytes) -> None:
        connection.settimeout(seconds)
        connection.recv(1)

    return say
