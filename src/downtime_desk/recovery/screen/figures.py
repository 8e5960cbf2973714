"""The step line and the four figures at the top of the page."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.delivery import BY_HAND
from downtime_desk.recovery.queries import Standing
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Ground, Icon, SafeLabel, column, row, second, strong

MOST_STEPS = 5


class StepLine(QWidget):
    """Where the return has got to: each step done, under way or still to come, by icon and word."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = [_Step() for _ in range(MOST_STEPS)]
        self.setLayout(row(*self._steps, gap=16))

    def fold(self, *, narrow: bool) -> None:
        """Say of the steps that are not under way the number alone, where there is no room."""
        for step in self._steps:
            step.fold(narrow=narrow)

    def whole_width(self) -> int:
        """Return the room for the words of all steps."""
        shown = [step for step in self._steps if not step.isHidden()]
        return sum(step.whole_width() for step in shown) + theme.px(16) * max(len(shown) - 1, 0)

    def show_steps(self, words: tuple[str, ...], at: int) -> None:
        """Show the steps; those before `at` are done, the one at `at` is under way."""
        for step in self._steps[len(words) :]:
            step.hide()
        for place, (step, said) in enumerate(zip(self._steps, words, strict=False)):
            step.show()
            step.show_step(f"{place + 1} {said}", (place > at) - (place < at))


class _Step(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("circle", "ink2", 16)
        self._words = strong()
        self._words.setWordWrap(False)
        self._under_way = self._narrow = False
        self._said, self._tone, self._name = "", "ink", ""
        self.setLayout(row(self._icon, self._words, gap=6))

    def show_step(self, words: str, when: int) -> None:
        """Show a step that is done (-1), under way (0) or to come (1)."""
        icon, tone, said = {
            -1: ("check", "green", "done"),
            0: ("send", "ink", "under way"),
            1: ("circle", "ink2", "to come"),
        }[when]
        self._icon.show_icon(icon, tone)
        self._said, self._tone = words, tone
        self._name = f"Step {words}, {said}"
        self._under_way = when == 0
        self._say()
        self.update()

    def fold(self, *, narrow: bool) -> None:
        """Say the number alone, unless the step is under way."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._say()

    def whole_width(self) -> int:
        """Return the room for icon and words."""
        words = self._words.fontMetrics().horizontalAdvance(self._said)
        return theme.px(16 + 6) + words + theme.px(2)

    def _say(self) -> None:
        folded = self._narrow and not self._under_way
        self._words.say(self._said.partition(" ")[0] if folded else self._said, self._tone)
        self._words.setAccessibleName(self._name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Underline the step that is under way."""
        if self._under_way:
            high = theme.px(3)
            QPainter(self).fillRect(0, self.height() - high, self.width(), high, theme.colour("ink"))

    def sizeHint(self) -> QSize:
        """Return the room for the words and the line under them."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + theme.px(10))


class Figures(QWidget):
    """How everything stands: the number, the words, and what they mean.

    With a server: waiting, sent, checked, needs you, and what is done by hand once there is any. With files there is
    nothing to send: to do by hand, not looked at yet, settled by people, needs you.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting = _Figure("hourglass", "Waiting to send", "ink")
        self._sent = _Figure("send", "Sent, not checked yet", "ink")
        self._checked = _Figure("check-check", "Sent and checked", "green")
        self._needs = _Figure("user-round", "Needs you", "amber")
        self._to_do = _Figure("pencil", "By hand", "ink")
        self._unseen = _Figure("eye-off", "Done, nobody looked yet", "ink")
        self._by_people = _Figure("user-check", "Seen there by a person", "green")
        self._all = (
            self._waiting,
            self._sent,
            self._checked,
            self._to_do,
            self._unseen,
            self._by_people,
            self._needs,
        )
        across = row(*self._all, gap=0)
        for place in range(len(self._all)):
            across.setStretch(place, 1)
        self.setLayout(across)

    def show_standing(self, standing: Standing, there: str, *, by_server: bool = True) -> None:
        """Show the counts."""
        counts, waiting = standing.counts, standing.waiting
        to_type, to_scan = waiting.get("type in", 0), waiting.get("scan", 0)
        by_people = f"{counts['second-checked']:,} second-checked, {counts['scanned']:,} scanned, {counts['taken in']:,} taken in"
        self._waiting.show_number(waiting.get("send", 0), "safe on this laptop")
        self._sent.show_number(counts["sent"], f"{there} has not shown it back")
        self._checked.show_number(counts["checked"], f"read back from {there}, the same")
        self._needs.show_number(counts["needs you"], "a person must decide")
        self._needs.heat(hot=counts["needs you"] > 0)
        settled = sum(counts[state] for state in BY_HAND)
        if by_server:
            unseen = f", {counts['typed']:,} to look at" if counts["typed"] else ""
            self._to_do.show_number(
                to_type + to_scan + counts["typed"], f"left{unseen}; {settled:,} settled so"
            )
        else:
            self._to_do.show_number(to_type + to_scan, f"{to_type:,} to type, {to_scan:,} to scan")
        self._unseen.show_number(
            counts["typed"] + counts["sent"], f"{counts['typed']:,} typed, {counts['sent']:,} in files"
        )
        self._by_people.show_number(settled, by_people)
        any_by_hand = to_type + to_scan + counts["typed"] + settled > 0
        for each in (self._waiting, self._sent, self._checked):
            each.setVisible(by_server)
        for each in (self._unseen, self._by_people):
            each.setVisible(not by_server)
        self._to_do.setVisible(any_by_hand or not by_server)

    def fold(self, *, narrow: bool) -> None:
        """Leave out what the figures mean where there is no room for it."""
        for each in self._all:
            each.meaning.setVisible(not narrow)
            each.icon.setVisible(not narrow)


class _Figure(Ground):
    def __init__(self, icon: str, words: str, tone: str) -> None:
        self._number = SafeLabel("0", size=30, weight=theme.BOLD, figures=True)
        self._number.setWordWrap(False)
        self.meaning = second()
        self._words = words
        self.icon = Icon(icon, tone, 16)
        head = row(self.icon, strong(words, tone), 0, gap=6)
        across = row(self._number, column(head, self.meaning, gap=0), gap=12, margins=(14, 7, 10, 7))
        across.setStretch(1, 1)
        super().__init__(across, fill="surface", bottom="line")

    def show_number(self, number: int, meaning: str) -> None:
        """Show a count and what it means."""
        self._number.setText(f"{number:,}")
        self._number.setAccessibleName(f"{self._words}: {number:,}, {meaning}")
        self.meaning.setText(meaning)

    def heat(self, *, hot: bool) -> None:
        """Tint the ground while somebody is needed."""
        self._fill = "amber_tint" if hot else "surface"
        self.update()
