"""The key-safe slip: an office half that says who holds it, and a half with the code that says nothing of where.

The code is on it only once the manager wrote down why, and the log has it; until then its boxes are empty.
Neither half names the person or the house: whoever finds it cannot use it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from downtime_desk.core.clock import full_stamp
from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.printing import qr
from downtime_desk.printing.blocks import (
    BIG,
    LEAD,
    NAME,
    REASON,
    SMALL,
    Band,
    Body,
    Box,
    Cell,
    Document,
    Drawing,
    Stack,
    Style,
    Table,
    Text,
    bold,
    full_width,
    plain,
)
from downtime_desk.printing.fitting import Fitted
from downtime_desk.printing.numbered import KEY_SLIP, About, Stamped
from downtime_desk.printing.page import Frames, Head, on_every_page
from downtime_desk.printing.papers.rows import head
from downtime_desk.printing.papers.slip_words import OWN, SAID, hider, pointers
from downtime_desk.printing.proof import MustSay, Sayings
from downtime_desk.printing.record_parts import TICK

KIND: Final = KEY_SLIP
DIGIT: Final = Style(38, 46)
WIDE: Final = 19.0
ROOMY: Final = Style(9.6, 19)
FIELD: Final = 14
SQUARE: Final = 24.0
MOST_TILES: Final = 7
EMPTY_TILES: Final = 4


@dataclass(frozen=True, slots=True)
class KeySlip(Stamped):
    """One numbered slip for one code. `label` says what the code opens, `value` is None until it was revealed.

    `given_to` is the carer, `why` what the manager wrote down; `used_on` the run sheets it belongs to.
    """

    person: Person
    label: str
    value: str | None = None
    given_to: str = ""
    why: str = ""
    used_on: tuple[str, ...] = ()

    def about(self) -> About:
        """Return what the register says of it: there, and nowhere on paper, stands whose it is."""
        return About(
            KIND,
            names.short_name(self.person),
            self.person.id,
            reference=self.seal,
            lacks_code=self.value is None,
        )


def describe(slip: KeySlip) -> Document:
    """Return the page of a slip: above the office half, under the cut the carer's."""
    fitted = Fitted()
    keep = (
        "Keep this half in the key book in the safe. It says who holds the slip. It does not show the code."
    )
    frames = Frames(
        slip,
        Head(
            kind="KEY-SAFE SLIP, OFFICE HALF",
            lines=(Text((bold(f"Slip {slip.copy_number}"),), NAME, above=2.3),),
            first=(Text((plain(keep),), REASON),),
            pages="THIS SLIP HAS",
            copied=("entry codes",),
            keep="Give back at the end of your shift.",
            found="",
        ),
        fitted,
    )
    body = (*_office(slip), *_cut(), *_carer(slip), *(full_width(box) for box in fitted.box()))
    return Document(slip.copy_number, frames.frame, body)


def _office(slip: KeySlip) -> Body:
    hide = hider(slip.person)
    used = f"Run sheet {', '.join(slip.used_on)}" if slip.used_on else ""
    told = (
        Text((TICK, plain(" LOST: code to be changed today")), above=1),
        Text((plain("Told (person, family, manager)"),), SMALL, above=3),
    )
    phone = (
        Text((plain("Read over the phone instead"),), SMALL),
        Text((TICK, plain(" yes, read back")), above=2),
    )
    return (
        _fields(("Used on", used), ("Given to", hide(slip.given_to)), ("Why it was needed", hide(slip.why))),
        _fields(
            ("Handed over by, time", ""),
            ("Carer’s signature: I will keep it apart from my run sheet", ""),
            phone,
        ),
        _fields(("Back in the office, time, by", ""), ("Destroyed, time, seen by", ""), told),
        full_width(
            Box("EACH TIME THE CODE WAS SHOWN OR READ OUT", (_shown(slip),), edge="none", heading=SMALL)
        ),
    )


def _fields(*fields: tuple[str, str] | tuple[Text, Text]) -> Band:
    return Band(tuple(Stack((Box("", tuple(_field(field)), minimum=FIELD),)) for field in fields))


def _field(field: tuple[str, str] | tuple[Text, Text]) -> Iterator[Text]:
    first, second = field
    yield first if isinstance(first, Text) else Text((plain(first),), SMALL)
    if isinstance(second, Text):
        yield second
    elif second:
        yield Text((bold(second),), LEAD)


def _shown(slip: KeySlip) -> Table:
    hide = hider(slip.person)
    now: tuple[Cell, ...] = (
        (Text((plain(full_stamp(slip.printed_at)),)),),
        (Text((plain(hide(slip.stamp.printed_by)),)),),
        (Text((plain(f"printed, slip {slip.copy_number}"),)),),
        (Text((plain(hide(slip.why) or "\u00a0"),)),),
    )
    blank: tuple[Cell, ...] = tuple((Text((plain("\u00a0"),), ROOMY),) for _ in now)
    printed = (now,) if slip.value is not None else ()
    return Table(
        (42, 38, 46, None), (head("When", "Who saw it", "How", "Why"), *printed, blank, blank), "grid"
    )


def _cut() -> tuple[Band, ...]:
    line = Drawing(210, 4, "0.6 w [3 2] 0 d 0 2 m 210 2 l S [] 0 d")
    words = Text((plain("cut here, give only the lower half to the carer"),), SMALL, "centre")
    return (full_width(Box("", (words, line), edge="none", minimum=16)),)


def _carer(slip: KeySlip) -> Body:
    until = (
        Text((bold(full_stamp(slip.use_until)[:-6]),), BIG, "centre"),
        Text((bold(full_stamp(slip.use_until)[-5:]),), BIG, "centre"),
    )
    label = label_of(slip)
    which = (
        plain(f"{label}. " if label else ""),
        plain("For the visits marked "),
        bold(slip.copy_number),
        plain(" on your run sheet. There is no name or address on this slip."),
    )
    top = Box(
        "KEY-SAFE SLIP", (Text((bold(slip.copy_number),), Style(26, 32)), Text(which, LEAD)), edge="none"
    )
    right = (
        Box("", (Drawing(SQUARE, SQUARE, qr.path(slip.code(), 0, SQUARE, SQUARE)),), edge="none"),
        Box("USE UNTIL", until, edge="heavy"),
    )
    return (
        Band((Stack((top,)), Stack(right, 58)), "flowing"),
        *_code(slip),
        _advice(slip),
        full_width(Box("WHY TWO HALVES", (Text((plain(WHY),)),))),
    )


WHY: Final = (
    "One sheet says where, the other says how to get in. Somebody who finds one of them cannot use it."
    " The desk prints one slip for one named carer, asks why, and logs each time a code is shown."
)


def label_of(slip: KeySlip) -> str:
    """Return what the code opens, when its words give nothing of the person away."""
    label = slip.label.strip()
    return label if label and label == hider(slip.person)(label) and len(label) <= 60 else ""


def _code(slip: KeySlip) -> Iterator[Band]:
    letters = tuple(slip.value) if slip.value is not None else ("\u00a0",) * EMPTY_TILES
    if len(letters) <= MOST_TILES and all(letter.upper() in SAID or letter == "\u00a0" for letter in letters):
        tiles = (
            Stack((Box("", (Text((bold(each),), DIGIT, "centre"),), edge="heavy"),), WIDE) for each in letters
        )
        yield Band((*tiles, Stack((), None)), gap=3)
        said = ", ".join(SAID[each.upper()] for each in letters if each.upper() in SAID)
        words = f"{said}." if said else "The code stands here once it is written down why it is needed."
        yield full_width(Box("", (Text((bold(words),), LEAD),), edge="none"))
    else:
        yield full_width(Box("", (Text((bold(slip.value or ""),), Style(26, 32)),), edge="heavy"))


def _advice(slip: KeySlip) -> Band:
    phone = slip.stamp.desk_phone
    boxes = (
        Box(
            "KEEP IT APART",
            (
                Text(
                    (
                        plain(
                            "Never in the same pocket, bag or car as your run sheet. Never a photo. Never written on your hand or phone."
                        ),
                    )
                ),
            ),
        ),
        Box(
            "AFTER YOU USE IT",
            (
                Text(
                    (
                        plain(
                            f"Put the key back. Scramble the dials. Pull to check it is shut. If it will not open, ring {phone}."
                        ),
                    )
                ),
            ),
        ),
        Box(
            "LOST OR SEEN BY SOMEONE ELSE",
            (
                Text(
                    (
                        plain(
                            "Ring the desk at once, day or night. You will not be in trouble for ringing. We change the code."
                        ),
                    )
                ),
            ),
        ),
    )
    return Band(tuple(Stack((box,)) for box in boxes))


def must_say(slip: KeySlip) -> MustSay:
    """Return what the page must say, and that nothing on it points to the person or their home."""
    own = Sayings((f"{OWN} {slip.stamp.organisation} {slip.stamp.desk_phone} {_stamps(slip)}".casefold(),))
    never = tuple(
        ("a word of the name or address", word)
        for word in pointers(slip.person)
        if not own.say(word.casefold())
    )
    everywhere = on_every_page(slip)
    if slip.value is None:
        return MustSay(slip.copy_number, everywhere, (), never)
    pairs = (
        ("the code", slip.value),
        ("who it is given to", f"Given to {hider(slip.person)(slip.given_to)}"),
    )
    return MustSay(slip.copy_number, everywhere, (), never, pairs)


def _stamps(slip: KeySlip) -> str:
    """Return the numbers and dates of the page, which may be like those of a house."""
    copied = slip.stamp.as_of.get("entry codes")
    stamps = (slip.printed_at, slip.use_until, *((copied,) if copied else ()))
    said = " ".join(map(full_stamp, stamps))
    return (
        f"{said} {slip.copy_number} {slip.seal} {slip.seal_entry} {slip.value or ''} {' '.join(slip.used_on)}"
    )


def described(slip: KeySlip) -> tuple[Document, MustSay]:
    """Return the page of a slip, and what it must say."""
    return describe(slip), must_say(slip)
