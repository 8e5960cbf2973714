"""The practice system as a web application, with everything that goes wrong on the wire."""

import asyncio
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from downtime_desk.practice import control
from downtime_desk.practice.faults import Awkward, Rule
from downtime_desk.practice.messages import Answer, Ask
from downtime_desk.practice.system import PracticeSystem

MOST_BYTES = 32 * 1024 * 1024
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
MEGABYTE = bytes(1024 * 1024)


class DroppableProtocol(H11Protocol):
    """HTTP whose connection the application can reach, to drop it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the connection on to every request that comes over it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class CuttingServer(uvicorn.Server):
    """A server that does not wait for anybody when it is told to stop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Stop listening and cut off whoever is still connected, so that no request is left over."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def server_of(system: PracticeSystem, switch_off: control.SwitchOff) -> CuttingServer:
    """Return the server of a practice system, not listening yet."""
    return CuttingServer(
        uvicorn.Config(
            application(system, switch_off),
            http=DroppableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            # its clock is the one of this laptop: it has no time of its own to say
            date_header=False,
            timeout_graceful_shutdown=5,
        )
    )


class NoAnswer(Response):
    """The connection ends here and now, without a byte of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Drop the connection and wait until it is gone."""
        scope["state"]["transport"].abort()
        await _gone(receive)


class Silence(Response):
    """Nothing is ever said; it ends when the other side gives up or the system is switched off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Wait until the other side is gone."""
        await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _wait(request: Request, milliseconds: int) -> None:
    """Let time pass, but no longer than the other side waits, so that switching off is never held up."""
    if milliseconds:
        with suppress(TimeoutError):
            await asyncio.wait_for(_gone(request.receive), milliseconds / 1000)


def application(system: PracticeSystem, switch_off: control.SwitchOff) -> Starlette:
    """Return the web application of a practice system. `switch_off` stops it listening for seconds."""

    async def fhir(request: Request) -> Response:
        try:
            ask = await _ask(request)
        except ClientDisconnect:
            return Silence()
        if len(ask.body) > MOST_BYTES:
            return Response("Payload Too Large", 413)
        rule = system.faults.take(ask.method, f"/{ask.path}")
        await _wait(request, system.faults.delay_ms)
        if rule and rule.kind == Awkward.HANG:
            return Silence()
        if rule and rule.kind == Awkward.GZIP_BOMB:
            return _gzip_bomb(rule.say("megabytes"))
        answer = system.answer(ask, rule)
        if rule and rule.kind == Awkward.SLOW:
            await _wait(request, rule.say("milliseconds"))
        return _on_the_wire(answer, rule)

    async def control_page(request: Request) -> Response:
        if request.method == "GET":
            return _plain(control.shown(system))
        return _plain(control.changed(system, await request.body(), switch_off))

    async def sign_in(_: Request) -> Response:
        return Response("<h1>Please sign in</h1>", media_type="text/html")

    return Starlette(
        routes=[
            Route("/practice/control", control_page, methods=["GET", "POST"]),
            Route("/practice/sign-in", sign_in, methods=METHODS),
            Route("/{path:path}", fhir, methods=METHODS),
        ]
    )


async def _ask(request: Request) -> Ask:
    return Ask(
        method=request.method,
        path=request.url.path.strip("/"),
        pairs=tuple(parse_qsl(request.url.query, keep_blank_values=True)),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        base=str(request.base_url).rstrip("/"),
    )


def _plain(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers))


WIRE: dict[Awkward, Callable[[Answer, Rule], Response]] = {
    Awkward.LOST_ANSWER: lambda _answer, _rule: NoAnswer(),
    Awkward.TRUNCATED: lambda answer, _rule: _plain(
        Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
    ),
    Awkward.WRONG_TYPE: lambda answer, _rule: _plain(
        Answer(answer.status, answer.body, {**answer.headers, "content-type": "text/plain"})
    ),
    Awkward.DRIP: lambda answer, rule: StreamingResponse(
        _dripping(answer.body, rule.say("bytes"), rule.say("milliseconds")),
        answer.status,
        {**answer.headers, "content-length": str(len(answer.body))},
    ),
}


def _on_the_wire(answer: Answer, rule: Rule | None) -> Response:
    if rule and rule.kind in WIRE:
        return WIRE[rule.kind](answer, rule)
    return _plain(answer)


async def _dripping(body: bytes, at_once: int, milliseconds: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), at_once):
        yield body[start : start + at_once]
        await asyncio.sleep(milliseconds / 1000)


def _gzip_bomb(megabytes: int) -> Response:
    headers = {"content-type": "application/fhir+json", "content-encoding": "gzip"}
    return StreamingResponse(_bomb(megabytes), 200, headers)


async def _bomb(megabytes: int) -> AsyncIterator[bytes]:
    squeezing = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(megabytes):
        yield squeezing.compress(MEGABYTE)
        await asyncio.sleep(0)
    yield squeezing.flush()
