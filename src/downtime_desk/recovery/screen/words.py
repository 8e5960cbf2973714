"""What the page says of how far the return is."""

from downtime_desk.core.clock import clock_face
from downtime_desk.core.delivery import SETTLED
from downtime_desk.recovery.queries import NAMELESS, Page, settled_words
from downtime_desk.recovery.workbench.things import Stage
from downtime_desk.sync.sending.run import Ran, Step
from downtime_desk.ui.lists import Section

BY_HAND: dict[Stage, tuple[str, str]] = {
    "to look at": ("Second check", "by another person"),
    "to type": ("To type in", "what can harm first"),
    "to scan": ("To scan", "what can harm first"),
}


def steps(page: Page) -> tuple[tuple[str, ...], int]:
    """Return the words of the steps and which one is under way."""
    back = f"Main system back {clock_face(page.back_at)}" if page.back_at else "Main system back"
    compared = _compared(page)
    give = "Send and check" if page.by_server else "Give back by hand"
    words = (back, *compared, give, "Second look", "Close")
    return words, _under_way(page, len(compared))


def _compared(page: Page) -> tuple[str, ...]:
    """Return the step of the checks, where there is one."""
    here = page.connecting
    if here is None:
        return ()
    at = here.compared_at
    return (f"Ten records compared {clock_face(at)}" if at else "Ten records compared",)


def _under_way(page: Page, more: int) -> int:
    counts = page.standing.counts
    if page.gate is not None and page.back_at is None:
        return 0
    if page.connecting is not None and page.connecting.holds:
        return 1
    if counts["waiting"] or counts["sent"]:
        return 1 + more
    if counts["needs you"] or counts["typed"] or page.unaccounted:
        return 2 + more
    if page.gate is None:
        return 4 + more
    return (3 if page.gate.second_look.done else 2) + more


def said(page: Page) -> str:
    """Return how much there is to return, and how much is left."""
    total, left = page.standing.total, page.standing.left
    if not total:
        return ""
    things = "1 thing" if total == 1 else f"{total:,} things"
    if not left:
        return f"{things} returned."
    time = f", {page.time_left}" if page.time_left else ""
    return f"{left:,} of {total:,} left{time}."


def listed(page: Page) -> list[object]:
    """Return the rows of the list with their heads."""
    standing = page.standing
    shown: list[object] = []
    if standing.needs_you:
        shown += [Section(f"Needs you: {standing.counts['needs you']:,}", "Red first"), *standing.needs_you]
    if page.findings and page.gate is not None:
        number = page.gate.second_look.undecided
        shown += [Section(f"Does not agree: {number:,}", "Second look, red first"), *page.findings]
    if page.unaccounted:
        shown += [
            Section(f"Not accounted for: {page.without_answer:,}", "Settle on Visits"),
            *page.unaccounted,
        ]
    entries = {
        "to look at": standing.counts["typed"],
        "to type": standing.waiting.get("type in", 0),
        "to scan": standing.waiting.get("scan", 0),
    }
    for stage, (head, side) in BY_HAND.items():
        at_it = [each for each in standing.by_hand if each.stage == stage]
        if at_it:
            shown += [Section(f"{head}: {entries[stage]:,}", side), *at_it]
    if standing.on_its_way:
        number = standing.waiting.get("send", 0) + standing.counts["sent"]
        shown += [Section(f"On its way: {number:,}", "no need to watch"), *standing.on_its_way]
    return shown


def on_the_way(step: Step, page: Page | None) -> str:
    """Return how far a run is."""
    if step.tries_again is not None:
        there = page.there if page else NAMELESS
        return f"{there} is busy, tries again {clock_face(step.tries_again)}."
    counts = step.counts
    settled = sum(counts[state] for state in SETTLED)
    return f"{step.words} {settled:,} of {sum(counts.values()):,} settled."


def ended(ran: Ran) -> tuple[str, str, str] | None:
    """Return how a run ended, as strong words, words and a tone; None when the figures say all of it."""
    if ran.all_checked:
        return settled_words(ran.counts), "", "green"
    if ran.stopped:
        return ran.stopped, "Nothing is lost. What was not proved stays on this laptop.", "amber"
    if ran.held:
        whys = " ".join(dict.fromkeys(ran.held.values()))
        return f"{len(ran.held):,} could not be proved this time.", f"{whys} Send again later.", "amber"
    return None
