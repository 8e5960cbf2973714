"""The right pane: the person, the facts, whom to ring, and the form."""

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, from_text, local
from downtime_desk.core.errors import Trouble
from downtime_desk.people.told import where_now
from downtime_desk.rota.today import MARKS
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Dashed, Kind, Note, Run, Words, bold, column, holder, quiet, row
from downtime_desk.visits import codes
from downtime_desk.visits.facts import CarerTimes
from downtime_desk.visits.queries import Earlier, Seen
from downtime_desk.visits.screen.form import VerifyForm
from downtime_desk.visits.screen.no_reply import NoReplyCard
from downtime_desk.visits.screen.person import Banner, Facts
from downtime_desk.visits.screen.photos import PhotosButton


class VisitPane(QWidget):
    """One visit with its person. Signals `back_asked` when the list is to be seen again, `no_reply_asked`."""

    back_asked: ClassVar[Signal] = Signal()
    no_reply_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.back = Button("Queue", icon="arrow-left", kind=Kind.SMALL)
        self.back.clicked.connect(self.back_asked)
        self.banner = Banner()
        self.facts = Facts()
        self._ring = Words(lines=4)
        self._before = Words(lines=6)
        self.form = VerifyForm()
        self.to_follow = Button("", icon="flag", kind=Kind.SMALL)
        self.to_follow.setToolTip("Ctrl Shift U")
        self.to_follow.hide()
        self.silent = Button(
            "No reply", icon="timer", hint="Ctrl Shift N", kind=Kind.SMALL, records="no_reply.began"
        )
        self.silent.clicked.connect(self.no_reply_asked)
        self.change = Button("Change", icon="pencil", kind=Kind.SMALL, records="rota.visit_moved")
        self.change.setAccessibleName("Change this visit in the rota")
        self.change.setAccessibleDescription("Key: Ctrl Shift M")
        self.change.setToolTip("Another carer or time, more carers, cancel: Ctrl Shift M")
        self.no_reply = NoReplyCard(desk)
        self.photos = PhotosButton(self, desk)
        ring = row(self._ring, self.photos, self.to_follow, self.change, self.silent, gap=10)
        ring.setStretch(0, 1)
        self._whom = holder(ring)
        self.missing = Note("", tone="red")
        self.missing.hide()
        self.origin = Note("", tone="accent")
        self.origin.hide()
        self.paper = Note("", tone="accent")
        self.paper.hide()
        self._folded = self._hospital = False
        self._where = Words(lines=1)
        self.hospital = Dashed(column(self._where))
        self.hospital.hide()
        self.facts.unfolded.connect(self._unfold)
        head = row(self.back, self.banner, gap=12)
        head.setStretch(1, 1)
        self._whole = column(
            self.missing,
            head,
            self.origin,
            self.facts,
            self._whom,
            self.no_reply,
            self._before,
            self.paper,
            self.hospital,
            self.form,
            gap=8,
            margins=(14, 10, 14, 12),
        )
        self._whole.setStretchFactor(self.form, 1)
        self.setLayout(self._whole)

    def show_visit(self, seen: Seen, now: datetime, since: datetime | None = None) -> None:
        """Show the person of a visit, whom to ring and what was said before; the form is filled apart."""
        self.missing.hide()
        self.paper.hide()
        self.banner.show_person(seen, local(now).date())
        mark = MARKS[seen.planned.origin]
        self.origin.say(f"{mark}." if mark else "", " ".join(seen.planned.changes), "accent")
        self.origin.setVisible(mark is not None)
        self.show_told(seen, now)
        self._say_whom_to_ring(seen)
        self.photos.show_visit(seen.planned.visit, seen.planned.name)
        self.no_reply.show_visit(seen, since)
        self._say_history(seen)

    def show_told(self, seen: Seen, now: datetime) -> None:
        """Show the facts, with what was told since the copy; a stay in hospital also above the form."""
        self.facts.show_person(seen, now)
        where = where_now(seen.told)
        if where is not None:
            ring = "Ring before a carer goes." if where.kind == "hospital" else where.what
            self._where.say(bold(f"{where.heading(now)}. ", "accent"), ring)
        self._hospital = where is not None
        self.hospital.setVisible(self._hospital and not self._folded)

    def say_to_follow(self, number: int) -> None:
        """Say how much is left to follow up."""
        self.to_follow.say(f"Follow up: {number}")
        self.to_follow.setVisible(number > 0)

    def show_missing(self, trouble: Trouble) -> None:
        """Say that a visit could not be shown; the one shown before stays as it is."""
        self.missing.say(trouble.what, trouble.do, "red")
        self.missing.show()

    def show_paper(self, number: str) -> None:
        """Say which paper the form is being filled in from; nothing is filled in for anybody."""
        self.paper.say(
            f"Paper {number}.", "Type what is on it. Nothing is filled in from the code.", "accent"
        )
        self.paper.show()

    def tighten(self, *, tight: bool) -> None:
        """Use less room, for a window that is not tall."""
        above, below = theme.px(5 if tight else 10), theme.px(6 if tight else 12)
        self._whole.setContentsMargins(theme.px(14), above, theme.px(14), below)
        self._whole.setSpacing(theme.px(5 if tight else 8))
        self.facts.tighten(tight=tight)
        self.form.tighten(tight=tight)

    def show_single(self, *, single: bool, folded: bool) -> None:
        """Offer the way back where only one pane is seen; fold facts away where it is not tall enough."""
        self._folded = folded
        self.back.setVisible(single)
        self.banner.narrow(narrow=single)
        self.facts.fold(folded=folded)
        self.hospital.setVisible(self._hospital and not folded)
        self.form.narrow(narrow=folded)
        self.no_reply.narrow(narrow=folded)
        self._unfold(not folded)

    def _unfold(self, opened: bool) -> None:  # noqa: FBT001 - a state, from a signal
        self._whom.setVisible(opened)
        self._before.setVisible(opened and self.no_reply.isHidden() and bool(self._before.text()))

    def _say_whom_to_ring(self, seen: Seen) -> None:
        runs: list[Run] = []
        for carer in seen.planned.carers:
            number = carer.phone or "number NOT RECORDED"
            between = [Run(" — ", "ink3")] if runs else []
            runs += [*between, bold(f"{carer.name} "), Run(number, "ink2", figures=True)]
        if not runs:
            runs = [bold("Nobody is planned for this visit.", "amber")]
        if seen.planned.summary.phone:
            runs += [
                Run(" — ", "ink3"),
                bold("At home "),
                Run(seen.planned.summary.phone, "ink2", figures=True),
            ]
        self._ring.say(*runs)

    def _say_history(self, seen: Seen) -> None:
        """Say what is to be written down, then what was, the last first: where room ends, the oldest goes."""
        runs: list[Run] = []
        for proposal in seen.proposed:
            kind = seen.lists.deviation.said(proposal.type)
            hazard = f" Hazard: {codes.HAZARDS[proposal.hazard].lower()}." if proposal.hazard else ""
            runs += [bold("To write down? ", "amber", 13), quiet(f"{kind}: {proposal.what}{hazard}  ")]
        for deviation in seen.deviations:
            kind = seen.lists.deviation.said(deviation.type)
            runs += [bold("Deviation ", "amber", 13), quiet(f"{kind}: {deviation.what}  ")]
        if seen.no_reply and seen.no_reply.ended and seen.no_reply.ending:
            ended = f"{codes.NO_REPLY_ENDINGS[seen.no_reply.ending].lower()}: {seen.no_reply.found}"
            runs += [bold(f"No reply ended {clock_face(seen.no_reply.ended)} ", size=13), quiet(f"{ended}  ")]
        for which, entry in zip(_which(len(seen.history)), reversed(seen.history), strict=True):
            at = clock_face(entry.recorded_at)
            runs += [bold(f"{which} {at} ", size=13), quiet(f"{_said(entry)}  ")]
        self._before.say(*runs)
        self._unfold(not self._folded)


def _which(entries: int) -> tuple[str, ...]:
    """Return what the entries of a history are called, the last first."""
    if entries < 2:
        return ("Written down",) * entries
    return ("Last written down", *("Before that",) * (entries - 2), "First written down")


def _said(entry: Earlier) -> str:
    came = ", ".join(_came(each) for each in entry.carers)
    what = codes.OUTCOMES[entry.outcome].lower()
    whys = "".join(f" {each.what} Because: {each.why.rstrip('.')}." for each in entry.challenges)
    return f"{what}{f', {came}' if came else ''}, grade {entry.grade}, by {entry.recorded_by}.{whys}"


def _came(each: CarerTimes) -> str:
    arrived = f" arrived {clock_face(from_text(each.arrived))}" if each.arrived else ""
    left = f" left {clock_face(from_text(each.left))}" if each.left else ""
    return f"{each.name}{arrived}{left}"
