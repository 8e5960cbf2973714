"""The window: what the bar says, how it folds, what the keys do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.ui import theme
from downtime_desk.ui.parts import ActionStrip, Head, TextField, button, column, primary
from downtime_desk.ui.shell import (
    BarCell,
    BarState,
    CopyAge,
    Counter,
    FootLine,
    NextClock,
    Page,
    Shell,
)
from downtime_desk.ui.shell.bar import FULL, OLDEST, SHORT, WRAPPED
from downtime_desk.ui.tokens import CONTRAST, DARK, LIGHT, THEMES, Mode
from tests.plugins.clock import Clock
from tests.ui.tree import controls, name_of, tree

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
KEY = Qt.Key


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


OUTAGE = BarState(
    mode=Mode.OUTAGE,
    since=at(21, 19, 52),
    cells=(
        CopyAge("Rota copy as of", at(21, 19, 30)),
        CopyAge("People, medicines as of", at(21, 19, 15)),
        CopyAge("Contacts as of", at(21, 18, 0)),
        CopyAge("Entry codes as of", at(21, 12, 0)),
    ),
    clock=NextClock(at(22, 2, 15), "HOLLOWAY: tell Helen"),
    duty="Priya Nair",
)
PAGES = [
    ("visits", "Visits", "clipboard-check", "NOW", "Alt+1"),
    ("people", "People", "users", "NOW", "Alt+2"),
    ("rota", "Rota", "calendar-clock", "NOW", "Alt+3"),
    ("calls", "Calls", "phone-call", "NOW", "Alt+4"),
    ("log", "Log", "scroll-text", "NOW", "Alt+5"),
    ("print", "Print", "printer", "NOW", "Alt+6"),
    ("return", "Return", "upload", "AFTER", "Alt+7"),
    ("reviews", "Reviews", "search-check", "AFTER", "Alt+8"),
    ("readiness", "Readiness", "shield-check", "BEFORE", "Alt+9"),
    ("risks", "Risks & suppliers", "scale", "BEFORE", ""),
    ("drills", "Drills", "target", "BEFORE", ""),
    ("settings", "Settings", "settings", "", "Ctrl+,"),
]
COUNTERS = {"visits": Counter(13, hot=True, say="13 need action"), "return": Counter(131), "log": Counter(0)}


class Plain(QWidget):
    """A page that writes down what the window asked of it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.asked: list[object] = []
        self.field = TextField(f"Field of {title}")
        self.save = primary("Save what we know")
        self.save.clicked.connect(lambda: self.asked.append("saved"))
        self.setLayout(column(Head(title), self.field, 0, ActionStrip(0, self.save), gap=0))

    def primary(self) -> None:
        self.save.click()

    def find(self) -> None:
        self.asked.append("find")

    def print_this(self) -> None:
        self.asked.append("print")

    def open(self, ref: object) -> None:
        self.asked.append(ref)

    def back(self) -> None:
        self.asked.append("back")


@pytest.fixture
def shell(qtbot: QtBot, clock: Clock) -> Iterator[Shell]:
    made = Shell(clock)
    qtbot.addWidget(made)
    for key, title, icon, group, shortcut in PAGES:
        made.add_page(
            Page(key, title, icon, group, lambda t=title: Plain(t), shortcut, lambda k=key: COUNTERS.get(k))
        )
    made.show_state(OUTAGE)
    made.show_foot(
        [FootLine("save", "Saved on this laptop 02:05"), FootLine("hourglass", "131 waiting to send")]
    )
    made.show_counters(made.counters())
    made.go("visits")
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.close()


def here(shell: Shell) -> Plain:
    page = shell.page()
    assert isinstance(page, Plain)
    return page


def test_the_bar_says_mode_ages_clock_and_who(shell: Shell) -> None:
    assert tree(shell.bar).splitlines() == [
        'group "Status"',
        '  group "OUTAGE 06:14, since Saturday 19:52"',
        '  button "Next clock, 02:15, 9 min: HOLLOWAY: tell Helen" (go there: F9)',
        '  group "On duty: Priya Nair: Sun 22 Nov 02:06"',
        '  button "Lock"',
        '  group "Rota copy as of: Sat 19:30 6 h 36 m"',
        '  group "People, medicines as of: Sat 19:15 6 h 51 m"',
        '  group "Contacts as of: Sat 18:00 8 h 06 m"',
        '  group "Entry codes as of: Sat 12:00 14 h 06 m"',
    ]


def test_minutes_move_the_bar_on(qtbot: QtBot, shell: Shell, clock: Clock) -> None:
    clock.forward(minutes=10)
    with qtbot.waitSignal(shell.minute):
        shell._timer.setInterval(0)
    said = tree(shell.bar)
    assert "OUTAGE 06:24" in said
    assert "Next clock, 02:15, 1 min late: HOLLOWAY" in said
    assert "Rota copy as of: Sat 19:30 6 h 46 m" in said
    assert shell._timer.remainingTime() > 1000


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (BarState(under="Fernway working"), "NORMAL, Fernway working"),
        (BarState(Mode.RETURNING, at(22, 1, 25)), "RETURNING, since Sunday 01:25"),
        (
            BarState(Mode.DRILL, at(22, 1, 48), "not real, practice people"),
            "DRILL 00:18, not real, practice people",
        ),
        (BarState(Mode.OUTAGE, at(9, 2, 6)), "OUTAGE 312:00, since Monday 02:06"),
    ],
)
def test_each_mode_has_its_word(shell: Shell, state: BarState, said: str) -> None:
    shell.show_state(state)
    assert f'group "{said}"' in tree(shell.bar)


def test_a_copy_that_never_came_is_said_and_is_the_oldest(shell: Shell, clock: Clock) -> None:
    state = replace(OUTAGE, cells=(*OUTAGE.cells, CopyAge("Carers as of", None), BarCell("Sheets", "47 out")))
    assert state.oldest(clock()) == BarCell("Oldest copy", "missing")
    shell.show_state(state)
    assert 'group "Carers: no copy yet"' in tree(shell.bar)
    assert OUTAGE.oldest(clock()) == BarCell("Oldest copy", "14 h")


def test_a_clock_days_away_says_days(clock: Clock) -> None:
    drill = NextClock(at(28, 12, 0), "Drill due")
    assert (drill.left(clock()), drill.over(clock())) == ("6 days", "Next, by 28 Nov")


@pytest.mark.parametrize(("text", "level"), [(100, FULL), (125, WRAPPED), (150, OLDEST), (200, SHORT)])
def test_ages_fold_first_and_mode_clock_and_lock_never(shell: Shell, text: int, level: int) -> None:
    theme.wear(theme.Look(LIGHT, text))
    shell.resize(1366, 697)
    QTest.qWait(0)
    bar = shell.bar
    assert bar.folded == level
    for part in (bar.mode, bar.clock, bar.lock):
        assert part.isVisible()
        assert bar.rect().contains(part.geometry())
        assert part is bar.mode or part.width() >= part.sizeHint().width()
    shown = list(bar._shown())
    for one, part in enumerate(shown):
        for other in shown[one + 1 :]:
            assert not part.geometry().intersects(other.geometry())
    said = tree(bar)
    assert "OUTAGE 06:14" in said
    assert "9 min: HOLLOWAY: tell Helen" in said
    assert ('button "Oldest copy: 14 h. Shows every copy"' in said) == (level >= OLDEST)


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", THEMES)
def test_the_window_holds_everything_on_a_small_screen(shell: Shell, name: str, text: int) -> None:
    theme.wear(theme.Look(THEMES[name], text))
    shell.resize(1366, 697)
    QTest.qWait(0)
    assert (shell.width(), shell.height()) == (1366, 697)
    save = here(shell).save
    assert shell.rect().contains(
        save.geometry().translated(save.parentWidget().mapTo(shell, save.parentWidget().rect().topLeft()))
    )
    nav = shell.nav
    for entry in nav.buttons.values():
        assert entry.isHidden() or nav.rect().contains(entry.geometry()), entry.page.title
        assert entry.isHidden() or entry.height() >= 32
    lines = [text for _, text in nav._foot if text.isVisible()]
    lowest = max(entry.geometry().bottom() for entry in nav.buttons.values() if entry.isVisible())
    assert all(line.geometry().top() > lowest for line in lines)
    assert nav.rail == (text >= 150)
    assert nav.rail or lines
    assert shell.grab().width() == 1366


def test_a_locked_bar_has_no_lock_and_names_nobody(shell: Shell) -> None:
    shell.show_state(
        replace(
            OUTAGE,
            locked=True,
            duty="Locked after 5 min without a key",
            clock=NextClock(at(22, 2, 15), "unlock to see it"),
        )
    )
    said = tree(shell.bar)
    assert '"Locked after 5 min without a key: Sun 22 Nov 02:06"' in said
    assert '"Lock"' not in said
    assert "Priya" not in said
    shell.show_state(OUTAGE)
    assert '"Lock"' in tree(shell.bar)


def test_a_page_that_cannot_fold_scrolls_and_leaves_the_window_as_it_was(shell: Shell) -> None:
    here(shell).setMinimumSize(3000, 2000)
    QTest.qWait(0)
    assert (shell.width(), shell.height()) == (1366, 768)
    assert shell.minimumSizeHint().width() < 1366


def test_the_rail_always_shows_the_page_that_is_open(shell: Shell) -> None:
    theme.wear(theme.Look(LIGHT, 200))
    shell.resize(1366, 697)
    shell.go("settings")
    assert shell.nav.buttons["settings"].isVisible()
    assert not shell.nav.buttons["drills"].isVisible()
    assert 'button "More pages"' in tree(shell.nav)


def test_every_control_has_a_name(shell: Shell) -> None:
    for text in (100, 200):
        theme.wear(theme.Look(LIGHT, text))
        assert [part.role() for part in controls(shell) if not name_of(part)] == []


def test_counters_are_shown_and_spoken_and_zero_is_not(shell: Shell) -> None:
    said = tree(shell.nav)
    assert '"Visits, 13 need action" (key: Alt+1) [chosen]' in said
    assert '"Return, 131"' in said
    assert '"Log" (key: Alt+5)' in said


def test_only_registered_pages_show(qtbot: QtBot, clock: Clock) -> None:
    bare = Shell(clock)
    qtbot.addWidget(bare)
    bare.add_page(Page("log", "Log", "scroll-text", "NOW", lambda: Plain("Log")))
    bare.show()
    assert list(bare.nav.buttons) == ["log"]
    assert "AFTER" not in tree(bare.nav)
    assert bare.page() is None
    QTest.keyClick(bare, KEY.Key_Return, CTRL)


def test_keys_open_pages_and_pages_are_made_once(shell: Shell) -> None:
    first = here(shell)
    QTest.keyClick(shell, KEY.Key_2, ALT)
    assert shell.key() == "people"
    QTest.keyClick(shell, KEY.Key_Comma, CTRL)
    assert shell.key() == "settings"
    QTest.keyClick(shell, KEY.Key_1, ALT)
    assert here(shell) is first
    assert set(shell._made) == {"visits", "people", "settings"}
    assert shell.nav.buttons["visits"].isChecked()


@pytest.mark.parametrize(
    ("key", "with_", "asked"),
    [
        (KEY.Key_Return, CTRL, "saved"),
        (KEY.Key_Enter, CTRL, "saved"),
        (KEY.Key_F, CTRL, "find"),
        (KEY.Key_P, CTRL, "print"),
        (KEY.Key_Escape, Qt.KeyboardModifier.NoModifier, "back"),
    ],
)
def test_keys_reach_the_page(shell: Shell, key: Qt.Key, with_: Qt.KeyboardModifier, asked: str) -> None:
    QTest.keyClick(shell.focusWidget() or shell, key, with_)
    assert here(shell).asked == [asked]


def test_a_button_of_the_page_goes_before_the_window_on_the_same_key(qtbot: QtBot, shell: Shell) -> None:
    page = here(shell)
    printed, escalated = button("Print", keys="Ctrl+P"), button("Escalate", keys="Ctrl+E")
    for made in (printed, escalated):
        page.layout().addWidget(made)
        made.show()
    for made, key in ((printed, KEY.Key_P), (escalated, KEY.Key_E)):
        with qtbot.waitSignal(made.clicked):
            QTest.keyClick(shell.focusWidget(), key, CTRL)
    printed.setEnabled(False)
    QTest.keyClick(shell.focusWidget(), KEY.Key_P, CTRL)
    assert page.asked == ["print"]
    shell.go("people")
    QTest.keyClick(shell.focusWidget(), KEY.Key_P, CTRL)
    assert here(shell).asked == ["print"]


def test_keys_reach_the_window(qtbot: QtBot, shell: Shell) -> None:
    for signal, key, with_ in (
        (shell.lock_asked, KEY.Key_L, CTRL | SHIFT),
        (shell.clock_asked, KEY.Key_F9, Qt.KeyboardModifier.NoModifier),
    ):
        with qtbot.waitSignal(signal):
            QTest.keyClick(shell, key, with_)
    with qtbot.waitSignal(shell.help_asked) as heard:
        QTest.keyClick(shell, KEY.Key_F1)
    assert heard.args == ["visits"]
    with qtbot.waitSignal(shell.lock_asked):
        shell.bar.lock.click()
    with qtbot.waitSignal(shell.clock_asked):
        shell.bar.clock.click()


def test_keys_change_theme_and_text_size(qtbot: QtBot, shell: Shell) -> None:
    shell.look_asked.connect(theme.wear)
    QTest.keyClick(shell, KEY.Key_D, CTRL | SHIFT)
    assert theme.tokens() is DARK
    QTest.keyClick(shell, KEY.Key_D, CTRL | SHIFT)
    assert theme.tokens() is CONTRAST
    QTest.keyClick(shell, KEY.Key_Plus, CTRL)
    QTest.keyClick(shell, KEY.Key_Plus, CTRL)
    QTest.keyClick(shell, KEY.Key_Minus, CTRL)
    assert theme.look().text == 125
    QTest.keyClick(shell, KEY.Key_0, CTRL)
    assert theme.look() == theme.Look(CONTRAST, 100)


def test_f6_goes_round_the_panes_and_back(shell: Shell) -> None:
    here(shell).field.line.setFocus()

    def pane() -> str:
        focused = shell.focusWidget()
        for name, part in (("page", here(shell)), ("nav", shell.nav), ("bar", shell.bar)):
            if part.isAncestorOf(focused):
                return name
        return "lost"

    seen = []
    for _ in range(3):
        QTest.keyClick(shell, KEY.Key_F6)
        seen.append(pane())
    assert seen == ["nav", "bar", "page"]
    QTest.keyClick(shell, KEY.Key_F6, SHIFT)
    assert pane() == "bar"


def test_opening_a_page_hands_on_what_to_open_and_puts_the_focus_in_it(shell: Shell) -> None:
    shell.go("people", "999 000 2312")
    assert here(shell).asked == ["999 000 2312"]
    assert isinstance(shell.focusWidget(), QLineEdit)


def test_the_frame_takes_the_colour_of_the_mode(shell: Shell) -> None:
    for mode in (Mode.NORMAL, Mode.OUTAGE, Mode.RETURNING):
        shell.show_state(BarState(mode, at(22, 1, 0)))
        shown = shell.grab().toImage()
        frame = LIGHT.mode(mode).frame.lower()
        for x, y in ((0, 400), (1365, 400), (700, 767), (2, 400)):
            assert shown.pixelColor(x, y).name() == frame
    shell.show_state(BarState(Mode.DRILL, at(22, 1, 0)))
    edge = shell.grab().toImage()
    seen = {edge.pixelColor(1, y).name() for y in range(100, 300)}
    assert {"#ffffff", "#1b2126"} <= seen
