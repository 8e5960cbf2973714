"""Which of the facts a stranger must have tonight are not recorded.

A person with none missing is ready for an outage. The facts are those of page one of the paper summary.
"""

from typing import Any

from downtime_desk.people.summary import Contact, Listed, Medicine, Person, Summary


def missing_facts(person: Person) -> tuple[str, ...]:
    """Return the names of the facts that are not recorded, in the order of the summary."""
    said = person.summary
    facts: list[tuple[str, object]] = [
        ("Date of birth", person.born),
        ("NHS number or own number", person.nhs_number or person.local_id),
        ("Priority", said.priority.level),
        ("Reason for the priority", said.priority.reasons or said.priority.level is None),
        ("Allergies", _said(said.allergies)),
        ("Risks", _said(said.alerts)),
        ("CPR decision", said.cpr.decided is not None),
        ("Where the CPR form is kept", said.cpr.where or not said.cpr.decided),
        ("Medicines", _said(said.medicines)),
        *_medicine_facts(said.medicines.items),
        ("Number of carers", said.mobility.carers),
        ("How they move", said.mobility.transfer or said.mobility.equipment),
        ("How they communicate", said.communication.language or said.communication.text),
        ("What to do if a visit is late or missed", said.if_late_or_missed),
        ("Address", said.address or said.postcode),
        ("Whether they live alone", said.lives_alone is not None),
        ("Somebody to ring", _anybody_to_ring(said)),
        ("GP", _phone(said.gp)),
    ]
    return tuple(name for name, known in facts if not known)


def _said(listed: Listed[Any]) -> bool:
    """Say whether a list has items or is recorded as having none; listed with nothing in it is neither."""
    return bool(listed.items) or listed.state == "none"


def _medicine_facts(medicines: tuple[Medicine, ...]) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = []
    for medicine in medicines:
        if medicine.time_critical:
            facts += [
                (f"Dose of {medicine.name}", medicine.dose),
                (f"Exact times of {medicine.name}", medicine.times),
                (f"What to do if {medicine.name} is missed", medicine.if_missed),
            ]
        if medicine.time_critical or not medicine.as_needed:
            facts.append((f"Who gives {medicine.name}", medicine.support))
    return facts


def _anybody_to_ring(said: Summary) -> bool:
    return any(contact.phone for contact in said.contacts.items)


def _phone(contact: Contact | None) -> bool:
    return contact is not None and bool(contact.phone)
