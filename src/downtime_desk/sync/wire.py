"""The network under the main system's connector, with one deadline over each whole call.

A timeout bounds one read; a server that drips a byte a second outlives it for ever. Here every wait of a
call (name look-up, connect, TLS, each send and receive) draws on the same remaining time.
"""

import queue
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

RECEIVE = 64 * 1024


# Addresses of documentation: nobody is there, and opening a datagram socket sends nothing.
NOWHERE = ((socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET6, ("2001:db8::1", 9)))


class NameUnknown(httpcore.ConnectError):
    """No address is known for the name of the host."""


def has_a_way_out() -> bool:
    """Return whether this machine has any network to send through. Sends nothing."""
    return any(_is_routed(family, address) for family, address in NOWHERE)


def _is_routed(family: socket.AddressFamily, address: tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as trial:
            trial.connect(address)
    except OSError:
        return False
    return True


class Deadline:
    """The time left of the call under way, and whether any of its request has left this machine."""

    def __init__(self) -> None:
        self._ends = 0.0
        self.sent = False

    def start(self, seconds: float) -> None:
        """Begin a call that must be over within `seconds`."""
        self._ends = time.monotonic() + seconds
        self.sent = False

    def left(self) -> float:
        """Return the seconds left; raises `httpcore.TimeoutException` when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time for this call is used up")
        return left


class _Stream(httpcore.NetworkStream):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._socket = sock
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - one deadline instead
        self._socket.settimeout(self._deadline.left())
        try:
            return self._socket.recv(min(max_bytes, RECEIVE))
        except TimeoutError as late:
            raise httpcore.ReadTimeout(str(late)) from late
        except OSError as broken:
            raise httpcore.ReadError(str(broken)) from broken

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            while buffer:
                self._socket.settimeout(self._deadline.left())
                self._deadline.sent = True
                buffer = buffer[self._socket.send(buffer) :]
        except TimeoutError as late:
            raise httpcore.WriteTimeout(str(late)) from late
        except OSError as broken:
            raise httpcore.WriteError(str(broken)) from broken

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            self._socket.settimeout(self._deadline.left())
            return _Stream(
                ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._deadline
            )
        except ssl.SSLCertVerificationError:
            self.close()
            raise
        except TimeoutError as late:
            self.close()
            raise httpcore.ConnectTimeout(str(late)) from late
        except OSError as broken:
            self.close()
            raise httpcore.ConnectError(str(broken)) from broken

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        if info == "is_readable":
            return _readable(self._socket)
        return None


def _readable(sock: socket.socket) -> bool:
    """Return whether an idle connection has something to read, which means the other end closed it."""
    return sock.fileno() < 0 or bool(select.select([sock], [], [], 0)[0])


class Backend(httpcore.NetworkBackend):
    """Opens TCP connections whose every wait draws on one deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        failure: OSError | None = None
        for family, address in _look_up(host, port, self._deadline.left()):
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.settimeout(self._deadline.left())
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as refused:
                sock.close()
                failure = refused
                continue
            return _Stream(sock, self._deadline)
        if isinstance(failure, TimeoutError):
            raise httpcore.ConnectTimeout(str(failure)) from failure
        raise httpcore.ConnectError(str(failure)) from failure


def _look_up(host: str, port: int, seconds: float) -> list[tuple[int, Any]]:
    """Return the addresses of a host. A look-up cannot be interrupted, so a late one is left behind."""
    found: queue.Queue[list[tuple[int, Any]] | OSError] = queue.Queue(1)

    def look() -> None:
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put([(family, address) for family, _, _, _, address in addresses])
        except OSError as unknown:
            found.put(unknown)

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name was not found in time") from None
    if isinstance(answer, OSError):
        raise NameUnknown(str(answer)) from answer
    return answer


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close:
            close()


class Transport(httpx.BaseTransport):
    """httpx over connections that keep the deadline. Failures are raised as httpcore raises them."""

    def __init__(self, context: ssl.SSLContext, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=1, keepalive_expiry=20, network_backend=Backend(deadline)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - narrows the type
        answer = self._pool.handle_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        )
        assert isinstance(answer.stream, Iterable)  # noqa: S101 - narrows the type
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()
