"""The way of one report to the main system: read, write what is missing, read back, compare.

A journey is a generator: it yields rounds, is sent their outcomes, and returns its verdict. It begins from
reading each time, so it may be abandoned anywhere and begun again.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from downtime_desk.sync.outcome import Outcome
from downtime_desk.sync.sending import matters
from downtime_desk.sync.sending.compare import WE_SAY, Difference, differences
from downtime_desk.sync.sending.reading import (
    Ends,
    Overtaken,
    found,
    record,
    reference,
    reference_written,
    seen_as,
    version,
    written,
)
from downtime_desk.sync.sending.reports import Report
from downtime_desk.sync.sending.resources import Resource, is_marked, marked_query, merged
from downtime_desk.sync.sending.rounds import Round, Steps, create, read, search_marked, update
from downtime_desk.sync.sending.verdicts import Checked, Known, Later, NeedsYou, Verdict

MOST_TURNS = 3
NOT_SHOWN = Later("It was taken, but is not shown back yet.", timedelta(seconds=2))
DROPPED_EXTENSION = "The main system keeps how it is known in words only."


class Journey:
    """One report on its way. `reached` is the main record's reference as soon as it is known."""

    def __init__(self, report: Report, known: Known) -> None:
        self.report = report
        self.known = known
        self.reached: str | None = None
        self.remark: str | None = None

    def steps(self) -> Steps[Verdict]:
        """Yield the rounds and return the verdict."""
        for _ in range(MOST_TURNS):
            try:
                return (yield from self._turn())
            except Overtaken:
                continue
            except Ends as end:
                return end.verdict
        return Later("It was changed there each time we wrote.")

    def _turn(self) -> Steps[Verdict]:
        raise NotImplementedError

    def _decided(self, choice: str, kind: str, shown: Resource) -> bool:
        """Return whether a person chose this for a matter of this kind, about exactly this version."""
        return any(
            (each.choice, each.kind) == (choice, kind) and seen_as(shown) in each.seen
            for each in self.known.decided
        )

    def _only(self, resources: Sequence[Resource]) -> Resource | None:
        """Return the one record of ours, None when there is none; two are a matter for a person."""
        if len(resources) > 1:
            raise Ends(NeedsYou(matters.doubled(list(resources))))
        return resources[0] if resources else None

    def _main(self, marked: Sequence[Resource], kind: str) -> Steps[Resource | None]:
        """Return our record; one that was there before but no search shows is asked for by its id."""
        if (one := self._only(marked)) is not None:
            return one
        before = next((ref for ref in self.known.remotes if ref.startswith(f"{kind}/")), None)
        if before is None:
            return None
        (outcome,) = yield Round((read(before),))
        if record(outcome, before) is not None:
            raise Ends(NOT_SHOWN)
        if any((each.choice, each.kind) == ("again", "gone") for each in self.known.decided):
            return None
        # A main system that lags may not show for a while what it has just taken.
        never_shown = self.known.remotes[before] is None
        raise Ends(NOT_SHOWN if never_shown else NeedsYou(matters.gone(self.report, "Our record")))

    def _rewritten(self, wanted: Resource, there: Resource) -> Resource | None:
        """Return what to put in the place of our record, None when it says what we want already."""
        found_differences = _beyond_extensions(differences(wanted, there))
        if not found_differences:
            return None
        put = merged(there, wanted, WE_SAY[wanted["resourceType"]])
        last_seen = self.known.remotes.get(reference(there))
        if last_seen is not None and last_seen == version(there):
            return put
        if any(not _beyond_extensions(differences(said, there)) for said in self.known.said):
            return put
        if any(
            self._decided("ours", kind, there) for kind in ("record changed", "not the same", "two records")
        ):
            return put
        if version(there) is None:
            raise Ends(NeedsYou(matters.unversioned(there, found_differences)))
        by_others = last_seen is not None
        raise Ends(NeedsYou(matters.not_the_same(there, found_differences, by_others=by_others)))

    def _same(self, wanted: Resource, asked: str, outcome: Outcome, before: Resource | None) -> Resource:
        """Return our record as read back by `Type/id`, if it is the same; `before` is what it was written over."""
        there = record(outcome, asked)
        if there is None or (before is not None and untouched(before, there)):
            raise Ends(NOT_SHOWN)
        self._judge(wanted, there)
        return there

    def _judge(self, wanted: Resource, there: Resource) -> None:
        all_differences = differences(wanted, there)
        serious = _beyond_extensions(all_differences)
        if serious:
            raise Ends(NeedsYou(matters.not_the_same(there, serious, by_others=False)))
        if all_differences:
            self.remark = DROPPED_EXTENSION

    def _shown_once(self, resources: Sequence[Resource]) -> Resource:
        one = self._only(resources)
        if one is None:
            raise Ends(NOT_SHOWN)
        return one


class RecordJourney(Journey):
    """What is one record there, exactly once: a deviation, something told of a person."""

    def __init__(self, report: Report, known: Known, wanted: Resource, root: str) -> None:
        super().__init__(report, known)
        self._wanted = wanted
        self._kind: str = wanted["resourceType"]
        self._root = root

    def _turn(self) -> Steps[Verdict]:
        look = search_marked(self._kind, self._root)
        (outcome,) = yield Round((look,))
        marked = found(outcome, self._kind, carrying(self._root))
        there = yield from self._main(marked, self._kind)
        before: Resource | None = None
        if there is None:
            (answer,) = yield Round((create(self._wanted, marked_query(self._root)),), writes=True)
            self.reached = reference_written(written(answer), self._kind)
        else:
            self.reached = reference(there)
            put = self._rewritten(self._wanted, there)
            if put is not None:
                before = there
                (answer,) = yield Round((update(put),), writes=True)
                written(answer)
        known = (read(self.reached),) if self.reached else ()
        looked, *shown_back = yield Round((look, *known))
        shown = reference(self._shown_once(found(looked, self._kind, carrying(self._root))))
        if not shown_back or shown != self.reached:
            shown_back = [*(yield Round((read(shown),)))]
        self.reached = shown
        there = self._same(self._wanted, shown, shown_back[0], before)
        return Checked({reference(there): version(there)}, self.remark)


def carrying(fact: str) -> Callable[[Resource], bool]:
    """Return the test of whether a record carries the mark of a fact."""
    return lambda resource: is_marked(resource, fact)


def untouched(before: Resource, there: Resource) -> bool:
    """Return whether what was written over still stands; a main system without versions is judged by content."""
    return there == before if version(there) is None else version(there) == version(before)


def _beyond_extensions(all_differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Return the differences that count: what our extensions say is there a second time, in words."""
    return tuple(each for each in all_differences if not each.only_in_extension)
