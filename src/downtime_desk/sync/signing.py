"""The key a desk signs in with: made here, its private half never shown, its public half given to the supplier.

The signed statement is the client assertion of SMART backend services: a JSON Web Token (RFC 7519) signed with
ES384 or RS384 (RFC 7518), which says who asks, whom, and until when, and is good for one use.
"""

import base64
import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from downtime_desk.sync.sign_in import Algorithm

GOOD_FOR: Final = timedelta(minutes=4)
ES384_BYTES: Final = 48
RSA_BITS: Final = 3072

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def new_key(algorithm: Algorithm) -> str:
    """Return a new private key, as PEM. It is for the store's sealed secrets and nowhere else."""
    key: PrivateKey = (
        ec.generate_private_key(ec.SECP384R1())
        if algorithm == "ES384"
        else rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def algorithm_of(pem: str) -> Algorithm:
    """Return what a key signs with."""
    return "ES384" if isinstance(_private(pem), ec.EllipticCurvePrivateKey) else "RS384"


def public_key(pem: str) -> dict[str, Any]:
    """Return the public half as a JSON Web Key. Its `kid` is its thumbprint (RFC 7638)."""
    needed = _numbers(_private(pem))
    print_ = hashlib.sha256(msgspec.json.encode(needed, order="sorted")).digest()
    return {**needed, "kid": _text(print_), "alg": algorithm_of(pem), "use": "sig", "key_ops": ["verify"]}


def public_keys(pem: str) -> str:
    """Return the key set (JWKS) the supplier registers, as JSON to read."""
    return msgspec.json.format(msgspec.json.encode({"keys": [public_key(pem)]}), indent=2).decode()


def statement(pem: str, client_id: str, audience: str, now: datetime) -> str:
    """Return a signed statement that `client_id` asks `audience` (the address of the token endpoint) `now`."""
    key = _private(pem)
    head = {"alg": algorithm_of(pem), "kid": public_key(pem)["kid"], "typ": "JWT"}
    at = int(now.timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": at,
        "exp": at + int(GOOD_FOR.total_seconds()),
        "jti": str(uuid.uuid4()),
    }
    said = f"{_text(msgspec.json.encode(head))}.{_text(msgspec.json.encode(claims))}"
    return f"{said}.{_text(_signed(key, said.encode()))}"


def _signed(key: PrivateKey, said: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(said, padding.PKCS1v15(), hashes.SHA384())
    r, s = decode_dss_signature(key.sign(said, ec.ECDSA(hashes.SHA384())))
    return r.to_bytes(ES384_BYTES) + s.to_bytes(ES384_BYTES)


def _numbers(key: PrivateKey) -> dict[str, str]:
    """Return the members a thumbprint is taken of."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_numbers()
        return {"e": _number(public.e), "kty": "RSA", "n": _number(public.n)}
    point = key.public_key().public_numbers()
    x, y = (_text(each.to_bytes(ES384_BYTES)) for each in (point.x, point.y))
    return {"crv": "P-384", "kty": "EC", "x": x, "y": y}


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8))


def _private(pem: str) -> PrivateKey:
    loaded = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise TypeError("a key for signing in is of an elliptic curve or RSA")
    return loaded


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
