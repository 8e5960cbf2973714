"""The return worksheet: what somebody types into the main system after an outage, on paper, with room to tick it off.

It is given to a person without a sign-in here, and comes back: what stands in the boxes is then written down at the
desk. Two people sign each thing: who typed it, and who looked at it in the main system afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from downtime_desk.people.summary import Person
from downtime_desk.printing.blocks import (
    NAME,
    REASON,
    SMALL,
    Band,
    Box,
    Document,
    Stack,
    Table,
    Text,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.fitting import Fitted, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import Frames, Head, on_every_page
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.record_parts import TICK

KIND: Final = "Return worksheet"
PLACE: Final = "desk/return"
ROOM: Final = 12.5


@dataclass(frozen=True, slots=True)
class TypedOnPaper:
    """One thing to type: its entry in the log, whose it is, the fields `(screen, label, words)`, and who enters it for whom."""

    entry: int
    title: str
    fields: tuple[tuple[str, str, str], ...]
    behalf: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ReturnWorksheet(Stamped):
    """One numbered worksheet for `holder`. Entry codes of `people` are kept off it."""

    holder: str
    things: tuple[TypedOnPaper, ...]
    people: tuple[Person, ...] = ()

    def too_old(self) -> tuple[str, ...]:
        """Return nothing: it says what was written down here, not what the copy says."""
        return ()

    def about(self) -> About:
        """Return what the register says of it."""
        number = len(self.things)
        whose = f"{'1 thing' if number == 1 else f'{number} things'} to type, {self.holder}"
        return About(KIND, whose, f"{PLACE}/{self.holder}", reference=self.seal)

    def hide(self, words: str) -> str:
        """Return words without the entry codes of anybody on the sheet."""
        for person in self.people:
            words = code_hider(person)(words)
        return words


def describe(sheet: ReturnWorksheet) -> Document:
    """Return the pages of a worksheet."""
    fitted = Fitted()
    holder = fitted.fit("For", sheet.holder, 50)
    keep = (
        "Type each thing into the main system in this order. Tick it and sign. Somebody else compares it with the "
        "screen there and signs too. Bring this sheet back to the desk: until then it counts as not given back."
    )
    frames = Frames(
        sheet,
        Head(
            kind="RETURN WORKSHEET",
            lines=(Text((bold(f"For {holder}"),), NAME, above=2.3),),
            first=(Text((plain(keep),), REASON),),
            pages="THIS WORKSHEET HAS",
            until="Back at the desk by",
            keep="Back to the desk when done. Never leave it in a car or home.",
        ),
        fitted,
    )
    title = f"{sheet.copy_number} {sheet.about().whose}"
    return Document(title, frames.frame, (*_body(sheet), *(full_width(box) for box in fitted.box())))


def _body(sheet: ReturnWorksheet) -> Iterator[Band]:
    for each in sheet.things:
        yield over_pages(Box(sheet.hide(each.title), (_fields(sheet, each),), edge="heavy"))
        wrong = (Text((bold("It was wrong there: "), plain(sheet.hide(each.wrong)))),) if each.wrong else ()
        yield full_width(Box("", (*wrong, Text((plain(sheet.hide(each.behalf)),), SMALL)), edge="none"))
        yield _signed(each)


def _fields(sheet: ReturnWorksheet, thing: TypedOnPaper) -> Table:
    rows = []
    before = ""
    for screen, label, words in thing.fields:
        named = screen if screen != before else ""
        before = screen
        rows.append(
            (
                (Text((bold(named),), SMALL),),
                (Text((plain(sheet.hide(label)),), SMALL),),
                tuple(Text((bold(part),)) for part in sheet.hide(words).splitlines() or [""]),
            )
        )
    return Table((20, 46, None), tuple(rows), "between")


def _signed(thing: TypedOnPaper) -> Band:
    asked = (
        (TICK, plain(f" Entry {thing.entry} typed in by, time")),
        (plain("Its number there"),),
        (TICK, plain(" Looked at by another person, time")),
        (plain("Right, or what is wrong"),),
    )
    return Band(tuple(Stack((Box("", (Text(each, SMALL),), minimum=ROOM),)) for each in asked))


def must_say(sheet: ReturnWorksheet) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    once = [("who enters it for whom", sheet.hide(each.behalf)) for each in sheet.things]
    for each in sheet.things:
        for _, label, words in each.fields:
            once += [(label, part) for part in sheet.hide(words).splitlines() if part.strip()]
    own = " ".join(words for _, words in once) + sheet.seal
    never = tuple(codes_to_miss(sheet.people, own))
    return MustSay(f"the worksheet for {sheet.holder}", on_every_page(sheet), tuple(once), never)


def described(sheet: ReturnWorksheet) -> tuple[Document, MustSay]:
    """Return the pages of a worksheet, and what they must say."""
    return describe(sheet), must_say(sheet)
