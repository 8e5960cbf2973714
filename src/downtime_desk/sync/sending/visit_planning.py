"""What is to be written of a visit, worked out from what is there. Nothing here asks for anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from downtime_desk.core.clock import to_text
from downtime_desk.sync.fhir.records import made_of
from downtime_desk.sync.looking.agreeing import differs
from downtime_desk.sync.looking.record import Attended
from downtime_desk.sync.sending import matters
from downtime_desk.sync.sending.compare import WE_SAY, differences
from downtime_desk.sync.sending.journey import Journey
from downtime_desk.sync.sending.reading import Ends, linked, reference, version
from downtime_desk.sync.sending.reports import VisitReport
from downtime_desk.sync.sending.resources import VISIT_STATUS, Resource, encounter, merged, taken_back
from downtime_desk.sync.sending.verdicts import Known, Matter, NeedsYou

ALREADY_THERE = "Somebody had recorded the same there already; our note was added to it."
OVER = frozenset({"cancelled", "noshow", "entered-in-error"})


@dataclass
class There:
    """What the main system holds about the visit."""

    visit: Resource | None = None
    ours: Resource | None = None
    others: list[Resource] = field(default_factory=list)
    notes: list[Resource] = field(default_factory=list)
    their_note: str | None = matters.NOT_ASKED


@dataclass
class Plan:
    """What is to be written, and what must be true when it is read back.

    `replaces` is what is written over `replaced`, what stands there now. `focus` is what note and provenance hang on, None while our Encounter is still to be made. `visit` is
    the visit with the status it shall have, `stood` the visit as it was before. `fresh` says that the focus was made just now, so that nothing hangs on it.
    """

    encounter: Resource | None = None
    replaces: Resource | None = None
    replaced: Resource | None = None
    focus: str | None = None
    fresh: bool = False
    visit: Resource | None = None
    stood: Resource | None = None
    retired: list[Resource] = field(default_factory=list)
    tolerated: set[str] = field(default_factory=set)


class VisitPlanning(Journey):
    """The part of a visit's journey that decides what is to be written, or that a person must."""

    def __init__(self, report: VisitReport, known: Known) -> None:
        super().__init__(report, known)
        self._said = report
        self._happened = report.outcome in {"done", "in progress"}
        self._target = VISIT_STATUS.get(report.outcome)
        self._visit_ref = f"Appointment/{report.visit}" if report.visit else None

    def _plan(self, there: There) -> Plan:
        plan = Plan(visit=self._visit_wanted(there), stood=there.visit)
        if not self._happened:
            self._plan_not_made(plan, there)
        elif there.others:
            self._plan_beside(plan, there)
        else:
            self._plan_ours(plan, there.ours)
        return plan

    def _plan_ours(self, plan: Plan, ours: Resource | None) -> None:
        wanted = encounter(self._said)
        plan.encounter = wanted
        if ours is None:
            return
        plan.focus = reference(ours)
        plan.replaces = self._rewritten(wanted, ours)
        plan.replaced = ours if plan.replaces is not None else None

    def _plan_beside(self, plan: Plan, there: There) -> None:
        """Plan for a visit that others recorded too: what agrees is only added to, the rest a person decided on."""
        plan.tolerated.update(reference(each) for each in there.others)
        other = there.others[0]
        if self._decided_all("theirs", there.others):
            plan.focus, plan.visit = reference(other), None
            plan.retired = taken_back(there.ours)
            return
        if not self._decided_all("ours", there.others):
            if there.ours is not None or not self._say_the_same(there.others):
                raise Ends(NeedsYou(self._two_records(there)))
            plan.focus, self.remark = reference(other), ALREADY_THERE
            return
        if there.ours is not None:
            self._plan_ours(plan, there.ours)
            plan.retired = taken_back(*there.others)
            return
        plan.encounter, plan.focus = encounter(self._said), reference(other)
        plan.replaces, plan.replaced = merged(other, plan.encounter, WE_SAY["Encounter"]), other
        plan.retired = taken_back(*there.others[1:])

    def _say_the_same(self, others: Sequence[Resource]) -> bool:
        """Return whether records by others say of the same carers the same times, within the tolerance."""
        records = [made_of(each) for each in others]
        if self.known.minutes is None or self._said.outcome != "done":
            return False
        theirs = [each for one in records if one is not None and one.status == "done" for each in one.carers]
        whole = all(one is not None and one.status == "done" for one in records)
        # one carer in two records is two records for one visit, whatever they say
        if not whole or len({each.who for each in theirs}) < len(theirs):
            return False
        person = {one.person for one in records if one is not None}
        ours = [Attended(each.carer, each.name, each.arrived, each.left) for each in self._said.carers]
        return person <= {self._said.person} and differs(ours, theirs, self.known.minutes) is None

    def _plan_not_made(self, plan: Plan, there: There) -> None:
        """Plan for a visit that was not made, or of which nothing is known: no Encounter stands for it."""
        plan.retired = taken_back(there.ours)
        if there.others and self._said.outcome != "not known":
            if self._decided_all("ours", there.others):
                plan.retired += taken_back(*there.others)
            elif self._decided_all("theirs", there.others):
                plan.visit = None
            else:
                raise Ends(NeedsYou(self._two_records(there)))
        plan.tolerated.update(reference(each) for each in there.others)
        plan.focus = self._visit_ref or f"Patient/{self._said.person}"

    def _decided_all(self, choice: str, others: Sequence[Resource]) -> bool:
        return all(self._decided(choice, "two records", each) for each in others)

    def _two_records(self, there: There) -> Matter:
        return matters.two_records(self._said, there.others, there.ours, there.their_note)

    def _visit_wanted(self, there: There) -> Resource | None:
        """Return the visit with the status it shall have; a change made meanwhile is a person's to judge."""
        visit = there.visit
        if visit is None or self._target is None:
            return None
        if visit.get("status") == self._target:
            return visit
        if self._decided("theirs", "visit changed", visit):
            return None
        ref = reference(visit)
        known = ref in self.known.remotes and self.known.remotes[ref] == version(visit)
        if not known and not self._decided("ours", "visit changed", visit) and self._changed(visit):
            if there.others and self._happened:
                return None
            raise Ends(NeedsYou(matters.visit_changed(self._said, self._target, visit)))
        return {**visit, "status": self._target}

    def _changed(self, visit: Resource) -> bool:
        """Return whether what matters of a visit is not what the manager saw."""
        seen = self._said.seen
        if seen is None or (seen.version is not None and seen.version == version(visit)):
            return False
        status = visit.get("status")
        if status in OVER or (seen.status is not None and status != seen.status):
            return True
        planned = {"resourceType": "Appointment", "start": to_text(seen.start), "end": to_text(seen.end)}
        if any(each.ours is not None for each in differences(planned, visit)):
            return True
        return seen.carers is not None and set(seen.carers) != _carers(visit)


def _carers(visit: Resource) -> set[str]:
    actors = [linked(part.get("actor", {})) for part in visit.get("participant", ())]
    return {actor.removeprefix("Practitioner/") for actor in actors if actor.startswith("Practitioner/")}
