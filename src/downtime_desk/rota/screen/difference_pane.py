"""A visit changed here and in the copy too: both sides, a suggestion with its reason, and the decision."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy

from downtime_desk.core.clock import from_text, local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.rota import actions
from downtime_desk.rota.actions import Settle
from downtime_desk.rota.queries import Differs
from downtime_desk.rota.screen.changing.kept import Kept
from downtime_desk.rota.screen.changing.visit import identity
from downtime_desk.rota.screen.pane import Pane, told
from downtime_desk.rota.screen.picking import PickList
from downtime_desk.rota.screen.words import day_said
from downtime_desk.rota.standing import standing
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsModel
from downtime_desk.ui.parts import (
    ActionStrip,
    Card,
    Note,
    TextField,
    Words,
    bold,
    column,
    holder,
    label,
    primary,
    quiet,
    row,
    second,
)

Side = Literal["ours", "theirs"]


@dataclass(frozen=True)
class Way:
    """One way to settle it: `then` is how the visit stands after it; `suggested` the reason, if it is."""

    side: Side
    words: str
    then: str
    suggested: str = ""


class DifferencePane(Pane):
    """Decide between ours and theirs. Nothing is chosen beforehand, and a why is asked for either."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._differs: Differs | None = None
        self._fact_id: str | None = None
        self._ours, self._theirs, self._seen = Words(lines=3), Words(lines=3), Words(lines=3)
        self._sides = row(
            Card(column(label("Ours, by hand"), self._ours, gap=2)),
            Card(column(label("The copy now"), self._theirs, gap=2)),
            Card(column(label("The copy when ours was made"), self._seen, gap=2)),
            gap=8,
        )
        for place in range(3):
            self._sides.setStretch(place, 1)
        self.ways = PickList(
            "What shall stand",
            RowsModel(lambda each: each.side, _sentence, lambda each: each.words),
            _picture,
        )
        self.reason = Words(lines=3)
        self.why = TextField("Why", hint="In a few words. It stands in the log and in the evidence.")
        self.trouble = Note("", tone="red")
        self.trouble.hide()
        self.settle = primary("Settle this one", records="rota.difference_kept")
        above = column(
            self.head,
            self._sides,
            self.reason,
            self.ways,
            self.why,
            self.trouble,
            0,
            gap=8,
            margins=(14, 10, 14, 8),
        )
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = holder(above)
        self._scroll.setWidget(inner)
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        kept = second("What you do not choose stays in the log.")
        strip = ActionStrip(kept, self.settle)
        kept.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        whole = column(self._scroll, strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.first = self.ways
        self.ways.opened.connect(self._opened)
        self.settle.clicked.connect(self.primary)
        self._draft = Kept(self, desk, "", {"why": self.why})

    def show_difference(self, found: Differs) -> None:
        """Show both sides; what is typed stays while it is the same difference."""
        if self._differs != found:
            self._fact_id = None
            self.trouble.hide()
        if self._differs is None or self._differs.visit != found.visit:
            self.ways.show_rows(())
        self._draft.about(f"rota/difference/{found.visit}")
        self._differs = found
        day = day_said(local(from_text(found.ours.start)).date())
        with self._desk.read() as session:
            who = identity(standing(session, found.visit), local(self._desk.now()).date())
        self.head.show_who(found.person_name, *who, quiet(f" {day}, changed here, and in the copy since", 14))
        ours, theirs, seen = found.words()
        for words, said in ((self._ours, ours), (self._theirs, theirs), (self._seen, seen)):
            words.say(bold(said))
        which, reason = found.suggestion()
        self.reason.say(
            quiet(f"No suggestion. {reason}" if which is None else f"The suggestion says why: {reason}", 14)
        )
        self.ways.show_rows(
            [
                Way("ours", "Keep ours", ours, reason if which == "ours" else ""),
                Way("theirs", "Take theirs", theirs, reason if which == "theirs" else ""),
            ]
        )
        self._fit_ways()

    def enter(self) -> None:
        """Take the focus, with both ways in view."""
        super().enter()
        self._scroll.ensureWidgetVisible(self.ways)

    def narrow(self, *, narrow: bool) -> None:
        """Put the sides one under the other where there is less room."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(down if narrow else across)
        self._fit_ways()

    def _fit_ways(self) -> None:
        rows = self.ways.model().rowCount()
        self.ways.setFixedHeight(sum(map(self.ways.sizeHintForRow, range(rows))))

    def chosen(self) -> Side | None:
        """Return what is chosen; None while nothing is."""
        way = self.ways.picked()
        return way.side if isinstance(way, Way) else None

    def typed(self) -> bool:
        """Say whether a why is being typed."""
        return bool(self.why.text().strip())

    def primary(self) -> None:
        """Keep the decision."""
        found, side = self._differs, self.chosen()
        if found is None or not self.settle.isEnabled():
            return
        if side is None:
            self._show_trouble(Trouble("Nothing is chosen.", "Choose what shall stand, then settle it."))
            return
        self._fact_id = self._fact_id or new_id(self._desk.now())
        command = Settle(found.visit, self.why.text(), found.last_entry, found.version, self._fact_id)
        act = actions.keep_ours if side == "ours" else actions.take_theirs
        self.settle.setEnabled(False)
        self._desk.jobs.write(self, act, command, self._settled, self._show_trouble)

    def _settled(self, _entry: object) -> None:
        self.settle.setEnabled(True)
        self._draft.start_empty()
        self._fact_id = self._differs = None
        self.asked.emit("settled")

    def _show_trouble(self, trouble: Trouble) -> None:
        self.settle.setEnabled(True)
        self.trouble.say(trouble.what, trouble.do, "red")
        self.trouble.show()
        self._scroll.ensureWidgetVisible(self.trouble)

    def _opened(self, which: Way) -> None:
        self.ways.select(which.side)
        self.why.line.setFocus(Qt.FocusReason.OtherFocusReason)


def _sentence(way: Way) -> str:
    suggested = f" Suggested: {way.suggested}" if way.suggested else ""
    return f"{way.words}: {way.then}.{suggested}"


def _picture(way: Way) -> RowPicture:
    lines = [Line((bold(way.words, size=15),)), Line((quiet(f"Then: {way.then}"),))]
    if way.suggested:
        lines.append(told(f"Suggested: {way.suggested}"))
    return RowPicture(tuple(lines), choice=False)
