"""The way of a verified visit: its Encounter, what hangs on it, and the visit's own status."""

from dataclasses import dataclass, field

from downtime_desk.core.clock import to_text
from downtime_desk.sync.http import Entry
from downtime_desk.sync.sending import matters
from downtime_desk.sync.sending.compare import WE_SAY, differences
from downtime_desk.sync.sending.journey import NOT_SHOWN, Journey, carrying
from downtime_desk.sync.sending.reading import (
    Ends,
    about,
    found,
    linked,
    of_visit,
    record,
    reference,
    reference_written,
    version,
    written,
)
from downtime_desk.sync.sending.reports import VisitReport
from downtime_desk.sync.sending.resources import (
    VISIT_STATUS,
    Resource,
    encounter,
    is_marked,
    marked_query,
    merged,
    note,
    provenance,
    taken_back,
)
from downtime_desk.sync.sending.rounds import Round, Steps, create, read, search, search_marked, update
from downtime_desk.sync.sending.verdicts import Checked, Known, NeedsYou, Verdict

OVER = frozenset({"cancelled", "noshow", "entered-in-error"})
NOTE_LINKS = frozenset({"encounter", "about", "about[0]"})
NOT_A_RECORD = frozenset({"planned", "cancelled", "entered-in-error"})


@dataclass
class _There:
    """What the main system holds about the visit."""

    visit: Resource | None = None
    ours: Resource | None = None
    others: list[Resource] = field(default_factory=list)
    notes: list[Resource] = field(default_factory=list)


@dataclass
class _Plan:
    """What is to be written, and what must be true when it is read back.

    `focus` is what note and provenance hang on, None while our Encounter is still to be made. `visit` is
    the visit with the status it shall have.
    """

    encounter: Resource | None = None
    replaces: Resource | None = None
    focus: str | None = None
    visit: Resource | None = None
    retired: list[Resource] = field(default_factory=list)
    tolerated: set[str] = field(default_factory=set)


class VisitJourney(Journey):
    """A visit as it was verified at the desk."""

    def __init__(self, report: VisitReport, known: Known) -> None:
        super().__init__(report, known)
        self._said = report
        self._happened = report.outcome in {"done", "in progress"}
        self._target = VISIT_STATUS.get(report.outcome)
        self._visit_ref = f"Appointment/{report.visit}" if report.visit else None

    def _turn(self) -> Steps[Verdict]:
        there = yield from self._look()
        plan = self._plan(there)
        focus = yield from self._write_encounter(plan)
        yield from self._write_rest(plan, focus, there)
        return (yield from self._prove(plan, focus))

    def _look(self) -> Steps[_There]:
        asks: list[Entry] = [search_marked("Encounter", self._said.root)]
        if self._visit_ref:
            asks += [read(self._visit_ref), search("Encounter", appointment=self._visit_ref)]
        if self._said.note:
            asks.append(search_marked("Communication", self._said.fact))
        outcomes = list((yield Round(tuple(asks))))
        there = _There()
        marked = found(outcomes.pop(0), "Encounter", carrying(self._said.root))
        if self._visit_ref:
            there.visit = record(outcomes.pop(0))
            there.others = self._others(found(outcomes.pop(0), "Encounter", of_visit(self._visit_ref)))
            if there.visit is None:
                raise Ends(NeedsYou(matters.gone(self._said, "The visit")))
        if self._said.note:
            there.notes = found(outcomes.pop(0), "Communication", carrying(self._said.fact))
        there.ours = yield from self._main(marked, "Encounter")
        self.reached = reference(there.ours) if there.ours else None
        return there

    def _others(self, encounters: list[Resource]) -> list[Resource]:
        return [
            each
            for each in encounters
            if not is_marked(each, self._said.root) and each.get("status") not in NOT_A_RECORD
        ]

    def _plan(self, there: _There) -> _Plan:
        plan = _Plan(visit=self._visit_wanted(there))
        if not self._happened:
            self._plan_not_made(plan, there)
        elif there.others:
            self._plan_beside(plan, there)
        else:
            self._plan_ours(plan, there.ours)
        return plan

    def _plan_ours(self, plan: _Plan, ours: Resource | None) -> None:
        wanted = encounter(self._said)
        plan.encounter = wanted
        if ours is None:
            return
        plan.focus = reference(ours)
        plan.replaces = self._rewritten(wanted, ours)

    def _plan_beside(self, plan: _Plan, there: _There) -> None:
        """Plan for a visit that somebody else recorded too, which a person must have decided on."""
        if len(there.others) > 1:
            raise Ends(NeedsYou(matters.two_records(self._said, there.others[0], there.ours)))
        other = there.others[0]
        plan.tolerated.add(reference(other))
        if self._decided("theirs", "two records", other):
            plan.focus, plan.visit = reference(other), None
            plan.retired = taken_back(there.ours)
            return
        if not self._decided("ours", "two records", other):
            raise Ends(NeedsYou(matters.two_records(self._said, other, there.ours)))
        if there.ours is not None:
            self._plan_ours(plan, there.ours)
            plan.retired = taken_back(other)
            return
        plan.encounter, plan.focus = encounter(self._said), reference(other)
        plan.replaces = merged(other, plan.encounter, WE_SAY["Encounter"])

    def _plan_not_made(self, plan: _Plan, there: _There) -> None:
        """Plan for a visit that was not made, or of which nothing is known: no Encounter stands for it."""
        if there.others and self._said.outcome != "not known":
            other = there.others[0]
            if not self._decided("theirs", "two records", other):
                raise Ends(NeedsYou(matters.two_records(self._said, other, there.ours)))
            plan.visit = None
        plan.retired = taken_back(there.ours)
        plan.tolerated.update(reference(each) for each in there.others)
        plan.focus = self._visit_ref or f"Patient/{self._said.person}"

    def _visit_wanted(self, there: _There) -> Resource | None:
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

    def _write_encounter(self, plan: _Plan) -> Steps[str]:
        """Write our Encounter if need be, and return what note and provenance hang on."""
        if plan.replaces is not None:
            (outcome,) = yield Round((update(plan.replaces),), writes=True)
            written(outcome)
        elif plan.focus is None and plan.encounter is not None:
            unless = marked_query(self._said.root)
            (outcome,) = yield Round((create(plan.encounter, unless),), writes=True)
            plan.focus = reference_written(written(outcome), "Encounter")
        if plan.focus is None:
            plan.focus = yield from self._found_again()
        if plan.encounter is not None:
            self.reached = plan.focus
        return plan.focus

    def _found_again(self) -> Steps[str]:
        (outcome,) = yield Round((search_marked("Encounter", self._said.root),))
        return reference(self._shown_once(found(outcome, "Encounter", carrying(self._said.root))))

    def _write_rest(self, plan: _Plan, focus: str, there: _There) -> Steps[None]:
        (outcome,) = yield Round((search("Provenance", target=focus),))
        told = found(outcome, "Provenance", about(focus))
        writes: list[Entry] = []
        if self._only([each for each in told if is_marked(each, self._said.fact)]) is None:
            # R4 gives Provenance nothing to be found by but its target: the guard holds for the first one.
            unless = f"target={focus}" if not told else None
            made = create(provenance(self._said, focus), unless or "")
            writes.append(made if unless else Entry(made.method, made.url, made.resource))
        writes += self._note_writes(focus, there)
        if plan.visit is not None and there.visit is not None and plan.visit != there.visit:
            writes.append(update(plan.visit))
        writes += [update(each) for each in plan.retired]
        if writes:
            for answer in (yield Round(tuple(writes), writes=True)):
                written(answer)

    def _note_writes(self, focus: str, there: _There) -> list[Entry]:
        """Return what puts our note in its place; one that hangs on another record of the visit moves."""
        if not self._said.note:
            return []
        wanted = note(self._said, focus)
        kept = self._only(there.notes)
        if kept is None:
            return [create(wanted, marked_query(self._said.fact))]
        found_differences = differences(wanted, kept)
        moved = all(each.path.split(".")[1] in NOTE_LINKS for each in found_differences)
        if found_differences and moved:
            return [update(merged(kept, wanted, WE_SAY["Communication"]))]
        return []

    def _prove(self, plan: _Plan, focus: str) -> Steps[Verdict]:
        """Read everything back and compare it."""
        said = self._said
        asks = [search("Provenance", target=focus), search_marked("Encounter", said.root)]
        if plan.encounter is not None:
            asks.append(read(focus))
        if said.note:
            asks.append(search_marked("Communication", said.fact))
        if self._visit_ref:
            asks += [read(self._visit_ref), search("Encounter", appointment=self._visit_ref)]
        outcomes = list((yield Round(tuple(asks))))
        told = [
            each for each in found(outcomes.pop(0), "Provenance", about(focus)) if is_marked(each, said.fact)
        ]
        self._judge(provenance(said, focus), self._shown_once(told))
        marked = found(outcomes.pop(0), "Encounter", carrying(said.root))
        remotes: dict[str, str | None] = {}
        if plan.encounter is not None:
            self._shown_once(marked)
            before = version(plan.replaces) if plan.replaces is not None else None
            shown = self._same(plan.encounter, outcomes.pop(0), before)
            remotes[reference(shown)] = version(shown)
        remotes |= {reference(each): version(each) for each in marked}
        if said.note:
            notes = found(outcomes.pop(0), "Communication", carrying(said.fact))
            self._judge(note(said, focus), self._shown_once(notes))
        if self._visit_ref:
            visit = record(outcomes.pop(0))
            if plan.visit is not None:
                self._judge_visit(plan.visit, visit)
            if visit is not None:
                remotes[reference(visit)] = version(visit)
            self._judge_others(plan, found(outcomes.pop(0), "Encounter", of_visit(self._visit_ref)), marked)
        return Checked(remotes, self.remark)

    def _judge_visit(self, wanted: Resource, there: Resource | None) -> None:
        if there is None:
            raise Ends(NeedsYou(matters.gone(self._said, "The visit")))
        matters_of = {
            name: wanted[name] for name in ("resourceType", *WE_SAY["Appointment"]) if name in wanted
        }
        if not differences(matters_of, there):
            return
        if version(there) is not None and version(there) == version(wanted):
            raise Ends(NOT_SHOWN)
        raise Ends(NeedsYou(matters.visit_changed(self._said, wanted["status"], there)))

    def _judge_others(self, plan: _Plan, encounters: list[Resource], marked: list[Resource]) -> None:
        """Look once more for a record by somebody else: it may have come while we wrote."""
        retired = {reference(each) for each in plan.retired}
        late = [each for each in self._others(encounters) if reference(each) not in plan.tolerated]
        if late:
            ours = marked[0] if marked else None
            raise Ends(NeedsYou(matters.two_records(self._said, late[0], ours)))
        if any(
            reference(each) in retired and each.get("status") != "entered-in-error" for each in encounters
        ):
            raise Ends(NOT_SHOWN)


def _carers(visit: Resource) -> set[str]:
    actors = [linked(part.get("actor", {})) for part in visit.get("participant", ())]
    return {actor.removeprefix("Practitioner/") for actor in actors if actor.startswith("Practitioner/")}
