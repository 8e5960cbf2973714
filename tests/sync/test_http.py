"""Talking to a main system: every awkward answer ends in time, as an outcome a person can read."""

import gzip
import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.sync import wire
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.outcome import Answer, Busy, Refused, Unreachable, wait_asked
from downtime_desk.sync.request import Entry
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.wire_server import Heard, Say, answer, drip, raw, server, silence

RECORD = b'{"resourceType":"Patient","id":"p1"}'
OUTCOME = json.dumps(
    {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "invalid", "details": {"text": "No such visit"}}],
    }
).encode()


def asking(url: str, **more: Any) -> MainSystem:
    return MainSystem(url, "secret-token", now=Clock(NIGHT), name="Fernway", **{"seconds": 1.0, **more})


def get(say: Say, **more: Any) -> Any:
    """Return the outcome of one GET answered so."""
    with server(say) as heard:
        system = asking(heard.url, **more)
        try:
            return system.get("Patient/p1")
        finally:
            system.close()


def test_a_record_with_its_version() -> None:
    outcome = get(answer(RECORD, ETag='W/"3"', Location="http://x/Patient/p1/_history/3"))
    assert outcome == Answer(200, RECORD, 'W/"3"', "3", "http://x/Patient/p1/_history/3")


def test_the_version_may_be_in_the_location_alone() -> None:
    assert get(answer(RECORD, "201 Created", Location="http://x/Patient/p1/_history/3")).version == "3"


@pytest.fixture
def ready() -> Iterator[tuple[Heard, MainSystem]]:
    with server(answer(RECORD)) as heard:
        system = asking(heard.url)
        yield heard, system
        system.close()


def test_what_is_asked(ready: tuple[Heard, MainSystem]) -> None:
    heard, system = ready
    system.get("Appointment", [("date", "ge2026-11-22T00:00:00Z"), ("date", "lt2026-11-23T00:00:00Z")])
    said = heard.last()
    assert said.startswith("GET /fhir/Appointment?date=ge2026-11-22T00%3A00%3A00Z&date=lt2026-11-23")
    for header in (
        "accept: application/fhir+json",
        "accept-encoding: identity",
        "authorization: Bearer secret-token",
    ):
        assert header in said.lower().replace("bearer", "Bearer")


def test_creates_updates_and_batches_say_what_makes_them_safe(ready: tuple[Heard, MainSystem]) -> None:
    heard, system = ready
    system.create("Encounter", RECORD, if_none_exist="identifier=a|b")
    said = heard.last()
    assert said.startswith("POST /fhir/Encounter HTTP/1.1")
    assert "if-none-exist: identifier=a|b" in said.lower()
    assert "content-type: application/fhir+json" in said.lower()
    assert said.endswith(RECORD.decode())
    system.update("Appointment", "v1", RECORD, if_match="3")
    assert heard.last().startswith("PUT /fhir/Appointment/v1 HTTP/1.1")
    assert 'if-match: w/"3"' in heard.last().lower()
    system.batch(
        [Entry("PUT", "Appointment/v1", RECORD, if_match="3"), Entry("POST", "Encounter", RECORD, "x=y")]
    )
    assert heard.last().startswith("POST /fhir HTTP/1.1")
    sent = json.loads(heard.last().partition("\r\n\r\n")[2])
    assert sent["type"] == "batch"
    assert [each["request"] for each in sent["entry"]] == [
        {"method": "PUT", "url": "Appointment/v1", "ifMatch": 'W/"3"'},
        {"method": "POST", "url": "Encounter", "ifNoneExist": "x=y"},
    ]
    assert sent["entry"][0]["resource"] == json.loads(RECORD)


def test_one_connection_serves_many_calls() -> None:
    with server(answer(RECORD)) as heard:
        system = asking(heard.url)
        for _ in range(3):
            assert isinstance(system.get("Patient/p1"), Answer)
        system.close()
    assert len(heard.requests) == 3


def test_a_connection_closed_while_idle_is_opened_again() -> None:
    with server(raw(_whole(RECORD), hang_up=True)) as heard:
        system = asking(heard.url)
        for _ in range(3):
            assert isinstance(system.get("Patient/p1"), Answer)
            time.sleep(0.05)
        system.close()
    assert len(heard.requests) == 3


def _whole(body: bytes, kind: str = "application/fhir+json", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "status", ["400 Bad", "404 Not Found", "409 Conflict", "410 Gone", "412 Failed", "422 No"]
)
def test_a_refusal_is_in_the_words_of_the_server(status: str) -> None:
    assert get(answer(OUTCOME, status)) == Refused(int(status[:3]), "No such visit")


def test_a_refusal_without_words_and_one_as_plain_text() -> None:
    assert get(answer(b"", "403 No")) == Refused(403, "Fernway refused without saying why (403).")
    assert get(answer(b"go away", "403 No", "text/plain")) == Refused(
        403, "Fernway refused without saying why (403)."
    )


@pytest.mark.parametrize("status", ["429 Too Many", "503 Unavailable"])
@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("17", timedelta(seconds=17)),
        ("99999999999", timedelta(minutes=15)),
        ("9" * 400, timedelta(minutes=15)),
        ("Sun, 22 Nov 2026 02:08:00 GMT", timedelta(minutes=2)),
        ("Sun, 22 Nov 2020 02:08:00 GMT", timedelta(seconds=1)),
        ("Sun, 22 Nov 2099 02:08:00 GMT", timedelta(minutes=15)),
        ("0", timedelta(seconds=1)),
        ("-5", timedelta(seconds=30)),
        ("soon", timedelta(seconds=30)),
    ],
)
def test_a_busy_server_is_waited_for_but_not_for_ever(status: str, said: str, wait: timedelta) -> None:
    outcome = get(answer(OUTCOME, status, Retry_After=said))
    assert outcome == Busy("No such visit", wait)


def test_a_wait_nobody_asked_for() -> None:
    assert wait_asked(None, Clock(NIGHT)) == timedelta(seconds=30)


PAGE = "Fernway answered with a web page, not records. You may be behind a sign-in page of the network."
ELSEWHERE = "Fernway sent us to another address instead of answering. You may be behind a sign-in page of the network."


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (answer(b"<html>Sign in</html>", kind="text/html; charset=utf-8"), PAGE),
        (answer(b"<html>No</html>", "404 Not Found", "text/html"), PAGE),
        (answer(b"<html>Gateway</html>", "502 Bad", "text/html"), "Fernway has a fault of its own (502)."),
        (answer(b"", "500 Fault"), "Fernway has a fault of its own (500)."),
        (answer(OUTCOME, "500 Fault"), "No such visit"),
        (answer(b"", "302 Found", Location="http://elsewhere/"), ELSEWHERE),
        (answer(RECORD, "301 Moved", Location="http://elsewhere/"), ELSEWHERE),
        (answer(b""), "Fernway answered with nothing at all."),
        (answer(b"  \n"), "Fernway answered with nothing at all."),
        (answer(RECORD, kind="text/plain"), "Fernway answered with something that is not records."),
        (answer(b'{"id":"p1"}'), "Fernway answered with something that is not records."),
        (answer(b"[1]"), "Fernway answered with something that is not records."),
        (answer(OUTCOME), "No such visit"),
        (
            answer(OUTCOME.replace(b"error", b"warning")),
            "Fernway answered with something that is not records.",
        ),
        (answer(RECORD[:-4]), "Fernway answered with something that is not records."),
        (answer(b"\xff\xfe"), "Fernway answered with something that is not records."),
        (raw(_whole(RECORD, length=5000), hang_up=True), "Fernway broke off in the middle of its answer."),
        (raw(b"HTTP/1.1 200", hang_up=True), "Fernway broke off in the middle of its answer."),
        (raw(b"", hang_up=True), "Fernway broke off in the middle of its answer."),
        (raw(b"hello\r\n\r\n", hang_up=True), "Fernway broke off in the middle of its answer."),
        (answer(RECORD, X="y" * 200_000), "Fernway broke off in the middle of its answer."),
        (answer(RECORD, Content_Encoding="br"), "Fernway answered in a form that cannot be read."),
        (answer(RECORD, Content_Encoding="gzip"), "Fernway answered in a form that cannot be read."),
        (
            answer(gzip.compress(RECORD)[:-9], Content_Encoding="gzip"),
            "Fernway answered in a form that cannot be read.",
        ),
    ],
)
def test_an_answer_that_is_none_is_never_relied_on(say: Say, words: str) -> None:
    cause = "page" if words in (PAGE, ELSEWHERE) else "there"
    assert get(say) == Unreachable(words, True, cause)  # type: ignore[arg-type]


def test_a_packed_answer_is_unpacked() -> None:
    assert get(answer(gzip.compress(RECORD), Content_Encoding="gzip")).body == RECORD


@pytest.mark.parametrize("packed", [True, False])
def test_an_answer_without_end_is_cut_off(*, packed: bool) -> None:
    huge = b" " * 20_000_000
    say = answer(gzip.compress(huge), Content_Encoding="gzip") if packed else answer(huge)
    outcome = get(say, most_bytes=100_000, seconds=10)
    assert outcome == Unreachable(
        "Fernway answered with more than this laptop will take in one go.", may_have_arrived=True
    )


def test_a_bomb_takes_little_memory() -> None:
    import tracemalloc

    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    with server(answer(bomb, Content_Encoding="gzip")) as heard:
        system = asking(heard.url, seconds=20)
        tracemalloc.start()
        outcome = system.get("Patient/p1")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        system.close()
    assert isinstance(outcome, Unreachable)
    assert peak < 50_000_000 + 33_000_000


LATE = "Fernway did not answer in time."


@pytest.mark.parametrize(
    "say",
    [
        silence(),
        drip(_whole(RECORD), 1, 0.1),
        drip(_whole(RECORD)[:20], 1, 0.1),
        drip(_whole(b" " * 500 + RECORD), 10, 0.1),
    ],
)
@pytest.mark.parametrize("method", ["get", "create"])
def test_every_call_ends_at_its_deadline_even_against_a_drip(say: Say, method: str) -> None:
    with server(say) as heard:
        system = asking(heard.url, seconds=0.5)
        started = time.monotonic()
        outcome = system.get("Patient/p1") if method == "get" else system.create("Patient", RECORD)
        taken = time.monotonic() - started
        system.close()
    assert outcome == Unreachable(LATE, may_have_arrived=True)
    assert taken < 2


def test_a_server_that_takes_a_request_drop_by_drop_is_left_in_time() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    system = asking(f"http://127.0.0.1:{listener.getsockname()[1]}", seconds=0.5)
    started = time.monotonic()
    outcome = system.create("Patient", b'{"x":"' + b"y" * 30_000_000 + b'"}')
    assert time.monotonic() - started < 3
    assert outcome == Unreachable(LATE, may_have_arrived=True)
    system.close()
    listener.close()


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    system = asking(f"http://127.0.0.1:{port}")
    nothing = Unreachable("Fernway cannot be reached from this laptop.", may_have_arrived=False)
    assert system.create("Encounter", RECORD) == nothing
    assert system.health() == nothing
    system.close()


def test_a_name_nobody_knows_and_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_asked: object, **_more: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(wire.socket, "getaddrinfo", unknown)
    monkeypatch.setattr(wire, "NOWHERE", ((socket.AF_INET, ("127.0.0.1", 9)),))
    system = asking("https://fernway.example/fhir")
    nothing = Unreachable("Fernway cannot be reached from this laptop.", False, "name")
    assert system.get("Patient") == nothing
    monkeypatch.setattr(wire, "NOWHERE", ())
    assert system.get("Patient") == replace(nothing, cause="no network"), "there is no way out of this laptop"
    monkeypatch.setattr(wire, "NOWHERE", ((socket.AF_INET, ("127.0.0.1", 9)),))

    def slowly(*_asked: object, **_more: object) -> list[object]:
        time.sleep(1)
        return []

    monkeypatch.setattr(wire.socket, "getaddrinfo", slowly)
    slow = asking("https://fernway.example/fhir", seconds=0.2)
    started = time.monotonic()
    assert slow.get("Patient") == Unreachable(LATE, may_have_arrived=False)
    assert time.monotonic() - started < 0.9
    time.sleep(1)
    system.close(), slow.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate of this machine's own making, with its key."""
    made = tmp_path_factory.mktemp("tls") / "own.pem"
    key = made.with_suffix(".key")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            str(key),
            "-out",
            str(made),
        ],
        check=True,
        capture_output=True,
    )
    made.write_bytes(made.read_bytes() + key.read_bytes())
    return made


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_server_that_cannot_prove_who_it_is_is_told_nothing(certificate: Path) -> None:
    with server(answer(RECORD), tls=_tls(certificate)) as heard:
        system = asking(f"https://localhost:{heard.port}/fhir")
        outcome = system.create("Encounter", RECORD)
        system.close()
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("Fernway could not prove who it is, so nothing was sent.")
    assert (outcome.may_have_arrived, heard.requests) == (False, [])


def test_an_authority_of_the_providers_own_can_be_trusted_but_not_for_another_name(certificate: Path) -> None:
    with server(answer(RECORD), tls=_tls(certificate)) as heard:
        system = asking(f"https://localhost:{heard.port}/fhir", authorities=certificate)
        assert isinstance(system.get("Patient/p1"), Answer)
        assert isinstance(system.get("Patient/p1"), Answer)
        system.close()
        other = asking(f"https://127.0.0.1:{heard.port}/fhir", authorities=certificate)
        assert isinstance(other.get("Patient/p1"), Unreachable)
        other.close()


def test_a_handshake_that_never_ends_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        system = asking(f"https://localhost:{listener.getsockname()[1]}", seconds=0.5)
        started = time.monotonic()
        outcome = system.get("Patient")
        assert time.monotonic() - started < 2
        assert outcome == Unreachable(LATE, may_have_arrived=False)
        system.close()


def test_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert isinstance(get(answer(RECORD)), Answer)


@pytest.mark.parametrize(
    "address",
    [
        "http://fernway.example/fhir",
        "ftp://fernway.example/fhir",
        "fernway.example/fhir",
        "https://",
        "https://user:word@fernway.example/",
        "https://fernway.example/fhir?x=1",
        "",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(address: str) -> None:
    with pytest.raises(Trouble, match="address"):
        asking(address)


@pytest.mark.parametrize(
    "address", ["http://localhost:1/x", "http://127.0.0.1", "http://[::1]/", "https://fernway.example"]
)
def test_an_address_that_can(address: str) -> None:
    asking(address).close()


def test_plain_http_is_a_setting() -> None:
    asking("http://fernway.example/fhir", plain_http=True).close()


def test_the_token_goes_to_no_other_server(ready: tuple[Heard, MainSystem]) -> None:
    heard, system = ready
    for address in (
        "http://127.0.0.1:1/fhir/Patient",
        "https://evil.example/fhir",
        "//evil.example/fhir",
        f"https://127.0.0.1:{heard.port}/fhir",
    ):
        with pytest.raises(Trouble, match="another server"):
            system.get(address)
    assert heard.requests == []
    assert isinstance(system.get(f"{heard.url}?page=2"), Answer)


def batch(*responses: Any, sent: int | None = None) -> Any:
    body = {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [{"response": each} for each in responses],
    }
    with server(answer(json.dumps(body).encode())) as heard:
        system = asking(heard.url)
        outcome = system.batch(
            [Entry("POST", "Encounter", RECORD)] * (len(responses) if sent is None else sent)
        )
        system.close()
    return outcome


def test_each_entry_of_a_batch_is_judged_by_its_own_status() -> None:
    outcomes = batch(
        {"status": "201 Created", "etag": 'W/"1"', "location": "Encounter/e1/_history/1"},
        {"status": "412", "outcome": json.loads(OUTCOME)},
        {"status": "429"},
        {"status": "500"},
        {},
        {"status": "odd"},
    )
    assert outcomes[0] == Answer(201, b"", 'W/"1"', "1", "Encounter/e1/_history/1")
    assert outcomes[1] == Refused(412, "No such visit")
    assert isinstance(outcomes[2], Busy)
    assert [type(each) for each in outcomes[3:]] == [Unreachable] * 3
    assert all(each.may_have_arrived for each in outcomes[3:])


def test_a_batch_answer_for_fewer_says_nothing_to_rely_on() -> None:
    assert batch({"status": "201"}, sent=2) == Unreachable(
        "Fernway answered for 1 of 2 items.", may_have_arrived=True
    )


def test_a_written_record_may_be_answered_with_nothing_but_its_version() -> None:
    with server(raw(b'HTTP/1.1 201 Created\r\nETag: W/"1"\r\nContent-Length: 0\r\n\r\n')) as heard:
        system = asking(heard.url)
        assert system.create("Encounter", RECORD) == Answer(201, b"", 'W/"1"', "1", None)
        assert isinstance(system.get("Encounter/e1"), Unreachable)
        system.close()
