"""A sealed box: a file anybody who knows a store's public key can write, and only the open store can read.

Each box has a key of its own (X25519 with a key pair made for it, HKDF-SHA256). Its parts are sealed one by one
with AES-256-GCM, numbered and with the last one marked, so that parts cannot be changed, moved, left out or cut
off. It proves nothing about who wrote it: what comes out of one is looked at like anything from outside.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from downtime_desk.core.errors import Trouble

MAGIC = b"DDBOX1\r\n"
KEY_BYTES = 32
MOST_PART = 1 << 30
_LENGTH = struct.Struct(">I")
_NONCE = struct.Struct(">xxxQ?")


def public_key(private: bytes | bytearray) -> bytes:
    """Return the public half of a 32-byte private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(out: BinaryIO, public: bytes, about: str, parts: Iterable[bytes]) -> str:
    """Write parts to a file, sealed to a public key; return the mark no other box has, in hexadecimal.

    `about` binds the box to what it is for. A part is at most 1 GiB.
    """
    own = X25519PrivateKey.generate()
    mark = own.public_key().public_bytes_raw()
    cipher = _cipher(own.exchange(X25519PublicKey.from_public_bytes(public)), mark, public, about)
    out.write(MAGIC + mark)
    number, before = 0, None
    for part in parts:
        if before is not None:
            _write(out, cipher.encrypt(_NONCE.pack(number, False), before, None))
            number += 1
        before = part
    _write(out, cipher.encrypt(_NONCE.pack(number, True), before or b"", None))
    return mark.hex()


def _write(out: BinaryIO, sealed: bytes) -> None:
    out.write(_LENGTH.pack(len(sealed)) + sealed)


def mark_of(source: BinaryIO) -> str:
    """Read the head of a box and return its mark; raise Trouble when it is not one."""
    head = source.read(len(MAGIC) + KEY_BYTES)
    if len(head) != len(MAGIC) + KEY_BYTES or not head.startswith(MAGIC):
        raise _damaged()
    return head.removeprefix(MAGIC).hex()


def unseal(source: BinaryIO, private: bytes | bytearray, about: str) -> Iterator[bytes]:
    """Yield the parts of a box; raise Trouble at the first that is not as it was sealed, or is missing."""
    mark = bytes.fromhex(mark_of(source))
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(mark))
    except ValueError:
        raise _damaged() from None
    cipher = _cipher(shared, mark, public_key(private), about)
    number, is_last = 0, False
    while not is_last:
        sealed = _next(source)
        is_last, part = _opened(cipher, number, sealed)
        yield part
        number += 1
    if source.read(1):
        raise _damaged()


def _opened(cipher: AESGCM, number: int, sealed: bytes) -> tuple[bool, bytes]:
    for is_last in (False, True):
        try:
            return is_last, cipher.decrypt(_NONCE.pack(number, is_last), sealed, None)
        except InvalidTag:
            continue
    raise _damaged()


def _next(source: BinaryIO) -> bytes:
    head = source.read(_LENGTH.size)
    if len(head) != _LENGTH.size:
        raise _damaged()
    (length,) = _LENGTH.unpack(head)
    if length > MOST_PART + 16:
        raise _damaged()
    sealed = source.read(length)
    if len(sealed) != length:
        raise _damaged()
    return sealed


def _cipher(shared: bytes, mark: bytes, public: bytes, about: str) -> AESGCM:
    info = b"DD/box/v1" + mark + public + about.encode()
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(shared))


def _damaged() -> Trouble:
    return Trouble(
        "A sealed copy on this laptop is damaged, or is not for this store.",
        "It was not used: the copy from before is still in use. Take a new copy.",
    )
