"""The hand-over sheet of a shift: who is Red, what is open, which clocks run, who is off, who holds what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from downtime_desk.core.clock import age_in_words, clock_face, day_and_clock, full_stamp, local
from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.printing.blocks import (
    BODY,
    NAME,
    REASON,
    SMALL,
    Band,
    Body,
    Box,
    Cell,
    Document,
    Run,
    Runs,
    Stack,
    Table,
    Text,
    WritingSpace,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.fitting import Fitted, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import Frames, Head, on_every_page
from downtime_desk.printing.papers.hand_over_lines import Clock, Holder, Off, OpenVisit, Watched
from downtime_desk.printing.papers.rows import (
    OWN_NUMBERS,
    ROOM,
    allergies,
    cell,
    head,
    told,
    who,
    who_must_be_said,
)
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy

KIND: Final = "Hand-over sheet"
ABOUT: Final = "desk/hand-over"
FIELD: Final = 13


@dataclass(frozen=True, slots=True)
class HandOver(Stamped):
    """The numbered sheet. `since` is when the outage was declared; `more` says that more visits are open."""

    red: tuple[Watched, ...]
    open: tuple[OpenVisit, ...]
    clocks: tuple[Clock, ...]
    off: tuple[Off, ...]
    holders: tuple[Holder, ...]
    since: datetime | None = None
    more: bool = False

    def about(self) -> About:
        """Return what the register says of it."""
        said = dict.fromkeys(one for each in self.lines() for one in each.said)
        whose = f"{self.reds()} Red, {self.count()} open"
        return About(KIND, whose, ABOUT, reference=self.seal, said=tuple(said))

    def lines(self) -> tuple[Watched | OpenVisit | Clock, ...]:
        """Return every line that may be about somebody."""
        return (*self.red, *self.open, *self.clocks)

    def people(self) -> tuple[Person, ...]:
        """Return everybody the sheet names, each once."""
        named = (each.person for each in self.lines() if each.person is not None)
        return tuple({person.id: person for person in named}.values())

    def day(self) -> date:
        """Return the day of printing, on which ages are told."""
        return local(self.printed_at).date()

    def reds(self) -> int:
        """Return how many of those to be watched are Red."""
        return sum(each.person.summary.priority.level == "red" for each in self.red)

    def count(self) -> str:
        """Return how many visits are open: `7`, or `more than 200`."""
        return f"more than {len(self.open)}" if self.more else str(len(self.open))

    def in_words(self) -> str:
        """Return `1 visit open`, or `7 visits open`."""
        return "1 visit open" if self.count() == "1" else f"{self.count()} visits open"


def describe(sheet: HandOver) -> Document:
    """Return the pages of a hand-over sheet."""
    fitted = Fitted()
    outage = fitted.fit("Outage", sheet.stamp.outage, 30) if sheet.stamp.outage else None
    running = "No outage is running."
    if outage and sheet.since:
        age = age_in_words(sheet.since, sheet.printed_at)
        running = f"Outage {outage}, declared {full_stamp(sheet.since)}, {age} ago."
    frames = Frames(
        sheet,
        Head(
            kind="HAND-OVER OF THE DUTY DESK",
            lines=(Text((bold(f"{sheet.reds()} Red, {sheet.in_words()}"),), NAME, above=2.3),),
            first=(Text((plain(f"{running} Read it to each other, then both sign."),), REASON),),
            copied=("people", "rota"),
            keep="Stays in the locked office. Destroy when replaced.",
        ),
        fitted,
    )
    body: Body = (
        *old_copy(sheet),
        over_pages(_open(sheet)),
        over_pages(_clocks(sheet)),
        over_pages(_red(sheet)),
        Band((Stack((_off(sheet),)), Stack((_holders(sheet),))), "flowing", gap=4),
        *(full_width(box) for box in fitted.box()),
        _signed(),
        WritingSpace("SAID AT THE HAND-OVER", (plain("what the log does not say yet"),), 20),
    )
    return Document(f"{sheet.copy_number} Hand-over", frames.frame, body)


def _said(title: str, words: str) -> Box:
    return Box(title, (Text((plain(words),)),), edge="none")


def _open(sheet: HandOver) -> Box:
    title = f"Visits open: {sheet.count()}"
    if not sheet.open:
        return _said(title, "Nobody needs rescuing. Every visit due so far is verified.")
    rows = (
        (
            cell((bold(day_and_clock(each.start)),)),
            (*who(each.person, sheet.day()), *cell((plain(each.priority),))),
            cell((plain(", ".join(each.carers)),) if each.carers else (bold("nobody assigned"),)),
            cell((bold(clock_face(each.by)),)),
            cell((plain(code_hider(each.person)(each.why)),)),
            ROOM,
        )
        for each in sheet.open
    )
    heads = head("Visit", "Person", "Carer", "By", "Why it is open", "Taken on")
    return Box(title, (Table((19, 44, 36, 12, None, 20), (heads, *rows), "grid"),), edge="none")


def _clocks(sheet: HandOver) -> Box:
    title = f"Clocks that run, and what is to be done: {len(sheet.clocks)}"
    if not sheet.clocks:
        return _said(title, "Nothing is due.")
    rows = (
        (
            cell(
                (
                    bold(day_and_clock(each.due)),
                    *((plain(" "), bold("OVERDUE")) if each.due < sheet.printed_at else ()),
                )
            ),
            _about_whom(each, sheet),
            cell((plain(each.owner),)),
            ROOM,
        )
        for each in sheet.clocks
    )
    table = Table((24, None, 46, 20), (head("Due", "What", "Whose", "Taken on"), *rows), "grid")
    return Box(title, (table,), edge="none")


def _about_whom(clock: Clock, sheet: HandOver) -> Cell:
    if clock.person is None:
        return cell((plain(clock.what),))
    return (*who(clock.person, sheet.day()), *cell((plain(code_hider(clock.person)(clock.what)),)))


def _red(sheet: HandOver) -> Box:
    title = f"Red, no priority in the record, or told of since the copy: {len(sheet.red)}"
    if not sheet.red:
        return _said(title, "Nobody in this copy.")
    rows = (_watched(each, sheet.day()) for each in sheet.red)
    table = Table(
        (50, 30, None, 46),
        (head("Person", "Allergies", "Told since the copy", "Next visit"), *rows),
        "grid",
    )
    return Box(title, (table,), edge="none")


def _watched(each: Watched, day: date) -> tuple[Cell, ...]:
    person, hide = each.person, code_hider(each.person)
    priority = () if person.summary.priority.level else cell((bold("no priority"),))
    changes = cell(*told(each.told)) if each.told else cell((plain("–"),))
    coming: Runs = (plain("none in 24 hours"),)
    if each.next:
        coming = (
            bold(day_and_clock(each.next)),
            plain(f" {', '.join(each.carers)}" if each.carers else " nobody assigned"),
        )
    known = tuple(
        tuple(run._replace(text=hide(run.text)) for run in runs) for runs in allergies(person.summary)
    )
    hidden = tuple(
        text._replace(runs=tuple(run._replace(text=hide(run.text)) for run in text.runs)) for text in changes
    )
    return (*who(person, day), *priority), cell(*known), hidden, cell(coming)


def _off(sheet: HandOver) -> Box:
    title = f"Carers off: {len(sheet.off)}"
    if not sheet.off:
        return _said(title, "Nobody is written down as off.")
    lines = (
        Text((bold(each.name), plain(f", {_until(each)}. {each.why}")), BODY, above=1.5) for each in sheet.off
    )
    return Box(title, tuple(lines), edge="none")


def _until(each: Off) -> str:
    until = f"to {day_and_clock(each.until)}" if each.until else "until further notice"
    return f"from {day_and_clock(each.since)} {until}"


def _holders(sheet: HandOver) -> Box:
    out = sum(len(each.in_date) + len(each.to_get_back) for each in sheet.holders)
    title = f"Who holds numbered sheets: {out} out"
    if not sheet.holders:
        return _said(title, "No sheet is out.")
    return Box(title, tuple(Text(tuple(_held(each)), BODY, above=1.5) for each in sheet.holders), edge="none")


def _held(each: Holder) -> Iterator[Run]:
    yield bold(f"{each.name}: ")
    if each.in_date:
        yield plain(f"{', '.join(each.in_date)}.")
    if each.to_get_back:
        yield bold(f" GET BACK {', '.join(each.to_get_back)}.")


def _signed() -> Band:
    fields = ("Handed over by, time", "Taken over by, time", "Keys, phones and this laptop handed over")
    return Band(tuple(Stack((Box("", (Text((plain(words),), SMALL),), minimum=FIELD),)) for words in fields))


def must_say(sheet: HandOver) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    pairs = tuple(_facts(sheet))
    own = " ".join(said for _, said in pairs) + OWN_NUMBERS
    own += " ".join(f"{each.next}" for each in sheet.red)
    never = tuple(codes_to_miss(sheet.people(), own))
    return MustSay("the hand-over", on_every_page(sheet), (), never, pairs)


def _facts(sheet: HandOver) -> Iterator[tuple[str, str]]:
    for each in sheet.open:
        whose, hide = names.short_name(each.person), code_hider(each.person)
        said = who_must_be_said(each.person, sheet.day())
        yield f"the open visit of {whose}", f"{day_and_clock(each.start)} {said} {each.priority}"
        yield f"why the visit of {whose} is open", f"{clock_face(each.by)} {hide(each.why)}"
    for clock in sheet.clocks:
        due = f"{day_and_clock(clock.due)} {'OVERDUE' if clock.due < sheet.printed_at else ''}"
        said = clock.what
        if clock.person is not None:
            said = f"{who_must_be_said(clock.person, sheet.day())} {code_hider(clock.person)(clock.what)}"
        yield "a clock", f"{due} {said} {clock.owner}"
    for one in sheet.red:
        hide, listed = code_hider(one.person), one.person.summary.allergies
        known = hide(" ".join(allergy.substance for allergy in listed.items))
        if not listed.items:
            known = "No known" if listed.state == "none" else "NOT RECORDED"
        yield f"the person {names.short_name(one.person)}", who_must_be_said(one.person, sheet.day())
        yield f"the allergies of {names.short_name(one.person)}", known
        yield from (("what was told", hide(change.kind_and_what)) for change in one.told)
    yield from (("a carer who is off", f"{off.name}, {_until(off)}. {off.why}") for off in sheet.off)
    for holder in sheet.holders:
        yield from (("a sheet that is out", number) for number in (*holder.in_date, *holder.to_get_back))


def described(sheet: HandOver) -> tuple[Document, MustSay]:
    """Return the pages of a hand-over sheet, and what they must say."""
    return describe(sheet), must_say(sheet)
