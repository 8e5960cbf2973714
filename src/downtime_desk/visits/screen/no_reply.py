"""The card of a silent door: the step to take now, its clock, and one thing to press."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import ClassVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Button,
    Card,
    Note,
    Option,
    Run,
    Segmented,
    TextField,
    Words,
    bold,
    column,
    quiet,
    row,
    times,
)
from downtime_desk.visits import actions, door_typed
from downtime_desk.visits.actions import BeginNoReply, EndNoReply, TakeStep
from downtime_desk.visits.codes import NO_REPLY_ENDINGS, NoReplyEnding
from downtime_desk.visits.door_typed import DoorTyped
from downtime_desk.visits.queries import NoReplyNow, Seen
from downtime_desk.visits.screen.draft import Draft
from downtime_desk.visits.screen.lines import TimeField
from downtime_desk.visits.times import Meant
from downtime_desk.visits.typed import reading

STILL = "still"
NUMBERS = 640
"""From this width on, in design pixels, there is room for the numbers of the answers."""
SHORT_ENDINGS = {
    "found safe": "Safe",
    "found not safe": "Not safe",
    "police asked": "Police asked",
    "not at home": "Not at home",
}
Command = BeginNoReply | TakeStep | EndNoReply
_ACTS: dict[type, Callable[..., object]] = {
    BeginNoReply: actions.begin_no_reply,
    TakeStep: actions.take_step,
    EndNoReply: actions.end_no_reply,
}


class NoReplyCard(Card):
    """Enter in any field, or its one button, keeps the step. Signal `kept` once it is."""

    kept: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk) -> None:
        self._desk, self._now, self._visit = desk, desk.now, ""
        self._fact_id: str | None = None
        self._since: datetime | None = None
        self._no_reply: NoReplyNow | None = None
        self._beginning = self._narrow = False
        self._step = Words(lines=2)
        self._before = Words(lines=4)
        self.who = TextField("Who did it", inside="Who")
        self.found = TextField("What came of it", inside="What")
        self.at = TimeField("When it was done", "At", desk.now)
        self.at.line.setPlaceholderText("now")
        self.ending = Segmented(
            "No reply",
            [
                Option(STILL, "Still no reply"),
                *(Option(code, SHORT_ENDINGS[code]) for code in NO_REPLY_ENDINGS),
            ],
            numbered=True,
        )
        self.do_button = Button("", icon="check", hint="Enter", records="no_reply.step_taken")
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        fields = row(self.who, self.found, self.at, self.do_button, gap=8)
        for place, share in enumerate((2, 4, 2, 0)):
            fields.setStretch(place, share)
        for part in (self.who, self.found, self.at, self.do_button):
            fields.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        whole = column(self._step, self._before, row(self.ending, 0), fields, self._trouble, gap=5)
        super().__init__(whole, fill="red_tint", tone="red", thick=2, margins=(12, 7, 12, 7))
        self.setAccessibleName("No reply")
        self._draft = Draft(self, desk, self._words)
        for field in (self.who, self.found, self.at):
            field.line.returnPressed.connect(self.act)
        self.at.changed.connect(self._read_time)
        self.ending.chosen.connect(self._say_what_is_done)
        self.ending.chosen.connect(self._draft.typed)
        for field in (self.who, self.found, self.at):
            field.line.textEdited.connect(self._draft.typed)
        self.do_button.clicked.connect(self.act)
        for one, other in pairwise(self._stops()):
            QWidget.setTabOrder(one, other)
        self.hide()

    def show_visit(self, seen: Seen, since: datetime | None) -> None:
        """Show the no reply of a visit that runs, or nothing."""
        another = self._visit != seen.planned.visit
        if another:
            self._draft.keep()
        moved = self._mark() != (self._mark_of(seen.no_reply))
        self._visit, self._since = seen.planned.visit, since
        self._no_reply = seen.no_reply if seen.no_reply and seen.no_reply.ending is None else None
        self._beginning = self._beginning and not another and self._no_reply is None
        if another or moved:
            self._empty()
        if another:
            self._put_back()
        self.refresh()

    def begin(self) -> None:
        """Ask who found no reply, and go there; where one runs, go to its step."""
        self._beginning = self._no_reply is None
        self.refresh()
        (self.who if self._beginning else self.ending).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_away(self) -> bool:
        """Leave what was not begun; say whether there was anything to leave."""
        if not self._beginning:
            return False
        self._beginning = False
        self._draft.keep()
        self.refresh()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is being typed when something else comes into view."""
        self._draft.keep()
        super().hideEvent(event)

    def refresh(self) -> None:
        """Say the step and its clock by the clock of now."""
        self.setVisible(self._beginning or self._no_reply is not None)
        self.ending.setVisible(self._no_reply is not None)
        self.found.setVisible(self._no_reply is not None)
        found = self._no_reply
        if found is None:
            self._step.say(bold("No reply. ", "red"), "Who told you, and when was the first knock?")
            self._before.hide()
        else:
            self._step.say(bold(f"No reply, {found.which}: ", "red"), bold(found.step), *self._clock(found))
            self._before.say(*_taken(found))
            self._before.setVisible(not self._narrow)
        self._say_what_is_done()

    def command(self, fact_id: str) -> Command:
        """Return what was asked for; raise Trouble when a time is not clear."""
        at, ending = self._instant(), self.ending.value()
        if self._no_reply is None:
            return BeginNoReply(self._visit, self.who.text(), at, fact_id)
        about = self._no_reply
        if ending in (None, STILL):
            return TakeStep(about.id, about.place, self.who.text(), self.found.text(), at, fact_id)
        chosen = cast("NoReplyEnding", ending)
        return EndNoReply(about.id, chosen, self.who.text(), self.found.text(), at, fact_id)

    def act(self) -> None:
        """Keep what was done, and make the next step ready."""
        if not self.do_button.isEnabled():
            return
        self._fact_id = self._fact_id or new_id(self._now())
        try:
            command = self.command(self._fact_id)
        except Trouble as trouble:
            self._say_trouble(trouble)
            return
        self._draft.rest()
        self.do_button.setEnabled(False)
        self._desk.jobs.write(self, _ACTS[type(command)], command, self._done, self._not_done)

    def _done(self, _entry: object) -> None:
        """What was kept leaves the fields."""
        self.do_button.setEnabled(True)
        self._fact_id, self._beginning = None, False
        self._empty()
        self._draft.forget()
        self.kept.emit()
        if self.isVisible():
            self.ending.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_done(self, trouble: Trouble) -> None:
        self.do_button.setEnabled(True)
        self._draft.wake()
        self._say_trouble(trouble)

    def _say_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong; every word stays."""
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the numbers out where there is no room; the keys work either way."""
        super().resizeEvent(event)
        self.ending.show_numbers(shown=self.width() >= theme.px(NUMBERS))

    def narrow(self, *, narrow: bool) -> None:
        """Leave out what was done before, where there is little room."""
        self._narrow = narrow
        self.refresh()

    def _stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        answers = self.ending.findChildren(QAbstractButton)
        return [*answers, self.who.line, self.found.line, self.at.line, self.do_button]

    def _empty(self) -> None:
        self._trouble.hide()
        self.ending.clear()
        for field in (self.who, self.found, self.at):
            field.show_text("")
        self._read_time()

    def _typed(self) -> DoorTyped:
        ending = self.ending.value()
        return DoorTyped(
            self._mark(),
            self.who.text(),
            self.found.text(),
            self.at.typed(),
            ending if isinstance(ending, str) else None,
        )

    def _words(self) -> str:
        return door_typed.encode(self._typed())

    def _put_back(self) -> None:
        """Put back what was being typed about this step; what was typed of an earlier one has been kept."""
        kept = self._draft.read(door_typed.subject(self._visit))
        if not kept:
            return
        typed = door_typed.decode(kept)
        if typed.step != self._mark():
            return
        self._beginning = typed.step is None
        self.who.show_text(typed.who)
        self.found.show_text(typed.found)
        self.at.show_typed_time(typed.at)
        self.ending.choose(typed.ending)
        self._read_time()

    def _mark(self) -> tuple[str, int] | None:
        return (self._no_reply.id, self._no_reply.place) if self._no_reply else None

    def _mark_of(self, found: NoReplyNow | None) -> tuple[str, int] | None:
        return (found.id, found.place) if found and found.ending is None else None

    def _clock(self, found: NoReplyNow) -> tuple[Run, ...]:
        minutes = int((found.due - self._now()).total_seconds() // 60)
        late = f", {-minutes} min over" if minutes < 0 else f", in {minutes} min"
        return (quiet("  by "), times(clock_face(found.due), 14), Run(late, "red" if minutes < 0 else "ink2"))

    def _say_what_is_done(self, _value: object = None) -> None:
        ending = self.ending.value()
        if self._no_reply is None:
            self.do_button.say("Begin the steps")
        elif ending in (None, STILL):
            last = self._no_reply.place >= len(self._no_reply.steps)
            self.do_button.say("Say how it ended" if last else "Done, next step")
        else:
            self.do_button.say(f"It ended: {SHORT_ENDINGS[str(ending)].lower()}")

    def _instant(self) -> str | None:
        found = reading(self.at.typed(), self._now(), self._since)
        if found is None:
            return None
        if isinstance(found, Meant):
            return to_text(found.instant)
        raise Trouble("The time is not clear yet.", found.words)

    def _read_time(self) -> None:
        self.at.show_reading(reading(self.at.typed(), self._now(), self._since))


def _taken(found: NoReplyNow) -> tuple[Run, ...]:
    runs = [quiet(f"Began {clock_face(found.began)}, {found.told_by}. ")]
    for step in found.taken:
        by = f", {step.who}" if step.who else ""
        runs.append(
            quiet(f"{clock_face(from_text(step.at))} {step.words}{by}: {step.found or 'still no reply'}. ")
        )
    return tuple(runs)
