"""What other people do to the main system while a desk is away: visits move, phones catch up late."""

from typing import Any

from downtime_desk.core.errors import Trouble
from downtime_desk.practice import judge
from downtime_desk.practice.shelf import Kept, Resource, Shelf

PHONE = "https://phone.harbourlane.example/visit"
CLASSES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def change_visit(shelf: Shelf, visit: str, **changes: Any) -> Kept:
    """Change elements of a visit, as a colleague at the main system would, and return its new version."""
    with shelf.unit():
        changed = {**_visit(shelf, visit), **changes}
        if wrong := judge.faults(changed):
            raise Trouble(
                f"The main system would refuse this visit: {wrong[0].words}.", "Change something else."
            )
        return shelf.put(changed, visit)


def cancel_visit(shelf: Shelf, visit: str, reason: str = "Person in hospital") -> Kept:
    """Cancel a visit with a reason, and return its new version."""
    return change_visit(shelf, visit, status="cancelled", cancelationReason={"text": reason})


def phone_syncs_late(shelf: Shelf, visit: str, arrived: str | None = None, left: str | None = None) -> Kept:
    """Record the visit a carer's phone held back: an Encounter, and the visit fulfilled.

    `arrived` and `left` are instants with a zone, the planned ones unless given.
    """
    with shelf.unit():
        resource = _visit(shelf, visit)
        encounter = shelf.put(_encounter(resource, arrived, left))
        shelf.put({**resource, "status": "fulfilled"}, visit)
        return encounter


def _visit(shelf: Shelf, visit: str) -> Resource:
    kept = shelf.find("Appointment", visit)
    if kept is None or kept.body is None:
        raise Trouble(f"There is no visit {visit}.", "Look its id up among the Appointments.")
    return kept.resource()


def _encounter(visit: Resource, arrived: str | None, left: str | None) -> Resource:
    period = {"start": arrived or visit["start"], "end": left or visit["end"]}
    actors = [part["actor"] for part in visit["participant"] if "actor" in part]
    people = [actor for actor in actors if actor["reference"].startswith("Patient/")]
    carers = [actor for actor in actors if actor["reference"].startswith("Practitioner/")]
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": PHONE, "value": visit["id"]}],
        "status": "finished",
        "class": {"system": CLASSES, "code": "HH"},
        "subject": people[0],
        "appointment": [{"reference": f"Appointment/{visit['id']}"}],
        "period": period,
        "participant": [{"individual": carer, "period": period} for carer in carers],
    }
