"""A sealed box: only the private key opens it, whole and as it was."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core import box
from downtime_desk.core.errors import Trouble

PRIVATE = bytes(range(32))
PARTS = [b"HOLLOWAY, Edwin", b"", b"x" * 5000, b"last"]


def sealed(parts: list[bytes], about: str = "copy/1") -> bytes:
    out = io.BytesIO()
    box.seal(out, box.public_key(PRIVATE), about, parts)
    return out.getvalue()


def opened(content: bytes, private: bytes = PRIVATE, about: str = "copy/1") -> list[bytes]:
    return list(box.unseal(io.BytesIO(content), private, about))


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=6))
def test_what_was_sealed_comes_out(parts: list[bytes]) -> None:
    assert opened(sealed(parts)) == parts


def test_nothing_of_it_can_be_read_and_no_two_are_alike() -> None:
    first, second = sealed(PARTS), sealed(PARTS)
    assert b"HOLLOWAY" not in first
    assert first != second
    assert box.mark_of(io.BytesIO(first)) != box.mark_of(io.BytesIO(second))


def test_another_key_or_another_purpose_does_not_open_it() -> None:
    with pytest.raises(Trouble):
        opened(sealed(PARTS), private=bytes(32))
    with pytest.raises(Trouble):
        opened(sealed(PARTS), about="copy/2")


@given(place=st.integers(0, len(sealed(PARTS)) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_noticed(place: int, bit: int) -> None:
    content = bytearray(sealed(PARTS))
    content[place] ^= 1 << bit
    # the top bit of an X25519 public key means nothing on the curve, but it is part of what the key is made of
    with pytest.raises(Trouble):
        opened(bytes(content))


@given(st.integers(0, len(sealed(PARTS)) - 1))
def test_a_box_cut_short_anywhere_is_noticed(length: int) -> None:
    with pytest.raises(Trouble):
        opened(sealed(PARTS)[:length])


def test_a_part_left_out_swapped_or_added_is_noticed() -> None:
    content = sealed([b"one", b"two", b"three"])
    head, size = content[:40], 4 + 3 + 16
    first, second, last = (
        content[40 : 40 + size],
        content[40 + size : 40 + 2 * size],
        content[40 + 2 * size :],
    )
    for spoilt in (second + last, second + first + last, first + last, first + second, content[40:] + last):
        with pytest.raises(Trouble):
            opened(head + spoilt)
