"""What comes of printing summaries: how far it is, and the finished file."""

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
