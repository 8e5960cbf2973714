"""Connecting again: the checks, ten records compared, and going ahead all the same with a reason."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.sync.reconnect import actions, queries, sample
from downtime_desk.sync.reconnect.actions import Check, Judge
from downtime_desk.sync.reconnect.facts import CHECKS, Compared, Judged, SampleCompared, State
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Button,
    Card,
    Heading,
    Icon,
    Note,
    TextField,
    column,
    holder,
    row,
    second,
    strong,
)

JUDGED = "reconnect.record_judged"


class CheckRow(QWidget):
    """One check: how it is known, and the button that writes it down; then by whom and when it was made."""

    made: ClassVar[Signal] = Signal(str, str)

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._icon = Icon("circle", "ink2", 18)
        self._words = strong(CHECKS[key])
        self._said = second("")
        self.how = TextField(f"{CHECKS[key]}: how you know", inside="How you know")
        self.done = Button("Checked", icon="check", records="reconnect.checked")
        self.done.setAccessibleDescription(CHECKS[key])
        self.done.clicked.connect(self._made)
        self._typed = row(self.how, self.done, gap=8)
        self._typed.setStretch(0, 1)
        self._open = holder(self._typed)
        side = column(self._words, self._said, self._open, gap=2)
        across = row(column(self._icon, 0), side, gap=8)
        across.setStretch(1, 1)
        self.setLayout(across)

    def show_state(self, state: State) -> None:
        """Show whether it was made."""
        ticked = state.ticked.get(self._key)
        self._open.setVisible(ticked is None)
        self._said.setVisible(ticked is not None)
        self._icon.show_icon("circle-check" if ticked else "circle", "green" if ticked else "ink2")
        if ticked is not None:
            how = f"{ticked.how}. " if ticked.how else ""
            self._said.setText(f"{how}{ticked.by}, {clock_face(from_text(ticked.at))}")

    def _made(self) -> None:
        self.made.emit(self._key, self.how.text())


class RecordCard(Card):
    """One record of the sample: what differs, and whether a person says that it is right."""

    judged: ClassVar[Signal] = Signal(str, bool, str)

    def __init__(self, compared: Compared, judged: Judged | None) -> None:
        self.person = compared.id
        self.how: TextField | None = None
        self.right: Button | None = None
        self.wrong: Button | None = None
        parts: list[QWidget] = [strong(compared.name), *_said_of(compared)]
        parts.append(self._asking(compared.name) if judged is None else _verdict(judged))
        super().__init__(column(*parts, gap=4), tone="line" if judged is None or judged.right else "red")

    def _asking(self, name: str) -> QWidget:
        self.how = TextField(f"{name}: how you know", inside="How you know")
        self.right = Button("Right", icon="check", records=JUDGED)
        self.wrong = Button("Wrong", icon="x", records=JUDGED)
        self.right.clicked.connect(self._say_right)
        self.wrong.clicked.connect(self._say_wrong)
        for button in (self.right, self.wrong):
            button.setAccessibleDescription(name)
        typed = row(self.how, self.right, self.wrong, gap=8)
        typed.setStretch(0, 1)
        return holder(typed)

    def typed(self) -> str:
        """Return what is typed on how it is known."""
        return self.how.text() if self.how is not None else ""

    def _say_right(self) -> None:
        self.judged.emit(self.person, True, self.typed())

    def _say_wrong(self) -> None:
        self.judged.emit(self.person, False, self.typed())


def _verdict(judged: Judged) -> QWidget:
    verdict = "Right" if judged.right else "WRONG in the main system"
    how = f" {judged.words}." if judged.words else ""
    said = f"{verdict}.{how} {judged.by}, {clock_face(from_text(judged.at))}"
    return second(said, "green" if judged.right else "red")


def _said_of(compared: Compared) -> list[QWidget]:
    if compared.differences is None:
        return [second("The main system does not list this person any more.", "amber")]
    if not compared.differences:
        return [second("Says the same as the copy in every field.")]
    return [
        second(f"{each.field}. Copy: {each.ours}. Main system: {each.theirs}.", "amber")
        for each in compared.differences
    ]


class ReconnectDialog(Modal):
    """The checks before the main system is relied on again. Everything is kept as it is done; closing loses nothing."""

    def __init__(self, window: QWidget, desk: Desk, store: Store) -> None:
        self._desk, self._store = desk, store
        self._shown: State | None = None
        self._about = Note("", tone="amber")
        self.checks = {key: CheckRow(key) for key in CHECKS}
        self.read = Button(
            "Read ten records and compare", icon="refresh-cw", records="reconnect.sample_compared"
        )
        self.read.clicked.connect(self.compare)
        self._sample_said = second("")
        self._cards = column(gap=8)
        self.cards: list[RecordCard] = []
        self.why = TextField("Why it cannot wait", inside="Why it cannot wait", hint="It is kept in the log.")
        self.ahead = Button("Go ahead all the same", icon="arrow-right", records="reconnect.went_ahead")
        self.ahead.clicked.connect(self.go_ahead)
        ahead = row(self.why, self.ahead, gap=8)
        ahead.setStretch(0, 1)
        self._ahead = holder(column(strong("If it cannot wait"), ahead, gap=4))
        content = column(
            self._about,
            *self.checks.values(),
            Heading("Ten records", 3),
            row(self.read, 0),
            self._sample_said,
            holder(self._cards),
            self._ahead,
            0,
            gap=10,
        )
        super().__init__(
            window,
            "Before the main system is relied on again",
            holder(content),
            do="Close",
            icon="list-checks",
            fill=theme.tokens().returning.bar,
            text="#FFFFFF",
            note="All of it is kept as you go. You can close this and come back.",
            cancel="Not now",
            width=860,
        )
        self.asked.connect(self.close_as_it_is)
        for each in self.checks.values():
            each.made.connect(self._check)
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()

    def compare(self) -> None:
        """Read the sample from the main system and compare it, beside the window."""
        self.read.setEnabled(False)
        self._sample_said.setText("Reading ten records from the main system")
        self._desk.jobs.work(
            self,
            sample.compare,
            self._store,
            self._desk.acting,
            then=self._keep_sample,
            otherwise=self._not_read,
        )

    def go_ahead(self) -> None:
        """Let copying and sending go on before the checks are done."""
        self._write(actions.go_ahead, self.why.text())

    def refresh(self) -> None:
        """Show how far it is."""
        with self._desk.read() as session:
            here = queries.standing(session)
        if here is None:
            self.close_as_it_is()
            return
        if here.left and here.state.ahead_why:
            self._about.say("Going on before all is done.", f"Why: {here.state.ahead_why}", "amber")
        elif here.left:
            left = f"{len(here.left)} left: {here.left[0]}."
            self._about.say(
                "Nothing is copied, sent or written to files until all of this is done.", left, "amber"
            )
        else:
            self._about.say(
                "All checks are done.", "Take a new copy in Settings, then send what waits.", "green"
            )
        self._ahead.setVisible(here.holds)
        for each in self.checks.values():
            each.show_state(here.state)
        self._show_sample(here)

    def _show_sample(self, here: queries.Standing) -> None:
        state = here.state
        if self._shown is not None and (self._shown.sample, self._shown.judged) == (
            state.sample,
            state.judged,
        ):
            return
        self._shown = state
        typed = {card.person: card.typed() for card in self.cards}
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [RecordCard(each, state.judged.get(each.id)) for each in state.sample]
        for card in self.cards:
            if card.how is not None:
                card.how.show_text(typed.get(card.person, ""))
            card.judged.connect(self._judge)
            self._cards.addWidget(card)
        if state.sample:
            self.read.say("Read ten others", "refresh-cw")
            said = here.said() or f"{len(state.judged)} of {len(state.sample)} judged"
            differ = sum(each.differences != () for each in state.sample)
            self._sample_said.setText(f"{said}. {differ} say something else than the copy.")

    def _check(self, key: str, how: str) -> None:
        self._write(actions.check, Check(key, how))

    def _judge(self, person: str, right: bool, how: str) -> None:  # noqa: FBT001 - as the signal gives it
        self._write(actions.judge, Judge(person, right, how))

    def _keep_sample(self, found: SampleCompared) -> None:
        self.read.setEnabled(True)
        self._write(actions.keep_sample, found)

    def _not_read(self, trouble: Trouble) -> None:
        self.read.setEnabled(True)
        self._sample_said.setText("")
        self.show_trouble(trouble)

    def _write(self, act: Callable[[Session, Any], Entry], command: object) -> None:
        self._desk.jobs.write(self, act, command, then=self._written, otherwise=self.show_trouble)

    def _written(self, _entry: object) -> None:
        self.hide_trouble()
        self.refresh()
