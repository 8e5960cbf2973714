"""Reads a finished PDF back and compares it with the data, before it is released.

The reader follows the bytes that will be released, from the cross-reference table to the pages, and turns
each shown string into text through the font's own table of letters (ToUnicode), as any other reader does.
It understands what our renderer writes and nothing more; anything else is an error.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from downtime_desk.core.errors import Trouble
from downtime_desk.printing import glyphs

OBJECT: Final = re.compile(rb"\s*\d+ \d+ obj\s*(<<.*?>>)\s*(stream\r?\n|endobj)", re.DOTALL)
SHOWN: Final = re.compile(
    r"\(([^\\()]*(?:\\.[^\\()]*)*)\) Tj"
    r"|(Tm) "
    r"|(/F\d+\+\d+) [\d.]+ Tf"
    r"|/P <</N (\d+)>> BDC"
    r"|(/Artifact BMC)"
)
"""Shown text, the start of a line, a font, a numbered paragraph, what repeats."""
ESCAPED: Final = re.compile(r"\\([0-7]{3}|.)")
PAIR: Final = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")
ARTIFACT: Final = -1
WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page: of its heads and feet, and of each paragraph by its flow number.

    A space stands for the end of a line.
    """

    frame: str
    flows: tuple[tuple[int, str], ...]


def squashed(text: str) -> str:
    """Return the text as it is printed, without white space."""
    return without_spaces(glyphs.spelled(text))


def without_spaces(text: str) -> str:
    """Return the text without white space, for lines end where they must."""
    return "".join(text.split())


class Reader:
    """Reads the pages of a PDF our renderer wrote."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        self._places = self._cross_references()

    def _cross_references(self) -> dict[int, int]:
        """Return where each object starts, from the one table at the end of the file."""
        start = int(self._pdf.rsplit(b"startxref", 1)[1].split()[0])
        table, self._trailer = self._pdf[start:].split(b"trailer", 1)
        lines = table.split(b"\n")[2:]
        return {number: int(line[:10]) for number, line in enumerate(lines) if line[17:18] == b"n"}

    def _object(self, number: int) -> tuple[bytes, int]:
        """Return the dictionary of an object and where its stream would start."""
        found = OBJECT.match(self._pdf, self._places[number])
        if found is None:
            raise ValueError(f"object {number} is not one our renderer writes")
        return found.group(1), found.end()

    def _stream(self, number: int) -> bytes:
        head, start = self._object(number)
        if b"FlateDecode" not in head or b"ASCII85" in head:
            raise ValueError(f"stream {number} is not compressed as ours are")
        return zlib.decompress(self._pdf[start : start + int(_value(head, b"Length"))])

    def _fonts(self, page: bytes) -> dict[str, dict[int, str]]:
        """Return the letters of each font, by the byte that shows them."""
        table, _ = self._object(_reference(page, b"Font"))
        fonts: dict[str, dict[int, str]] = {}
        for name, number in re.findall(rb"(/F\d+\+\d+) (\d+) 0 R", table):
            font, _ = self._object(int(number))
            letters = PAIR.findall(self._stream(_reference(font, b"ToUnicode")))
            fonts[name.decode()] = {int(byte, 16): chr(int(code, 16)) for byte, code in letters}
        return fonts

    def pages(self) -> Iterator[PageWords]:
        """Yield the words of each page in order."""
        root, _ = self._object(_reference(self._trailer, b"Root"))
        tree, _ = self._object(_reference(root, b"Pages"))
        kids = re.search(rb"/Kids \[(.*?)\]", tree, re.DOTALL)
        if kids is None:
            raise ValueError("the PDF has no pages")
        fonts: dict[str, dict[int, str]] = {}
        for number in re.findall(rb"(\d+) 0 R", kids.group(1)):
            page, _ = self._object(int(number))
            fonts = fonts or self._fonts(page)
            yield _page_words(self._stream(_reference(page, b"Contents")).decode("latin-1"), fonts)


def _value(head: bytes, name: bytes) -> bytes:
    found = re.search(rb"/" + name + rb" (\d+)", head)
    if found is None:
        raise ValueError(f"{name.decode()} is missing")
    return found.group(1)


def _reference(head: bytes, name: bytes) -> int:
    return int(_value(head, name))


def _page_words(content: str, fonts: dict[str, dict[int, str]]) -> PageWords:
    frame: list[str] = []
    flows: dict[int, list[str]] = {}
    letters: dict[int, str] = {}
    here = frame
    for shown, line, font, flow, artifact in SHOWN.findall(content):
        if shown:
            raw = ESCAPED.sub(_unescaped, shown) if "\\" in shown else shown
            here.append(raw.translate(letters))
        elif line:
            here.append(" ")
        elif font:
            letters = fonts[font]
        elif flow:
            number = int(flow)
            here = flows.setdefault(number, []) if number else frame
        elif artifact:
            here = frame
    return PageWords("".join(frame), tuple((flow, "".join(parts)) for flow, parts in flows.items()))


def _unescaped(found: re.Match[str]) -> str:
    code = found.group(1)
    return chr(int(code, 8)) if len(code) == 3 else code


@dataclass(frozen=True, slots=True)
class MustSay:
    """What the pages of one sheet must say: `everywhere` in the head or feet of every page, `once` in the body.

    Each is `(what it is, the words)`; `never` are words that must not be there, and `pairs` are words that
    stand in neighbouring paragraphs, as a label and its figure do.
    """

    whose: str
    everywhere: tuple[tuple[str, str], ...]
    once: tuple[tuple[str, str], ...]
    never: tuple[tuple[str, str], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def prove(pages: Sequence[PageWords], must: MustSay) -> None:
    """Raise Trouble, naming the fact, unless the pages say all they must."""
    for number, page in enumerate(pages, 1):
        frame = without_spaces(page.frame)
        for what, words in must.everywhere:
            if squashed(words) not in frame:
                raise _not_proved(must, f"{what} is missing from page {number}")
    flows = joined_flows(pages)
    body = "\n".join(map(without_spaces, flows.values()))
    for what, words in must.once:
        if squashed(words) not in body:
            raise _not_proved(must, f"{what} is not on the page as it is in the record")
    # a row cut between two pages has its cells in another order there than in the description
    run_on = "".join(without_spaces(flow) for _, flow in sorted(flows.items())) if must.pairs else ""
    for what, words in must.pairs:
        if squashed(words) not in run_on:
            raise _not_proved(must, f"{what} is not on the page as it was counted")
    said = Sayings(flows.values() if must.never else ())
    for what, words in must.never:
        if said.say(words):
            raise _not_proved(must, f"{what} is on the page and must not be")


class Sayings:
    """Texts in which words are looked for: as words of their own, not as a part of another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._words = {word for text in self._texts for word in WORD.findall(text)}

    def say(self, words: str) -> bool:
        """Return whether one of the texts has the words."""
        if WORD.fullmatch(words):
            return words in self._words
        found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        return any(map(found.search, self._texts))


def joined_flows(pages: Iterable[PageWords]) -> dict[int, str]:
    """Return the words of each paragraph, put together over the pages it runs over."""
    flows: dict[int, str] = {}
    for page in pages:
        for flow, words in page.flows:
            flows[flow] = f"{flows[flow]} {words}" if flow in flows else words
    return flows


def _not_proved(must: MustSay, what: str) -> Trouble:
    return Trouble(
        f"The sheet of {must.whose} was not released: {what}.",
        "Do not use a copy made before. Copy the facts by hand from the screen, and tell support.",
    )
