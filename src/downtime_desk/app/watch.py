"""Watching the main system while somebody is signed in: looked at beside the window, said quietly over the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from PySide6.QtCore import QObject, Signal

from downtime_desk.access.actions import SignedIn
from downtime_desk.core.clock import day_and_clock
from downtime_desk.core.errors import Trouble
from downtime_desk.outages import queries as outages
from downtime_desk.outages.queries import Mode, Outage
from downtime_desk.outages.screen import Sign
from downtime_desk.sync.health import rules, words
from downtime_desk.sync.health.course import Health
from downtime_desk.sync.health.rules import WatchRules
from downtime_desk.sync.health.watching import Watching
from downtime_desk.sync.refresh import MAKES_COPIES
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.shell.strip import Strip

Act = Literal["declare", "back", "return"]


@dataclass(frozen=True)
class Message:
    """What is said over the pages: strong words, more words, and what its button does."""

    strong: str
    more: str
    do: str
    act: Act
    tone: str = "amber"


def message(health: Health, running: Outage | None, watch: WatchRules) -> Message | None:
    """Return what there is to say about the main system as the desk stands. It proposes; it never declares."""
    there = health.source
    if running is None:
        if health.own_trouble():
            more = "If the service is affected, declare it all the same."
            return Message(words.told(health), more, "Declare an outage", "declare", "accent")
        if health.bad():
            more = "Nothing is declared. You decide."
            return Message(words.told(health), more, "Declare an outage", "declare")
        return None
    if running.mode is Mode.RETURNING:
        stopped = f"{there} has stopped answering again. {words.told(health)}"
        return Message(stopped, "", "Go to Return", "return") if health.bad() else None
    back = health.back_since(watch)
    if back is None or not MAKES_COPIES & set(running.what):
        return None
    more = "Nothing is copied or sent until somebody has looked and says that it is back."
    return Message(
        f"{there} seems to be back: it has answered since {day_and_clock(back)}.", more, "See if it is back",
        "back", "green",
    )  # fmt: skip


def sign_of(health: Health) -> Sign | None:
    """Return what the laptop saw, for the declaration; nothing while all is well."""
    if not health.bad() and not health.own_trouble():
        return None
    since = health.since() or health.own_since
    evidence = words.evidence(health)
    said = words.told(health)
    return Sign(f"{said} {evidence}".strip(), since, f"Seen from the desk: {said}")


class Watch(QObject):
    """Looks when a look is due. Signals `changed` after a look, and the acts a person chose in the strip."""

    changed: ClassVar[Signal] = Signal()
    declare_asked: ClassVar[Signal] = Signal()
    back_asked: ClassVar[Signal] = Signal()
    return_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, here: SignedIn, strip: Strip, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._strip = desk, strip
        self._watching = Watching(here.store, here.acting)
        self._busy = False
        self._said: Message | None = None
        self._aside: Message | None = None
        strip.acted.connect(self._act)
        strip.put_aside.connect(self._put_aside)
        desk.refresh_on(self, outages.TABLES, self.show_it)
        self.show_it()

    def look(self) -> None:
        """Look at the main system if that is due and no look is under way."""
        if self._busy:
            return
        with self._desk.read() as session:
            due = self._watching.is_due(session, self._desk.now())
        if due:
            self._busy = True
            self._desk.jobs.work(self, self._watching.look, then=self._looked, otherwise=self._not_looked)

    def sign(self) -> Sign | None:
        """Return what was seen, for the declaration."""
        return sign_of(self._watching.health)

    def back_since(self) -> datetime | None:
        """Return since when the main system seems to be back."""
        with self._desk.read() as session:
            return self._watching.back_since(rules.kept(session))

    def under(self) -> str:
        """Return the line under the mode while something is wrong, in a few words."""
        health = self._watching.health
        if health.own_trouble():
            return "No way to the main system"
        if not health.bad():
            return ""
        in_part = set(health.parts) - {"Giving back", *health.bad()}
        return f"{health.source} answers in part" if in_part else f"{health.source} not answering"

    def show_it(self) -> None:
        """Say over the pages what there is to say, unless the person put that aside."""
        with self._desk.read() as session:
            said = message(self._watching.health, outages.current(session), rules.kept(session))
        self._said = said
        if said is None or (self._aside is not None and said.strong == self._aside.strong):
            self._strip.hide()
            return
        self._strip.say(said.strong, said.more, said.do, said.tone)

    def _looked(self, _health: Health) -> None:
        self._busy = False
        self.show_it()
        self.changed.emit()

    def _not_looked(self, _trouble: Trouble) -> None:
        self._busy = False

    def _act(self) -> None:
        acts: dict[Act, Callable[[], None]] = {
            "declare": self.declare_asked.emit,
            "back": self.back_asked.emit,
            "return": self.return_asked.emit,
        }
        if self._said is not None:
            acts[self._said.act]()

    def _put_aside(self) -> None:
        self._aside = self._said
        self._strip.hide()
