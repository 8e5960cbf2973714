"""The second look on the page: how it stands, looking again, and what only adds taken together."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import NoAnswer, Trouble
from downtime_desk.core.store import Store
from downtime_desk.recovery.actions import Stopper
from downtime_desk.recovery.reconciling import actions
from downtime_desk.recovery.reconciling.actions import LookByHand
from downtime_desk.recovery.reconciling.queries import Finding, SecondLook
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Ground, Note, TextField, Words, bold, column, holder, quiet, row


class SecondLookStrip(Ground):
    """How plan, desk and main system stand beside each other. A reading goes on beside the window."""

    failed: ClassVar[Signal] = Signal(object)

    def __init__(self, desk: Desk, store: Store) -> None:
        self._words = Words(lines=4)
        self.look = Button("Take the second look", icon="search-check", records="second_look.taken")
        self.pure = Button("", icon="check-check", records="finding.decided")
        self._note = Note("", tone="amber")
        self.saw = TextField("What you saw", placeholder="Which records you looked at, and what they said")
        self.by_hand = Button("Write it down", icon="pencil", records="second_look.by_hand")
        self._hand = holder(row(self.saw, self.by_hand, gap=8))
        across = row(self._words, self.pure, self.look, gap=10)
        across.setStretch(0, 1)
        super().__init__(column(across, self._note, self._hand, gap=4, margins=(16, 5, 16, 5)), bottom="line")
        self._desk, self._store = desk, store
        self._stopper: Stopper | None = None
        self._keys: tuple[str, ...] = ()
        self._note.hide()
        self._hand.hide()
        self.look.clicked.connect(self.look_or_stop)
        self.pure.clicked.connect(self.take_pure)
        self.by_hand.clicked.connect(self.write_by_hand)

    def show_look(self, second: SecondLook, found: tuple[Finding, ...], there: str) -> None:
        """Show how it stands; `found` is what nobody decided yet."""
        self._keys = tuple(each.key for each in found if each.pure)
        strong, more = said(second, there)
        self._words.say(bold(strong), quiet(f"  {more}"))
        self._words.setAccessibleName(f"Second look. {strong} {more}")
        self.pure.setVisible(len(self._keys) > 1)
        self.pure.say(f"Take the {len(self._keys):,} that only add", "check-check")
        if self._stopper is None:
            self.look.say("Take the second look" if second.state == "never" else "Look again", "search-check")

    def under_way(self) -> bool:
        """Say whether the main system is being read."""
        return self._stopper is not None

    def look_or_stop(self) -> None:
        """Begin to read the main system, or stop; what was read so far is kept."""
        if self._stopper is not None:
            self._stopper.stop()
            self.look.say("Stopping")
            return
        self._note.hide()
        self._hand.hide()
        self._stopper = Stopper()
        self.destroyed.connect(self._stopper.stop)
        self.look.say("Stop looking", "x")
        self._desk.jobs.work(
            self,
            actions.take_look,
            self._store,
            self._desk.acting,
            self._stopper.asked,
            then=self._looked,
            otherwise=self._could_not,
            progress=self._page,
        )

    def take_pure(self) -> None:
        """Take every record shown that only adds to what is known here."""
        self._desk.jobs.write(
            self, actions.take_all_pure, self._keys, then=self._taken, otherwise=self._not_written
        )

    def write_by_hand(self) -> None:
        """Keep what somebody saw who looked in the main system by hand."""
        command = LookByHand(self.saw.text())
        self._desk.jobs.write(
            self, actions.look_by_hand, command, then=self._by_hand, otherwise=self._not_written
        )

    def panes(self) -> list[QWidget]:
        """Return what F6 stops at."""
        return [self.look]

    def _page(self, pages: int) -> None:
        self._words.say(bold("Reading the main system."), quiet(f"  Page {pages:,} is kept."))

    def _looked(self, _waiting: int) -> None:
        self._stopper = None
        self.look.say("Look again", "search-check")

    def _could_not(self, trouble: Trouble) -> None:
        stopped = self._stopper is not None and self._stopper.asked()
        self._stopper = None
        self.look.say("Look again", "search-check")
        self._say(trouble)
        self._hand.setVisible(not stopped and not isinstance(trouble, NoAnswer))

    def _taken(self, _number: int) -> None:
        self._note.hide()

    def _by_hand(self, _entry: object) -> None:
        self.saw.show_text("")
        self._hand.hide()
        self._note.hide()

    def _not_written(self, trouble: Trouble) -> None:
        self._say(trouble)

    def _say(self, trouble: Trouble) -> None:
        self._note.say(trouble.what, trouble.do, "amber")
        self._note.show()


def said(second: SecondLook, there: str) -> tuple[str, str]:
    """Return how the second look stands, in strong words and more."""
    read = f"{there} was read {short_stamp(second.looked_at)}"
    match second.state:
        case "never":
            return (
                f"Nobody looked at what {there} has now.",
                "Look once everything went back: carers’ phones hand in their own records late.",
            )
        case "cut off":
            return "The second look was cut off.", "It goes on where it was."
        case "old":
            return "Something was sent or written down since.", f"{read}. Look again."
        case "by hand":
            return f"Looked at by hand by {second.looked_by}.", f"Nothing was compared. {second.why}"
        case _:
            decided = f", {second.decided:,} decided" if second.decided else ""
            left = f"{second.undecided:,} to decide" if second.undecided else "nothing left to decide"
            return (
                f"{second.agrees:,} agree{decided}, {left}.",
                f"{read}, nothing changed here since. {second.tolerance.words()}",
            )
