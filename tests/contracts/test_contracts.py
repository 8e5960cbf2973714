"""Each contract between the parts is broken once, in a copy, and reported: that one and no other."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}

PLANTS = {
    "parts": ("people/summary.py", "from downtime_desk.rota import plan"),
    "inside": ("access/model.py", "from downtime_desk.access import facts"),
    "qt": ("core/clock.py", "from PySide6.QtCore import QTimer"),
    "kit": ("people/summary.py", "from downtime_desk.ui import theme"),
    "sql": ("outages/screen/log.py", "import sqlalchemy"),
    "cipher": ("people/summary.py", "import sqlcipher3"),
    "server": ("sync/outcome.py", "import starlette"),
    "paper": ("people/summary.py", "from reportlab.pdfgen import canvas"),
    "network": ("sync/outcome.py", "import httpx"),
}
"""For each contract, a module of the program and the import that must not be there."""


def broken(checkout: Path) -> set[str]:
    """Return the ids of the contracts that import-linter finds broken in a checkout."""
    env = os.environ | {"PYTHONPATH": str(checkout / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)$", done.stdout, re.MULTILINE))
    assert set(verdicts) == set(CONTRACTS.values()), done.stdout + done.stderr
    return {id_ for id_, name in CONTRACTS.items() if verdicts[name] == "BROKEN"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the program and of its contracts."""
    shutil.copytree(CHECKOUT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_program_keeps_every_contract(copy):
    assert broken(copy) == set()


def test_every_contract_has_a_plant():
    assert set(PLANTS) == set(CONTRACTS)


@pytest.mark.parametrize("contract", PLANTS)
def test_a_planted_import_breaks_its_contract(copy, contract):
    file, line = PLANTS[contract]
    module = copy / "src" / "downtime_desk" / file
    with module.open("a") as file:
        file.write(f"\n{line}\n")
    assert broken(copy) == {contract}


def test_a_part_nobody_placed_is_refused(copy):
    stranger = copy / "src" / "downtime_desk" / "helpers"
    stranger.mkdir()
    (stranger / "__init__.py").touch()
    assert broken(copy) == {"parts"}


@pytest.mark.parametrize("module", ["downtime_desk.wiring", "downtime_desk.cli.commands"])
def test_without_a_window_qt_is_not_even_loaded(module):
    ask = f"import sys, {module}; print(*(name for name in sys.modules if name.startswith('PySide6')))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_pages_are_drawn_without_a_database():
    ask = "import sys, downtime_desk.printing.summary.pack; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
