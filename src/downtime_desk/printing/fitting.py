"""Fitting the words of a record to a page: heads stay short, and no entry code is printed.

What is too long for a head is shown there cut, with three dots, and in full in a box of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from downtime_desk.people.summary import Person
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import Box, Text, bold, plain
from downtime_desk.printing.proof import Sayings

ON_THE_SLIP: Final = "[code is on the slip]"


@dataclass
class Fitted:
    """Keeps heads and feet short: what is too long for them is shown in full in a box of its own."""

    in_full: list[tuple[str, str]] = field(default_factory=list)

    def fit(self, label: str, text: str, limit: int) -> str:
        """Return the text as a head shows it, at most `limit` letters."""
        spelled = glyphs.spelled(text)
        if len(spelled) <= limit and "\n" not in spelled:
            return text
        if (label, text) not in self.in_full:
            self.in_full.append((label, text))
        return f"{' '.join(spelled.split())[: limit - 1]}…"

    def box(self) -> tuple[Box, ...]:
        """Return the box of what is shown cut somewhere, if anything is."""
        rows = tuple(Text((bold(f"{label}: "), plain(text))) for label, text in self.in_full)
        return (Box("IN FULL", rows),) if rows else ()


Hide = Callable[[str], str]


def code_hider(person: Person) -> Hide:
    """Return what takes out of a text every entry code of the person that somebody wrote into it."""
    codes = [re.escape(code.code) for code in person.entry_codes if code.code.strip()]
    if not codes:
        return str
    found = re.compile(rf"(?<!\w)(?:{'|'.join(codes)})(?!\w)")
    return lambda text: found.sub(ON_THE_SLIP, text)


def codes_to_miss(people: Iterable[Person], own: str) -> Iterator[tuple[str, str]]:
    """Yield the entry codes a page must not show, with what each is, as `proof.MustSay.never` takes them.

    A code that stands in our `own` words, as the year 1941 does in a date of birth, proves nothing.
    """
    ours = Sayings((own,))
    for person in people:
        for code in person.entry_codes:
            if code.code.strip() and not ours.say(code.code):
                yield f"the entry code ({code.label})", code.code
