"""The one script that sets a machine up, and the Makefile in front of it."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[2]
SCRIPT = CHECKOUT / "packaging" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """Return the script as a module, in an empty checkout of its own."""
    copy = tmp_path / "packaging" / "bootstrap.py"
    copy.parent.mkdir()
    copy.write_text(SCRIPT.read_text())
    spec = importlib.util.spec_from_file_location("bootstrap", copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake_python(folder: Path, name: str, version: str) -> None:
    """Put a program there that answers as that version of Python would."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS")
class TestFindingPython:
    @pytest.fixture
    def machine(self, bootstrap, tmp_path, monkeypatch):
        """Return a machine with no Python at all; the tests put some there."""
        folder = tmp_path / "bin"
        folder.mkdir()
        monkeypatch.setenv("PATH", str(folder))
        fake_python(folder, "this", "3 8")
        monkeypatch.setattr(bootstrap.sys, "executable", str(folder / "this"))
        return folder

    def test_the_newest_we_run_on_is_taken(self, bootstrap, machine):
        fake_python(machine, "python3.11", "3 11")
        fake_python(machine, "python3.12", "3 12")
        assert bootstrap.find_python() == ["python3.12"]

    def test_one_too_new_is_passed_over(self, bootstrap, machine):
        fake_python(machine, "python3", "3 14")
        fake_python(machine, "python3.11", "3 11")
        assert bootstrap.find_python() == ["python3.11"]

    def test_a_shim_that_does_not_run_is_passed_over(self, bootstrap, machine):
        (machine / "python3.13").write_text("#!/bin/sh\nexit 127\n")
        (machine / "python3.13").chmod(0o755)
        fake_python(machine, "python3", "3 11")
        assert bootstrap.find_python() == ["python3"]

    @pytest.mark.usefixtures("machine")
    def test_without_one_we_say_what_to_install(self, bootstrap):
        with pytest.raises(SystemExit, match=r"Python 3\.11, 3\.12 or 3\.13 is needed"):
            bootstrap.main(["setup"])


def test_an_environment_is_made_again_only_when_the_lock_changes(bootstrap, tmp_path):
    bootstrap.DEV_LOCK.write_text("segno==1.6.6\n")
    python = bootstrap.venv_program("python")
    python.parent.mkdir(parents=True)
    python.touch()
    assert not bootstrap.is_set_up()
    bootstrap.STAMP.write_text(bootstrap.fingerprint())
    assert bootstrap.is_set_up()
    bootstrap.DEV_LOCK.write_text("segno==1.6.7\n")
    assert not bootstrap.is_set_up()


def test_every_command_is_in_the_makefile_and_the_other_way_round(bootstrap):
    makefile = (CHECKOUT / "Makefile").read_text()
    listed = re.search(r"^COMMANDS := (.*)$", makefile, re.MULTILINE).group(1).split()
    assert set(listed) == set(bootstrap.COMMANDS)


def test_help_names_every_command(bootstrap):
    done = subprocess.run([sys.executable, SCRIPT, "help"], capture_output=True, text=True, check=True)
    assert [name for name in bootstrap.COMMANDS if f"  {name} " not in done.stdout] == []


def test_an_unknown_command_fails_and_shows_the_known_ones():
    done = subprocess.run([sys.executable, SCRIPT, "deploy"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "demo" in done.stdout


def test_the_usual_the_slow_and_the_fault_tests_together_are_all_tests(bootstrap):
    left_out = {word.removeprefix("not ") for word in bootstrap.USUAL_TESTS.split(" and ")}
    assert left_out == {"faults", "matrix", "medplum", "wheel", "cups"}
    assert left_out <= {*bootstrap.SLOW_TESTS.split(" or "), *bootstrap.FAULTS.split(" or ")}
