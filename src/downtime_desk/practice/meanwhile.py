"""What other people do to the main system while a desk is away: visits move, phones catch up late."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from downtime_desk.core.errors import Trouble
from downtime_desk.practice import judge
from downtime_desk.practice.index import milliseconds
from downtime_desk.practice.shelf import Kept, Resource, Shelf

PHONE = "https://phone.harbourlane.example/visit"
How = Literal["as noted", "twice", "without the visit", "wrong visit"]
HOWS: Final[tuple[How, ...]] = get_args(How)
WEIGHTS: Final = (85, 5, 6, 4)
MINUTES: Final = (-3, -1, 0, 1, 2, 4, 7, 15)
SILENT: Final = 0.5
MOST_PHONES: Final = 20_000
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


def phone_syncs_late(
    shelf: Shelf, visit: str, arrived: str | None = None, left: str | None = None, how: How = "as noted"
) -> Kept:
    """Record the visit a carer's phone held back: an Encounter, and the visit fulfilled.

    `arrived` and `left` are instants with a zone, the planned ones unless given. A phone may hand it in `twice`,
    `without the visit` it is of, or under the next visit of that carer (`wrong visit`), as real ones do.
    """
    if how not in HOWS:
        raise Trouble(f"A phone cannot hand in a visit “{how}”.", f"Choose one of: {', '.join(HOWS)}.")
    with shelf.unit():
        resource = _visit(shelf, visit)
        noted = _encounter(resource, arrived, left)
        if how == "without the visit":
            del noted["appointment"]
        elif how == "wrong visit":
            noted["appointment"] = [{"reference": f"Appointment/{_next_of(shelf, resource)}"}]
        kept = shelf.put(noted)
        if how == "twice":
            shelf.put(noted)
        if how in ("as noted", "twice"):
            shelf.put({**resource, "status": "fulfilled"}, visit)
        return kept


def phones_catch_up(shelf: Shelf, since: str, until: str, seed: int = 1) -> dict[str, int]:
    """Let the phones of a stretch of time find a network: about every second visit is handed in, each in some way.

    Most are a few minutes from what was planned, as visits are; some a quarter of an hour, some twice, some under no
    visit or the wrong one. Returns how many in which way. Who was at a visit is taken from the plan.
    """
    dice = random.Random(seed)  # noqa: S311 - a script, not a secret
    first, last = (milliseconds(each) for each in (since, until))
    where = "r.type = 'Appointment' AND r.status = 'booked' AND r.starts >= ? AND r.starts < ?"
    found = shelf.matching(where, (first, last), "starts ASC", MOST_PHONES)
    handed: Counter[str] = Counter()
    for kept, _ in found:
        resource = kept.resource()
        carers = [part for part in resource["participant"] if _is_carer(part)]
        if not carers or dice.random() < SILENT:
            continue
        how = dice.choices(HOWS, WEIGHTS)[0]
        off = timedelta(minutes=dice.choice(MINUTES))
        came, went = (_moved(resource[name], off) for name in ("start", "end"))
        phone_syncs_late(shelf, kept.id, came, went, how)
        handed[how] += 1
    return dict(handed)


def _is_carer(part: Resource) -> bool:
    return str(part.get("actor", {}).get("reference", "")).startswith("Practitioner/")


def _moved(instant: str, by: timedelta) -> str:
    return (datetime.fromisoformat(instant) + by).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _next_of(shelf: Shelf, visit: Resource) -> str:
    """Return the next visit of a carer of this one; the visit itself when there is none."""
    carers = {part["actor"]["reference"] for part in visit["participant"] if _is_carer(part)}
    after = milliseconds(visit["start"])
    later = shelf.matching("r.type = 'Appointment' AND r.starts > ?", (after,), "starts ASC", MOST_PHONES)
    for kept, _ in later:
        if carers & {
            part["actor"]["reference"] for part in kept.resource()["participant"] if _is_carer(part)
        }:
            return kept.id
    return str(visit["id"])


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
