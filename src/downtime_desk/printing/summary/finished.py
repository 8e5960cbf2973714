"""What comes of printing: how far it is, and the finished file or files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pack is: sheets drawn, of how many (None when it is not known)."""

    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished PDF, how many pages each sheet took, and its SHA-256 in hexadecimal."""

    pdf: bytes
    pages: tuple[int, ...]
    sha256: str

    def digest_of(self, _sheet: int) -> str:
        """Return the SHA-256 of the file a sheet is in."""
        return self.sha256


@dataclass(frozen=True, slots=True)
class Singles:
    """Finished PDFs, one for each sheet."""

    files: tuple[Pack, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """Return how many pages each sheet took."""
        return tuple(count for file in self.files for count in file.pages)

    def digest_of(self, sheet: int) -> str:
        """Return the SHA-256 of the file a sheet is in."""
        return self.files[sheet].sha256


def packed(pdf: bytes, pages: Sequence[int]) -> Pack:
    """Return a finished PDF."""
    return Pack(pdf, tuple(pages), hashlib.sha256(pdf).hexdigest())
