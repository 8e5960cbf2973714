"""Managers in the settings: who may sign in, invitations, roles, one's own passphrase, and removing somebody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    ChangeRole,
    Invitation,
    Invite,
    SignedIn,
    change_passphrase,
    change_role,
    invite,
    withdraw,
)
from downtime_desk.access.queries import TABLES, ManagerRow, all_managers, organisation
from downtime_desk.access.screen.listed import Line, Listed
from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.access.screen.recovery_code import RecoveryCodePage, invitation_paper
from downtime_desk.access.screen.roles import show_roles
from downtime_desk.access.screen.settings import Section
from downtime_desk.core.clock import from_text, full_stamp, short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Kind,
    Note,
    NoteField,
    Option,
    TextField,
    column,
    holder,
    row,
    second,
    strong,
)

ABOUT = "Who may sign in on this laptop. Each has a passphrase of their own; it works with no network."
_ROLES = [Option(role, role.capitalize()) for role in roles.ROLES]


@dataclass(frozen=True)
class Removal:
    """Who is to be removed, and why: the app does it, for the store is closed meanwhile."""

    manager: str
    name: str
    why: str


class ManagersForm(QWidget):
    """The list, and what can be done. `remove` is the app's and gets a Removal."""

    def __init__(self, desk: Desk, here: SignedIn, remove: Callable[[Removal], object]) -> None:
        super().__init__()
        self._desk, self._here, self._remove = desk, here, remove
        self._home: Path = here.store.folder.parent
        self.invite_button = Button("Invite somebody", icon="user-plus", records="manager.invited")
        self.passphrase_button = Button(
            "Change your passphrase", icon="lock", records="manager.passphrase_changed"
        )
        self.roles_button = Button("Who may do what", icon="users", hint="F1")
        self.invite_button.clicked.connect(self.invite)
        self.passphrase_button.clicked.connect(self.change_passphrase)
        self.roles_button.clicked.connect(self._show_roles)
        self._said = Note("")
        self._said.hide()
        self._list = Listed(("Name", "Role", "Signed in last"), (2, 0, 3), self._lines)
        self.setLayout(
            column(
                row(self.invite_button, self.roles_button, 0, gap=8),
                row(self.passphrase_button, 0),
                self._said,
                self._list,
                gap=10,
            )
        )
        desk.refresh_on(self, TABLES, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self._list.refresh()

    def invite(self) -> "InviteDialog":
        """Ask for a name and a role, and show the code."""
        dialog = InviteDialog(self, self._desk, self._here)
        dialog.open()
        return dialog

    def change_passphrase(self) -> "PassphraseDialog":
        """Ask for the old passphrase and a new one."""
        dialog = PassphraseDialog(self, self._desk, self._here)
        dialog.changed.connect(self._changed)
        dialog.open()
        return dialog

    def ask_role(self, who: ManagerRow) -> "RoleDialog":
        """Ask for another role."""
        dialog = RoleDialog(self, self._desk, self._here, who)
        dialog.open()
        return dialog

    def ask_removal(self, who: ManagerRow) -> "RemoveDialog":
        """Say what removing means, and ask why."""
        dialog = RemoveDialog(self, who)
        dialog.confirmed.connect(self._remove)
        dialog.open()
        return dialog

    def withdraw(self, who: ManagerRow) -> None:
        """Take an invitation back."""
        self._desk.jobs.work(
            self, withdraw, self._home, self._here, who.id, then=self._withdrawn, otherwise=self._refuse
        )

    def _lines(self) -> list[Line]:
        with self._desk.read() as session:
            rows = all_managers(session)
        now = self._desk.now()
        return [
            Line(
                (
                    strong(each.name) if each.state == "active" else second(each.name),
                    second(each.role.capitalize(), "ink"),
                    second(_when(each, each.standing(now)), "ink"),
                ),
                self._buttons(each),
            )
            for each in rows
        ]

    def _buttons(self, each: ManagerRow) -> tuple[Button, ...]:
        if each.state == "removed":
            return ()
        if each.state == "invited":
            return (_small("Withdraw", "user-x", each, self.withdraw),)
        role = _small("Role", "users", each, self.ask_role)
        if each.id == self._here.acting.manager:
            return (role,)
        return role, _small("Remove", "user-x", each, self.ask_removal)

    def _show_roles(self) -> None:
        show_roles(self)

    def _changed(self) -> None:
        self._say("Changed.", "The old passphrase opens nothing any more.", "green")

    def _withdrawn(self, _nothing: None) -> None:
        self._say("Withdrawn.", "Its code opens nothing any more.", "green")

    def _refuse(self, trouble: Trouble) -> None:
        self._say(trouble.what, trouble.do, "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self._said.say(what, do, tone)
        self._said.show()


def _small(words: str, icon: str, each: ManagerRow, act: Callable[[ManagerRow], object]) -> Button:
    made = Button(words, icon=icon, kind=Kind.SMALL, records="manager.removed")
    made.setAccessibleName(f"{words}: {each.name}")
    made.clicked.connect(lambda: act(each))
    return made


def _when(each: ManagerRow, standing: str) -> str:
    if standing == "invited" and each.until:
        return f"Invited, until {short_stamp(each.until)}"
    if standing == "invitation over":
        return "Invitation over: invite again"
    if standing == "removed":
        return f"Removed {short_stamp(each.removed_at)}" if each.removed_at else "Removed"
    return short_stamp(each.signed_in_at) if each.signed_in_at else "Not yet"


class InviteDialog(Modal):
    """Asks for name and role, then shows the one-time code."""

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn) -> None:
        self._desk, self._here = desk, here
        self._made: Invitation | None = None
        self.name = TextField("Their name", hint="As it will stand in the log.")
        self.role = Choice("Role", _ROLES, hint="What each may do: “Who may do what”, or F1.")
        self._asking = holder(column(self.name, self.role, gap=12))
        self._box = column(self._asking)
        super().__init__(
            window, "Invite somebody", holder(self._box), do="Make the code", icon="user-plus",
            note="It works once, on this laptop, for seven days.", width=640, records="manager.invited",
        )  # fmt: skip
        self.asked.connect(self._go_on)

    def _go_on(self) -> None:
        if self._made is not None:
            self.close_done()
            return
        role = self.role.value()
        if not isinstance(role, str):
            self.show_trouble(Trouble("No role is chosen.", "Choose one."))
            return
        self.set_busy(busy=True)
        home = self._here.store.folder.parent
        self._desk.jobs.work(
            self, invite, home, self._here, Invite(self.name.text(), role),
            then=self._show_code, otherwise=self.show_trouble,
        )  # fmt: skip

    def _show_code(self, made: Invitation) -> None:
        self._made = made
        with self._desk.read() as session:
            name = organisation(session).name
        paper = invitation_paper(made.name, full_stamp(from_text(made.until)))
        page = RecoveryCodePage(name, made.code, paper)
        page.settled.connect(self.do_button.setEnabled)
        self.turn_to(self._box, self._asking, page, "They have it")

    def reject(self) -> None:
        """Stay open while the code is shown: it exists nowhere else."""
        if self._made is None:
            super().reject()


class PassphraseDialog(Modal):
    """Changes one's own passphrase. Signal `changed`."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn) -> None:
        self._desk, self._here = desk, here
        self.old = TextField("Your passphrase now")
        self.old.hide_typed()
        self.chooser = PassphraseChooser()
        with desk.read() as session:
            self.chooser.know([organisation(session).name, here.acting.name])
        super().__init__(
            window, "Change your passphrase", holder(column(self.old, self.chooser, gap=12)),
            do="Change it", icon="lock", note="The old one opens nothing any more.", width=640, records="manager.passphrase_changed",
        )  # fmt: skip
        self.asked.connect(self._change)

    def _change(self) -> None:
        try:
            new = self.chooser.passphrase()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        home = self._here.store.folder.parent
        self._desk.jobs.work(
            self, change_passphrase, home, self._here, self.old.text(), new,
            then=self._done, otherwise=self.show_trouble,
        )  # fmt: skip

    def _done(self, _nothing: None) -> None:
        self.close_done()
        self.changed.emit()


class RoleDialog(Modal):
    """Gives a manager another role."""

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn, who: ManagerRow) -> None:
        self._desk, self._here, self._who = desk, here, who
        self.role = Choice("Role", _ROLES)
        self.role.choose(who.role)
        super().__init__(
            window, f"Role of {who.name}", holder(column(self.role)), do="Change it", icon="users",
            note="It counts from the next sign-in on.", width=520, records="manager.role_changed",
        )  # fmt: skip
        self.asked.connect(self._change)

    def _change(self) -> None:
        home, role = self._here.store.folder.parent, self.role.value()
        self._desk.jobs.work(
            self, change_role, home, self._here, ChangeRole(self._who.id, str(role)),
            then=self._done, otherwise=self.show_trouble,
        )  # fmt: skip

    def _done(self, _nothing: None) -> None:
        self.close_done()


class RemoveDialog(Modal):
    """Says what removing somebody means. Signal `confirmed(Removal)`."""

    confirmed: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, who: ManagerRow) -> None:
        self._who = who
        self.why = NoteField("Why", hint="It is kept in the log.", lines=2)
        said = column(
            second("The store moves to a new file under a new key, which the others get at once.", "ink"),
            second("Everybody else signs in with the passphrase they have. Invitations end.", "ink"),
            second("A new recovery code and a new envelope are shown once: print them.", "ink"),
            second(
                f"Backups and packs of before still open for {who.name} with the passphrase of then: "
                "destroy them once there is a new one.",
                "ink",
            ),
            self.why,
            gap=8,
        )
        super().__init__(
            window, f"Remove {who.name}", holder(said), do="Remove and lock", icon="user-x",
            fill="red_tile", text="on_red", note="The desk is locked for some seconds.", width=640, records="manager.removed",
        )  # fmt: skip
        self.asked.connect(self._confirm)

    def _confirm(self) -> None:
        why = self.why.text().strip()
        if not why:
            self.show_trouble(Trouble("It is not said why.", "Type it: it is kept in the log."))
            return
        self.close_done()
        self.confirmed.emit(Removal(self._who.id, self._who.name, why))


def managers(desk: Desk, here: SignedIn, remove: Callable[[Removal], object]) -> Section:
    """Return the section of managers."""
    return Section("Managers", "users", ABOUT, lambda: ManagersForm(desk, here, remove), "")
