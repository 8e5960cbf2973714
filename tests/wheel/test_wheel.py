"""The wheel works where nothing else of the project is: built, installed from the lock, run from elsewhere."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

import downtime_desk

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.wheel

FOUND_AND_OPEN_AGAIN = """
import sys
from datetime import UTC, datetime
from pathlib import Path

import downtime_desk.wiring
from downtime_desk.access.actions import Found, found, read_keyfile, sign_in
from downtime_desk.core import journal

home, passphrase = Path(sys.argv[1]), "gravel lantern harbour kitten mosaic"
now = lambda: datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
found(home, Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", passphrase), now).signed_in.store.close()
manager = read_keyfile(home).of_kind("manager")[0].who
signed_in = sign_in(home, manager, passphrase, now)
with signed_in.store.read() as session:
    print(*(entry.kind for entry in journal.entries(session)))
signed_in.store.close()
"""

PRINT = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from downtime_desk.people.summary import Person
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.sheet import SummarySheet

now = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
sheet = SummarySheet(
    person=Person(id="p1", family="Żak", given="Olive"), organisation="Harbour Lane Home Care",
    desk_phone="01632 960400", desk="HLHC1", copy_number="C-0001", as_of={"people": now, "rota": now},
    printed_at=now, printed_by="Priya Nair", use_until=now, seal="7F3A-92C1", seal_entry=1,
)
Path(sys.argv[1]).write_bytes(render_pack([sheet]).pdf)
"""


def run(*command: object, cwd: Path) -> str:
    """Run a command away from the checkout; fail with what it said."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and return it."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", dist, cwd=CHECKOUT)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of an environment with the locked libraries and the wheel alone."""
    away = tmp_path_factory.mktemp("away")
    run(sys.executable, "-m", "venv", away / "venv", cwd=away)
    folder = away / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (folder / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", CHECKOUT / "packaging" / "requirements.lock", cwd=away)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=away)
    return folder


def tracked(folder: str) -> set[str]:
    """Return the files of a folder that belong to the project."""
    return set(run("git", "ls-files", folder, cwd=CHECKOUT).splitlines())


@pytest.mark.parametrize("folder", ["migrations", "resources"])
def test_the_wheel_carries_every_migration_and_resource(wheel, folder):
    inside = f"downtime_desk/_{folder}/"
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(inside)}
    assert carried == {name.replace(f"{folder}/", inside, 1) for name in tracked(folder)}


def test_the_wheel_carries_the_program_and_nothing_else(wheel):
    shipped = ("downtime_desk/_migrations/", "downtime_desk/_resources/")
    files = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith(shipped)}
    info = {name for name in files if ".dist-info/" in name}
    assert files - info == {name.removeprefix("src/") for name in tracked("src")}
    assert any(name.endswith("licenses/LICENSE") for name in info)
    assert any(name.endswith("sboms/sbom.cdx.json") for name in info)


def test_it_runs_from_its_own_environment(programs, tmp_path):
    where = run(
        programs / "python", "-c", "import downtime_desk; print(downtime_desk.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(programs.parent)


def test_it_says_its_version(programs, tmp_path):
    assert downtime_desk.__version__ in run(programs / "downtime-desk", "--version", cwd=tmp_path)


def test_a_store_is_made_and_opens_again(programs, tmp_path):
    said = run(programs / "python", "-c", FOUND_AND_OPEN_AGAIN, tmp_path / "home", cwd=tmp_path)
    assert said.split() == ["store.founded", "manager.added", "manager.signed_in", "manager.signed_in"]


def test_a_page_is_printed_with_the_fonts_it_carries(programs, tmp_path):
    pdf = tmp_path / "summary.pdf"
    run(programs / "python", "-c", PRINT, pdf, cwd=tmp_path)
    (page,) = PdfReader(pdf).pages
    assert "ŻAK, Olive" in page.extract_text()
    assert "NOT RECORDED" in page.extract_text()
