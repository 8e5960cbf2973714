"""The cards beside the proofs: declaring, and the first quarter of an hour with the real numbers."""

from PySide6.QtCore import Qt

from downtime_desk.assurance.queries import FirstSteps
from downtime_desk.ui.parts import Card, Heading, Kind, Words, bold, column, primary, second

STOPPED = (
    "Declare when people cannot open the rota or the records, even if it may be short."
    " A false alarm costs nothing: you can stand down."
)
NOTHING_YET = "Ctrl Shift O. Nothing happens until you confirm."


class StoppedCard(Card):
    """Opens the declaration. Its button is `declare`."""

    def __init__(self) -> None:
        self.declare = primary(
            "Declare outage", icon="unplug", kind=Kind.BIG, hint="", records="outage.declared"
        )
        self._why, self._key = second(STOPPED), second(NOTHING_YET)
        self._key.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = Heading("Has something stopped?", 2)
        super().__init__(column(title, self._why, self.declare, self._key, gap=8), tone="ink", thick=2)

    def fold(self, *, narrow: bool) -> None:
        """Leave the explanation out where there is no room."""
        self._why.setVisible(not narrow)
        self._key.setVisible(not narrow)


class FirstCard(Card):
    """What to do first, in order."""

    def __init__(self) -> None:
        self._steps = [Words() for _ in range(5)]
        super().__init__(column(Heading("Your first 15 minutes", 2), *self._steps, gap=7))

    def say(self, steps: FirstSteps) -> None:
        """Say the steps with the numbers of this desk."""
        people = "1 person" if steps.red == 1 else f"{steps.red} people"
        visits = "1 Red visit" if steps.red_visits_soon == 1 else f"{steps.red_visits_soon} Red visits"
        main_system = steps.main_system or "the main system’s supplier"
        said = (
            ("Declare.", " The copy is kept as it is."),
            ("Print", f" the Red pack: {people}."),
            ("Ring", f" {main_system} and get a ticket."),
            ("Ring carers", f" on {visits} in the next 2 hours."),
            ("Tell", " the council, and write down who you told."),
        )
        for number, (label, (strong, rest)) in enumerate(zip(self._steps, said, strict=True), 1):
            label.say(bold(f"{number}  {strong}"), rest)
