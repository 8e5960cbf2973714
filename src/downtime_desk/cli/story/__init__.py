"""One outage from end to end with no window: the practice provider, its main system, and a night without it.

Every step is the act the window does. What is scripted stands at the other end of the line: the telephone
(`night`), the main system that stops and returns, and the manager who decides what the desk asks.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli.story import acts, by_hand
from downtime_desk.cli.story.scene import Say, Scene, StoryClock, last_night, practise
from downtime_desk.core import delivery
from downtime_desk.core.clock import utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import head, journal
from downtime_desk.outages import queries as outages
from downtime_desk.sync.sending.note import DowntimeNoteWritten
from downtime_desk.visits.model import deviations, verifications


def last_line(here: SignedIn, counted: dict[str, int], pages: int) -> dict[str, Any]:
    """Return the figures of the story, as the journal and the tables have them."""
    with here.store.read() as session:
        left = delivery.counts(session)
        closed = outages.all_outages(session)[0]
        return {
            **counted,
            "verified": session.execute(select(func.count()).select_from(verifications)).scalar_one(),
            "deviations": session.execute(select(func.count()).select_from(deviations)).scalar_one(),
            "notes": session.execute(
                select(func.count()).where(journal.c.kind == DowntimeNoteWritten.kind)
            ).scalar_one(),
            "pages": pages,
            "waiting": left["waiting"],
            "sent": left["sent"] + left["checked"],
            "checked": left["checked"],
            "needs_you": left["needs you"],
            "unaccounted": (closed.figures or {})["unaccounted"],
            "journal_head": head(session).code,
        }


def tell(people: int, seed: int, folder: Path, say: Say) -> dict[str, Any]:
    """Play the whole story in a folder, saying each step as it happens; return the figures."""
    evening = last_night(utc_now())
    with practise(people, seed, evening, folder) as running:
        scene = Scene(folder, running, StoryClock(evening.replace(hour=19, minute=30)), evening, say)
        here = acts.set_up(scene)
        try:
            counted = acts.take_copy(scene, here)
            acts.stop_main_system(scene, here)
            pages = acts.print_red(scene, here)
            changed = by_hand.keep_the_rota(scene, here)
            counted |= {"covered": changed["covered"], "cancelled_here": changed["cancelled"]}
            counted["told"] = by_hand.hear_of_people(scene, here)
            acts.answer_the_telephone(scene, here, seed)
            acts.change_meanwhile(scene, here)
            acts.phones_come_late(scene, here, first=1, many=6)
            acts.give_all_back(scene, here)
            acts.phones_come_late(scene, here, first=7, many=6)
            counted |= acts.look_again(scene, here)
            acts.stand_down(scene, here)
            examined = examine(here.store)
            if not examined.holds:
                raise Trouble("The store of the story does not hold.", "Run verify-store on it and look.")
            return last_line(here, counted, pages)
        finally:
            here.store.close()
