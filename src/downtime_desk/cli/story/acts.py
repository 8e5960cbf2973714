"""The acts of the story, each the one the window does."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Final

from sqlalchemy import select

from downtime_desk.access.actions import Found, SignedIn, found
from downtime_desk.cli.story.night import Call, calls
from downtime_desk.cli.story.scene import BACK, SEEN, STOPS, Scene
from downtime_desk.core.clock import from_text, full_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.passphrases import offer_passphrase
from downtime_desk.outages import actions as outage_actions
from downtime_desk.people import copies
from downtime_desk.practice.meanwhile import How
from downtime_desk.printing.actions import AccountFor, IssueCopies, account_for, issue_copies
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.who import Who, people_of
from downtime_desk.recovery import certificate
from downtime_desk.recovery.actions import Settle, Stopper, close_outage, give_back, settle
from downtime_desk.recovery.queries import Thing, standing
from downtime_desk.recovery.reconciling.actions import Decide, decide, take_look
from downtime_desk.recovery.reconciling.queries import open_findings
from downtime_desk.recovery.reconciling.queries import standing as second_look
from downtime_desk.recovery.reconciling.standings import Standing
from downtime_desk.recovery.reconciling.standings import words as said_of
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import visits
from downtime_desk.sync.connection import Choose, Connection, choose, server, source
from downtime_desk.sync.outcome import Answer
from downtime_desk.sync.refresh import refresh
from downtime_desk.sync.sending.run import Ran, Step
from downtime_desk.visits import actions as visit_actions
from downtime_desk.visits.facts import Challenge
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import planned
from downtime_desk.visits.proposals import Proposal

MAIN_SYSTEM = "Fernway"


def set_up(scene: Scene) -> SignedIn:
    """Make the store, connect the main system and take the first copy."""
    passphrase = offer_passphrase()
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", passphrase)
    made = found(scene.folder / "desk", command, scene.clock)
    scene.say(f"1  Set up. Store made for {command.organisation}, Priya Nair signed in.")
    scene.say(f"   Passphrase of this practice store: {passphrase}")
    scene.say(f"   Recovery code, shown once: {made.recovery_code}")
    here = made.signed_in
    with here.store.write(here.acting) as session:
        choose(session, Choose(Connection(MAIN_SYSTEM, "server", scene.running.url)))
    return here


def take_copy(scene: Scene, here: SignedIn) -> dict[str, int]:
    """Refresh the copy and return what is in it."""
    with here.store.read() as session:
        place = source(session, scene.clock)
    with closing(place):
        taken = refresh(here.store, here.acting, place)
    scene.say(f"2  Refresh. {taken.words()}")
    return {"people": taken.counts.people, "carers": taken.counts.carers, "visits": taken.counts.visits}


def stop_main_system(scene: Scene, here: SignedIn) -> None:
    """Switch the main system off, see that it does not answer, and declare the outage."""
    scene.running.stop()
    scene.clock.reach(scene.at(SEEN))
    with here.store.read() as session:
        client = server(session, scene.clock)
    answered = isinstance(client.health(), Answer)
    client.close()
    if answered:
        raise Trouble("The practice main system still answers.", "Start the demonstration again.")
    command = outage_actions.Declare(
        what=("Rota", "Care records", "Carers’ phone app"),
        since=scene.at(STOPS),
        first_sign="Three carers: cannot load visits",
        ticket="FW-20417",
    )
    with here.store.write(here.acting) as session:
        reference = outage_actions.declare(session, command)
    with here.store.read() as session:
        oldest = min(copies.as_of(session).values())
    scene.say(
        f"3  Outage {reference} declared at {full_stamp(scene.clock())}. {MAIN_SYSTEM} does not answer."
    )
    scene.say(f"   The copy is of {full_stamp(oldest)}.")


def print_red(scene: Scene, here: SignedIn) -> int:
    """Print the summaries of all red people to a file, numbered; return the pages."""
    with here.store.read() as session:
        ids = people_of(session, Who("red"), scene.clock())
        sheets = sheets_for(session, ids, here.acting, scene.clock() + timedelta(hours=12))
    pack = render_pack(sheets, len(sheets))
    file = scene.folder / "red-summaries.pdf"
    command = IssueCopies(sheets, pack, "Duty folder", file.name, "The night without the main system")
    with here.store.write(here.acting) as session:
        issue_copies(session, command)
    replace_file(file, pack.pdf)
    pages = sum(pack.pages)
    scene.say(f"4  Print. {len(sheets)} red people on {pages} pages, read back and numbered: {file}")
    return pages


def answer_the_telephone(scene: Scene, here: SignedIn, seed: int) -> None:
    """Write down every call of the night, and the deviations that follow from them."""
    night = calls_of_the_night(scene, here, seed)
    heard: dict[str, str] = {}
    deviations = 0
    for call in night:
        scene.clock.reach(call.at)
        deviations += write_down(here, call, heard)
    scene.say(
        f"6  Visits. {len(night)} calls about {len(heard)} visits written down, {deviations} deviations logged."
    )


def calls_of_the_night(scene: Scene, here: SignedIn, seed: int) -> list[Call]:
    """Return every call about the visits planned between the main system's stop and its return."""
    with here.store.read() as session:
        ids = session.execute(
            select(visits.c.id).where(
                visits.c.end > to_text(scene.at(STOPS)),
                visits.c.start < to_text(scene.at(BACK, 1)),
                visits.c.status.not_in(NOT_GOING),
                visits.c.withdrawn_at.is_(None),
            )
        ).scalars()
        return calls([planned(session, each) for each in ids], seed)


def write_down(here: SignedIn, call: Call, heard: dict[str, str]) -> int:
    """Write down one call as the manager at the desk would; return how many deviations followed.

    `heard` is the account that stands of every visit heard of so far, and is kept up to date.
    """
    first = call.visit not in heard
    told = replace(call.verify, seen=heard.get(call.visit))
    with here.store.read() as session:
        looked = visit_actions.look_at(session, told, here.acting.now())
        about = planned(session, call.visit)
    sure = tuple(Challenge(doubt, "Asked again: the caller is sure.") for doubt in looked.doubts)
    with here.store.write(here.acting) as session:
        heard[call.visit] = visit_actions.verify(session, replace(told, accepted=sure)).id
        followed = looked.proposed if first else ()
        for each in followed:
            visit_actions.log_deviation(session, _deviation(call, about.who.id, each))
    return len(followed)


def _deviation(call: Call, person: str, proposed: Proposal) -> visit_actions.LogDeviation:
    return visit_actions.LogDeviation(
        person=person,
        visit=call.visit,
        type=proposed.type,
        severity=proposed.severity,
        harm="none",
        happened_at=to_text(call.at),
        what=proposed.what,
        actions=("welfare-call",),
        safeguarding="not referred",
        safeguarding_reason="The person was seen or spoken to and is safe.",
        hazard=proposed.hazard,
    )


def change_meanwhile(scene: Scene, here: SignedIn) -> None:
    """Let a colleague cancel a visit in the main system that the desk has as done: a conflict to decide."""
    with here.store.read() as session:
        told = session.execute(
            select(verifications.c.visit)
            .where(verifications.c.outcome == "done")
            .order_by(verifications.c.planned_start, verifications.c.visit)
            .limit(1)
        ).scalar_one()
    scene.running.system.cancel_visit(told, "Cancelled by the family by letter")


def phones_come_late(scene: Scene, here: SignedIn, first: int, many: int) -> None:
    """Let carers’ phones hand in what they noted of visits of the night, one way after another; some disagree."""
    with here.store.read() as session:
        known = session.execute(
            select(verifications.c.visit, verifications.c.arrived, verifications.c.left)
            .where(verifications.c.outcome == "done", verifications.c.visit.not_like("DT-%"))
            .order_by(verifications.c.planned_start, verifications.c.visit)
            .limit(many)
            .offset(first)
        ).all()
    handed = Counter[str]()
    for (visit, arrived, left), how in zip(known, cycle(WAYS), strict=False):
        off = timedelta(minutes=9 if how == "minutes off" else 0)
        came, went = (to_text(from_text(each) + off) for each in (arrived, left))
        scene.running.system.phone_syncs_late(visit, came, went, HOW.get(how, "as noted"))
        handed[how] += 1
    said = ", ".join(f"{number} {how}" for how, number in handed.items())
    scene.say(f"   Carers’ phones find a network and hand in {handed.total()} visits: {said}.")


def give_all_back(scene: Scene, here: SignedIn) -> None:
    """Let the main system return, send everything, decide what needs a person, and prove the rest."""
    scene.clock.reach(scene.at(BACK, 1))
    scene.running.start()
    with here.store.write(here.acting) as session:
        outage_actions.main_system_back(session, scene.at(BACK, 1))
    ran = give_back(here.store, here.acting, Stopper(), _silent)
    scene.say(f"7  Return. {_in_words(ran)}")
    for each in _needing(here):
        words = f". {each.matter.words}" if each.matter else ""
        scene.say(f"   Needs you: {each.name}: {each.what}{words}.")
        for row in each.matter.rows if each.matter else ():
            if row.differs:
                ours, theirs = (" ".join((side or "nothing").split()) for side in (row.ours, row.theirs))
                scene.say(f"     {row.label}: we wrote {ours}; {MAIN_SYSTEM} has {theirs}")
        phone = each.matter is not None and each.matter.kind == "two records"
        why = "The phone noted the times as they happened." if phone else LETTER
        with here.store.write(here.acting) as session:
            settle(session, Settle(each.fact, "theirs" if phone else "ours", why))
        stands = "the phone’s times and our note stand" if phone else "our account stands"
        scene.say(f"     Decided: {stands}, with the reason written down.")
    ran = give_back(here.store, here.acting, Stopper(), _silent)
    scene.say(f"   {_in_words(ran)}")


def look_again(scene: Scene, here: SignedIn) -> dict[str, int]:
    """Lay plan, desk and main system beside each other; decide each finding, and send what that asks for."""
    found = take_look(here.store, here.acting, lambda: False, _no_page)
    with here.store.read() as session:
        reference = outage_actions.running(session).reference
        second, left = second_look(session, reference), open_findings(session, reference, None)
    scene.say(f"   Second look. {second.agrees} visits agree, {found} findings. {second.tolerance.words()}")
    kinds = Counter(each.standing for each in left)
    for kind, many in kinds.items():
        scene.say(f"     {many} {said_of(kind).lower()}")
    for each in left:
        with here.store.write(here.acting) as session:
            decide(session, Decide(each.key, DECIDES.get(each.standing, "theirs"), WHY))
    if left:
        ran = give_back(here.store, here.acting, Stopper(), _silent)
        again = take_look(here.store, here.acting, lambda: False, _no_page)
        scene.say(f"     Decided each. {_in_words(ran)} Looked again: {again} left.")
    return {"findings": found}


def stand_down(scene: Scene, here: SignedIn) -> None:
    """Count the paper back in, close the outage, and write its certificate."""
    with here.store.write(here.acting) as session:
        for sheet in numbered_sheets(session):
            account_for(session, AccountFor(sheet.number, "destroyed", "Shredded at the end of the shift."))
        number = close_outage(session)
    reference = number.removesuffix("-C")
    with here.store.read() as session:
        certified = certificate.figures(session, reference, here.acting)
    page, machine = certificate.save(certified, scene.folder)
    scene.say(f"8  Stood down. Certificate {number}: {page} and {machine.name}")


def _needing(here: SignedIn) -> tuple[Thing, ...]:
    with here.store.read() as session:
        return standing(session).needs_you


def _in_words(ran: Ran) -> str:
    counted = ", ".join(f"{number} {state}" for state, number in ran.counts.items() if number)
    return f"{counted}." + (f" Stopped: {ran.stopped}" if ran.stopped else "")


LETTER: Final = "The carer was there; the letter was about next week."
WAYS: Final = ("as noted", "as noted", "minutes off", "as noted", "twice", "without the visit")
HOW: Final[dict[str, How]] = {"twice": "twice", "without the visit": "without the visit"}
DECIDES: Final[dict[Standing, str]] = {
    "only there": "accept",
    "unknown visit": "accept",
    "no plan": "accept",
    "not read": "accept",
    "other person": "mistake",
    "which visit": "mistake",
    "gone": "again",
    "cancelled there": "ours",
}
WHY: Final = "The carer was rung and says so."


def _no_page(_pages: int) -> None:
    """The story says what was found, not each page."""


def _silent(_step: Step) -> None:
    """The story says how a run ended, not each step of it."""
