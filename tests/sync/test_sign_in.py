"""Signing in to a main system: by a client secret or a key, renewed when it runs out, in words when it fails."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.store import Acting, Store
from downtime_desk.practice import Awkward, PracticeSystem, Running, serve
from downtime_desk.practice.sign_in import Client
from downtime_desk.sync import connection
from downtime_desk.sync.connection import Choose, Connection, MakeKey, choose, make_key, public_half
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.outcome import Answer, Refused, Unreachable
from downtime_desk.sync.purse import Purse
from downtime_desk.sync.sign_in import SignIn
from downtime_desk.sync.signing import new_key, public_key, statement
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.wire_server import answer, server

SECRET = "s3cret with +&= in it"
DESK = SignIn("secret", "desk-1")
PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Fell", "given": ["Ann"]}]}


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    return {"ES384": new_key("ES384"), "RS384": new_key("RS384")}


@pytest.fixture
def running(tmp_path: Path, clock: Clock, keys: dict[str, str]) -> Iterator[Running]:
    system = PracticeSystem(tmp_path / "practice.sqlite", now=clock)
    system.load([PATIENT])
    system.sign_in.register("desk-1", Client(SECRET, {"keys": [public_key(each) for each in keys.values()]}))
    with serve(system) as listening:
        yield listening


def asking(running: Running, clock: Clock, sign_in: SignIn = DESK, secret: str = SECRET) -> MainSystem:
    purse = Purse(sign_in, secret, clock)
    return MainSystem(running.url, now=clock, purse=purse, name="Fernway", seconds=1)


def got(system: MainSystem) -> Any:
    try:
        return system.get("Patient/p1")
    finally:
        system.close()


@pytest.mark.parametrize("way", ["header", "body", "ES384", "RS384"])
def test_every_way_to_sign_in_opens_the_records(
    running: Running, clock: Clock, keys: dict[str, str], way: str
) -> None:
    sign_in = SignIn("key", "desk-1") if way in keys else SignIn("secret", "desk-1", in_body=way == "body")
    system = asking(running, clock, sign_in, keys.get(way, SECRET))
    assert isinstance(got(system), Answer)
    assert system.allowed() == " It allows: system/*.read system/*.write."


def test_nobody_gets_in_without(running: Running, clock: Clock) -> None:
    assert got(MainSystem(running.url, "guess", now=clock)).status == 401


def test_one_token_serves_until_shortly_before_it_runs_out(running: Running, clock: Clock) -> None:
    system = asking(running, clock)
    tokens = running.system.sign_in._tokens
    for _ in range(3):
        assert isinstance(system.get("Patient/p1"), Answer)
    assert len(tokens) == 1
    clock.forward(seconds=245)
    assert isinstance(got(system), Answer)
    assert len(tokens) == 2


def test_a_token_that_is_not_taken_is_renewed_once(running: Running, clock: Clock) -> None:
    system = asking(running, clock)
    assert isinstance(system.get("Patient/p1"), Answer)
    running.system.sign_in.forget_tokens()
    assert isinstance(system.get("Patient/p1"), Answer)
    running.system.go_awkward(Awkward.UNAUTHORISED, times=None, path="Patient")
    outcome = got(system)
    assert isinstance(outcome, Refused)
    assert outcome.status == 401


@pytest.mark.parametrize(
    ("sign_in", "secret", "said"),
    [
        (DESK, "hunter-2", "does not know client desk-1, or the client secret is not the one"),
        (SignIn("secret", "desk-2"), SECRET, "does not know client desk-2"),
        (SignIn("secret", "desk-1", scope="user/*.*"), SECRET, "may not have “user/*.*”"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_said(
    running: Running, clock: Clock, sign_in: SignIn, secret: str, said: str
) -> None:
    outcome = got(asking(running, clock, sign_in, secret))
    assert isinstance(outcome, Refused)
    assert "Fernway did not let this laptop sign in" in outcome.words
    assert said in outcome.words
    assert secret not in outcome.words


def test_a_key_that_nobody_registered_is_said(running: Running, clock: Clock) -> None:
    outcome = got(asking(running, clock, SignIn("key", "desk-1"), new_key("ES384")))
    assert "the key of this laptop is not the one it was given" in outcome.words


def test_a_clock_that_is_off_is_said_and_allowed_for_where_the_server_says_its_time(
    keys: dict[str, str],
) -> None:
    refusal = b'{"error":"invalid_client","error_description":"exp"}'
    there = "Sun, 22 Nov 2026 02:36:00 GMT"
    where = b'{"token_endpoint":"http://127.0.0.1:%d/token"}'
    with server(answer(refusal, "400 Bad Request", "application/json", Date=there)) as token:
        say = answer(where % token.port, kind="application/json", Date=there)
        with server(say) as heard:
            purse = Purse(SignIn("key", "desk-1"), keys["ES384"], Clock(NIGHT))
            outcome = got(MainSystem(heard.url, now=Clock(NIGHT), purse=purse, name="Fernway", seconds=1))
    assert "The clock of this laptop is 30 min behind its clock: put it right" in outcome.words
    claims = _claims(token.last().partition("client_assertion=")[2])
    assert claims["exp"] - claims["iat"] == 240
    assert claims["iat"] == int((NIGHT + timedelta(minutes=30)).timestamp()), "by the clock of who judges it"


def _claims(said: str) -> dict[str, Any]:
    import base64

    middle = said.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return found


@pytest.mark.parametrize(
    ("awkward", "said"),
    [
        (Awkward.CAPTIVE_PORTAL, "web page, not records"),
        (Awkward.REDIRECT, "another address"),
        (Awkward.SERVER_ERROR, "fault of its own"),
        (Awkward.HANG, "did not answer in time"),
        (Awkward.EMPTY, "form that cannot be read"),
        (Awkward.GZIP_BOMB, "more than this laptop"),
    ],
)
def test_a_sign_in_that_goes_wrong_on_the_way_is_no_refusal_and_nothing_arrived(
    running: Running, clock: Clock, awkward: Awkward, said: str
) -> None:
    running.system.go_awkward(awkward, times=None, path="oauth")
    outcome = got(asking(running, clock))
    assert isinstance(outcome, Unreachable)
    assert said in outcome.words
    assert not outcome.may_have_arrived


def test_a_server_that_does_not_say_where_to_sign_in(clock: Clock) -> None:
    with server(answer(b"{}", "404 Not Found", "application/json")) as heard:
        purse = Purse(DESK, SECRET, clock)
        outcome = got(MainSystem(heard.url, now=clock, purse=purse, name="Fernway", seconds=1))
    assert "does not say where to sign in" in outcome.words


def test_a_secret_goes_to_no_address_that_can_be_read_on_the_way(running: Running, clock: Clock) -> None:
    with pytest.raises(Trouble, match="anybody on the way can read"):
        got(asking(running, clock, SignIn("secret", "desk-1", "http://198.51.100.7/token")))


def test_a_statement_is_good_once(running: Running, clock: Clock, keys: dict[str, str]) -> None:
    audience = f"{running.url}/oauth/token"
    said = statement(keys["ES384"], "desk-1", audience, clock())
    pairs = [
        ("grant_type", "client_credentials"),
        ("scope", "system/*.read"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", said),
    ]
    system = asking(running, clock)
    system._deadline.start(3)
    first, second = (system.form(audience, pairs, None) for _ in range(2))
    system.close()
    assert isinstance(first, Answer)
    assert isinstance(second, Refused)
    assert "used before" in second.words


def test_the_key_is_made_here_and_only_its_public_half_leaves(store: Store, acting: Acting) -> None:
    fernway = Connection("Fernway", "server", "https://fernway.example/fhir", SignIn("key", "desk-1"))
    with pytest.raises(Trouble, match="no key"), store.write(acting) as session:
        choose(session, Choose(fernway))
    with store.write(acting) as session:
        public = make_key(session, MakeKey("ES384"))
        choose(session, Choose(fernway))
    with store.read() as session:
        assert public_half(session, "ES384") == public
        assert public_half(session, "RS384") is None
        private = settings.secret(session, "main system key ES384")
        assert private is not None
        said = "".join(entry.payload or "" for entry in entries(session))
        assert "PRIVATE" not in said
        assert not any(line in said for line in private.splitlines()[1:-1])
        client = connection.server(session, acting.now)
        client.close()
    (key,) = json.loads(public)["keys"]
    assert set(key) == {"crv", "kty", "x", "y", "kid", "alg", "use", "key_ops"}


def test_one_sign_in_serves_every_client_of_an_open_store(
    store: Store, acting: Acting, running: Running
) -> None:
    with store.write(acting) as session:
        choose(session, Choose(Connection("Fernway", "server", running.url, DESK), SECRET))
    for _ in range(3):
        with store.read() as session:
            system = connection.server(session, acting.now)
        assert isinstance(got(system), Answer)
    tokens = running.system.sign_in._tokens
    assert len(tokens) == 1
    connection.forget_signing_in(store)
    with store.read() as session:
        system = connection.server(session, acting.now)
    assert isinstance(got(system), Answer)
    assert len(tokens) == 2
