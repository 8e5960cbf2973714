"""Buttons and roles: what a button records is said where it is made, and who may not record it sees it held, with why.

Each button, and the primary button of each dialog, is made with `records=`, the kind of fact that follows; or it only
shows, turns or opens something, and its words stand in LOOKS.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import downtime_desk.wiring  # noqa: F401 - all facts are known
from downtime_desk.access import roles
from downtime_desk.core import journal

ROOT = Path(__file__).parents[2] / "src" / "downtime_desk"
MADE_BY = {"Button", "primary", "button"}
LOOKS = {
    "access/screen/connect.py": {"Choose a folder of files", "Connect and copy", "Load the practice data"},
    "access/screen/first_run.py": {"Back", "Go on", "Open a pack of another laptop instead"},
    "access/screen/journal.py": {"Find it", "Prove the store now"},
    "access/screen/main_system.py": {"Test the connection"},
    "access/screen/managers.py": {"Who may do what"},
    "access/screen/passphrase.py": {"Another five", "Show"},
    "access/screen/recovery_code.py": {"Print it", "Save as PDF"},
    "access/screen/unlock.py": {
        "Cannot get in? Break glass", "Display", "I have an invitation", "Open a backup or pack", "Show", "Unlock",
        "Use the recovery code",
    },
    "app/files_form.py": {"Choose a folder of exports", "Look again"},
    "app/practice_form.py": {"", "Let carers’ phones catch up"},
    "app/records_form.py": {"See who looked at what"},
    "assurance/screen/__init__.py": {"Print proofs"},
    "assurance/screen/row.py": {""},
    "backups/screen/emergency.py": {"Lock", "Page after", "Page before", "Print this sheet", "Save as a PDF", "f'Print all {_pages(last.pages.page_count())}'"},
    "backups/screen/opening.py": {"Choose a file: a stick, a drive", "I have the recovery code instead"},
    "outages/screen/line.py": {"Write a new line instead"},
    "outages/screen/log.py": {"Check the log", "Earlier entries", "Log"},
    "people/screen/__init__.py": {""},
    "people/screen/detail.py": {"List"},
    "printing/screen/preview.py": {"", "Make the pages", "Read", "Stop"},
    "printing/screen/register.py": {"Codes to change", "Ring the holders"},
    "printing/screen/viewer.py": {"Next"},
    "recovery/screen/__init__.py": {"More", "Read again", "Save the certificate"},
    "recovery/screen/hand_pane.py": {"Copy all"},
    "recovery/screen/reading.py": {"Back to the list"},
    "recovery/screen/settling.py": {"Skip for now"},
    "rota/screen/board.py": {"Open"},
    "rota/screen/changing/base.py": {"Start empty"},
    "rota/screen/changing/pick.py": {"Somebody else"},
    "rota/screen/head.py": {"Day after", "Day before", "Today"},
    "rota/screen/off_pane.py": {"Their run"},
    "rota/screen/pane.py": {"List"},
    "sync/screen/previous.py": {"Look up"},
    "ui/shell/strip.py": {"", "Not now"},
    "visits/screen/board.py": {"Verify this visit"},
    "visits/screen/call/message.py": {"Read it"},
    "visits/screen/call/run_row.py": {"Take it"},
    "visits/screen/day_filters.py": {"Show all"},
    "visits/screen/deviation.py": {"Start again"},
    "visits/screen/form_parts.py": {"Carer"},
    "visits/screen/pane.py": {"", "Queue"},
    "visits/screen/person.py": {"More facts: 5"},
    "visits/screen/settings.py": {"Put the usual ones in"},
    "visits/screen/timeline/__init__.py": {"Go to now", "Key", "Verify this visit"},
}  # fmt: skip
"""By file, the words with which a button is made that records nothing, or opens what holds its own buttons."""


DIALOGS = {
    "BreakGlassDialog", "InvitationDialog", "NightDialog", "OpenBackupDialog", "OwnPassphraseDialog", "RecoverDialog",
    "RemovingDialog",  # over the locked window: nobody is signed in, or they are what lets somebody in
    "ReviewDialog",  # opened by the program for who may go through it
    "AddVisitDialog", "CancelDialog", "CarerBackDialog", "CarerOffDialog", "DoubleUpDialog", "MoveTimeDialog",
    "ReassignDialog", "VisitDialog",  # each a ChangeDialog, which says what it records
    "PhotosDialog", "ReconnectDialog", "TimeLeftDialog", "Viewer",  # their primary button closes them
}  # fmt: skip
"""Dialogs whose primary button needs no role, or that get it from what they are built on."""


def dialogs() -> Iterator[tuple[str, bool]]:
    """Yield each dialog there is, and whether it says what its primary button records."""
    for file in sorted(ROOT.rglob("*.py")):
        for each in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(each, ast.ClassDef) or each.name == "Drafted":
                continue
            for node in ast.walk(each):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                named = {one.arg for one in node.keywords}
                if node.func.attr == "__init__" and "do" in named:
                    yield each.name, "records" in named


def test_every_dialog_says_what_its_primary_button_records() -> None:
    silent = {name for name, says in dialogs() if not says}
    assert silent == DIALOGS


def made() -> Iterator[tuple[str, str, str | None]]:
    """Yield each button there is: its file, its words where they are fixed, and what it records."""
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        if name.startswith(("ui/parts/", "ui/dialogs.py")):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in MADE_BY:
                records = next((each.value for each in node.keywords if each.arg == "records"), None)
                first = node.args[0]
                words = str(first.value) if isinstance(first, ast.Constant) else ast.unparse(first)
                yield name, words, ast.unparse(records) if records is not None else None


def test_every_button_says_what_it_records_or_only_shows_something() -> None:
    silent = [(file, words) for file, words, records in made() if records is None]
    assert [each for each in silent if each[1] not in LOOKS.get(each[0], set())] == []
    listed = {(file, words) for file, known in LOOKS.items() for words in known}
    assert listed - set(silent) == set(), "they say what they record now, or are gone"


@pytest.mark.parametrize("records", sorted({each for _, _, each in made() if each and each.startswith("'")}))
def test_what_a_button_records_is_a_fact_in_the_table_of_roles(records: str) -> None:
    kind = ast.literal_eval(records)
    assert kind in journal.kinds()
    assert roles.act_of(kind) is not None
