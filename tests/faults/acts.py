"""The acts that are killed, each as the program does it."""

from datetime import timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import select

from downtime_desk.access.actions import SignedIn, read_keyfile, sign_in
from downtime_desk.access.actions.managers import change_passphrase
from downtime_desk.backups.actions import back_up, open_backup, put_in_place
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.clock import to_text
from downtime_desk.core.files import replace_file
from downtime_desk.core.migrate import bring_up_to_date
from downtime_desk.core.paths import STORE_FILE
from downtime_desk.core.session import Session
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people.model import people
from downtime_desk.practice import Provider
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.making import Order, make
from downtime_desk.printing.who import Who
from downtime_desk.rota.model import visits
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.files.giving import write_files
from downtime_desk.sync.refresh import refresh
from downtime_desk.sync.sending.run import send
from downtime_desk.visits.actions import LogDeviation, Verify, log_deviation, verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.planned import planned
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.faults.act import acknowledge
from tests.plugins.clock import Clock
from tests.sync_return.main_system import Here, Patience

NEXT_EXPORT = "next-export"
PAPER = "paper.pdf"
OTHER_PASSPHRASE = "walnut ferry candle orbit thistle"
BARE_KEY = bytes(range(32))


def signed_in(home: Path) -> SignedIn:
    """Sign in as the first manager of the store."""
    return sign_in(home, read_keyfile(home).of_kind("manager")[0].who, PASSPHRASE, Clock(NIGHT))


def a_visit(session: Session) -> str:
    """Return the last visit that is over."""
    ended = (
        select(visits.c.id).where(visits.c.end < to_text(NIGHT)).order_by(visits.c.end.desc(), visits.c.id)
    )
    return session.execute(ended.limit(1)).scalar_one()


def verify_and_log(home: Path) -> None:
    """Verify a visit, correct it, and log a deviation, each saved by itself."""
    here = signed_in(home)
    with here.store.read() as session:
        visit = planned(session, a_visit(session))
    start, end = to_text(visit.start), to_text(visit.end)
    came = tuple(CarerTimes(each.id, each.name, start, to_text(NIGHT)) for each in visit.carers)
    told = (Source("carer-at-time", "the carer", to_text(NIGHT)),)
    with here.store.write(here.acting) as session:
        first = verify(session, Verify(visit.visit, "there now", note="first"))
    acknowledge(first.id)
    with here.store.write(here.acting) as session:
        second = verify(
            session, Verify(visit.visit, "not known yet", sources=told, seen=first.id, note=str(len(came)))
        )
    acknowledge(second.id)
    late = LogDeviation(
        visit.who.id,
        visit.visit,
        "late",
        "low",
        "none",
        end,
        "Late.",
        ("no-action",),
        "not referred",
        "Not needed.",
    )
    with here.store.write(here.acting) as session:
        third = log_deviation(session, late)
    acknowledge(third.id)
    here.store.close()


def declare_outage(home: Path) -> None:
    """Declare an outage."""
    here = signed_in(home)
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    here.store.close()


def refresh_again(home: Path) -> None:
    """Refresh from the export that lies beside the store."""
    here = signed_in(home)
    refresh(here.store, here.acting, Folder(home / NEXT_EXPORT))
    here.store.close()


def back_up_again(home: Path) -> None:
    """Back up, as at close."""
    here = signed_in(home)
    back_up(here, "close")
    here.store.close()


def go_on_from_a_backup(home: Path) -> None:
    """Go on from the newest backup beside the store."""
    newest = listed(home / "backups").backups[0].path
    who = read_keyfile(home).of_kind("manager")[0].who
    put_in_place(open_backup(home, newest, who, PASSPHRASE), Clock(NIGHT)).store.close()


def give_back_by_file(home: Path) -> None:
    """Verify a visit, and write what waits to files."""
    verify_and_log(home)
    here = signed_in(home)
    (home / "given").mkdir()
    write_files(here.store, here.acting, home / "given")
    here.store.close()


def give_back(home: Path) -> None:
    """Verify a visit, and give it back to a main system in this process."""
    verify_and_log(home)
    here = signed_in(home)
    clock = Clock(NIGHT)
    system = PracticeSystem(":memory:", now=clock)
    system.load(Provider(people=60, seed=1, today=NIGHT.date(), days=2))
    send(here.store, here.acting, lambda: Here(system, clock), Patience(clock))
    system.close()
    here.store.close()


def print_a_summary(home: Path) -> None:
    """Print somebody's summary: in the register first, then the page."""
    here = signed_in(home)
    with here.store.read() as session:
        person = session.execute(select(people.c.id).order_by(people.c.id).limit(1)).scalar_one()
    order = Order(Who("person", person), here.acting, NIGHT + timedelta(hours=12), Event())
    made = make(here.store.read, order, lambda _progress: None)
    command = IssueCopies(made.sheets, made.pack, "duty folder", PAPER, "On call", "By telephone.")
    with here.store.write(here.acting) as session:
        issued = issue_copies(session, command)
    for entry in issued:
        acknowledge(entry.id)
    replace_file(home / PAPER, made.pack.pdf)
    here.store.close()


def change_own_passphrase(home: Path) -> None:
    """Choose another passphrase."""
    here = signed_in(home)
    change_passphrase(home, here, PASSPHRASE, OTHER_PASSPHRASE, CHEAP)
    here.store.close()


def upgrade(home: Path) -> None:
    """Bring a bare store up to date, as at sign-in after a newer version was installed."""
    bring_up_to_date(home / STORE_FILE, BARE_KEY)
