"""The page of settings as the app puts it together."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.connect import Server, SignsIn
from downtime_desk.access.screen.journal import section as journal
from downtime_desk.access.screen.locking import locking
from downtime_desk.access.screen.main_system import Does
from downtime_desk.access.screen.managers import managers
from downtime_desk.access.screen.settings import Section, Settings, appearance, main_system, organisation
from downtime_desk.access.screen.ways_in import ways_in
from downtime_desk.app.copy_form import CopyForm
from downtime_desk.app.copy_rules import CopyRulesForm
from downtime_desk.app.files_form import FilesForm, Place
from downtime_desk.app.laptop.capture import can_leave_out
from downtime_desk.app.look_form import SecondLookForm
from downtime_desk.app.practice import NAME
from downtime_desk.app.practice_form import PracticeForm
from downtime_desk.app.records_form import RecordsForm
from downtime_desk.app.watch_form import WatchForm
from downtime_desk.backups.screen.settings import section as backups
from downtime_desk.outages.screen.integrity import IntegrityForm
from downtime_desk.printing.screen.settings import sections as paper_sections
from downtime_desk.sync.connection import Connection, chosen
from downtime_desk.sync.screen.previous import PreviousForm
from downtime_desk.visits.screen.settings import sections as visit_sections

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow


# In these parts there is something to look at, or to do, for who may not change settings: their buttons say what each needs.
RECORDS = {
    "The copy": "",
    "Copies from before": "",
    "Data integrity": "",
    "Records": "",
    "Backups": "backup.pack_made",
    "The journal": "journal.doubt_settled",
    NAME: "",
}


def settings_page(window: "DeskWindow") -> QWidget:
    """Return the page of settings."""
    desk = window.desk
    with desk.read() as session:
        here = chosen(session)
    server = _typed(here) if here and here.kind == "server" else None
    there = here.name if here else "the main system"
    copying = window.copying
    sections = [
        appearance(window.wear),
        organisation(desk),
        managers(desk, window.signed_in, window.removal_asked.emit),
        ways_in(desk, window.signed_in),
        locking(desk, can_leave_out=can_leave_out()),
        main_system(desk, server, Does(copying.test, copying.keep, copying.make_key)),
        Section(
            "The copy", "hard-drive", "Taken whole, or not at all.", lambda: CopyForm(window, window.copying)
        ),
    ]
    kept = Place(here.name, Path(here.where)) if here and here.kind == "files" else None
    about = "For a main system without an interface: CSV, XLSX or JSON in a folder."
    sections.append(Section("Files", "folder-open", about, lambda: FilesForm(window, kept)))
    about = "How often a copy is taken by itself, and from how much loss on a new one waits for a person."
    sections.append(Section("Copying by itself", "timer", about, lambda: CopyRulesForm(window)))
    about = "What was in them, what each changed, and going back to one. Looking works in an outage too."
    sections.append(Section("Copies from before", "history", about, lambda: PreviousForm(desk)))
    about = (
        "Records that are not what they should be, for many people at once: who, why, and checks by samples."
    )
    sections.append(Section("Data integrity", "shield-alert", about, lambda: IntegrityForm(desk, there)))
    about = "Whether it answers, part by part. It proposes an outage; only a person declares one."
    sections.append(Section("Watching the main system", "heart-pulse", about, lambda: WatchForm(desk)))
    about = "When two accounts of a visit agree, once the main system is back; anything else is a person’s to decide."
    sections.append(Section("Second look", "list-checks", about, lambda: SecondLookForm(desk)))
    sections.append(journal(desk, window.store))
    about = "Who looked at, printed and wrote what; how long it stays here; what of it is due to go."
    sections.append(Section("Records", "folder-open", about, lambda: RecordsForm(window)))
    sections.append(backups(desk, window.signed_in, window.backed_up, window.backing.said))
    sections += visit_sections(desk)
    sections += paper_sections(desk)
    if here is not None and here.name == NAME:
        about = "Invented people on this laptop. Switch it off to practise an outage."
        sections.append(Section(NAME, "graduation-cap", about, lambda: PracticeForm(window.practice, window)))
    return Settings(desk, [replace(each, records=RECORDS.get(each.title, each.records)) for each in sections])


def _typed(here: Connection) -> Server:
    """Return what is kept of a server as it was typed, without its secret."""
    by = here.sign_in
    ways = SignsIn(by.way, by.client_id, by.token_url, by.scope, by.in_body, by.algorithm)
    return Server(here.name, here.where, "", ways)
