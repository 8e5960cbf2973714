"""The wall list: everyone of one priority on the office wall, with what must not be forgotten of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import DAYS, clock_face, local
from downtime_desk.people import names
from downtime_desk.people.summary import Person, PriorityLevel
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import (
    BODY,
    NAME,
    NOT_RECORDED,
    REASON,
    Body,
    Box,
    Cell,
    Document,
    Runs,
    Style,
    Table,
    Text,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.fitting import Fitted, Hide, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import TILES, Frames, Head, on_every_page
from downtime_desk.printing.papers.rows import (
    NUMBER,
    OWN_NUMBERS,
    allergies,
    cell,
    head,
    told,
    who,
    who_must_be_said,
)
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said

KIND: Final = "Wall list"
TITLES: Final[dict[PriorityLevel | None, tuple[str, str]]] = {
    "red": ("person must be visited, on time", "people must be visited, on time"),
    "amber": ("person is Amber", "people are Amber"),
    "green": ("person is Green", "people are Green"),
    None: ("person has no priority in the record", "people have no priority in the record"),
}
RULES: Final[dict[PriorityLevel | None, str]] = {
    "red": "Verify every visit by two sources, one of them at the time.",
    "amber": "Verify every visit by one source.",
    "green": "Verify every visit, or make a welfare call and log it.",
    None: "Treat each of them as Red until somebody has decided.",
}
COLUMNS: Final = (40, 30, 29, 9, None, 10, 17, 7)
HEADS: Final = (
    "Name, born, number", "Allergies", "Exact-time medicine", "Carers", "Must know", "Next", "Home", "Seen",
)  # fmt: skip
COUNT: Final = Style(8.4, 10.4)


@dataclass(frozen=True, slots=True)
class WallRow:
    """One person on the list. `next` is their next visit in 24 hours, None when there is none in the copy."""

    person: Person
    told: tuple[Told, ...] = ()
    next: datetime | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class WallList(Stamped):
    """The numbered list of one priority. `elsewhere` says where everybody else is; `rota` whether there is a copy."""

    level: PriorityLevel | None
    rows: tuple[WallRow, ...]
    elsewhere: str = ""
    rota: bool = True

    def about(self) -> About:
        """Return what the register says of it."""
        said = tuple(each for row in self.rows for each in row.said)
        level = self.level.capitalize() if self.level else "No priority"
        return About(KIND, f"{level}, {self.count()}", place_of(self.level), reference=self.seal, said=said)

    def count(self) -> str:
        """Return `31 people`."""
        return "1 person" if len(self.rows) == 1 else f"{len(self.rows)} people"

    def title(self) -> str:
        """Return what stands in large type."""
        one, many = TITLES[self.level]
        return f"1 {one}" if len(self.rows) == 1 else f"{len(self.rows)} {many}"


def place_of(level: PriorityLevel | None) -> str:
    """Return what the register keeps in place of a person, so that a newer list replaces this one."""
    return f"desk/{level or 'none'}"


def describe(sheet: WallList) -> Document:
    """Return the pages of a wall list."""
    fitted = Fitted()
    rule = Text((plain(" ".join(filter(None, (RULES[sheet.level], sheet.elsewhere)))),), REASON)
    frames = Frames(
        sheet,
        Head(
            kind="DUTY WALL LIST BY PRIORITY",
            lines=(Text((bold(sheet.title()),), NAME, above=2.3),),
            first=(rule,),
            pages="THIS LIST HAS",
            copied=("people", "rota"),
            keep="Stays in the locked office. Destroy when replaced.",
            tile=TILES[sheet.level],
        ),
        fitted,
    )
    return Document(f"{sheet.copy_number} {sheet.about().whose}", frames.frame, _body(sheet, fitted))


def _body(sheet: WallList, fitted: Fitted) -> Body:
    rows = tuple(_row(each, sheet) for each in sheet.rows)
    table = Table(COLUMNS, (_heads(), *rows), "grid")
    return (
        *old_copy(sheet),
        over_pages(Box("", (table,), edge="none")),
        full_width(Box("", (Text(_legend(sheet), Style(8.6, 11)),), edge="none")),
        *(full_width(box) for box in fitted.box()),
    )


def _heads() -> tuple[Cell, ...]:
    return tuple((text._replace(style=COUNT),) for (text,) in head(*HEADS))


def _legend(sheet: WallList) -> Runs:
    rota = "Next is the first visit within 24 hours." if sheet.rota else "There is no copy of the rota."
    return (
        bold("Allergies: "), plain("a substance, “No known” (somebody asked), or "), NOT_RECORDED,
        plain(" (nobody wrote it down: ask the person, family or GP). A dash means no medicine at an exact"),
        plain(f" time, or no visit. {rota} No entry codes on this list."),
    )  # fmt: skip


def _row(row: WallRow, sheet: WallList) -> tuple[Cell, ...]:
    person, hide = row.person, code_hider(row.person)
    summary = person.summary
    carers = summary.mobility.carers
    count: Runs = (bold("?"),) if carers is None else (bold(f"{carers}") if carers > 1 else plain("1"),)
    phone: Runs = (plain(summary.phone),) if summary.phone else (bold("NOT RECORDED"),)
    return (
        who(person, local(sheet.printed_at).date()),
        tuple(_hidden(cell(*allergies(summary)), hide)),
        tuple(_hidden(cell(*_exact(person)), hide)),
        (Text(count, NUMBER, "centre"),),
        tuple(_hidden(cell(*told(row.told), *_must_know(person)), hide)),
        _next(row.next, sheet),
        cell(phone),
        (),
    )


def _hidden(texts: Cell, hide: Hide) -> Iterator[Text]:
    for text in texts:
        yield text._replace(runs=tuple(run._replace(text=hide(run.text)) for run in text.runs))


def _exact(person: Person) -> Iterator[Runs]:
    medicines = person.summary.medicines
    critical = [each for each in medicines.items if each.time_critical]
    for each in critical:
        times: Runs = (plain(", ".join(each.times)),) if each.times else (plain("times "), NOT_RECORDED)
        yield (plain(f"{each.name} "), *times)
    if not critical:
        unknown = not medicines.items and medicines.state == "not recorded"
        yield (NOT_RECORDED,) if unknown else (plain("–"),)


def _must_know(person: Person) -> Iterator[Runs]:
    summary = person.summary
    facts = [alert.kind for alert in summary.alerts.items]
    if summary.lives_alone:
        facts.append("alone")
    if summary.can_summon_help is False:
        facts.append("cannot call help")
    if summary.eating.drink_level:
        facts.append(f"drink level {summary.eating.drink_level}")
    if facts:
        yield (plain(", ".join(facts)),)
    if not summary.alerts.items and summary.alerts.state == "not recorded":
        yield (plain("Risks "), NOT_RECORDED)


def _next(at: datetime | None, sheet: WallList) -> Cell:
    if at is None:
        return cell((plain("–" if sheet.rota else "?"),))
    there, today = local(at), local(sheet.printed_at).date()
    day = cell((plain(DAYS[there.weekday()]),)) if there.date() != today else ()
    return (*cell((bold(clock_face(at)),), style=BODY), *day)


def must_say(sheet: WallList) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    pairs = tuple(pair for row in sheet.rows for pair in _facts(row, sheet))
    once = tuple(
        ("what was told", code_hider(row.person)(each.kind_and_what))
        for row in sheet.rows
        for each in row.told
    )
    own = " ".join(said for _, said in (*pairs, *once)) + OWN_NUMBERS
    never = tuple(codes_to_miss((row.person for row in sheet.rows), own))
    return MustSay(f"the wall list of {sheet.count()}", on_every_page(sheet), once, never, pairs)


def _facts(row: WallRow, sheet: WallList) -> Iterator[tuple[str, str]]:
    """Yield the name with what stands right after it, so that one person's allergy proves nothing of another's."""
    person, hide = row.person, code_hider(row.person)
    whose = who_must_be_said(person, local(sheet.printed_at).date())
    listed = person.summary.allergies
    said = hide(" ".join(each.substance for each in listed.items))
    if not listed.items:
        said = "No known" if listed.state == "none" else "NOT RECORDED"
    yield "a number to ring", person.summary.phone or "NOT RECORDED"
    yield f"the allergies of {names.short_name(person)}", f"{whose} {said}"
    for each in person.summary.medicines.items:
        if each.time_critical:
            times = ", ".join(each.times) or "times NOT RECORDED"
            yield f"the medicine {each.name}", hide(f"{each.name} ") + hide(times)


def described(sheet: WallList) -> tuple[Document, MustSay]:
    """Return the pages of a wall list, and what they must say."""
    return describe(sheet), must_say(sheet)
