"""Which letters are underlined: those somebody typed, at the beginning of words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from downtime_desk.people.matched import matched_parts


@pytest.mark.parametrize(
    ("name", "typed", "marked"),
    [
        ("HOLLOWAY, Edwin", "hol", "[HOL]LOWAY, Edwin"),
        ("HOLLOWAY, Edwin", "edw hol", "[HOL]LOWAY, [Edw]in"),
        ("KOWALCZYK, Józef", "joze", "KOWALCZYK, [Józe]f"),
        ("O’BRIEN-ŁUKASZ, Siân", "obr luk", "[O’BR]IEN-[ŁUK]ASZ, Siân"),
        ("HOLLOWAY, Edwin", "way", "HOLLOWAY, Edwin"),
        ("STRASSE, Groß", "gross", "STRASSE, [Groß]"),
        ("HOLLOWAY, Edwin", "", "HOLLOWAY, Edwin"),
        ("HOLT, Holly", "hol holt", "[HOLT], [Hol]ly"),
    ],
)
def test_the_beginning_of_a_word_is_marked(name: str, typed: str, marked: str) -> None:
    assert "".join(f"[{part}]" if hit else part for part, hit in matched_parts(name, typed)) == marked


@given(st.text(max_size=40), st.text(max_size=20))
@example("o\u0301\u0301x", "o")
@example("’", "’")
def test_the_name_itself_is_never_changed(name: str, typed: str) -> None:
    assert "".join(part for part, _ in matched_parts(name, typed)) == name
