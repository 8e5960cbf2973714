"""Reading JSON from outside strictly: what is ambiguous is refused, not guessed.

The decoder refuses NaN, Infinity, numbers too large to hold, lone surrogates and bytes that are not UTF-8.
It keeps the last of two equal keys, though, so that `"allergy": "penicillin", "allergy": "none"` would read
as none. Writing what was read out again shows that: a dropped key leaves fewer quotation marks.
"""

import json
from typing import Any

import msgspec

MOST_BYTES = 4 * 1024 * 1024
# One more quotation mark when written out, so it could hide a dropped one.
HIDDEN_QUOTE = b"\\u0022"

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Unreadable(Exception):  # noqa: N818 - the word for it in the list a person reads
    """A record cannot be relied on; the message says why, in words and without its content."""


def check(raw: bytes) -> dict[str, Any]:
    """Return the JSON object in `raw`; raise `Unreadable` when it is not one or could be read in two ways."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("it is larger than any record should be")
    try:
        tree = _decode(raw)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as broken:
        raise Unreadable(_words(str(broken))) from None
    if not isinstance(tree, dict):
        raise Unreadable("it is not a record")
    if (b"\\" in raw and HIDDEN_QUOTE in raw) or raw.count(b'"') != _encode(tree).count(b'"'):
        _refuse_repeated_keys(raw)
    return tree


def _words(said: str) -> str:
    if "out of range" in said:
        return "it holds a number too large to be true"
    if "truncated" in said or "end of" in said:
        return "it breaks off in the middle"
    return "it is not well-formed JSON"


def _refuse_repeated_keys(raw: bytes) -> None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Unreadable("it says the same thing twice, in two ways")
        return found

    try:
        json.loads(raw, object_pairs_hook=unique)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def shallow(raw: bytes) -> dict[str, msgspec.Raw]:
    """Return the members of the JSON object in `raw`, unread; raise `Unreadable` as `check` does."""
    try:
        members = _members(raw)
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as broken:
        raise Unreadable(_words(str(broken))) from None
    if any('"' in key for key in members) or raw.count(b'"') != _encode(members).count(b'"'):
        raise Unreadable("it says the same thing twice, in two ways")
    return members


_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
