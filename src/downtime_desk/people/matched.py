"""Which letters of a name are the ones somebody typed."""

from downtime_desk.people.fold import folded
from downtime_desk.people.search import words_of

Part = tuple[str, bool]


def matched_parts(name: str, typed: str) -> list[Part]:
    """Return the name in pieces, each with whether it begins a word as it was typed; joined, it is the name."""
    tokens = sorted(words_of(typed), key=len, reverse=True)
    parts: list[Part] = []
    start = 0
    for begin, end in _words(name):
        length = _matched_length(name[begin:end], tokens)
        if length:
            parts += [(name[start:begin], False), (name[begin : begin + length], True)]
            start = begin + length
    parts.append((name[start:], False))
    return [part for part in parts if part[0]]


def _words(name: str) -> list[tuple[int, int]]:
    """Return where words begin and end; an apostrophe belongs to its word, as it does to the search."""
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    for at, letter in enumerate(name):
        if letter.isalnum() or (begin is not None and not folded(letter)):
            begin = at if begin is None else begin
        elif begin is not None:
            spans.append((begin, at))
            begin = None
    if begin is not None:
        spans.append((begin, len(name)))
    return spans


def _matched_length(word: str, tokens: list[str]) -> int:
    plain = folded(word)
    token = next((each for each in tokens if plain.startswith(each)), "")
    return (
        next((at for at in range(1, len(word) + 1) if len(folded(word[:at])) >= len(token)), 0)
        if token
        else 0
    )
