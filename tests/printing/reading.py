"""Reading pages back in tests, by a reader that is not ours."""

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader

from downtime_desk.printing.blocks import Body, WritingSpace, paragraphs_of
from downtime_desk.printing.proof import Reader, joined_flows, squashed, without_spaces


def pypdf_pages(pdf: bytes) -> list[str]:
    """Return the words of each page without white space."""
    return [without_spaces(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def our_pages(pdf: bytes) -> list[str]:
    """Return the words of each page without white space, in the order they were drawn."""
    return [
        without_spaces(page.frame + "".join(words for _, words in page.flows)) for page in Reader(pdf).pages()
    ]


WRITING = {"WRITECHANGESHEREANDRINGTHEDESK", "time,whotoldyou,yourinitials"}


def paragraphs(pdf: bytes) -> list[str]:
    """Return the words of each paragraph of the bodies, put together over page breaks.

    Room for handwriting is left out: it is there only when there is room.
    """
    read = (without_spaces(words) for words in joined_flows(Reader(pdf).pages()).values())
    return [words for words in read if words not in WRITING]


def described(body: Body) -> Iterator[str]:
    """Yield the words of each paragraph as a document describes them."""
    for block in body:
        if isinstance(block, WritingSpace):
            continue
        for box in (box for stack in block.stacks for box in stack.boxes):
            yield from (box.title, "".join(run.text for run in box.note))
            for item in box.content:
                yield from ("".join(run.text for run in text.runs) for text in paragraphs_of(item))


def all_described(body: Body) -> list[str]:
    return sorted(filter(None, map(squashed, described(body))))
