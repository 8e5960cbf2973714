"""Which must-know facts the record of a person does not hold: those of the first page of the paper summary."""

from collections.abc import Iterator

from downtime_desk.people.summary import Medicine, Person, Summary


def missing_facts(person: Person) -> tuple[str, ...]:
    """Return the names of the must-know facts that are not recorded, in the order of the page."""
    return tuple(_identity(person)) + tuple(_care(person.summary)) + tuple(_contacts(person.summary))


def _identity(person: Person) -> Iterator[str]:
    if person.born is None:
        yield "date of birth"
    if not person.nhs_number:
        yield "NHS number"
    if person.summary.priority.level is None:
        yield "priority"


def _care(summary: Summary) -> Iterator[str]:
    if not summary.allergies.items and summary.allergies.state != "none":
        yield "allergies"
    if not summary.medicines.items and summary.medicines.state != "none":
        yield "medicines"
    for medicine in summary.medicines.items:
        if medicine.time_critical:
            yield from _medicine(medicine)
    if not summary.alerts.items and summary.alerts.state != "none":
        yield "main risks"
    if summary.mobility.carers is None:
        yield "how many carers"
    if not summary.mobility.transfer:
        yield "how to move"
    if not summary.communication.language and not summary.communication.text:
        yield "how to talk together"
    if summary.cpr.decided is None:
        yield "CPR decision"
    elif summary.cpr.decided and not summary.cpr.where:
        yield "where the CPR form is"
    if not summary.if_late_or_missed:
        yield "what to do when a visit is late"
    if not summary.address:
        yield "address"


def _medicine(medicine: Medicine) -> Iterator[str]:
    facts = {
        "dose": medicine.dose,
        "times": medicine.times,
        "who gives it": medicine.support,
        "how near the time": medicine.window_minutes is not None,
        "what to do if late": medicine.if_late,
        "what to do if missed": medicine.if_missed,
    }
    absent = [name for name, fact in facts.items() if not fact]
    if absent:
        yield f"{medicine.name}: {', '.join(absent)}"


def _contacts(summary: Summary) -> Iterator[str]:
    contacts = summary.contacts.items
    if summary.contacts.state != "none" or contacts:
        if not contacts:
            yield "first contact"
        if len(contacts) < 2:
            yield "second contact"
    if any(not contact.phone for contact in contacts):
        yield "a contact’s phone"
    if summary.gp is None:
        yield "GP"
    elif not summary.gp.phone:
        yield "GP’s phone"
