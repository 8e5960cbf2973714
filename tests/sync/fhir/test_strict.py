"""JSON from outside: what could be read in two ways, or in none, is refused with its reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync import strict
from downtime_desk.sync.strict import Unreadable, check, shallow


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (b'{"a": NaN}', "well-formed"),
        (b'{"a": Infinity}', "well-formed"),
        (b'{"a": 1e400}', "number too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number too large"),
        (b'{"a": "\\ud800"}', "."),
        (b'{"a": "\xff"}', "well-formed"),
        (b'{"a": "x', "breaks off"),
        (b'{"a": 1}}', "well-formed"),
        (b"[1]", "not a record"),
        (b'"x"', "not a record"),
        (b"", "."),
        (b"<html>", "well-formed"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested"),
        (b'{"a": "' + b"x" * strict.MOST_BYTES + b'"}', "larger"),
        (b'{"allergy": "penicillin", "allergy": "none"}', "twice"),
        (b'{"x": [{"a" : 1, "b": 2, "a": 3}]}', "twice"),
        (b'{"a": 1, "\\u0061": 2}', "twice"),
        (b'{"a": "\\u0022", "b": 1, "b": 2}', "twice"),
        (b'{"a": "\\u0022\\u0022", "b": 1, "b": 2}', "twice"),
    ],
)
def test_hostile_json_is_refused_with_its_reason(hostile: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refused:
        check(hostile)
    assert "penicillin" not in str(refused.value)


@pytest.mark.parametrize(
    "sound",
    [
        b'{"a":"\\u0022quoted\\u0022 \\\\ \\" \\/"}',
        b'{"a" : {"a" : {"a" : 1}}, "b" : [{"a":1},{"a":1}]}',
        '{"name":"Łukasz \\u0141 😀"}'.encode(),
        b'{"a":1.50,"b":1E2,"c":-0}',
    ],
)
def test_sound_json_is_read(sound: bytes) -> None:
    assert check(sound) == json.loads(sound)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


def spelt(value: Any, *, ascii_only: bool, spaced: bool) -> str:
    separators = (" , ", " : ") if spaced else (",", ":")
    return json.dumps(value, ensure_ascii=ascii_only, separators=separators)


@given(value=st.dictionaries(st.text(), JSON, max_size=5), ascii_only=st.booleans(), spaced=st.booleans())
def test_however_it_is_spelt_it_reads_the_same(
    *, value: dict[str, Any], ascii_only: bool, spaced: bool
) -> None:
    assert check(spelt(value, ascii_only=ascii_only, spaced=spaced).encode()) == value


@given(
    value=st.dictionaries(st.text(), JSON, min_size=1, max_size=4),
    path=st.lists(st.text(max_size=3), max_size=2),
    other=JSON,
    ascii_only=st.booleans(),
    spaced=st.booleans(),
    data=st.data(),
)
def test_a_repeated_key_is_always_found(
    *, value: dict[str, Any], path: list[str], other: Any, ascii_only: bool, spaced: bool, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(value)))
    inside = spelt(value, ascii_only=ascii_only, spaced=spaced)
    again = f"{json.dumps(key, ensure_ascii=ascii_only)}:{spelt(other, ascii_only=ascii_only, spaced=spaced)}"
    text = f"{inside[:-1]},{again}}}"
    for step in path:
        text = f"{{{json.dumps(step)}:[{text}]}}"
    with pytest.raises(Unreadable, match="twice"):
        check(text.encode())


@pytest.mark.parametrize(
    "hostile", [b'{"entry":[],"entry":[1]}', b'{"a\\u0022":1,"b":1,"b":2}', b'{"a":NaN}', b"[]", b'{"a":1']
)
def test_a_bundle_is_looked_at_as_strictly(hostile: bytes) -> None:
    with pytest.raises(Unreadable):
        shallow(hostile)
