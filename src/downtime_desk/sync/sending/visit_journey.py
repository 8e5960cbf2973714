"""The way of a verified visit: its Encounter, what hangs on it, and the visit's own status."""

from downtime_desk.sync.request import Entry
from downtime_desk.sync.sending import matters
from downtime_desk.sync.sending.compare import WE_SAY, differences
from downtime_desk.sync.sending.journey import NOT_SHOWN, carrying, untouched
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
from downtime_desk.sync.sending.resources import (
    Resource,
    is_marked,
    marked_query,
    merged,
    note,
    provenance,
)
from downtime_desk.sync.sending.rounds import Round, Steps, create, read, search, search_marked, update
from downtime_desk.sync.sending.verdicts import Checked, NeedsYou, Verdict
from downtime_desk.sync.sending.visit_planning import Plan, There, VisitPlanning

NOTE_LINKS = frozenset({"encounter", "about", "about[0]"})
CREATED = 201
NOT_A_RECORD = frozenset({"planned", "cancelled", "entered-in-error"})


class VisitJourney(VisitPlanning):
    """A visit as it was verified at the desk."""

    def _turn(self) -> Steps[Verdict]:
        there = yield from self._look()
        plan = self._plan(there)
        focus = yield from self._write_encounter(plan)
        yield from self._write_rest(plan, focus, there)
        return (yield from self._prove(plan, focus))

    def _look(self) -> Steps[There]:
        asks: list[Entry] = [search_marked("Encounter", self._said.root)]
        if self._visit_ref:
            asks += [read(self._visit_ref), search("Encounter", appointment=self._visit_ref)]
        if self._said.note:
            asks.append(search_marked("Communication", self._said.fact))
        asks += [read(each) for each in self.known.beside]
        outcomes = list((yield Round(tuple(asks))))
        there = There()
        marked = found(outcomes.pop(0), "Encounter", carrying(self._said.root))
        if self._visit_ref:
            there.visit = record(outcomes.pop(0), self._visit_ref)
            there.others = self._others(found(outcomes.pop(0), "Encounter", of_visit(self._visit_ref)))
            if there.visit is None:
                raise Ends(NeedsYou(matters.gone(self._said, "The visit")))
        if self._said.note:
            there.notes = found(outcomes.pop(0), "Communication", carrying(self._said.fact))
        beside = [each for each in map(record, outcomes, self.known.beside) if each is not None]
        one_each = {reference(each): each for each in (*there.others, *self._others(beside))}
        there.others = [one_each[each] for each in sorted(one_each)]
        if there.others:
            there.their_note = yield from self._note_of(reference(there.others[0]))
        there.ours = yield from self._main(marked, "Encounter")
        self.reached = reference(there.ours) if there.ours else None
        return there

    def _note_of(self, their: str) -> Steps[str | None]:
        """Return what somebody else noted on their record; a server that will not say is no obstacle."""
        (outcome,) = yield Round((search("Communication", encounter=their),))
        try:
            notes = found(outcome, "Communication", lambda each: linked(each.get("encounter", {})) == their)
        except Ends:
            return matters.NOT_ASKED
        said = [part.get("contentString") for each in notes for part in each.get("payload", ())]
        return "\n".join(filter(None, said)) or None

    def _others(self, encounters: list[Resource]) -> list[Resource]:
        return [
            each
            for each in encounters
            if not is_marked(each, self._said.root) and each.get("status") not in NOT_A_RECORD
        ]

    def _write_encounter(self, plan: Plan) -> Steps[str]:
        """Write our Encounter if need be, and return what note and provenance hang on."""
        if plan.replaces is not None:
            (outcome,) = yield Round((update(plan.replaces),), writes=True)
            written(outcome)
        elif plan.focus is None and plan.encounter is not None:
            unless = marked_query(self._said.root)
            (outcome,) = yield Round((create(plan.encounter, unless),), writes=True)
            made = written(outcome)
            plan.focus, plan.fresh = reference_written(made, "Encounter"), made.status == CREATED
        if plan.focus is None:
            plan.focus, plan.fresh = (yield from self._found_again()), False
        # A record of somebody else that ours is written over is not ours until it was read back.
        if plan.encounter is not None and plan.focus not in plan.tolerated:
            self.reached = plan.focus
        return plan.focus

    def _found_again(self) -> Steps[str]:
        (outcome,) = yield Round((search_marked("Encounter", self._said.root),))
        return reference(self._shown_once(found(outcome, "Encounter", carrying(self._said.root))))

    def _write_rest(self, plan: Plan, focus: str, there: There) -> Steps[None]:
        told = [] if plan.fresh else (yield from self._told(focus))
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

    def _told(self, focus: str) -> Steps[list[Resource]]:
        """Return what hangs on a record that was there before."""
        (outcome,) = yield Round((search("Provenance", target=focus),))
        return found(outcome, "Provenance", about(focus))

    def _note_writes(self, focus: str, there: There) -> list[Entry]:
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

    def _prove(self, plan: Plan, focus: str) -> Steps[Verdict]:
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
            shown = self._same(plan.encounter, focus, outcomes.pop(0), plan.replaced)
            remotes[reference(shown)] = version(shown)
        remotes |= {reference(each): version(each) for each in marked}
        if said.note:
            notes = found(outcomes.pop(0), "Communication", carrying(said.fact))
            self._judge(note(said, focus), self._shown_once(notes))
        if self._visit_ref:
            visit = record(outcomes.pop(0), self._visit_ref)
            if plan.visit is not None:
                self._judge_visit(plan, plan.visit, visit)
                # A version that does not say what we say was not accepted for good: a later account asks again.
                if visit is not None:
                    remotes[reference(visit)] = version(visit)
            self._judge_others(plan, found(outcomes.pop(0), "Encounter", of_visit(self._visit_ref)), marked)
        return Checked(remotes, self.remark)

    def _judge_visit(self, plan: Plan, wanted: Resource, there: Resource | None) -> None:
        if there is None:
            raise Ends(NeedsYou(matters.gone(self._said, "The visit")))
        matters_of = {
            name: wanted[name] for name in ("resourceType", *WE_SAY["Appointment"]) if name in wanted
        }
        if not differences(matters_of, there):
            return
        if plan.stood is not None and untouched(plan.stood, there):
            raise Ends(NOT_SHOWN)
        raise Ends(NeedsYou(matters.visit_changed(self._said, wanted["status"], there)))

    def _judge_others(self, plan: Plan, encounters: list[Resource], marked: list[Resource]) -> None:
        """Look once more for a record by somebody else: it may have come while we wrote."""
        retired = {reference(each) for each in plan.retired}
        late = [each for each in self._others(encounters) if reference(each) not in plan.tolerated]
        if late:
            ours = marked[0] if marked else None
            raise Ends(NeedsYou(matters.two_records(self._said, late, ours, matters.NOT_ASKED)))
        if any(
            reference(each) in retired and each.get("status") != "entered-in-error" for each in encounters
        ):
            raise Ends(NOT_SHOWN)
