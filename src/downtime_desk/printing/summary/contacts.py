"""The box of people to ring: contacts in their order, who may be told, and the services."""

from downtime_desk.people.summary import Contact, Person
from downtime_desk.printing.blocks import NOT_RECORDED, Box, Cell, Runs, Table, Text, bold, plain
from downtime_desk.printing.summary.words import spread


def people(person: Person, note: Runs) -> Box:
    """Return the people to ring, in order, then the services."""
    summary = person.summary
    contacts = summary.contacts.items
    all_may = bool(contacts) and all(contact.may_be_told for contact in contacts)
    rows = [_contact(place, contact, all_may=all_may) for place, contact in enumerate(contacts, 1)]
    if not contacts and summary.contacts.state == "none":
        rows.append(((Text((plain("–"),)),), (Text((bold("No contacts"), plain(" in the record."))),)))
    else:
        rows += [_nobody(place) for place in range(len(contacts) + 1, 3)]
    services = summary.services
    rows += [_service(service) for service in services]
    rows.append(_service(summary.gp, "GP") if summary.gp else _missing("GP"))
    told_note: Runs = (plain("may be told: all"),) if all_may else ()
    return Box("PEOPLE TO RING, IN ORDER", (Table((29, None), tuple(rows)),), spread((told_note, note)))


def _contact(place: int, contact: Contact, *, all_may: bool) -> tuple[Cell, Cell]:
    words = ", ".join(filter(None, (contact.name, contact.role, "has a key" if contact.key_holder else None)))
    runs: Runs = (bold(f"{place} "), plain(words))
    if not all_may:
        runs = (*runs, *_may_be_told(contact))
    return _phone(contact, "bold"), (Text(runs),)


def _may_be_told(contact: Contact) -> Runs:
    if contact.may_be_told is None:
        return (plain(", may be told: not recorded"),)
    return (plain(", may be told"),) if contact.may_be_told else (plain(", "), bold("MAY NOT BE TOLD"))


def _nobody(place: int) -> tuple[Cell, Cell]:
    return _missing(f"{'First' if place == 1 else 'Second'} contact", place)


def _missing(what: str, place: int | None = None) -> tuple[Cell, Cell]:
    number: Runs = (bold(f"{place} "),) if place else ()
    return (Text((NOT_RECORDED,)),), (Text((*number, plain(what))),)


def _service(service: Contact, role: str | None = None) -> tuple[Cell, Cell]:
    what = service.role or role
    name = f"{service.name} ({what})" if what and what != service.name else service.name
    return _phone(service, "plain"), (Text((plain(name),)),)


def _phone(contact: Contact, weight: str) -> Cell:
    if not contact.phone:
        return (Text((NOT_RECORDED,)),)
    return (Text((bold(contact.phone) if weight == "bold" else plain(contact.phone),)),)
