"""The incident form with its body map: what happened, what was seen on the skin, who was told; blank or for one person."""

from dataclasses import dataclass
from typing import Final

from downtime_desk.core.clock import local
from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.printing.blocks import (
    NAME,
    REASON,
    SMALL,
    Band,
    Body,
    Box,
    Cell,
    Document,
    Runs,
    Stack,
    StripCell,
    Style,
    Table,
    Text,
    bold,
    full_width,
    plain,
)
from downtime_desk.printing.fitting import Fitted, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import Frames, Head, identity, on_every_page, who_on_every_page
from downtime_desk.printing.papers.body_outline import both_sides
from downtime_desk.printing.papers.rows import head
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.record_parts import EMPTY_TIME, FOUR_DIGITS, TALL, TICK
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said

KIND: Final = "Incident form"
HAND: Final = Style(9.6, 19)
FIELD: Final = 11.5
MARKS: Final = 7
SCALE: Final = 1.3
KINDS: Final = (
    "Fall", "Bruise or mark", "Pressure damage", "Cut or skin tear", "Burn or scald", "Choking",
    "Medicine", "Equipment", "Behaviour", "Something missing", "Near miss", "Other",
)  # fmt: skip
TOLD: Final = ("999", "111", "GP or nurse", "Duty desk", "Family", "Pharmacy")


@dataclass(frozen=True, slots=True)
class IncidentForm(Stamped):
    """One numbered form; a blank one has no person."""

    person: Person | None = None
    said: tuple[Said, ...] = ()

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes that are too old; a blank form has none."""
        return self.stamp.too_old() if self.person else ()

    def about(self) -> About:
        """Return what the register says of it."""
        if self.person is None:
            return About(f"Blank {KIND.lower()}", "nobody yet", reference=self.seal)
        return About(KIND, names.short_name(self.person), self.person.id, reference=self.seal, said=self.said)


def describe(sheet: IncidentForm) -> Document:
    """Return the pages of a form."""
    fitted = Fitted()
    who = identity(sheet.person, sheet.printed_at, fitted) if sheet.person else None
    outage = fitted.fit("Outage", sheet.stamp.outage, 30) if sheet.stamp.outage else "none running"
    keep = "Fill in at once, in pen. Write what you saw and heard, not what you think. Ring the desk first."
    frames = Frames(
        sheet,
        Head(
            kind="INCIDENT FORM AND BODY MAP",
            lines=who.lines() if who else (Text((bold(KIND),), NAME, above=2.3),),
            first=(Text((plain(keep),), REASON),),
            pages="THIS FORM HAS",
            copied=("people",) if who else (),
            more=(StripCell("Outage", outage),),
            until="Back at the desk by",
            foot=(who.foot(),) if who else (),
            keep="Hand to the desk after your shift. Never leave it in a car or home.",
        ),
        fitted,
    )
    return Document(
        f"{sheet.copy_number} {sheet.about().whose}",
        frames.frame,
        (*old_copy(sheet), *_body(sheet.person), *(full_width(box) for box in fitted.box())),
    )


def _body(person: Person | None) -> Body:
    return (
        *_who(person),
        _heading("2 When and where", "the real time, 24 hour"),
        Band(
            (_field("Date"), _time("It happened at"), _time("You found it at"), _field("Where, which room"))
        ),
        _heading("3 What it is", "tick all that fit, then write what happened"),
        full_width(Box("", (_ticks(KINDS, 4),), edge="none")),
        full_width(Box("", (_lines(5),), edge="none")),
        _heading("4 What was done, who was told", "write the time beside each"),
        full_width(
            Box("", (_ticks(tuple(f"{who} at ____:____" for who in TOLD), 3), _lines(2)), edge="none")
        ),
        full_width(Box("", (Text(_safeguarding()),), edge="heavy")),
        Band((_field("Your full name"), _field("Signature, date, time"), _field("Who else was there"))),
        full_width(_desk_only()),
        full_width(_map()),
        full_width(_marks()),
    )


def _who(person: Person | None) -> tuple[Band, ...]:
    heading = _heading("1 Who", "two checks: full name and date of birth")
    if person is not None:
        known = person.summary.priority.level or "not recorded"
        return (
            heading,
            full_width(Box("", (Text((plain("Priority in the record: "), bold(known.upper()))),))),
        )
    asked = ("Person’s SURNAME, First name", "Born (dd-Mmm-yyyy)", "NHS No. (if you have it)")
    return (heading, Band((_field(asked[0]), _field(asked[1], 54), _field(asked[2], 54))))


def _heading(title: str, note: str) -> Band:
    return full_width(Box(title, (), (plain(note),), edge="none"))


def _field(label: str, width: float | None = None) -> Stack:
    return Stack((Box("", (Text((plain(label),), SMALL),), minimum=FIELD),), width)


def _time(label: str) -> Stack:
    return Stack((Box("", (Text((plain(label),), SMALL), Text(FOUR_DIGITS, TALL))),), 38)


def _ticks(words: tuple[str, ...], across: int) -> Table:
    cells: list[Cell] = [(Text((TICK, plain(f" {each}")), above=2.5),) for each in words]
    rows = tuple(tuple(cells[at : at + across]) for at in range(0, len(cells), across))
    return Table((None,) * across, rows)


def _lines(number: int) -> Table:
    blank: Cell = (Text((plain("\u00a0"),), HAND),)
    return Table((None,), ((blank,),) * (number + 1), "between")


def _map() -> Box:
    sides = ("Right", "FRONT", "Left", "Left", "BACK", "Right")
    under = tuple((Text((bold(side),), SMALL, "centre"),) for side in sides)
    note = "draw each mark, number it, and write it in the row of that number"
    return Box("5 Body map", (both_sides(SCALE), Table((None,) * 6, (under,))), (plain(note),))


def _marks() -> Box:
    blank: Cell = (Text((plain("\u00a0"),), HAND),)
    rows = tuple(((Text((bold(str(number)),), HAND),), *(blank,) * 4) for number in range(1, MARKS + 1))
    heads = head(
        "No.",
        "What it is: bruise, graze, swelling, sore",
        "Colour, state",
        "Size in mm",
        "New, or seen before",
    )
    return Box("", (Table((9, None, 40, 24, 36), (heads, *rows), "grid"),), edge="none")


def _safeguarding() -> Runs:
    return (
        bold("Could somebody have done this, or let it happen? "), TICK, plain(" No   "), TICK,
        plain(" Yes or not sure: "), bold("ring the desk now, do not ask about it further. "),
        plain("No photos on your own phone."),
    )  # fmt: skip


def _desk_only() -> Box:
    heads = ("Deviation", "Harm", "Safeguarding decision, by", "Candour, CQC", "Typed in by, date, time")
    blank: tuple[Cell, ...] = tuple((Text((plain("\u00a0"),), HAND),) for _ in heads)
    table = Table((26, 20, None, 30, 46), (head(*heads), blank), "grid")
    return Box("DESK USE ONLY", (table,), (plain("typed in once, and KEPT 8 YEARS"),), edge="heavy")


def must_say(sheet: IncidentForm) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    everywhere = on_every_page(sheet)
    empty = (
        ("that the real times are left empty", f"It happened at{EMPTY_TIME}You found it at{EMPTY_TIME}Where"),
    )
    if sheet.person is None:
        return MustSay(sheet.copy_number, everywhere, (), (), empty)
    person = sheet.person
    everywhere += tuple(who_on_every_page(person, sheet.printed_at))
    own = f"999 111 8 {names.born(person, local(sheet.printed_at).date())} {names.nhs_number(person)}"
    own += " ".join(map(str, range(1, MARKS + 1)))
    never = tuple(codes_to_miss((person,), own))
    return MustSay(names.short_name(person), everywhere, (), never, empty)


def described(sheet: IncidentForm) -> tuple[Document, MustSay]:
    """Return the pages of a form, and what they must say."""
    return describe(sheet), must_say(sheet)
