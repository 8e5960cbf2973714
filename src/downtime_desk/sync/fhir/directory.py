"""Who and what other records refer to: practitioners, organisations, roles, medicines, and other names of records."""

from dataclasses import dataclass, field

from downtime_desk.sync.fhir.elements import (
    Identifier,
    Organization,
    Practitioner,
    PractitionerRole,
    Reference,
)
from downtime_desk.sync.fhir.words import best_name, full_name, joined, phone, target


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or a service, that can be rung."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a practitioner does, and where; `practitioner` is `Practitioner/id`."""

    practitioner: str | None
    phone: str | None
    title: str | None
    area: str | None
    skills: tuple[str, ...]


@dataclass
class Directory:
    """Everything that is looked up when people and visits are put together.

    `aliases` are further names of a record: `urn:uuid:…` inside a Bundle, `Type?identifier=system|value`.
    """

    named: dict[str, Named] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    medications: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def find(self, reference: Reference) -> Named | None:
        """Return who is referred to; the display of the reference when they cannot be looked up."""
        there = self.resolve(reference)
        role = self.roles.get(there or "")
        if role and role.practitioner in self.named:
            found = self.named[role.practitioner]
            return Named(found.name, role.phone or found.phone)
        found_there = self.named.get(there or "")
        if found_there:
            return found_there
        return Named(reference.display) if reference.display else None

    def resolve(self, reference: Reference) -> str | None:
        """Return `Type/id` of what is referred to, through its other names."""
        there = target(reference, self.aliases)
        if there is None and reference.identifier:
            there = _by_identifier("Practitioner", reference.identifier)
        return self.aliases.get(there or "", there)

    def practitioner(self, resource: Practitioner) -> None:
        """Take a practitioner in."""
        name = full_name(best_name(resource.name))
        if name:
            self.named[f"Practitioner/{resource.id}"] = Named(name, phone(resource.telecom))
        for identifier in resource.identifier:
            if other := _by_identifier("Practitioner", identifier):
                self.aliases[other] = f"Practitioner/{resource.id}"

    def organization(self, resource: Organization) -> None:
        """Take an organisation in."""
        if resource.name:
            self.named[f"Organization/{resource.id}"] = Named(resource.name, phone(resource.telecom))
        for identifier in resource.identifier:
            if other := _by_identifier("Organization", identifier):
                self.aliases[other] = f"Organization/{resource.id}"

    def role(self, resource: PractitionerRole) -> None:
        """Take a practitioner's role in. Call `settle` before roles are used."""
        who = self.resolve(resource.practitioner) if _says_who(resource) else None
        self.roles[f"PractitionerRole/{resource.id}"] = Role(
            practitioner=who,
            phone=phone(resource.telecom),
            title=joined(resource.code[:1]),
            area=next((each.display for each in resource.location if each.display), None),
            skills=tuple(filter(None, (joined((each,)) for each in resource.specialty))),
        )

    def settle(self) -> None:
        """Once everything was taken in, let roles find the practitioners that came after them."""
        for key, role in self.roles.items():
            who = self.aliases.get(role.practitioner or "", role.practitioner)
            self.roles[key] = Role(who, role.phone, role.title, role.area, role.skills)


def _says_who(resource: PractitionerRole) -> bool:
    return resource.practitioner.reference is not None or resource.practitioner.identifier is not None


def _by_identifier(kind: str, identifier: Identifier) -> str | None:
    if not identifier.value:
        return None
    return f"{kind}?identifier={identifier.system or ''}|{identifier.value}"
