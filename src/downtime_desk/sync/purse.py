"""Exchanging a client id for an access token, and keeping that in memory until shortly before it runs out.

What goes wrong is told apart as far as it can be: a wrong client, a key or secret that is not known, a scope that
is not allowed, a clock that is off. Nothing of a secret is in any words.
"""

import base64
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import quote_plus

import msgspec

from downtime_desk.core.clock import Now, age_in_words
from downtime_desk.sync.outcome import Answer, Busy, Outcome, Refused, Unreachable
from downtime_desk.sync.sign_in import SignIn
from downtime_desk.sync.signing import statement

WHERE: Final = ".well-known/smart-configuration"
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
EARLY: Final = timedelta(seconds=60)
USUAL: Final = timedelta(minutes=5)
CLOCK_OFF: Final = timedelta(minutes=1)
MOST_WORDS: Final = 300

Failed = Unreachable | Busy | Refused
Pairs = Sequence[tuple[str, str]]


class Asks(Protocol):
    """The main system's connection, under the deadline of the call that needs a token."""

    name: str
    ahead: timedelta | None

    def plain(self, address: str) -> Outcome:
        """Read JSON that is no record."""

    def form(self, address: str, pairs: Pairs, basic: str | None) -> Outcome:
        """Post a form, with what HTTP basic needs if given."""


class _Configuration(msgspec.Struct):
    token_endpoint: str | None = None


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float | None = None
    scope: str | None = None


class _Error(msgspec.Struct):
    error: str = ""
    error_description: str = ""


_configuration = msgspec.json.Decoder(_Configuration)
_token = msgspec.json.Decoder(_Token)
_error = msgspec.json.Decoder(_Error)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True)
class _Kept:
    token: str
    until: datetime
    granted: str | None


class Purse:
    """Holds the access token of one sign-in. Safe to use from several threads."""

    def __init__(self, sign_in: SignIn, secret: str, now: Now) -> None:
        self.sign_in = sign_in
        self._secret = secret
        self._now = now
        self._kept: _Kept | None = None
        self._where = sign_in.token_url.strip()
        self._lock = threading.Lock()

    def fits(self, sign_in: SignIn, secret: str) -> bool:
        """Return whether it was made for this sign-in."""
        return (self.sign_in, self._secret) == (sign_in, secret)

    @property
    def granted(self) -> str | None:
        """Return what the main system said it allows, when it said so."""
        return self._kept.granted if self._kept else None

    def forget(self, token: str) -> None:
        """Let go of a token that was not taken. One that another call fetched meanwhile stays."""
        with self._lock:
            if self._kept and self._kept.token == token:
                self._kept = None

    def token(self, asks: Asks) -> str | Failed:
        """Return a token, fetched when there is none that lasts; or why there is none."""
        with self._lock:
            if self._kept is None or self._kept.until <= self._now():
                kept = self._fetched(asks)
                if not isinstance(kept, _Kept):
                    return kept
                self._kept = kept
            return self._kept.token

    def _fetched(self, asks: Asks) -> _Kept | Failed:
        where = self._where or self._looked_up(asks)
        if not isinstance(where, str):
            return where
        outcome = self._exchanged(asks, where)
        if not isinstance(outcome, Answer):
            return self._explained(asks, outcome)
        try:
            said = _token.decode(outcome.body)
        except _UNREADABLE:
            return _silent(f"{asks.name} answered the sign-in in a form that cannot be read.")
        if not said.access_token:
            return _silent(f"{asks.name} answered the sign-in without a token.")
        lasts = timedelta(seconds=min(said.expires_in, 86_400)) if said.expires_in else USUAL
        # one that is shorter than our margin is used at least once
        self._where = where
        return _Kept(said.access_token, self._now() + max(lasts - EARLY, lasts / 2), said.scope)

    def _looked_up(self, asks: Asks) -> str | Failed:
        outcome = asks.plain(WHERE)
        if isinstance(outcome, Unreachable | Busy):
            return outcome
        where = None
        if isinstance(outcome, Answer):
            try:
                where = _configuration.decode(outcome.body).token_endpoint
            except _UNREADABLE:
                where = None
        if not where:
            return Refused(
                outcome.status,
                f"{asks.name} does not say where to sign in. Ask its supplier for the address of its token"
                " endpoint and type it",
            )
        return where

    def _exchanged(self, asks: Asks, where: str) -> Outcome:
        sign_in, basic = self.sign_in, None
        client = sign_in.client_id.strip()
        pairs = [("grant_type", "client_credentials"), ("scope", sign_in.asked_scope)]
        if sign_in.way == "key":
            # by the clock of the other side where that is known: it judges by its own
            at = self._now() + (asks.ahead or timedelta())
            pairs += [
                ("client_assertion_type", ASSERTION),
                ("client_assertion", statement(self._secret, client, where, at)),
            ]
        elif sign_in.in_body:
            pairs += [("client_id", client), ("client_secret", self._secret)]
        else:
            both = f"{quote_plus(client)}:{quote_plus(self._secret)}"
            basic = base64.b64encode(both.encode()).decode()
        return asks.form(where, pairs, basic)

    def _explained(self, asks: Asks, outcome: Failed) -> Failed:
        if not isinstance(outcome, Refused):
            return outcome
        try:
            said = _error.decode(outcome.words.encode())
        except _UNREADABLE:
            said = _Error()
        return Refused(
            outcome.status, f"{asks.name} did not let this laptop sign in: {self._why(asks, said)}"
        )

    def _why(self, asks: Asks, said: _Error) -> str:
        client, scope = self.sign_in.client_id, self.sign_in.asked_scope
        known = "the key of this laptop" if self.sign_in.way == "key" else "the client secret"
        why = {
            "invalid_client": f"it does not know client {client}, or {known} is not the one it was given",
            "invalid_grant": f"it does not take {known}",
            "unauthorized_client": f"client {client} may not sign in this way",
            "unsupported_grant_type": "it does not offer this way to sign in",
            "invalid_scope": f"client {client} may not have “{scope}”",
        }.get(said.error, "it gave no reason this program knows")
        words = said.error_description[:MOST_WORDS] or said.error
        quoted = f" (“{words}”)" if words else ""
        return f"{why}{quoted}{_clock(asks.ahead)}"


def _clock(ahead: timedelta | None) -> str:
    """Return words about a clock that is off: a statement signed by it is not believed."""
    if ahead is None or abs(ahead) < CLOCK_OFF:
        return ""
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - only the length between the two matters
    off = age_in_words(start, start + abs(ahead))
    which = "behind" if ahead > timedelta() else "ahead of"
    return f". The clock of this laptop is {off} {which} its clock: put it right"


def _silent(words: str) -> Unreachable:
    return Unreachable(words, may_have_arrived=False)
