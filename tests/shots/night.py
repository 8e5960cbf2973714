"""The outage in the pictures: Saturday evening to Sunday morning, stopped at 02:06 and again after the return."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli.story import acts, by_hand
from downtime_desk.cli.story.night import Call
from downtime_desk.cli.story.scene import BACK, SEEN, Scene, StoryClock, practise
from downtime_desk.core.clock import LONDON, local
from downtime_desk.outages.actions import Decide, Note, decide, main_system_back, note
from downtime_desk.people.actions import Check, Tell, check, tell
from downtime_desk.people.kinds import Kind
from downtime_desk.people.search import Search
from downtime_desk.printing.actions import AccountFor, account_for
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.recovery.actions import Settle, Stopper, close_outage, give_back, settle
from downtime_desk.recovery.queries import standing
from downtime_desk.recovery.reconciling.actions import take_look
from downtime_desk.recovery.workbench.actions import (
    ChooseWay,
    LookAt,
    TakeBlock,
    TypeIn,
    Which,
    choose_way,
    look_at,
    take_block,
    type_in,
)
from downtime_desk.recovery.workbench.things import things
from downtime_desk.rota import actions as rota
from downtime_desk.rota import queries as rotas
from downtime_desk.sync import connection, deciding, rules
from downtime_desk.sync.refresh import Held, refresh
from downtime_desk.sync.rules import Rules
from downtime_desk.sync.sending.run import Step
from downtime_desk.sync.staged import Source, Stages

EVENING = datetime(2026, 11, 21, 12, tzinfo=LONDON)
NOW = datetime(2026, 11, 22, 2, 6, tzinfo=LONDON)
JUST_NOW = timedelta(minutes=3)
SEED = 1
PEOPLE = 60
UNHEARD_EVERY = 6
"""Of so many visits one carer does not ring: they are what the queue is about."""

SAID = (
    ((20, 4), "Fernway’s status page: investigating. Ticket FW-20417 taken by Omar."),
    ((20, 31), "Council duty line told: 60 people, paper packs out, next update 04:30."),
)
SICK = (23, 40)
TOLD: tuple[tuple[Kind, str], ...] = (
    ("moving", "Use the wheelchair tonight: slipped in the bathroom about 18:00, no injury seen"),
    ("contact", "Susan is away until Monday: ring Bill Trott first"),
)
DECIDED = partial(
    Decide,
    title="Second carer for the 23:00 round",
    what_we_knew="Blessing’s car will not start. Two visits of the round need two carers.",
    choices=("Send Omar by taxi", "Swap with the Nether Wick round"),
    chosen="Send Omar by taxi",
    why="The swap leaves a person who needs insulin at 23:15 without anybody.",
)


@dataclass
class Night:
    """The scene, the open store, and the calls that have not come yet."""

    scene: Scene
    here: SignedIn
    to_come: Sequence[Call] = ()
    heard: dict[str, str] = field(default_factory=dict)
    changed: bool = False


def before(folder: Path) -> Night:
    """Found the store and take the copy; it is 19:52 and the main system has just stopped."""
    running = practise(PEOPLE, SEED, EVENING, folder)
    scene = Scene(folder, running, StoryClock(EVENING.replace(hour=19, minute=30)), EVENING, _unheard)
    here = acts.set_up(scene)
    acts.take_copy(scene, here)
    scene.clock.reach(scene.at(SEEN))
    return Night(scene, here)


def until_now(night: Night) -> None:
    """Play the outage from its declaration to 02:06."""
    scene, here, heard = night.scene, night.here, night.heard
    acts.stop_main_system(scene, here)
    acts.print_red(scene, here)
    calls = acts.calls_of_the_night(scene, here, SEED)
    silent = set(list(dict.fromkeys(call.visit for call in calls))[::UNHEARD_EVERY])
    written = [(scene.at(face), words) for face, words in SAID]
    for call in calls:
        if call.at > NOW - JUST_NOW or call.visit in silent:
            continue
        while written and written[0][0] <= call.at:
            _write(scene, here, *written.pop(0))
        if call.at > scene.at(SICK) and not night.changed:
            _change(night)
        scene.clock.reach(call.at)
        acts.write_down(here, call, heard)
    scene.clock.reach(NOW - timedelta(minutes=1))
    with here.store.write(here.acting) as session:
        decide(session, DECIDED(happened_at=scene.clock()))
    scene.clock.reach(NOW)
    night.to_come = [call for call in calls if call.at > NOW - JUST_NOW or call.visit in silent]


def _change(night: Night) -> None:
    """Hear of Edwin Holloway, give runs out, and let a carer go home sick, with half of the run covered."""
    scene, here = night.scene, night.here
    scene.clock.reach(scene.at(SICK))
    now = scene.clock()
    with here.store.read() as session:
        edwin = Search().find(session, "holloway edwin").by_name[0].id
    with here.store.write(here.acting) as session:
        for kind, words in TOLD:
            told = tell(session, Tell(edwin, kind, words, "Susan Holloway-Reid", "daughter", now))
        check(session, Check(told.id, "Bill Trott", now, "true"))
    morning = local(now).date() + timedelta(days=1)
    for carer in _ringing(here, morning):
        by_hand.do(here, rota.give_handout, rota.GiveHandout(carer, morning, "phone", "The carer"))
    sick, _runs = by_hand.busiest(scene, here)
    off = rota.TakeOff(sick, now, scene.at(BACK, 1) + timedelta(days=1), "Went home sick")
    by_hand.do(here, rota.carer_off, off)
    with here.store.read() as session:
        left = rotas.uncovered(session, now, scene.at(BACK, 1))
    for each in left[::2]:
        by_hand.cover(here, each.visit)
    night.changed = True


def _ringing(here: SignedIn, day: date) -> tuple[str, ...]:
    """Return the carers who were reached about a day so far: two of three."""
    with here.store.read() as session:
        return tuple(each for place, each in enumerate(rotas.carers_with_runs(session, day)) if place % 3)


def until_the_return(night: Night) -> None:
    """Play on: the rest of the calls, a colleague's cancellation, the main system's return, the first run."""
    scene, here = night.scene, night.here
    for call in night.to_come:
        scene.clock.reach(call.at)
        acts.write_down(here, call, night.heard)
    acts.change_meanwhile(scene, here)
    scene.clock.reach(scene.at(BACK, 1))
    scene.running.start()
    with here.store.write(here.acting) as session:
        main_system_back(session, scene.at(BACK, 1))
    give_back(here.store, here.acting, Stopper(), _no_step)
    scene.clock.reach(scene.at((8, 31), 1))


def choose_by_hand(night: Night) -> None:
    """Choose to type in whatever is open."""
    with night.here.store.write(night.here.acting) as session:
        choose_way(session, ChooseWay(Which(), "type in"))


def type_by_hand(night: Night) -> None:
    """Type the first of it, by somebody without a sign-in."""
    here = night.here
    with here.store.write(here.acting) as session:
        take_block(session, TakeBlock(1, "Sam Okoro"))
        first, *_ = things(session, here.acting.now())
        type_in(session, TypeIn(first.fact, "Sam Okoro", "FW-88213"))


def by_server_again(night: Night) -> None:
    """Send it after all: what was typed is looked at and wrong, and goes as the rest."""
    here = night.here
    with here.store.write(here.acting) as session:
        first, *_ = things(session, here.acting.now())
        look_at(session, LookAt(first.fact, "wrong", wrong="The times are those of the plan."))
        choose_way(session, ChooseWay(Which(), "send"))
    give_back(here.store, here.acting, Stopper(), _no_step)


def settle_all(night: Night) -> None:
    """Let our account stand in every conflict, send again, and count the paper back in."""
    here = night.here
    with here.store.read() as session:
        needing = standing(session).needs_you
    for each in needing:
        with here.store.write(here.acting) as session:
            settle(session, Settle(each.fact, "ours", "The carer was there; the letter was about next week."))
    give_back(here.store, here.acting, Stopper(), _no_step)
    with here.store.write(here.acting) as session:
        for sheet in numbered_sheets(session):
            account_for(session, AccountFor(sheet.number, "destroyed", "Shredded at the end of the shift."))


def look_again(night: Night) -> None:
    """Let phones hand in the visits of the night late, and lay plan, desk and main system beside each other."""
    acts.phones_come_late(night.scene, night.here, first=4, many=12)
    take_look(night.here.store, night.here.acting, lambda: False, lambda _pages: None)


def decide_all(night: Night) -> None:
    """Decide every finding, send what that asks for, and look once more."""
    acts.look_again(night.scene, night.here)


def close(night: Night) -> str:
    """Close the outage; return its reference."""
    with night.here.store.write(night.here.acting) as session:
        return close_outage(session).removesuffix("-C")


def _write(scene: Scene, here: SignedIn, at: datetime, words: str) -> None:
    scene.clock.reach(at)
    with here.store.write(here.acting) as session:
        note(session, Note(words, at))


def _unheard(_words: str) -> None:
    """The pictures say it."""


def _no_step(_step: Step) -> None:
    """The pictures show how the run ended."""


class Leaving:
    """A main system that gives everything but what is left out: `leaves` gets each resource as it was sent."""

    def __init__(self, real: Source, leaves: Callable[[bytes], bool]) -> None:
        self._real, self._leaves = real, leaves
        self.name, self.window, self.as_of, self.can = real.name, real.window, real.as_of, real.can

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield what the main system gives, without what is left out."""
        for where, raw in self._real.resources():
            if not self._leaves(raw.replace(b": ", b":")):
                yield where, raw

    def close(self) -> None:
        """Let go of the connection."""
        self._real.close()


def _two_in_five() -> Callable[[bytes], bool]:
    """Return what leaves out two visits of five, as if somebody had deleted them."""
    numbers = count(1)
    return lambda raw: b'"resourceType":"Appointment"' in raw and next(numbers) % 5 < 2


def lose_visits(night: Night) -> None:
    """Let a copy come in which 40 % of the visits are gone: it waits for a person."""
    here = night.here
    # a sound copy taken by itself would overtake it
    with here.store.write(here.acting) as session:
        rules.change(session, Rules(every_minutes=0))
    with here.store.read() as session:
        real = connection.source(session, night.scene.clock)
    assert not isinstance(real, Stages)
    losing = Leaving(real, _two_in_five())
    with suppress(Held), closing(losing):
        refresh(here.store, here.acting, losing)


def refuse_the_loss(night: Night) -> None:
    """Refuse that copy: the good one stays in use."""
    here = night.here
    deciding.refuse(here.store, here.acting, "Keira still sees all her visits, says Ade at Fernway.")
    with here.store.write(here.acting) as session:
        rules.change(session, Rules())
