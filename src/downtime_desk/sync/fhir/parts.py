"""What one clinical resource says about a person: an item, "none known", or nothing for a summary.

Pure functions. `Unreadable` is raised when a resource cannot be relied on; its words carry no content.
"""

import re
from datetime import date
from typing import Generic, TypeVar

import msgspec

from downtime_desk.people.summary import Alert, Allergy, Contact, CprDecision, EntryCode
from downtime_desk.sync.fhir import CODES, EXTENSION
from downtime_desk.sync.fhir.elements import (
    AllergyIntolerance,
    CareTeam,
    CareTeamParticipant,
    Condition,
    Consent,
    Flag,
    RelatedPerson,
)
from downtime_desk.sync.fhir.words import (
    best_name,
    codes,
    concept,
    day,
    extension,
    full_name,
    joined,
    phone,
    understood,
)
from downtime_desk.sync.strict import Unreadable

Item = TypeVar("Item")

NO_KNOWN_ALLERGY = frozenset({"716186003", "no-known-allergies"})
NO_KNOWN_PROBLEM = frozenset({"160245001", "no-known-problems"})
NOT_STATED = frozenset({"no-allergy-info", "no-problem-info", "no-medication-info", "1631000175102"})
NEVER_TRUE = frozenset({"refuted", "entered-in-error"})
_HARSHNESS = {"mild": 1, "moderate": 2, "severe": 3}
_CPR = re.compile(r"cpr|\bdna[cr]|\bdnr|respect\b|resus", re.I)
_NOT_FOR_CPR = re.compile(r"\bdnacpr\b|\bdna[cr]\b|\bdnr\b|do not attempt|not for (cpr|resus)", re.I)
_NEGATED = re.compile(
    r"\b(no|not in place|none|without)\b.*(dnacpr|dnar|dnr)|(dnacpr|dnar|dnr).*\b(not in place|no|none)\b",
    re.I,
)
_LOOKS_LIKE_A_CODE = re.compile(
    r"\b(key ?safe|key ?pad|pin|door|entry|entrance|gate|alarm|lock ?box|access)\b.*\d(?: ?\d){2,}", re.I
)


_PHONE = re.compile(r"(?<!\d)(?:\+44|0)\d{2,4}[ -]?\d{3}[ -]?\d{3,4}(?!\d)")
_DIGITS = re.compile(r"(?<!\d)\d(?: ?\d){2,7}(?!\d)")
KEPT_APART = "(code kept apart)"


def _holds_a_code(words: str) -> bool:
    return _LOOKS_LIKE_A_CODE.search(_PHONE.sub("", words)) is not None


def without_codes(words: str | None) -> tuple[str | None, tuple[EntryCode, ...]]:
    """Return how to get in without what looks like a home-entry code, and the code with all of those words."""
    if not words or not _holds_a_code(words):
        return words, ()
    phones = [found.span() for found in _PHONE.finditer(words)]
    shown = _DIGITS.sub(
        lambda found: found[0] if any(a <= found.start() < b for a, b in phones) else KEPT_APART, words
    )
    return shown, (EntryCode("Directions", words),)


class Says(msgspec.Struct, Generic[Item], frozen=True, gc=False):
    """An item, as the source recorded it `on` a day."""

    item: Item
    on: date | None = None


class SaysNone(msgspec.Struct, frozen=True, gc=False):
    """The source says, in so many words, that there are none."""

    on: date | None = None


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """Understood, and nothing a summary shows. `why` is counted, in words."""

    why: str


def allergy(resource: AllergyIntolerance) -> Says[Allergy] | SaysNone | LeftOut:
    """Return what an allergy says. Only "no known allergies" of every kind is none; "no known food
    allergies" is listed in the source's words."""
    understood(resource, *resource.reaction)
    if codes(resource.verification_status) & NEVER_TRUE:
        return LeftOut("allergies that were refuted or entered in error")
    if codes(resource.clinical_status) & {"inactive", "resolved"}:
        return LeftOut("allergies that are no longer active")
    said = codes(resource.code)
    on = day(resource.recorded_date)
    if said & NOT_STATED:
        return LeftOut("statements that allergies are not recorded")
    if said & NO_KNOWN_ALLERGY:
        return SaysNone(on)
    substance = concept(resource.code) or joined(reaction.substance for reaction in resource.reaction)
    if substance is None:
        raise Unreadable("it does not say what the allergy is to")
    return Says(
        Allergy(
            substance=substance,
            reaction=joined(sign for reaction in resource.reaction for sign in reaction.manifestation),
            severity=_severity(resource),
            recorded=on,
        ),
        on,
    )


def _severity(resource: AllergyIntolerance) -> str | None:
    said = [reaction.severity for reaction in resource.reaction if reaction.severity]
    harshest = max(said, key=lambda severity: _HARSHNESS.get(severity, 4), default=None)
    if resource.criticality == "high" and harshest != "severe":
        # a reaction that was mild so far does not make the next one so
        return f"high risk: {harshest} so far" if harshest else "high risk"
    return harshest


def condition(resource: Condition) -> Says[str] | SaysNone | LeftOut:
    """Return what a condition says."""
    understood(resource)
    if codes(resource.verification_status) & NEVER_TRUE:
        return LeftOut("conditions that were refuted or entered in error")
    if codes(resource.clinical_status) & {"inactive", "remission", "resolved"}:
        return LeftOut("conditions that are no longer active")
    on = day(resource.recorded_date)
    if codes(resource.code) & NOT_STATED:
        return LeftOut("statements that conditions are not recorded")
    if codes(resource.code) & NO_KNOWN_PROBLEM:
        return SaysNone(on)
    words = concept(resource.code)
    if words is None:
        raise Unreadable("it does not say what the condition is")
    return Says(words, on)


def flag(resource: Flag) -> Says[Alert | EntryCode | CprDecision] | LeftOut:
    """Return what a flag says: an alert, a CPR decision, or a home-entry code, which is never an alert."""
    understood(resource)
    if resource.status in {"inactive", "entered-in-error"}:
        return LeftOut("flags that are no longer active")
    words = concept(resource.code)
    if words is None:
        raise Unreadable("it does not say what it warns of")
    kinds = codes(resource.code, f"{CODES}flag")
    if "entry-code" in kinds or _holds_a_code(words):
        label, colon, code = words.partition(": ")
        return Says(EntryCode(label.strip(), code.strip()) if colon else EntryCode("Entry", words))
    if "cpr" in kinds:
        return Says(CprDecision(decided=_decided(words), form=words))
    kind, _, text = words.partition(": ")
    return Says(Alert(kind.strip(), text.strip() or None))


def _decided(words: str) -> bool | None:
    if _NEGATED.search(words):
        return None
    return True if _NOT_FOR_CPR.search(words) else None


def consent(resource: Consent) -> Says[CprDecision | Alert] | LeftOut:
    """Return what an advance decision says: one about CPR, or an alert that there is another kind."""
    understood(resource, resource.provision)
    if "adr" not in codes(resource.scope) and not _about_cpr(resource):
        return LeftOut("consents about something else than treatment in advance")
    if resource.status != "active":
        return LeftOut("advance decisions that are not in force")
    where = extension(resource, f"{EXTENSION}form-location")
    on = day(resource.date_time)
    if not _about_cpr(resource):
        named = joined(resource.category) or "An advance decision is recorded"
        kept = f". Kept: {where.value_string}" if where and where.value_string else ""
        return Says(Alert("Advance decision", f"{named}{kept}"), on)
    return Says(
        CprDecision(
            decided=_is_denied(resource),
            form=joined(resource.category)
            or (resource.source_attachment.title if resource.source_attachment else None),
            where=where.value_string if where else None,
            dated=on,
            review=day(resource.provision.period.end),
        ),
        on,
    )


def _is_denied(resource: Consent) -> bool | None:
    """Return whether CPR is denied; None when it is not said, or said with exceptions that only the form explains."""
    if resource.provision.provision:
        return None
    return {"deny": True, "permit": False}.get(resource.provision.type or "")


def _about_cpr(resource: Consent) -> bool:
    kinds = (*resource.category, *resource.provision.code)
    words = " ".join(filter(None, (concept(kind) for kind in kinds)))
    return any(codes(kind) & {"dnr", "polst"} for kind in kinds) or bool(_CPR.search(words))


def related_person(resource: RelatedPerson) -> Says[tuple[int, Contact]] | LeftOut:
    """Return a contact with its place in the order of ringing; those without one come last."""
    understood(resource)
    if resource.active is False:
        return LeftOut("contacts that are no longer active")
    order = extension(resource, f"{EXTENSION}ring-order")
    relationship = joined(resource.relationship)
    name = full_name(best_name(resource.name)) or relationship
    if name is None:
        raise Unreadable("it says neither who the contact is nor what they are to the person")
    return Says(
        (
            order.value_integer if order and order.value_integer is not None else 1_000_000,
            Contact(
                name=name,
                role=relationship,
                phone=phone(resource.telecom),
                key_holder=_key_holder(resource),
                may_be_told=_may_be_told(resource),
            ),
        )
    )


def _key_holder(resource: RelatedPerson) -> bool | None:
    coded = any("key-holder" in codes(kind, f"{CODES}relationship") for kind in resource.relationship)
    said = (joined(resource.relationship) or "").lower()
    return True if coded or "key holder" in said or "keyholder" in said else None


def _may_be_told(resource: RelatedPerson) -> bool | None:
    said = extension(resource, f"{EXTENSION}may-be-told")
    return said.value_boolean if said else None


def care_team(resource: CareTeam) -> Says[tuple[CareTeamParticipant, ...]] | LeftOut:
    """Return the members of a care team; who they are may have to be looked up."""
    understood(resource, *resource.participant)
    if resource.status in {"inactive", "entered-in-error", "proposed"}:
        return LeftOut("care teams that are not in force")
    return Says(resource.participant)
