"""A carer who is off: since when, until when and why, and their coming back."""

from downtime_desk.rota.queries import Absence
from downtime_desk.rota.screen.pane import Pane
from downtime_desk.rota.screen.words import off_said
from downtime_desk.ui.parts import ActionStrip, Button, Note, SafeLabel, column, primary, quiet

WHAT_IT_MEANS = (
    "Visits of that time were taken off them and need a carer. When they are back, those nobody took over are "
    "theirs again. Rolling forward leaves them out for as long as they are off."
)


class OffPane(Pane):
    """One absence. Asks `O` when they are back, `run` for their run."""

    def __init__(self) -> None:
        super().__init__()
        self._absence: Absence | None = None
        self._why = Note("", tone="amber")
        self.run = Button("Their run", icon="list-checks")
        self.back_at_work = primary("They are back", icon="user-check", records="rota.carer_back")
        above = column(
            self.head, self._why, SafeLabel(WHAT_IT_MEANS, tone="ink2"), 0, gap=10, margins=(14, 10, 14, 8)
        )
        whole = column(above, ActionStrip(self.run, 0, self.back_at_work), gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.first = self.back_at_work
        self.back_at_work.clicked.connect(self.primary)
        self.run.clicked.connect(self._to_run)

    def show_absence(self, found: Absence, *, outage: bool) -> None:
        """Show an absence."""
        self._absence = found
        self.head.show_who(found.carer_name, quiet(f"Written down by {found.recorded_by}", 14))
        said = off_said(found)
        self._why.say(f"{said[0].upper()}{said[1:]}.", found.why)
        self.back_at_work.setEnabled(outage)

    def absence(self) -> Absence | None:
        """Return the absence that is shown."""
        return self._absence

    def primary(self) -> None:
        """Say that they are back."""
        if self.back_at_work.isEnabled():
            self.asked.emit("O")

    def _to_run(self) -> None:
        self.asked.emit("run")
