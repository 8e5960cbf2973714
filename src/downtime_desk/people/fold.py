"""Folding text, so that a name is found however it is typed: Łukasz by lukasz, O'Brien by obrien."""

import unicodedata

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´"))


def folded(text: str) -> str:
    """Return the text in small letters without accents, strokes or apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    plain = text.casefold().translate(_LETTERS).translate(_APOSTROPHES)
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
