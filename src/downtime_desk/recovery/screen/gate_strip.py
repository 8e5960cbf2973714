"""The strip at the foot of the page: how far the outage is from being closed."""

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import Signal

from downtime_desk.recovery.gate import Gate
from downtime_desk.recovery.reconciling.queries import SecondLook
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Ground,
    Icon,
    Kind,
    SafeLabel,
    Words,
    bold,
    column,
    holder,
    row,
    second,
    strong,
)


class GateStrip(Ground):
    """Unaccounted visits, the four lines of the gate, and the button. Signal `close_asked`."""

    close_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        self._number = SafeLabel("0", size=36, weight=theme.BOLD, figures=True)
        self._number.setWordWrap(False)
        self._of = second()
        self._big = Card(
            row(self._number, column(strong("Unaccounted visits", size=15), self._of, gap=0), gap=12),
            tone="green",
            thick=2,
            margins=(14, 5, 14, 5),
        )
        self._lines = tuple(_GateLine() for _ in range(4))
        self._middle = holder(column(*self._lines, gap=1))
        self._when = second()
        self._narrow, self._not_yet = False, ""
        self.button = Button("Close the outage", icon="lock", records="outage.stood_down")
        across = row(self._big, self._middle, 0, self._when, self.button, gap=18, margins=(16, 6, 16, 6))
        across.setStretch(1, 100)
        super().__init__(across, top="edge")
        self.button.clicked.connect(self.close_asked)

    def show_gate(self, gate: Gate, by_hand: int = 0) -> None:
        """Show how things stand; `by_hand` of what is left waits for somebody's hand."""
        unaccounted = gate.without_answer
        self._number.say(f"{unaccounted:,}", "red" if unaccounted else "green")
        self._number.setAccessibleName(f"Unaccounted visits: {unaccounted:,} of {gate.planned:,} planned")
        self._of.setText(f"of {gate.planned:,} planned")
        self._big.show_tone("red" if unaccounted else "green", thick=2)
        answered = f"{gate.verified:,} done, {gate.cancelled:,} cancelled, {gate.not_done:,} not done"
        visits, returned, looked, paper = self._lines
        if unaccounted:
            visits.show_line(
                f"{unaccounted:,} without an answer:", f"they stand in the list. {answered}", done=False
            )
        else:
            visits.show_line("Every planned visit has an answer:", answered, done=True)
        needs = gate.returned["needs you"]
        if gate.left:
            hand = f"{by_hand:,} by hand, " if by_hand else ""
            on_the_way = max(gate.left - needs - by_hand, 0)
            said = f"{needs:,} {'needs' if needs == 1 else 'need'} you, {hand}{on_the_way:,} on the way"
            returned.show_line(f"{_things(gate.left)} left:", said, done=False)
        elif gate.notes_due:
            who = "1 person has none" if gate.notes_due == 1 else f"{gate.notes_due:,} people have none"
            returned.show_line(
                "Downtime notes:", f"{who}, or an older one. Write them under More.", done=False
            )
        else:
            returned.show_line("Nothing is left to give back:", _settled(gate), done=True)
        second_look = gate.second_look
        looked.show_line("Second look:", said_in_short(second_look), done=second_look.done)
        back = gate.sheets_issued - gate.sheets_out
        paper.show_line(
            "Paper:",
            f"{back:,} of {gate.sheets_issued:,} numbered sheets back, destroyed or lost",
            done=not gate.sheets_out,
        )
        self.button.setEnabled(gate.open)
        self.button.become(Kind.PRIMARY if gate.open else Kind.PLAIN)
        self._when.setVisible(not gate.open)
        self._not_yet = f"Not yet: {', '.join(_open(gate))}."
        self._say_when()

    def fold(self, *, narrow: bool) -> None:
        """Leave out the lines where there is no room: the number, why not yet, and the button stay."""
        self._middle.setVisible(not narrow)
        self._narrow = narrow
        self._when.setMinimumWidth(theme.px(160))
        self._say_when()

    def _say_when(self) -> None:
        self._when.setText(self._not_yet if self._narrow else "You can close when all four are green.")


class _GateLine(Ground):
    def __init__(self) -> None:
        self._icon = Icon("circle-alert", "amber", 16)
        self._words = Words(lines=2)
        across = row(self._icon, self._words, gap=7)
        across.setStretch(1, 1)
        super().__init__(across)

    def show_line(self, strong_words: str, words: str, *, done: bool) -> None:
        """Show a line, done or not."""
        self._icon.show_icon("circle-check" if done else "circle-alert", "green" if done else "amber")
        self._words.say(bold(strong_words), f" {words}")
        self._words.setAccessibleName(f"{'Done' if done else 'Not yet'}. {strong_words} {words}")


def _open(gate: Gate) -> Iterator[str]:
    """Say in a few words what is still open."""
    if gate.without_answer:
        yield f"{gate.without_answer:,} without an answer"
    if gate.left:
        yield f"{_things(gate.left)} left"
    elif gate.notes_due:
        yield "downtime notes"
    if not gate.second_look.done:
        yield "second look"
    if gate.sheets_out:
        yield "1 sheet out" if gate.sheets_out == 1 else f"{gate.sheets_out:,} sheets out"


def _settled(gate: Gate) -> str:
    """Return how everything was settled, what was read back and what people say apart."""
    counted = gate.returned
    parts = (
        (counted["checked"], "read back the same"),
        (counted["second-checked"], "typed in and second-checked"),
        (counted["taken in"], "taken in by file and seen there"),
        (counted["scanned"], "scanned"),
        (counted["not required"], "not required"),
    )
    said = ", ".join(f"{number:,} {words}" for number, words in parts if number)
    return said or "nothing was written down"


def said_in_short(second_look: SecondLook) -> str:
    """Return how the second look stands in a few words."""
    if second_look.state in ("never", "cut off"):
        return "not taken yet" if second_look.state == "never" else "cut off, look again"
    if second_look.state == "old":
        return "something changed since, look again"
    if second_look.state == "by hand":
        return "by hand, nothing was compared"
    decided = f", {second_look.decided:,} decided" if second_look.decided else ""
    left = f", {second_look.undecided:,} to decide" if second_look.undecided else ""
    return f"{second_look.agrees:,} agree{decided}{left}"


def _things(number: int) -> str:
    return "1 thing" if number == 1 else f"{number:,} things"
