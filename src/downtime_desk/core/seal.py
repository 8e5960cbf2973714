"""Sealing single values under a key of their own, inside a store that is already encrypted.

Home-entry codes are sealed this way, so that reading the tables is not yet reading the codes.
"""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from downtime_desk.core.keys import RootKey

NONCE_BYTES = 12


class Sealer:
    """Seals and opens bytes for one purpose; `about` binds a value to what it belongs to."""

    def __init__(self, root: RootKey, purpose: str) -> None:
        self._key = root.derive(f"seal/v1/{purpose}")
        self._cipher = AESGCM(self._key)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Return nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return the plain bytes; raise cryptography's InvalidTag when it was changed or moved."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
