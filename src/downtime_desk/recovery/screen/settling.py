"""The pane on the right: one thing that needs a person, both sides of it, and their decision."""

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent

from downtime_desk.recovery.choices import Offer, offers
from downtime_desk.recovery.queries import Thing
from downtime_desk.recovery.reconciling import standings
from downtime_desk.recovery.reconciling.choices import Way, ways
from downtime_desk.recovery.reconciling.queries import Finding
from downtime_desk.recovery.screen import rows
from downtime_desk.recovery.screen.offers import Offers
from downtime_desk.recovery.screen.reading import ReadingPane
from downtime_desk.recovery.screen.sides import Sides
from downtime_desk.sync.sending.verdicts import Matter
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    TextField,
    primary,
    row,
    second,
    strong,
)


class SettlingPane(ReadingPane):
    """A thing, both sides, the choices and the reason. Signals `settle_asked`, `skip_asked`, `again_asked`."""

    settle_asked: ClassVar[Signal] = Signal()
    skip_asked: ClassVar[Signal] = Signal()
    again_asked: ClassVar[Signal] = Signal()
    way_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._matter = strong(size=16)
        self._sides = Sides()
        self._offers = Offers()
        self._offers.chosen.connect(self._chosen)
        self.why = TextField("Why", placeholder="In a few words")
        self._kept = second()
        self.skip = Button("Skip for now", hint="S")
        self.skip.clicked.connect(self.skip_asked)
        self.again = Button("Send it again", icon="send", records="return.reopened")
        self.again.clicked.connect(self.again_asked)
        self.way = Button("How it goes back", icon="list-filter", records="return.way_chosen")
        self.way.clicked.connect(self.way_asked)
        self.settle = primary("Settle this one", records="return.decided")
        self.settle.clicked.connect(self.settle_asked)
        strip = row(self._kept, self.way, self.again, self.skip, self.settle, gap=8)
        strip.setStretch(0, 1)
        parts = (self._matter, self._sides, self._offers, self.why, self._trouble)
        self.lay_out(*parts, strip=ActionStrip(strip))
        self.thing: Thing | None = None
        self.finding: Finding | None = None

    def show_finding(self, found: Finding, there: str, today: date) -> None:
        """Show what does not agree; what was chosen or typed about it stays while it is the same."""
        before = self.finding
        same = before is not None and (before.key, before.standing, before.seen) == (
            found.key,
            found.standing,
            found.seen,
        )
        self.thing, self.finding = None, found
        self.whose.show_whose(rows.LETTERS[found.priority], found.name, rows.whose(found, today))
        self._kept.setText("Nothing is thrown away. What you decide stands in the log with your name.")
        for part in (self._sides, self._offers, self.skip, self.settle, self._matter):
            part.show()
        for part in (self.again, self.way):
            part.hide()
        waits = " Waits for the carer’s answer." if found.asked else ""
        self._matter.setText(f"{standings.words(found.standing)}.{waits}")
        if same:
            return
        self._trouble.hide()
        self.why.hide()
        self.why.show_text("")
        self._sides.show_matter(Matter("two records", "", found.rows), there)
        offered = ways(found.standing, there, grade=found.grade, candidates=found.candidates, pure=found.pure)
        self._offers.show_offers(offered)

    def show_thing(self, thing: Thing, there: str, today: date) -> None:
        """Show a thing; what was chosen or typed about it stays while it is the same matter."""
        same = self.thing is not None and (self.thing.fact, self.thing.matter) == (thing.fact, thing.matter)
        self.thing, self.finding = thing, None
        matter = thing.matter
        self.whose.show_whose(rows.LETTERS[thing.priority], thing.name, rows.who(thing, today))
        self._kept.setText(
            f"Nothing is thrown away. What you do not choose stays in the log, entry {thing.seq:,}."
        )
        for part in (self._sides, self._offers, self.skip, self.settle):
            part.setVisible(matter is not None)
        self.again.setVisible(thing.state == "sent")
        self.way.setVisible(thing.state == "waiting")
        self._matter.setText(_said(thing, there))
        self._matter.setVisible(matter is None or thing.asked or matter.kind != "two records")
        if same or matter is None:
            return
        self._trouble.hide()
        self.why.hide()
        self.why.show_text("")
        self._sides.show_matter(matter, there)
        self._offers.show_offers(offers(matter.kind, there, thing.grade))

    def chosen(self) -> Offer | Way | None:
        """Return what is chosen, or None."""
        return self._offers.value()

    def choose(self, number: int) -> None:
        """Choose by number."""
        self._offers.choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, skip by S."""
        typed = event.text()
        if typed in {"1", "2", "3", "4", "5"}:
            self.choose(int(typed))
        elif typed.upper() == "S":
            self.skip_asked.emit()
        else:
            super().keyPressEvent(event)

    def _chosen(self, offer: Offer | Way) -> None:
        self._trouble.hide()
        self.why.show_hint("Needed" if offer.needs_why else "If there is something to say")
        self.why.show()
        self.bring_into_view(self.why)


def _said(thing: Thing, there: str) -> str:
    """Return what is the matter, or how far it is on its way, as a sentence."""
    matter = thing.matter
    if matter is None:
        way = rows.way(thing)
        return f"{way[:1].upper()}{way[1:]}."
    if matter.kind == "refused":
        return f"{there} refused it: “{matter.words}”"
    return f"{matter.words}." + (" Waits for the carer’s answer." if thing.asked else "")
