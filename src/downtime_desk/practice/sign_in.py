"""Signing in to the practice system: OAuth 2 client credentials, by a secret or by a signed statement.

It judges as strictly as a careful supplier would: a statement is for this address, for now, signed by a key that was
registered, and good once. Somebody with neither token nor client gets in nowhere once either was set.
"""

import base64
import binascii
import hmac
import json
import uuid
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from downtime_desk.core.clock import Now
from downtime_desk.practice.messages import Answer, Ask

TOKEN_PATH: Final = "oauth/token"  # noqa: S105 - an address
CONFIGURATION_PATH: Final = ".well-known/smart-configuration"
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MOST_AHEAD: Final = 300
LEEWAY: Final = 30
SCOPES: Final = ("system/*.read", "system/*.write")


class _Refused(Exception):  # noqa: N818 - answered, never raised outside
    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error = error


@dataclass
class Client:
    """Somebody who may sign in. `seconds` is how long a token lasts."""

    secret: str | None = None
    keys: dict[str, Any] = field(default_factory=dict)
    seconds: int = 300
    scopes: tuple[str, ...] = SCOPES


class SignIn:
    """The clients that may sign in, and the tokens given out. Safe to use from several threads."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._clients: dict[str, Client] = {}
        self._tokens: dict[str, float] = {}
        self._used: set[str] = set()
        self._lock = Lock()

    @property
    def is_asked_for(self) -> bool:
        """Return whether anybody was registered."""
        return bool(self._clients)

    def register(self, client_id: str, client: Client) -> None:
        """Let somebody sign in from now on."""
        self._clients[client_id] = client

    def forget_tokens(self) -> None:
        """Let no token given out count any more, as after a server lost its sessions."""
        with self._lock:
            self._tokens.clear()

    def knows(self, authorization: str) -> bool:
        """Return whether a token was given out here and has not run out."""
        kind, _, token = authorization.partition(" ")
        return kind == "Bearer" and self._tokens.get(token, 0) > self._now().timestamp()

    def answer(self, ask: Ask) -> Answer | None:
        """Return the answer to a request about signing in; None when it is about something else."""
        if ask.path == CONFIGURATION_PATH and self.is_asked_for:
            return _json(200, self._configuration(ask.base))
        if ask.path != TOKEN_PATH or ask.method != "POST":
            return None
        try:
            with self._lock:
                return _json(200, self._token(ask))
        except _Refused as refused:
            status = 401 if refused.error == "invalid_client" else 400
            return _json(status, {"error": refused.error, "error_description": str(refused)})

    def _configuration(self, base: str) -> dict[str, Any]:
        return {
            "token_endpoint": f"{base}/{TOKEN_PATH}",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
            ],
            "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
            "scopes_supported": list(SCOPES),
            "capabilities": ["client-confidential-asymmetric", "client-confidential-symmetric"],
        }

    def _token(self, ask: Ask) -> dict[str, Any]:
        form = dict(parse_qsl(ask.body.decode("utf-8", "replace"), keep_blank_values=True))
        if form.get("grant_type") != "client_credentials":
            raise _Refused("unsupported_grant_type", "Only client_credentials")
        client = self._client(ask, form)
        asked = form.get("scope", "").split()
        if not asked or set(asked) - set(client.scopes):
            raise _Refused("invalid_scope", f"Allowed: {' '.join(client.scopes)}")
        token = uuid.uuid4().hex
        self._tokens[token] = self._now().timestamp() + client.seconds
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": client.seconds,
            "scope": " ".join(asked),
        }

    def _client(self, ask: Ask, form: dict[str, str]) -> Client:
        if form.get("client_assertion_type") == ASSERTION:
            return self._by_statement(form.get("client_assertion", ""), f"{ask.base}/{TOKEN_PATH}")
        id_, secret = _basic(ask.headers.get("authorization", "")) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        client = self._clients.get(id_)
        if client is None or client.secret is None or not hmac.compare_digest(client.secret, secret):
            raise _Refused("invalid_client", "Unknown client or wrong secret")
        return client

    def _by_statement(self, statement: str, audience: str) -> Client:
        try:
            head, claims, signed, signature = _read(statement)
        except (ValueError, binascii.Error):
            raise _Refused("invalid_client", "The client assertion is not a JWT") from None
        client = self._clients.get(str(claims.get("iss")))
        key = (
            next((each for each in client.keys.get("keys", ()) if each.get("kid") == head.get("kid")), None)
            if client
            else None
        )
        if client is None or key is None:
            raise _Refused("invalid_client", "Unknown client or key")
        if claims.get("sub") != claims["iss"] or claims.get("aud") != audience:
            raise _Refused("invalid_client", "The assertion is not for this client and this address")
        if not _is_signed(str(head.get("alg")), key, signed, signature):
            raise _Refused("invalid_client", "The signature does not hold")
        now, until = self._now().timestamp(), float(claims.get("exp", 0))
        if not now - LEEWAY < until <= now + MOST_AHEAD + LEEWAY:
            raise _Refused("invalid_client", "The assertion is expired, or lasts too long")
        if claims.get("jti") in self._used:
            raise _Refused("invalid_client", "The assertion was used before")
        self._used.add(str(claims.get("jti")))
        return client


def _basic(authorization: str) -> tuple[str, str] | None:
    kind, _, packed = authorization.partition(" ")
    if kind != "Basic":
        return None
    id_, _, secret = base64.b64decode(packed).decode().partition(":")
    return unquote_plus(id_), unquote_plus(secret)


def _read(statement: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    head, claims, signature = statement.split(".")
    return json.loads(_raw(head)), json.loads(_raw(claims)), f"{head}.{claims}".encode(), _raw(signature)


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_raw(text))


def _is_signed(algorithm: str, key: dict[str, Any], said: bytes, signature: bytes) -> bool:
    try:
        match algorithm, key.get("kty"):
            case "ES384", "EC":
                point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP384R1())
                half = len(signature) // 2
                pair = (int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
                point.public_key().verify(encode_dss_signature(*pair), said, ec.ECDSA(hashes.SHA384()))
            case "RS384", "RSA":
                public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
                public.verify(signature, said, padding.PKCS1v15(), hashes.SHA384())
            case _:
                return False
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def _json(status: int, content: Any) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"content-type": "application/json"})
