"""People whose summaries are measured: invented, never printed before, on one page or on two."""

import msgspec

from downtime_desk.people.summary import Alert, Listed, Medicine, Person
from tests.printing.samples import TED, VISITS

HEADINGS = (
    "Allergies",
    "Medicines",
    "Risks",
    "Ring",
    "Moving",
    "Eating and drinking",
    "Talking",
    "Next visits",
)
MORE = tuple(
    Medicine(
        f"Medicine number {number} modified-release tablets",
        dose=f"{number} tablets with a full glass of water",
        route="by mouth",
        times=("08:00", "12:00", "18:00", "22:00"),
        support="administer",
        instructions="Not within an hour of milk. Count the tablets with the chart before and after.",
    )
    for number in range(1, 9)
)
RISKS = tuple(
    Alert(
        f"Risk number {number}", "what to do about it is said in these words, which take a line of the page"
    )
    for number in range(1, 9)
)


def somebody(number: int) -> Person:
    """Return a person whose summary is one page, so that nothing is remembered from the last page."""
    summary = msgspec.structs.replace(
        TED.summary, what_matters=f"Number {number}. {TED.summary.what_matters}"
    )
    return msgspec.structs.replace(TED, id=f"p-{number}", given=f"Edwin {number}", summary=summary)


def on_two_pages(number: int) -> Person:
    """Return a person whose summary takes two pages."""
    person = somebody(number)
    about = person.summary
    more = msgspec.structs.replace(
        about,
        medicines=Listed("listed", (*about.medicines.items, *MORE)),
        alerts=Listed("listed", (*about.alerts.items, *RISKS)),
    )
    return msgspec.structs.replace(person, summary=more)


def facts(person: Person) -> list[list[tuple[str, ...]]]:
    """Return the rows under each heading, as both yardsticks print them."""
    about = person.summary
    return [
        [(a.substance, a.reaction or "", a.severity or "") for a in about.allergies.items],
        [(m.name, m.dose or "", " ".join(m.times), m.if_late or "") for m in about.medicines.items],
        [(a.kind, a.text or "") for a in about.alerts.items],
        [(c.name, c.role or "", c.phone or "") for c in (*about.contacts.items, *about.services)],
        [(about.mobility.transfer or "", about.mobility.equipment or "")],
        [(about.eating.text or "", str(about.eating.food_level), str(about.eating.drink_level))],
        [(about.communication.language or "", about.communication.text or "")],
        [(f"{v.start:%H:%M}", f"{v.end:%H:%M}", ", ".join(v.carers), ", ".join(v.tasks)) for v in VISITS],
    ]
