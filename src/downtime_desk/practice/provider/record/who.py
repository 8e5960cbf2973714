"""Who a person is and who is to be rung about them."""

from collections.abc import Iterator

from downtime_desk.practice.provider.person import Contact, Person
from downtime_desk.practice.provider.shapes import (
    LOCAL_ID,
    NHS_NUMBER,
    OURS,
    Resource,
    coded,
    extension,
    phones,
    refer,
    without_blanks,
)

LANGUAGES = {
    "English": "en",
    "Welsh": "cy",
    "Polish": "pl",
    "Punjabi": "pa",
    "Urdu": "ur",
    "Gujarati": "gu",
    "Bengali": "bn",
    "Tamil": "ta",
    "Cantonese": "yue",
}


def patient(person: Person, person_id: str, practice_id: str) -> Resource:
    """Return the Patient, with the contacts older records keep there."""
    number = {"system": NHS_NUMBER, "value": person.nhs_number}
    return without_blanks(
        {
            "resourceType": "Patient",
            "id": person_id,
            "identifier": [number, {"system": LOCAL_ID, "value": f"HL{person_id[1:]}"}],
            "extension": [extension("no-contacts", "Boolean", True)] if person.contacts == () else [],
            "active": True,
            "name": list(_names(person)),
            "telecom": phones(person.phone),
            "gender": person.gender,
            "birthDate": person.born.isoformat() if person.born else None,
            "address": [_address(person)],
            "contact": [_contact(contact) for contact in _written_on_patient(person)],
            "communication": [
                {"language": coded("urn:ietf:bcp:47", LANGUAGES[person.language], person.language)}
            ],
            "generalPractitioner": [refer("Organization", practice_id)],
        }
    )


def _names(person: Person) -> Iterator[Resource]:
    if person.one_word_name:
        yield {"use": "official", "text": person.given}
        return
    yield without_blanks(
        {
            "use": "official",
            "family": person.family,
            "given": person.given.split(),
            "prefix": [person.title] if person.title else [],
        }
    )
    if person.known_as:
        yield {"use": "nickname", "given": [person.known_as]}


def _address(person: Person) -> Resource:
    return without_blanks(
        {
            "use": "home",
            "line": person.address.split(", "),
            "postalCode": person.postcode,
            "extension": [extension("directions", "String", person.directions)] if person.directions else [],
        }
    )


def _written_on_patient(person: Person) -> tuple[Contact, ...]:
    """Return the contacts kept on the Patient itself, as older records have them: those of a few people."""
    return (person.contacts or ()) if _keeps_contacts_on_patient(person) else ()


def _keeps_contacts_on_patient(person: Person) -> bool:
    return person.nhs_number.endswith("5")


def _relationship(contact: Contact) -> list[Resource]:
    concept: Resource = {"text": contact.relation}
    if contact.key_holder:
        concept["coding"] = [{"system": f"{OURS}/CodeSystem/relationship", "code": "key-holder"}]
    return [concept]


def _may_be_told(contact: Contact) -> list[Resource]:
    if contact.may_be_told is None:
        return []
    return [extension("may-be-told", "Boolean", contact.may_be_told)]


def _contact(contact: Contact) -> Resource:
    return without_blanks(
        {
            "extension": _may_be_told(contact),
            "relationship": _relationship(contact),
            "name": {"family": contact.family, "given": [contact.given]},
            "telecom": phones(contact.phone, "mobile"),
        }
    )


def related(person: Person, person_id: str) -> Iterator[Resource]:
    """Yield the contacts kept apart, in the order to ring them."""
    if person.contacts is None or _keeps_contacts_on_patient(person):
        return
    for order, contact in enumerate(person.contacts, 1):
        yield without_blanks(
            {
                "resourceType": "RelatedPerson",
                "id": f"{person_id}-contact-{order}",
                "extension": [extension("ring-order", "Integer", order), *_may_be_told(contact)],
                "active": True,
                "patient": refer("Patient", person_id),
                "relationship": _relationship(contact),
                "name": [{"family": contact.family, "given": [contact.given]}],
                "telecom": phones(contact.phone, "mobile"),
            }
        )
