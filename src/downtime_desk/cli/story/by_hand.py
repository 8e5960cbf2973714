"""What happens to the rota in the night of the demonstration, and what the desk is told of people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli.story.scene import BACK, Scene
from downtime_desk.core.clock import from_text, local, to_text
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.people import actions as people
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import AddVisit, CancelVisit, Doubt, GiveHandout, MoveVisit, Reassign, TakeOff
from downtime_desk.rota.standing import Standing, all_standing, standing
from downtime_desk.rota.today import page

SOON = timedelta(minutes=20)
CALM: tuple[PriorityLevel | None, ...] = ("green", "amber", None, "red")


def keep_the_rota(scene: Scene, here: SignedIn) -> dict[str, int]:
    """Let a carer go sick, cover their run, move, add and cancel a visit; return what was done how often."""
    now = scene.clock()
    sick, runs = busiest(scene, here)
    morning = scene.at(BACK, 1) + timedelta(days=1)
    do(here, actions.carer_off, TakeOff(sick, now, morning, "Vomiting"))
    with here.store.read() as session:
        left = queries.uncovered(session, now, scene.at(BACK, 1))
    covered = sum(cover(here, each.visit) for each in left)
    calm = sorted(_to_come(scene, here), key=lambda each: CALM.index(each.priority))
    with_family, moved, rang = calm[:3]
    _move(here, moved)
    agreed = CancelVisit(with_family.visit.id, "With family tonight", "Their daughter")
    do(here, actions.cancel_visit, replace(agreed, seen=with_family.last_entry))
    start = from_text(rang.visit.end) + timedelta(minutes=40)
    again = tuple(each.carer for each in rang.visit.carers)
    added = AddVisit(rang.visit.person, start, start + SOON, "Rang: not feeling well", again[:1])
    do(here, actions.add_visit, added)
    given = hand_out(scene, here)
    scene.say(
        f"5  Rota. A carer is off: {covered} of {runs} visits covered by others. "
        f"1 moved, 1 added, 1 cancelled; {given} runs given and read back."
    )
    return {"covered": covered, "moved": 1, "added": 1, "cancelled": 1, "runs": given}


def hear_of_people(scene: Scene, here: SignedIn) -> int:
    """Write down what is told of two people, one of it checked; return how many entries that made."""
    one, other = (each.visit.person for each in _to_come(scene, here)[:2])
    now = scene.clock()
    stopped = people.Tell(one, "medicine", "Water tablet stopped today", "Ward 4", "hospital", now)
    first = do(here, people.tell, stopped)
    do(here, people.check, people.Check(first.id, "The GP out of hours", now, "true"))
    key = people.Tell(other, "contact", "The neighbour has the spare key now", "Their son", "son", now)
    do(here, people.tell, key)
    scene.say("   Told since the copy: 2 changes, 1 of them checked with the GP.")
    return 3


def do(here: SignedIn, action: Callable[[Session, Any], Entry], command: Any) -> Entry:
    """Do an act; what speaks against it was looked at, and somebody is sure."""
    try:
        with here.store.write(here.acting) as session:
            return action(session, command)
    except Doubt as doubt:
        with here.store.write(here.acting) as session:
            return action(session, replace(command, accepted=doubt.doubts))


def _to_come(scene: Scene, here: SignedIn) -> list[Standing]:
    """Return the visits somebody is still to begin tonight, by start, one a person."""
    since, until = to_text(scene.clock() + SOON), to_text(scene.at(BACK, 1) - timedelta(hours=2))
    with here.store.read() as session:
        found = list(all_standing(session, page(session, since, until, 0, 1000)))
    going = {each.visit.person: each for each in reversed(found) if each.visit.status == "booked"}
    return sorted(going.values(), key=lambda each: (each.visit.start, each.visit.id))


def busiest(scene: Scene, here: SignedIn) -> tuple[str, int]:
    """Return the carer with the most visits still to begin tonight, and how many."""
    since, until = to_text(scene.clock()), to_text(scene.at(BACK, 1))
    with here.store.read() as session:
        found = all_standing(session, page(session, since, until, 0, 1000))
        runs = [one.carer for each in found for one in each.visit.carers if each.visit.status == "booked"]
    most = max(sorted(set(runs)), key=runs.count)
    return most, runs.count(most)


def cover(here: SignedIn, visit: str) -> bool:
    """Give a visit to the best who could go beside whoever is left on it; return whether there is somebody."""
    with here.store.read() as session:
        best, found = queries.candidates(session, visit), standing(session, visit)
    if not best:
        return False
    going = (*(each.carer for each in found.visit.carers), best[0].carer)
    do(here, actions.reassign, Reassign(visit, going, "Covers for who is off", seen=found.last_entry))
    return True


def _move(here: SignedIn, found: Standing) -> None:
    later = timedelta(minutes=30)
    start, end = (from_text(each) + later for each in (found.visit.start, found.visit.end))
    command = MoveVisit(found.visit.id, start, end, "Asked for it later", seen=found.last_entry)
    do(here, actions.move_visit, command)


def hand_out(scene: Scene, here: SignedIn) -> int:
    """Read every carer still to go tonight their run, and hear it read back; return how many."""
    now, day = to_text(scene.clock()), local(scene.clock()).date()
    with here.store.read() as session:
        runs = {each: queries.run_of(session, each, day) for each in queries.carers_with_runs(session, day)}
    carers = [carer for carer, run in runs.items() if run[-1].start >= now]
    for carer in carers:
        do(here, actions.give_handout, GiveHandout(carer, day, "phone", "The carer"))
    return len(carers)
