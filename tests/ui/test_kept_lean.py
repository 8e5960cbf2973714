"""What the kit must not do: pull heavy libraries in, let a bare label through, trust a tool tip, name an icon that is not there."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk.core.paths import PACKAGE, shipped

HEAVY = (
    "sqlalchemy",
    "alembic",
    "reportlab",
    "httpx",
    "cryptography",
    "sqlcipher3",
    "msgspec",
    "PySide6.QtPdf",
)
KIT_LABEL = PACKAGE / "ui" / "parts" / "text.py"
ICON_WORDS = {"icon", "mark"}
ICON_CALLS = {"icon", "picture", "Icon", "show_icon"}


def test_the_window_imports_nothing_heavy() -> None:
    program = (
        "import sys, downtime_desk.ui.shell, downtime_desk.ui.theme, downtime_desk.ui.jobs, downtime_desk.ui.desk;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = node.func
            yield named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", ""), node


def bare_labels(source: str) -> list[int]:
    """Return the lines that make a QLabel, or a class of one, outside the kit's safe label."""
    tree = ast.parse(source)
    made = [node.lineno for name, node in calls(tree) if name == "QLabel"]
    bases = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if getattr(base, "id", getattr(base, "attr", "")) == "QLabel"
    ]
    return made + bases


def unsafe_tips(source: str) -> list[int]:
    """Return the lines that set a tool tip to anything but fixed words, safe_tip(...)."""

    def safe(given: ast.expr) -> bool:
        if isinstance(given, ast.IfExp):
            return safe(given.body) and safe(given.orelse)
        if isinstance(given, ast.Call):
            return getattr(given.func, "id", "") == "safe_tip"
        return isinstance(given, ast.Constant)

    return [
        node.lineno
        for name, node in calls(ast.parse(source))
        if name == "setToolTip" and not safe(node.args[0])
    ]


def icon_names(source: str) -> Iterator[str]:
    for name, node in calls(ast.parse(source)):
        given = [word.value for word in node.keywords if word.arg in ICON_WORDS]
        if name in ICON_CALLS and node.args:
            given.append(node.args[0])
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


SOURCES = sorted(
    path
    for path in PACKAGE.rglob("*.py")
    if "downtime_desk.ui" in (source := path.read_text("utf-8")) or "PySide6" in source
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_bare_label_and_no_trusting_tip(path: Path) -> None:
    source = path.read_text("utf-8")
    if path != KIT_LABEL:
        assert bare_labels(source) == []
    assert unsafe_tips(source) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_icon_named_ships(path: Path) -> None:
    for name in icon_names(path.read_text("utf-8")):
        assert (shipped("resources") / "icons" / f"{name}.svg").is_file(), name


def test_the_rules_catch_what_they_are_for() -> None:
    assert bare_labels("x = QLabel('hi')\nclass Y(QtWidgets.QLabel): ...") == [1, 2]
    assert unsafe_tips("w.setToolTip(person.name)\nw.setToolTip(safe_tip(n))\nw.setToolTip('fixed')") == [1]
    assert list(icon_names("Icon('nosuch'); button('x', icon='other')")) == ["nosuch", "other"]
