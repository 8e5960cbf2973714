"""Parts of the verify form: its head, the place that scrolls, and the words that name its lines."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Fit,
    Ground,
    Kind,
    SafeLabel,
    Scroll,
    Words,
    holder,
    quiet,
    row,
    times,
)
from downtime_desk.visits.queries import Seen

LONG_LABELS = {
    "what": "What happened",
    "who": "Who and when",
    "how": "How do you know",
    "right": "Is that right?",
}
SHORT_LABELS = {"what": "Happened", "who": "Who, when", "how": "How known", "right": "Right?"}


class FormHead(Ground):
    """What the form is for, what was planned, and what was written down before."""

    def __init__(self) -> None:
        self._title = SafeLabel("Verify this visit", size=16, weight=theme.BOLD, fit=Fit.LINE)
        self._planned = Words()
        self._state = Words(lines=2)
        self.another = Button("Carer", icon="plus", hint="+", kind=Kind.SMALL)
        self.another.setAccessibleName("Another carer came")
        self.another.setToolTip("Somebody else came too: + in the field of a carer")
        head = row(self._title, self._planned, self._state, self.another, gap=10, margins=(12, 4, 12, 4))
        head.setStretch(1, 1)
        super().__init__(head, fill="surface", bottom="line")

    def show_visit(self, seen: Seen) -> None:
        """Say it for another visit."""
        plan, account = seen.planned, seen.account
        minutes = int(plan.length.total_seconds() // 60)
        carers = "1 carer" if plan.carers_needed == 1 else f"{plan.carers_needed} carers"
        face = f"{clock_face(plan.start)}–{clock_face(plan.end)}"
        self._title.setText("Correct or add" if account else "Verify this visit")
        self._planned.say(quiet("Planned "), times(face, 14), quiet(f", {minutes} min, {carers}"))
        if account is None:
            self._state.say(quiet("Nothing is filled in for you"))
            return
        entries = f", {account.entries} entries" if account.entries > 1 else ""
        self._state.say(quiet(f"Written down {clock_face(account.recorded_at)}{entries}"))


class FormScroll(Scroll):
    """Takes the room that is left: it asks for none, so that it scrolls and the page round it does not."""

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Return the least room."""
        return self.minimumSizeHint()


def side_by_side(*parts: QWidget) -> QWidget:
    across = row(*parts, gap=12)
    for place, part in enumerate(parts):
        across.setStretch(place, 1)
        across.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return holder(across)
